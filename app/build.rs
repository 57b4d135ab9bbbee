//! Turns the catalogues `src/text/*.toml` into one function for each sentence.
//!
//! A key that one language lacks, or placeholders that differ, stop the build: what people read is
//! complete or it does not compile.
//!
//! `{n}` is a value; `{n|file|files}` is the first word where the value reads `1`, and the second otherwise.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

type Catalogue = BTreeMap<String, BTreeMap<String, String>>;

fn main() {
    let zh = read("src/text/zh-CN.toml");
    let en = read("src/text/en.toml");
    compare(&zh, &en, "en.toml");
    compare(&en, &zh, "zh-CN.toml");
    let mut out = String::new();
    for (section, texts) in &zh {
        writeln!(out, "pub mod {section} {{\n    use super::Lang;\n    use std::fmt::Display;")
            .expect("a string takes it");
        writeln!(out, "    #[allow(unused_imports)] use std::format;").expect("a string takes it");
        for (key, zh) in texts {
            function(&mut out, section, key, zh, &en[section][key]);
        }
        out.push_str("    #[allow(dead_code)] type _Uses<'a> = &'a dyn Display;\n}\n");
    }
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("text.rs");
    fs::write(target, out).expect("OUT_DIR can be written");
}

fn read(path: &str) -> Catalogue {
    println!("cargo:rerun-if-changed={path}");
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn compare(all: &Catalogue, other: &Catalogue, name: &str) {
    for (section, texts) in all {
        for (key, text) in texts {
            let Some(translated) = other.get(section).and_then(|texts| texts.get(key)) else {
                panic!("{name} has no {section}.{key}");
            };
            let (mut here, mut there) = (placeholders(text), placeholders(translated));
            here.sort();
            there.sort();
            assert_eq!(here, there, "{name}: {section}.{key} has other placeholders");
        }
    }
}

/// The names in braces, in the order in which they first appear.
fn placeholders(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split('{').skip(1) {
        let name = part.split(['}', '|']).next().unwrap_or_default().to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn function(out: &mut String, section: &str, key: &str, zh: &str, en: &str) {
    let names = placeholders(zh);
    let result = if names.is_empty() {
        writeln!(
            out,
            "    /// {zh:?}\n    pub fn {key}(lang: Lang) -> &'static str {{\n        match lang {{ Lang::Zh => {zh:?}, Lang::En => {en:?} }}\n    }}"
        )
    } else {
        let arguments: Vec<_> = names.iter().map(|name| format!("{name}: impl Display")).collect();
        let (zh_text, en_text) = (sentence(zh), sentence(en));
        writeln!(
            out,
            "    /// {zh:?}\n    pub fn {key}(lang: Lang, {}) -> String {{\n        match lang {{ Lang::Zh => {zh_text}, Lang::En => {en_text} }}\n    }}",
            arguments.join(", ")
        )
    };
    result.unwrap_or_else(|_| panic!("{section}.{key}"));
}

/// The expression that makes a sentence: what depends on a number is chosen before it is filled in.
fn sentence(text: &str) -> String {
    let (mut choices, mut plain) = (String::new(), String::new());
    for (at, part) in text.split('{').enumerate() {
        let Some((inside, after)) = part.split_once('}').filter(|_| at > 0) else {
            plain.push_str(part);
            continue;
        };
        match inside.split('|').collect::<Vec<_>>()[..] {
            [name, one, other] => {
                let chosen = format!("{name}_{at}");
                write!(
                    choices,
                    "let {chosen} = if {name}.to_string() == \"1\" {{ {one:?} }} else {{ {other:?} }}; "
                )
                .expect("a string takes it");
                write!(plain, "{{{chosen}}}{after}").expect("a string takes it");
            }
            _ => write!(plain, "{{{inside}}}{after}").expect("a string takes it"),
        }
    }
    if choices.is_empty() {
        format!("format!({plain:?})")
    } else {
        format!("{{ {choices}format!({plain:?}) }}")
    }
}
