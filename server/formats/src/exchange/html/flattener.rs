//! What is left of tags and texts, in the order in which they come.

use domain::bank::{figure::Table, import::Reason};

use super::{Drawn, Flat, Shown};

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
    /// Open elements of sound and film; what else is in them is for browsers that can't play it.
    playing: usize,
    shown: Vec<Shown>,
    /// Pictures that stand behind words, with how many characters there were; words that follow on the
    /// same line make them part of a sentence.
    inline: Option<(usize, String)>,
    table: Option<Grid>,
    fault: Option<Reason>,
    formatting: bool,
}

/// A table that is being read.
struct Grid {
    start: usize,
    rows: Vec<Vec<String>>,
    /// Where the text of the open cell begins.
    cell: Option<usize>,
    /// Cells of the first row that name their columns.
    heads: usize,
}

/// Cells of one table. What has more is no table in a question.
const CELLS: usize = 2_000;

impl Flattener {
    pub fn start(&mut self, name: &str, attribute: impl Fn(&str) -> Option<String>) {
        match name {
            "script" | "style" | "head" | "title" => self.hidden += 1,
            _ if self.hidden > 0 => {}
            "br" => self.line_break(),
            "picture" => {}
            "img" => self.drawn(attribute("src"), attribute("alt")),
            "audio" | "video" => {
                self.playing += 1;
                if let Some(address) = attribute("src") {
                    self.drawn(Some(address), attribute("title"));
                }
            }
            "source" | "track" => {
                if let (1.., "source", Some(address)) = (self.playing, name, attribute("src")) {
                    self.drawn(Some(address), attribute("title"));
                }
            }
            _ if self.playing > 0 => {}
            "table" => match self.table {
                Some(_) => self.fault(Reason::LayoutNeeded { element: "table".into() }),
                None => {
                    self.own_line();
                    let start = self.out.len();
                    self.table = Some(Grid { start, rows: Vec::new(), cell: None, heads: 0 });
                }
            },
            "tr" | "td" | "th" | "thead" | "tbody" | "tfoot" if self.table.is_some() => {
                let spans = ["colspan", "rowspan"]
                    .iter()
                    .any(|name| attribute(name).is_some_and(|span| span.trim() != "1"));
                if spans {
                    self.fault(Reason::LayoutNeeded { element: "table".into() });
                }
                self.cell_or_row(name);
            }
            "object" | "embed" | "iframe" | "canvas" | "svg" | "map" | "math" | "ruby" | "input"
            | "select" | "textarea" | "form" | "del" | "s" | "strike" => {
                let shows =
                    |kind: &String| ["image/", "audio/", "video/"].iter().any(|of| kind.starts_with(of));
                let is_shown = name != "iframe" && attribute("type").as_ref().is_some_and(shows);
                match attribute("data").or_else(|| attribute("src")).filter(|_| is_shown) {
                    Some(data) => self.drawn(Some(data), attribute("alt").or_else(|| attribute("title"))),
                    None => self.fault(Reason::LayoutNeeded { element: name.to_owned() }),
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
            "audio" | "video" => self.playing = self.playing.saturating_sub(1),
            _ if self.playing > 0 => {}
            "table" => self.end_table(),
            "td" | "th" if self.table.is_some() => self.end_cell(),
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
        if self.hidden > 0 || self.playing > 0 {
            return;
        }
        let between = self.table.as_ref().is_some_and(|table| table.cell.is_none());
        if between {
            if !text.trim().is_empty() {
                self.fault(Reason::LayoutNeeded { element: "table".into() });
            }
            return;
        }
        let line = self.line();
        if !text.trim().is_empty()
            && let Some((_, address)) = self.inline.take_if(|(before, _)| *before == line)
        {
            // A picture between words is one of them.
            self.fault(crate::media::needed(&address));
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

    /// A picture, sound or film, to be shown below the text.
    pub fn drawn(&mut self, address: Option<String>, alt: Option<String>) {
        let address = address.unwrap_or_default();
        if self.table.is_some() {
            return self.fault(crate::media::needed(&address));
        }
        let words_before = !self.out.is_empty() && !self.out.ends_with('\n');
        if words_before {
            self.inline = Some((self.line(), address.clone()));
        }
        self.shown.push(Shown::Drawn(Drawn { address, alt: alt.unwrap_or_default() }));
    }

    /// Where the line that is being written begins.
    fn line(&self) -> usize {
        self.out.rfind('\n').map_or(0, |at| at + 1)
    }

    fn cell_or_row(&mut self, name: &str) {
        self.end_cell();
        let Some(table) = &mut self.table else { return };
        match name {
            "tr" => table.rows.push(Vec::new()),
            "td" | "th" => {
                if table.rows.is_empty() {
                    table.rows.push(Vec::new());
                }
                if name == "th" && table.rows.len() == 1 {
                    table.heads += 1;
                }
                table.cell = Some(self.out.len());
                self.space = false;
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let Some(start) = table.cell.take() else { return };
        let start =
            (0..=start.min(self.out.len())).rev().find(|at| self.out.is_char_boundary(*at)).unwrap_or(0);
        let text = self.out.split_off(start).trim().to_owned();
        self.space = false;
        if let Some(row) = table.rows.last_mut() {
            row.push(text);
        }
        if table.rows.iter().map(Vec::len).sum::<usize>() > CELLS {
            self.table = None;
            self.fault(Reason::LayoutNeeded { element: "table".into() });
        }
    }

    fn end_table(&mut self) {
        self.end_cell();
        let Some(mut table) = self.table.take() else { return };
        self.out.truncate(table.start.min(self.out.len()));
        table.rows.retain(|row| !row.is_empty());
        let width = table.rows.first().map_or(0, Vec::len);
        if width == 0 || table.rows.iter().any(|row| row.len() != width) {
            return self.fault(Reason::LayoutNeeded { element: "table".into() });
        }
        let header = table.heads == width && table.rows.len() > 1;
        self.shown.push(Shown::Table(Table { header, rows: table.rows }));
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

    pub fn finish(mut self) -> Flat {
        if self.playing > 0 || self.table.is_some() {
            self.fault(Reason::LayoutNeeded { element: "table".into() });
        }
        let text = self.out.trim().to_owned();
        Flat { text, shown: self.shown, fault: self.fault, formatting: self.formatting }
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
