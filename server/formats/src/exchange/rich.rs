//! Texts whose format the file states: plain, HTML, Markdown.

use domain::bank::import::Reason;

use super::{draft::Draft, html};

/// How a text is meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Markup {
    /// Not stated: plain, unless somebody has put HTML into it, as Moodle allows.
    Auto,
    Plain,
    Html,
    Markdown,
}

/// Makes plain text, and remembers what that costs.
#[derive(Debug, Default)]
pub struct Rich {
    fault: Option<Reason>,
    formatting: bool,
    markdown: bool,
    lost: Vec<String>,
}

impl Rich {
    /// A text of the question itself, which must be whole.
    pub fn text(&mut self, markup: Markup, text: &str) -> String {
        let (text, fault) = self.flat(markup, text);
        if let Some(fault) = fault {
            self.stop(fault);
        }
        text
    }

    /// A remark: the question can do without a picture in it.
    pub fn remark(&mut self, markup: Markup, text: &str) -> String {
        let (text, fault) = self.flat(markup, text);
        self.lost.extend(fault.map(|fault| match fault {
            Reason::PictureNeeded { name } => name,
            Reason::LayoutNeeded { element } => format!("<{element}>"),
            other => other.code().to_owned(),
        }));
        text
    }

    /// Keeps the question from being made.
    pub fn stop(&mut self, fault: Reason) {
        self.fault.get_or_insert(fault);
    }

    fn flat(&mut self, markup: Markup, text: &str) -> (String, Option<Reason>) {
        match markup {
            Markup::Plain => (text.trim().to_owned(), None),
            Markup::Auto if !html::is_markup(text) => (text.trim().to_owned(), None),
            Markup::Html | Markup::Auto => {
                let flat = html::flat(text);
                self.formatting |= flat.formatting;
                (flat.text, flat.fault)
            }
            Markup::Markdown => {
                self.markdown |= text.contains(['*', '_', '`', '#', '>', '[']);
                let picture = text.split_once("![").map(|(_, picture)| {
                    let name = picture.split_once("](").and_then(|(_, name)| name.split(')').next());
                    Reason::PictureNeeded { name: name.unwrap_or_default().to_owned() }
                });
                (text.trim().to_owned(), picture)
            }
        }
    }

    /// Tells the draft what its texts cost, or why there is no question.
    pub fn settle(self, draft: &mut Draft) -> Result<(), Reason> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        draft.notes.extend(self.formatting.then_some(Reason::FormattingDropped));
        draft.notes.extend(self.markdown.then_some(Reason::MarkdownKept));
        if !self.lost.is_empty() {
            draft.notes.push(Reason::FeedbackDropped { text: self.lost.join(" / ") });
        }
        Ok(())
    }
}
