//! What is left of tags and texts, in the order in which they come.

use domain::bank::import::Reason;

use super::Flat;

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
