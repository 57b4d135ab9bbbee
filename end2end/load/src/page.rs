//! Reads what a browser would read from a page's HTML.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

/// What a page gives to its island under `name`, as JSON in an attribute.
pub fn given<T: DeserializeOwned>(html: &str, name: &str) -> Option<T> {
    let text = unescaped(html);
    let (_, json) = text.split_once(&format!("\"{name}\":"))?;
    serde_json::Deserializer::from_str(json).into_iter().next()?.ok()
}

/// The styles, scripts and WASM that the page loads from this server.
pub fn files(html: &str) -> BTreeSet<String> {
    let quoted = html.split(['"', '\'', '`', '(', ')']);
    let ours = quoted.filter(|text| text.starts_with('/') && !text.starts_with("//"));
    ours.filter(|path| [".css", ".js", ".wasm"].iter().any(|end| path.ends_with(end)))
        .map(str::to_owned)
        .collect()
}

fn unescaped(html: &str) -> String {
    let quotes =
        html.replace("&quot;", "\"").replace("&#34;", "\"").replace("&#x27;", "'").replace("&#39;", "'");
    quotes.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_island_is_given_is_found_in_its_attribute() {
        let json = r#"{"room":{"title":"2 < 3 & \"4\"","sheet":[1,2]},"lang":"En"}"#;
        let attribute =
            json.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
        let html = format!("<leptos-island data-props=\"{attribute}\">");
        let room = serde_json::json!({ "title": "2 < 3 & \"4\"", "sheet": [1, 2] });
        assert_eq!(given::<serde_json::Value>(&html, "room"), Some(room));
        assert_eq!(given::<serde_json::Value>("<p>signed out</p>", "room"), None);
    }

    #[test]
    fn only_files_of_this_server_count() {
        let html = r#"<link href="/pkg/guben.css"><script>import("/pkg/guben.js")</script>
            <script src="//elsewhere.example/x.js"></script><a href="/exams">"#;
        assert_eq!(files(html).into_iter().collect::<Vec<_>>(), ["/pkg/guben.css", "/pkg/guben.js"]);
    }
}
