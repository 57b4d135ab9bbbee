//! One style sheet out of many.
//!
//! `main.css` names the others, one `@import "tokens.css" layer(tokens);` on a line, in the order
//! of the cascade; a medium may follow the layer. An imported sheet imports nothing itself.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// `main.css` of `folder`, each import replaced by the sheet that it names.
pub fn flatten(folder: &Path) -> Result<String> {
    let main = read(folder, "main.css")?;
    let mut flat = String::with_capacity(main.len());
    for line in main.lines() {
        if !line.trim_start().starts_with("@import") {
            flat.push_str(line);
            flat.push('\n');
            continue;
        }
        let import = parse(line).with_context(|| format!("main.css: cannot read `{line}`"))?;
        let sheet = read(folder, import.sheet)?;
        if sheet.contains("@import") {
            bail!("{}: only main.css imports", import.sheet);
        }
        flat.push_str(&import.wrap(sheet));
    }
    Ok(flat)
}

#[derive(Debug, PartialEq)]
struct Import<'a> {
    sheet: &'a str,
    layer: Option<&'a str>,
    medium: Option<&'a str>,
}

impl Import<'_> {
    /// `text`, the content of the sheet, as the import would have applied it.
    fn wrap(&self, text: String) -> String {
        let text = match self.medium {
            Some(medium) => format!("@media {medium} {{\n{text}}}\n"),
            None => text,
        };
        match self.layer {
            Some(layer) => format!("@layer {layer} {{\n{text}}}\n"),
            None => text,
        }
    }
}

/// Reads `@import "print.css" layer(print) print;`, where layer and medium may be missing.
fn parse(line: &str) -> Option<Import<'_>> {
    let quoted = line.trim().strip_prefix("@import \"")?.strip_suffix(';')?;
    let (sheet, rest) = quoted.split_once('"')?;
    let rest = rest.trim();
    let (layer, medium) = match rest.strip_prefix("layer(") {
        Some(layered) => layered.split_once(')').map(|(layer, rest)| (Some(layer), rest.trim()))?,
        None => (None, rest),
    };
    let medium = Some(medium).filter(|medium| !medium.is_empty());
    Some(Import { sheet, layer, medium })
}

fn read(folder: &Path, sheet: &str) -> Result<String> {
    let path = folder.join(sheet);
    fs::read_to_string(&path).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_become_layers_and_media_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let write = |sheet, text| fs::write(folder.path().join(sheet), text).unwrap();
        write(
            "main.css",
            "@layer pages, print;\n\
             @import \"pages.css\" layer(pages);\n\
             @import \"print.css\" layer(print) print;\n\
             @import \"plain.css\";\n",
        );
        write("pages.css", "main { margin: 0 }\n");
        write("print.css", "nav { display: none }\n");
        write("plain.css", "@page { size: A4 }\n");

        assert_eq!(
            flatten(folder.path()).unwrap(),
            "@layer pages, print;\n\
             @layer pages {\nmain { margin: 0 }\n}\n\
             @layer print {\n@media print {\nnav { display: none }\n}\n}\n\
             @page { size: A4 }\n"
        );
    }

    #[test]
    fn an_import_written_another_way_is_refused() {
        assert!(parse(r#"@import "tokens.css" layer(tokens);"#).is_some());
        assert_eq!(parse(r#"@import url(tokens.css);"#), None);
        assert_eq!(parse(r#"@import "tokens.css" layer(tokens)"#), None);
        assert_eq!(parse(r#"@import "tokens.css" layer(tokens"#), None);
    }
}
