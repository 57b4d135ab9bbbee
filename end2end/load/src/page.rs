//! Reads what a browser would read from a page's HTML.

use std::collections::BTreeSet;

use domain::paper::Sheet;

/// The questions on the exam page, which hands them to its island as JSON in an attribute.
pub fn sheet(html: &str) -> Option<Sheet> {
    let text = unescaped(html);
    let start = text.find(r#"{"items":["#)?;
    serde_json::Deserializer::from_str(&text[start..]).into_iter().next()?.ok()
}

/// The deadline that the exam page tells, in milliseconds UTC.
pub fn deadline(html: &str) -> Option<i64> {
    let text = unescaped(html);
    let (_, rest) = text.split_once(r#""deadline":"#)?;
    let digits = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// The styles, scripts and WASM that the page loads from this server.
pub fn files(html: &str) -> BTreeSet<String> {
    let quoted = html.split(['"', '\'', '`', '(', ')']);
    let ours = quoted.filter(|text| text.starts_with('/') && !text.starts_with("//"));
    ours.filter(|path| [".css", ".js", ".wasm"].iter().any(|end| path.ends_with(end))).map(str::to_owned).collect()
}

fn unescaped(html: &str) -> String {
    let quotes = html.replace("&quot;", "\"").replace("&#34;", "\"").replace("&#x27;", "'").replace("&#39;", "'");
    quotes.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_found_in_an_attribute() {
        let html = "<leptos-island data-props=\"{&quot;sheet&quot;:{&quot;items&quot;:[{&quot;no&quot;:1,\
            &quot;kind&quot;:&quot;single_choice&quot;,&quot;points&quot;:200,&quot;stem&quot;:&quot;2 &amp;lt; 3?&quot;,\
            &quot;options&quot;:[&quot;A&quot;,&quot;B&quot;],&quot;blanks&quot;:0}]},&quot;deadline&quot;:1763784000000}\">";
        let sheet = sheet(html).unwrap();
        assert_eq!(sheet.items.len(), 1);
        assert_eq!(sheet.items[0].options.len(), 2);
        assert_eq!(deadline(html), Some(1_763_784_000_000));
    }

    #[test]
    fn a_page_without_questions_has_no_sheet() {
        assert_eq!(sheet("<p>signed out</p>"), None);
        assert_eq!(deadline("<p>signed out</p>"), None);
    }

    #[test]
    fn only_files_of_this_server_count() {
        let html = r#"<link href="/pkg/guben.css"><script>import("/pkg/guben.js")</script>
            <script src="//elsewhere.example/x.js"></script><a href="/exams">"#;
        assert_eq!(files(html).into_iter().collect::<Vec<_>>(), ["/pkg/guben.css", "/pkg/guben.js"]);
    }
}
