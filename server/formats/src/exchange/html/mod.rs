//! HTML made into plain text that means the same, or the reason why it can't be.
//!
//! Layout that only looks nice goes; lines, superscripts and lists are kept in characters; a picture,
//! a table or a formula stops the question, since a line of text would not say what it says.

mod entities;
mod flattener;

use domain::bank::import::Reason;

pub use entities::decoded;
pub use flattener::Flattener;

/// What is left of a text with markup.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flat {
    pub text: String,
    /// Why the text alone would not do.
    pub fault: Option<Reason>,
    /// Bold, colours and the like were taken away.
    pub formatting: bool,
}

/// Tags that people write. Others in a text without a stated format are text: `<5m`, `<甲>`.
const KNOWN: [&str; 50] = [
    "a",
    "audio",
    "b",
    "blockquote",
    "br",
    "center",
    "code",
    "div",
    "del",
    "em",
    "embed",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "li",
    "math",
    "object",
    "ol",
    "p",
    "pre",
    "s",
    "script",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
];

/// Whether a text without a stated format is HTML: it has a tag that people write.
pub fn is_markup(text: &str) -> bool {
    let mut rest = text;
    let mut tries = TRIES;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(tag) = tag(rest, &mut tries)
            && KNOWN.contains(&tag.name.as_str())
            && (tag.inside.trim_matches([' ', '/']).is_empty() || tag.inside.contains('='))
        {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// Reads HTML as browsers do: any tag soup has some reading.
pub fn flat(html: &str) -> Flat {
    let mut flattener = Flattener::default();
    walk(html, |piece| {
        flattener.take(&piece);
        Ok::<_, std::convert::Infallible>(())
    })
    .unwrap_or_else(|never| match never {});
    flattener.finish()
}

/// What HTML is made of, comments left out.
pub enum Piece<'a> {
    Text(String),
    Tag(Tag<'a>),
}

impl Flattener {
    pub fn take(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Text(text) => self.text(text),
            Piece::Tag(tag) if tag.closes => self.end(&tag.name),
            Piece::Tag(tag) => self.start(&tag.name, |wanted| tag.attribute(wanted)),
        }
    }
}

/// Goes through HTML from its beginning to its end.
pub fn walk<'a, E>(html: &'a str, mut see: impl FnMut(Piece<'a>) -> Result<(), E>) -> Result<(), E> {
    let mut rest = html;
    let mut tries = TRIES;
    while let Some(at) = rest.find('<') {
        see(Piece::Text(decoded(&rest[..at])))?;
        rest = &rest[at..];
        if rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        } else if let Some(tag) = tag(rest, &mut tries) {
            rest = tag.rest;
            see(Piece::Tag(tag))?;
        } else {
            see(Piece::Text("<".into()))?;
            rest = &rest[1..];
        }
    }
    see(Piece::Text(decoded(rest)))
}

pub struct Tag<'a> {
    pub name: String,
    pub closes: bool,
    inside: &'a str,
    rest: &'a str,
}

impl Tag<'_> {
    pub fn attribute(&self, wanted: &str) -> Option<String> {
        attribute(self.inside, wanted)
    }
}

/// How many tags may begin and never end. Each costs a look at all that follows.
const TRIES: usize = 16;

/// The tag that a text begins with.
fn tag<'a>(text: &'a str, tries: &mut usize) -> Option<Tag<'a>> {
    let after = text.strip_prefix('<')?;
    let (closes, after) = after.strip_prefix('/').map_or((false, after), |after| (true, after));
    let length = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
    let (name, inside) = after.split_at(length);
    if name.len() > 20
        || !name.starts_with(|c: char| c.is_ascii_alphabetic())
        || !inside.starts_with(is_tag_space_or_end)
    {
        return None;
    }
    if *tries == 0 {
        return None;
    }
    let mut quote = None;
    for (at, c) in inside.char_indices() {
        match (quote, c) {
            (None, '>') => {
                let name = name.to_ascii_lowercase();
                return Some(Tag { name, closes, inside: &inside[..at], rest: &inside[at + 1..] });
            }
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    *tries -= 1;
    None
}

fn is_tag_space_or_end(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '>' | '/')
}

/// The value of an attribute in the inside of a tag.
fn attribute(inside: &str, wanted: &str) -> Option<String> {
    let mut rest = inside;
    while let Some(equals) = rest.find('=') {
        let name =
            rest[..equals].trim_end().rsplit(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        let value = rest[equals + 1..].trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let value = &value[1..];
                let end = value.find(quote).unwrap_or(value.len());
                (&value[..end], value.get(end + 1..).unwrap_or_default())
            }
            _ => {
                let end = value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len());
                value.split_at(end)
            }
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(decoded(value));
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        let flat = flat(html);
        assert_eq!(flat.fault, None, "{html}");
        flat.text
    }

    #[test]
    fn what_a_page_shows_is_what_is_kept() {
        for (html, shown) in [
            ("<p>一</p><p>二</p>", "一\n二"),
            ("一<br>二<br/>三", "一\n二\n三"),
            ("<p>面积&nbsp;5&#160;m<sup>2</sup>，H<sub>2</sub>O</p>", "面积 5 m²，H₂O"),
            ("x<sup>ab</sup>，x<sub>i</sub>", "x^(ab)，x_i"),
            ("10<sup>-3</sup>", "10⁻³"),
            ("a &lt; b &amp;&amp; c &#x4e2d;&unknown; & d", "a < b && c 中&unknown; & d"),
            ("压力<5MPa，<甲>", "压力<5MPa，<甲>"),
            ("<!-- 注 -->甲<style>p{}</style>", "甲"),
            ("<ol><li>甲</li><li>乙</li></ol>", "1. 甲\n2. 乙"),
            ("  多\n  行 ", "多 行"),
            ("（　）", "（　）"),
            ("<span title=\"a>b\">甲</span>", "甲"),
            ("末尾<", "末尾<"),
        ] {
            assert_eq!(text(html), shown, "{html}");
        }
        assert!(flat("<b>甲</b>").formatting && !flat("<p style=\"margin:0\">甲</p>").formatting);
    }

    #[test]
    fn what_is_no_line_of_text_stops_the_question() {
        for (html, code) in [
            ("<img src=\"@@PLUGINFILE@@/a.png\" alt=\"\">", "picture_needed"),
            ("<object type='image/png' data='a.png'></object>", "picture_needed"),
            ("<table><tr><td>1</td></tr></table>", "layout_needed"),
            ("<math><mi>x</mi></math>", "layout_needed"),
            ("不<del>得</del>", "layout_needed"),
        ] {
            assert_eq!(flat(html).fault.map(|fault| fault.code()), Some(code), "{html}");
        }
    }

    #[test]
    fn a_sign_is_no_tag() {
        assert!(is_markup("a<br>b") && is_markup("<p class=\"x\">甲</p>"));
        for plain in ["a<b c", "若a<b 且 c>d", "a<b and c>d", "x<5 且 y>3", "<甲>", "a <> b", "<brand>"] {
            assert!(!is_markup(plain), "{plain}");
        }
    }
}
