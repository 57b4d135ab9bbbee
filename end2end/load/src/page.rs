//! Reads what a browser would read from a page's HTML.

use std::collections::BTreeSet;

use domain::attempt::room::Room;

/// What the exam page gives to its island, as JSON in an attribute.
pub fn room(html: &str) -> Option<Room> {
    let text = unescaped(html);
    let (_, json) = text.split_once(r#""room":"#)?;
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
    fn the_room_is_found_in_an_attribute() {
        let json = r#"{"room":{"attempt":"018f0000-0000-7000-8000-000000000001","title":"2 < 3 & \"4\"","now":1,
            "started_at":1,"deadline":3600001,"held":[],"sheet":{"items":[{"no":1,"kind":"single_choice",
            "points":200,"stem":"?","options":["A","B"],"blanks":0}]}},"lang":"En"}"#;
        let attribute =
            json.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
        let room = room(&format!("<leptos-island data-props=\"{attribute}\">")).unwrap();
        assert_eq!(room.title, "2 < 3 & \"4\"");
        assert_eq!(room.deadline.0, 3_600_001);
        assert_eq!(room.sheet.items[0].options.len(), 2);
    }

    #[test]
    fn a_page_without_an_exam_has_no_room() {
        assert_eq!(room("<p>signed out</p>"), None);
    }

    #[test]
    fn only_files_of_this_server_count() {
        let html = r#"<link href="/pkg/guben.css"><script>import("/pkg/guben.js")</script>
            <script src="//elsewhere.example/x.js"></script><a href="/exams">"#;
        assert_eq!(files(html).into_iter().collect::<Vec<_>>(), ["/pkg/guben.css", "/pkg/guben.js"]);
    }
}
