//! Every component and the five pages the look was drawn from, written as HTML files to look at:
//! `cargo run -p app --features ssr --example gallery -- <folder>`.

mod components;
mod exam;
mod file;
mod home;
mod import;
mod say;
mod verify;

use std::{env, fs, io, path::Path};

use app::ui::{Theme, TypeSize};
use leptos::prelude::*;

use say::{Lang, Look};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).unwrap_or_else(|| "gallery".to_owned());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let css = style_sheet()?;
    let looks = [
        ("zh", Lang::Zh, Theme::Light, TypeSize::Normal),
        ("en", Lang::En, Theme::Light, TypeSize::Normal),
        ("dark", Lang::Zh, Theme::Dark, TypeSize::Normal),
        ("contrast", Lang::Zh, Theme::Contrast, TypeSize::Normal),
        ("larger", Lang::Zh, Theme::Light, TypeSize::Larger),
        ("larger-en", Lang::En, Theme::Light, TypeSize::Larger),
    ];
    for (name, lang, theme, type_size) in looks {
        let look = Look { lang, theme, type_size };
        let pages = [
            ("components", components::page as fn(Look) -> AnyView),
            ("home", home::page),
            ("exam", exam::one_by_one),
            ("exam-list", exam::whole_list),
            ("import", import::page),
            ("file", file::page),
            ("verify", verify::page),
        ];
        for (page, view) in pages {
            let html = Owner::new().with(|| view(look).to_html());
            let html = html
                .replace(r#"<link rel="stylesheet" href="/guben.css">"#, &format!("<style>{css}</style>"));
            fs::write(folder.join(format!("{page}.{name}.html")), html)?;
        }
    }
    println!("{}", folder.display());
    Ok(())
}

/// `style/main.css` with its imports inlined, as the bundler does it.
fn style_sheet() -> io::Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style");
    let mut css = String::new();
    for line in fs::read_to_string(root.join("main.css"))?.lines() {
        let Some(import) = line.strip_prefix("@import \"") else {
            css.push_str(line);
            css.push('\n');
            continue;
        };
        let (file, rest) = import.split_once("\" layer(").unwrap_or((import, ""));
        let (layer, media) = rest.split_once(')').unwrap_or((rest, ""));
        let media = media.trim().trim_end_matches(';');
        let rules = fs::read_to_string(root.join(file))?;
        let layered = format!("@layer {layer} {{\n{rules}}}\n");
        if media.is_empty() {
            css.push_str(&layered);
        } else {
            css.push_str(&format!("@media {media} {{\n{layered}}}\n"));
        }
    }
    Ok(css)
}
