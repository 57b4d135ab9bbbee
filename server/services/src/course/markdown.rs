//! Lessons are written in Markdown and stored as HTML that holds nothing but text, pictures and links.

use std::collections::{HashMap, HashSet};

use ammonia::Builder;
use domain::id::LessonId;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use super::media;
use crate::media::MediaKind;

/// HTML that can be put into a page as it is. Only [`render`] makes it; the store hands back what was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }

    /// HTML that [`render`] made earlier. For the store alone.
    pub(super) fn stored(html: String) -> SafeHtml {
        SafeHtml(html)
    }
}

/// The text of `lesson`, whose page shows `title` by itself.
///
/// Files of the lesson are named as they were uploaded: `![what is seen](sign.png)`, `[text](notice.pdf)`,
/// `![title](clip.mp4)`. Headings begin at the second level, and a first one that only says the title
/// again is left out. HTML is shown as the text that it is.
pub fn render(markdown: &str, title: &str, lesson: LessonId) -> SafeHtml {
    let events = without_title(parse(markdown).collect(), title);
    let top = events.iter().filter_map(heading).min().unwrap_or(HeadingLevel::H2) as usize;
    let mut html = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut html, Writer { events: events.into_iter(), top, lesson });
    SafeHtml(cleaner().clean(&html).to_string())
}

/// The files that a text names, each once, in the order in which they first appear.
pub fn files(markdown: &str) -> Vec<String> {
    let mut names = Vec::new();
    for event in parse(markdown) {
        if let Event::Start(Tag::Image { dest_url, .. } | Tag::Link { dest_url, .. }) = event
            && let Some((name, _)) = media::reference(&dest_url)
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

fn parse(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

fn heading(event: &Event<'_>) -> Option<HeadingLevel> {
    match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level),
        _ => None,
    }
}

fn without_title<'a>(mut events: Vec<Event<'a>>, title: &str) -> Vec<Event<'a>> {
    if events.first().and_then(heading).is_some()
        && let Some(end) = events.iter().position(|event| matches!(event, Event::End(TagEnd::Heading(_))))
        && text(&events[..end]).trim() == title
    {
        events.drain(..=end);
    }
    events
}

fn text(events: &[Event<'_>]) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// Turns what the parser reads into what may be shown.
struct Writer<'a> {
    events: std::vec::IntoIter<Event<'a>>,
    /// The level of the text's highest heading, which becomes the second.
    top: usize,
    lesson: LessonId,
}

impl<'a> Iterator for Writer<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        Some(match self.events.next()? {
            Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
                level: self.level(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            }),
            Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(self.level(level))),
            Event::Start(Tag::Image { dest_url, .. }) => self.image(&dest_url),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = match media::reference(&dest_url) {
                    Some((name, _)) => self.address(&name).into(),
                    None => dest_url,
                };
                // An address in angle brackets that is a mail address gets its scheme from the link's type.
                let link_type = if link_type == LinkType::Email { link_type } else { LinkType::Inline };
                Event::Start(Tag::Link { link_type, dest_url, title, id })
            }
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
            other => other,
        })
    }
}

impl<'a> Writer<'a> {
    fn level(&self, level: HeadingLevel) -> HeadingLevel {
        HeadingLevel::try_from(level as usize + 2 - self.top).unwrap_or(HeadingLevel::H6)
    }

    fn address(&self, name: &str) -> String {
        format!("/media/{}/{name}", self.lesson)
    }

    /// A picture or a video of the lesson; whatever else an image may name is a link to it.
    fn image(&mut self, dest: &str) -> Event<'a> {
        let inner: Vec<_> =
            self.events.by_ref().take_while(|event| *event != Event::End(TagEnd::Image)).collect();
        let alt = escape(&text(&inner));
        let (href, kind) = match media::reference(dest) {
            Some((name, kind)) => (escape(&self.address(&name)), Some(kind)),
            None => (escape(dest), None),
        };
        let html = match kind {
            Some(MediaKind::Mp4 | MediaKind::Webm) => {
                format!(r#"<video controls preload="metadata" src="{href}" aria-label="{alt}"></video>"#)
            }
            Some(MediaKind::Png | MediaKind::Jpeg | MediaKind::Webp | MediaKind::Gif) => {
                format!(r#"<img src="{href}" alt="{alt}" loading="lazy">"#)
            }
            Some(_) | None => {
                let words = if alt.is_empty() { &href } else { &alt };
                format!(r#"<a href="{href}">{words}</a>"#)
            }
        };
        Event::InlineHtml(CowStr::from(html))
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The second wall: whatever the writer above may let through by mistake ends here.
fn cleaner() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "p",
            "ul",
            "ol",
            "li",
            "blockquote",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "em",
            "strong",
            "del",
            "code",
            "pre",
            "br",
            "hr",
            "a",
            "img",
            "video",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "title"])),
            ("ol", HashSet::from(["start"])),
            ("img", HashSet::from(["src", "alt", "loading"])),
            ("video", HashSet::from(["src", "controls", "preload", "aria-label"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(|_, attribute, value| {
            (attribute != "src" || value.starts_with("/media/")).then(|| value.into())
        });
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    const LESSON: LessonId = LessonId(sea_orm::prelude::Uuid::from_u128(7));
    const AT: &str = "/media/00000000-0000-0000-0000-000000000007";

    fn html(markdown: &str) -> String {
        render(markdown, "标题", LESSON)
            .into_string()
            .replace(AT, "@")
            .replace(" rel=\"noopener noreferrer\"", "")
    }

    #[test]
    fn headings_begin_below_the_title_of_the_page() {
        assert_eq!(html("# 甲\n\n## 乙"), "<h2>甲</h2>\n<h3>乙</h3>\n");
        assert_eq!(html("### 甲\n\n#### 乙"), "<h2>甲</h2>\n<h3>乙</h3>\n");
        assert_eq!(html("# 甲\n\n###### 乙"), "<h2>甲</h2>\n<h6>乙</h6>\n");
        assert_eq!(html("# 标题\n\n## 甲"), "<h2>甲</h2>\n", "the page shows the title already");
        assert_eq!(html("正文\n\n# 标题"), "<p>正文</p>\n<h2>标题</h2>\n", "only at the beginning");
    }

    #[test]
    fn files_of_the_lesson_become_pictures_videos_and_links() {
        let cases = [
            ("![牌](a.png)", r#"<p><img src="@/a.png" alt="牌" loading="lazy"></p>"#),
            ("![牌](<我的 图.PNG>)", r#"<p><img src="@/我的-图.png" alt="牌" loading="lazy"></p>"#),
            (
                "![演示](c.mp4)",
                r#"<p><video controls="" preload="metadata" src="@/c.mp4" aria-label="演示"></video></p>"#,
            ),
            ("[须知](notice.pdf)", r#"<p><a href="@/notice.pdf">须知</a></p>"#),
            ("![须知](notice.pdf)", r#"<p><a href="@/notice.pdf">须知</a></p>"#),
            ("![远](https://example.com/a.png)", r#"<p><a href="https://example.com/a.png">远</a></p>"#),
            ("[法](https://example.com)", r#"<p><a href="https://example.com">法</a></p>"#),
            ("[急救](tel:120)", r#"<p><a href="tel:120">急救</a></p>"#),
        ];
        for (markdown, expected) in cases {
            assert_eq!(html(markdown).trim_end(), expected, "{markdown}");
        }
        assert!(render("[法](https://example.com)", "", LESSON).as_str().contains("noopener"));
    }

    #[test]
    fn nothing_that_could_act_reaches_the_page() {
        let attacks = [
            "<script>alert(1)</script>",
            "x <img src=x onerror=alert(1)> y",
            "[x](javascript:alert(1))",
            "![\" onerror=\"alert(1)](a.png)",
            "![x](javascript:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "<div style=\"position:fixed\" onclick=\"x()\">",
            "[a\">]: x\n\n<a href=\"x\" onmouseover=\"x()\">",
            "<svg><script>1</script></svg>",
            "![x](a.mp4\" autoplay onplay=\"x())",
        ];
        let allowed = ["<p>", "</p>", "<a>", "<a href=\"@/", "</a>", "<img src=\"@/", "<br>"];
        for attack in attacks {
            let mut rest = html(attack);
            assert!(
                !rest.contains("href=\"javascript:") && !rest.contains("href=\"data:"),
                "{attack}: {rest}"
            );
            rest = rest.replace("&quot;", "");
            for tag in rest.split('<').skip(1) {
                let tag = format!("<{tag}");
                assert!(allowed.iter().any(|known| tag.starts_with(known)), "{attack}: {rest}");
            }
        }
    }

    #[test]
    fn a_quote_in_a_picture_s_words_stays_inside_them() {
        let shown = html("![a \" onerror=\"x](a.png)");
        assert_eq!(
            shown.trim_end(),
            r#"<p><img src="@/a.png" alt="a &quot; onerror=&quot;x" loading="lazy"></p>"#
        );
    }

    #[test]
    fn the_files_of_a_text_are_known() {
        let text = "![a](a.png) [b](b.pdf)\n\n![a](a.png) [c](https://x.cn/c.png) [d](www.x.cn) ![e](E.MP4)";
        assert_eq!(files(text), ["a.png", "b.pdf", "E.mp4"]);
    }
}
