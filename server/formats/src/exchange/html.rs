//! HTML made into plain text that means the same, or the reason why it can't be.
//!
//! Layout that only looks nice goes; lines, superscripts and lists are kept in characters; a picture,
//! a table or a formula stops the question, since a line of text would not say what it says.

use domain::bank::import::Reason;

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
    let mut rest = html;
    let mut tries = TRIES;
    while let Some(at) = rest.find('<') {
        flattener.text(&decoded(&rest[..at]));
        rest = &rest[at..];
        if rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        } else if let Some(tag) = tag(rest, &mut tries) {
            match tag.closes {
                true => flattener.end(&tag.name),
                false => flattener.start(&tag.name, |wanted| attribute(tag.inside, wanted)),
            }
            rest = tag.rest;
        } else {
            flattener.text("<");
            rest = &rest[1..];
        }
    }
    flattener.text(&decoded(rest));
    flattener.finish()
}

struct Tag<'a> {
    name: String,
    closes: bool,
    inside: &'a str,
    rest: &'a str,
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

/// Takes tags and texts in their order and keeps what they say.
#[derive(Default)]
pub struct Flattener {
    out: String,
    /// White space is due before the next text.
    space: bool,
    /// Where the content of an open superscript or subscript begins.
    raised: Vec<(bool, usize)>,
    /// Numbers of open lists; 0 where items have no number.
    lists: Vec<u32>,
    preformatted: usize,
    hidden: usize,
    fault: Option<Reason>,
    formatting: bool,
}

impl Flattener {
    pub fn start(&mut self, name: &str, attribute: impl Fn(&str) -> Option<String>) {
        match name {
            "script" | "style" | "head" | "title" => self.hidden += 1,
            _ if self.hidden > 0 => {}
            "br" => self.line_break(),
            "img" | "picture" => {
                let name = attribute("src").or_else(|| attribute("alt")).unwrap_or_default();
                self.picture(&name);
            }
            "object" | "embed" | "video" | "audio" | "iframe" | "canvas" | "svg" | "map" | "table"
            | "math" | "ruby" | "input" | "select" | "textarea" | "form" | "del" | "s" | "strike" => {
                let is_picture = attribute("type").is_some_and(|kind| kind.starts_with("image/"));
                let data = attribute("data").filter(|_| is_picture);
                let element = name.to_owned();
                match data {
                    Some(data) => self.picture(&data),
                    None => self.fault(Reason::LayoutNeeded { element }),
                }
            }
            "sup" | "sub" => self.raised.push((name == "sup", self.out.len())),
            "ol" | "ul" => {
                self.own_line();
                self.lists.push(u32::from(name == "ol"));
            }
            "li" => {
                self.own_line();
                match self.lists.last_mut() {
                    Some(number @ 1..) => {
                        let label = format!("{number}. ");
                        *number = number.saturating_add(1);
                        self.out.push_str(&label);
                    }
                    _ => self.out.push_str("· "),
                }
            }
            "pre" => {
                self.own_line();
                self.preformatted += 1;
            }
            "b" | "strong" | "i" | "em" | "u" | "ins" | "font" | "mark" | "big" | "small" | "a" => {
                self.formatting = true;
            }
            _ if is_block(name) => self.own_line(),
            _ => {
                let style = attribute("style").unwrap_or_default();
                if style.contains("line-through") {
                    self.fault(Reason::LayoutNeeded { element: "del".into() });
                }
                self.formatting |=
                    ["color", "bold", "italic", "underline"].iter().any(|word| style.contains(word));
            }
        }
    }

    pub fn end(&mut self, name: &str) {
        match name {
            "script" | "style" | "head" | "title" => self.hidden = self.hidden.saturating_sub(1),
            _ if self.hidden > 0 => {}
            "sup" | "sub" => {
                if let Some((up, start)) = self.raised.pop() {
                    // A line break may have taken blanks away from before the start.
                    let start = (0..=start).rev().find(|at| self.out.is_char_boundary(*at)).unwrap_or(0);
                    let content = self.out.split_off(start);
                    self.out.push_str(&in_characters(content.trim(), up));
                }
            }
            "ol" | "ul" => {
                self.lists.pop();
                self.own_line();
            }
            "pre" => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.own_line();
            }
            _ if is_block(name) || name == "li" => self.own_line(),
            _ => {}
        }
    }

    /// Adds text. ASCII white space is layout; an ideographic space is what somebody typed.
    pub fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        if self.preformatted > 0 {
            self.out.push_str(text);
            return;
        }
        for c in text.chars() {
            if c.is_ascii_whitespace() || c == '\u{a0}' {
                self.space = true;
                continue;
            }
            if std::mem::take(&mut self.space) && !self.out.is_empty() && !self.out.ends_with(['\n', ' ']) {
                self.out.push(' ');
            }
            self.out.push(c);
        }
    }

    /// Stops the question, if nothing has before.
    pub fn fault(&mut self, fault: Reason) {
        self.fault.get_or_insert(fault);
    }

    pub fn picture(&mut self, name: &str) {
        let name = name.rsplit('/').next().unwrap_or_default().chars().take(80).collect();
        self.fault(Reason::PictureNeeded { name });
    }

    fn line_break(&mut self) {
        self.space = false;
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }

    fn own_line(&mut self) {
        self.space = false;
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.line_break();
        }
    }

    pub fn finish(self) -> Flat {
        Flat { text: self.out.trim().to_owned(), fault: self.fault, formatting: self.formatting }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "blockquote"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "center"
            | "hr"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "dl"
            | "dt"
            | "dd"
            | "figure"
            | "figcaption"
            | "address"
    )
}

/// `m²` and `H₂O` where there are characters for it, else `x^(ab)` and `x_(ab)`.
fn in_characters(content: &str, up: bool) -> String {
    const PLAIN: &str = "0123456789+-=()n";
    const UP: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ";
    const DOWN: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ";
    let table = if up { UP } else { DOWN };
    let raised: Option<String> = content
        .chars()
        .map(|c| if matches!(c, '−' | '–') { '-' } else { c })
        .map(|c| PLAIN.chars().position(|plain| plain == c).and_then(|at| table.chars().nth(at)))
        .collect();
    let mark = if up { '^' } else { '_' };
    match (raised, content.chars().count()) {
        (_, 0) => String::new(),
        (Some(raised), _) => raised,
        (None, 1) => format!("{mark}{content}"),
        (None, _) => format!("{mark}({content})"),
    }
}

/// Replaces entities by their characters; what is none stays as it is.
pub fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].char_indices().take(33).find(|(_, c)| *c == ';').map(|(end, _)| &rest[1..=end]);
        match name.and_then(|name| Some((entity(name)?, name.len() + 2))) {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control() || c.is_ascii_whitespace());
    }
    const NAMES: &[(&str, &str)] = &[
        ("lt", "<"),
        ("gt", ">"),
        ("amp", "&"),
        ("quot", "\""),
        ("apos", "'"),
        ("nbsp", "\u{a0}"),
        ("ensp", " "),
        ("emsp", "\u{3000}"),
        ("thinsp", " "),
        ("zwnj", "\u{200c}"),
        ("zwj", "\u{200d}"),
        ("lrm", "\u{200e}"),
        ("rlm", "\u{200f}"),
        ("shy", "\u{ad}"),
        ("hellip", "…"),
        ("mdash", "—"),
        ("ndash", "–"),
        ("middot", "·"),
        ("bull", "•"),
        ("ldquo", "“"),
        ("rdquo", "”"),
        ("lsquo", "‘"),
        ("rsquo", "’"),
        ("laquo", "«"),
        ("raquo", "»"),
        ("deg", "°"),
        ("plusmn", "±"),
        ("times", "×"),
        ("divide", "÷"),
        ("le", "≤"),
        ("ge", "≥"),
        ("ne", "≠"),
        ("asymp", "≈"),
        ("equiv", "≡"),
        ("infin", "∞"),
        ("radic", "√"),
        ("sum", "∑"),
        ("prod", "∏"),
        ("int", "∫"),
        ("part", "∂"),
        ("minus", "−"),
        ("frac12", "½"),
        ("frac14", "¼"),
        ("frac34", "¾"),
        ("sup1", "¹"),
        ("sup2", "²"),
        ("sup3", "³"),
        ("micro", "µ"),
        ("permil", "‰"),
        ("prime", "′"),
        ("Prime", "″"),
        ("alpha", "α"),
        ("beta", "β"),
        ("gamma", "γ"),
        ("delta", "δ"),
        ("Delta", "Δ"),
        ("epsilon", "ε"),
        ("eta", "η"),
        ("theta", "θ"),
        ("lambda", "λ"),
        ("mu", "μ"),
        ("pi", "π"),
        ("rho", "ρ"),
        ("sigma", "σ"),
        ("Sigma", "Σ"),
        ("tau", "τ"),
        ("phi", "φ"),
        ("Phi", "Φ"),
        ("omega", "ω"),
        ("Omega", "Ω"),
        ("larr", "←"),
        ("uarr", "↑"),
        ("rarr", "→"),
        ("darr", "↓"),
        ("harr", "↔"),
        ("rArr", "⇒"),
        ("hArr", "⇔"),
        ("copy", "©"),
        ("reg", "®"),
        ("trade", "™"),
        ("sect", "§"),
        ("para", "¶"),
        ("yen", "¥"),
        ("euro", "€"),
        ("pound", "£"),
        ("cent", "¢"),
        ("sube", "⊆"),
        ("isin", "∈"),
        ("cap", "∩"),
        ("cup", "∪"),
        ("and", "∧"),
        ("or", "∨"),
        ("not", "¬"),
        ("perp", "⊥"),
        ("ang", "∠"),
    ];
    NAMES.iter().find(|(known, _)| *known == name).and_then(|(_, text)| text.chars().next())
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
        for plain in ["a<b c", "x<5 且 y>3", "<甲>", "a <> b", "<brand>"] {
            assert!(!is_markup(plain), "{plain}");
        }
    }
}
