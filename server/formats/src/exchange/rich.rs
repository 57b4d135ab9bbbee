//! Texts whose format the file states: plain, HTML, Markdown.

use domain::bank::{figure::Figure, import::Reason};

use super::{
    draft::Draft,
    html::{self, Drawn, Shown},
};
use crate::media::{self, Shelf};

/// How a text is meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Markup {
    /// Not stated: plain, unless somebody has put HTML into it, as Moodle allows.
    Auto,
    Plain,
    Html,
    Markdown,
}

/// A text with what is shown below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    pub text: String,
    pub figures: Vec<Figure>,
}

/// Finds the bytes behind an address in the file that is being read.
pub type Find<'a> = &'a mut dyn FnMut(&str) -> Option<Vec<u8>>;

/// The figures of a text. An address that holds its bytes itself needs nobody to find them.
pub fn figures(shown: Vec<Shown>, shelf: &mut Shelf, find: Find) -> Result<Vec<Figure>, Reason> {
    let figure = |shown| match shown {
        Shown::Table(table) => Ok(Figure::Table(table)),
        Shown::Drawn(Drawn { address, alt }) => {
            let bytes = media::from_data(&address).or_else(|| find(&address));
            let bytes = bytes.ok_or_else(|| media::needed(&address))?;
            shelf.figure(&address, bytes, &alt)
        }
    };
    shown.into_iter().map(figure).collect()
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
    /// A text of the question itself, which must be whole, with what is shown in it.
    pub fn said(&mut self, markup: Markup, text: &str, shelf: &mut Shelf, find: Find) -> Said {
        let (text, shown, fault) = self.flat(markup, text);
        if let Some(fault) = fault {
            self.stop(fault);
        }
        let figures = figures(shown, shelf, find).unwrap_or_else(|fault| {
            self.stop(fault);
            Vec::new()
        });
        Said { text, figures }
    }

    /// A remark: the question can do without a picture in it.
    pub fn remark(&mut self, markup: Markup, text: &str) -> String {
        let (text, shown, fault) = self.flat(markup, text);
        self.lost.extend(shown.into_iter().map(|shown| match shown {
            Shown::Drawn(drawn) => {
                drawn.address.rsplit('/').next().unwrap_or_default().chars().take(80).collect()
            }
            Shown::Table(_) => "<table>".to_owned(),
        }));
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

    fn flat(&mut self, markup: Markup, text: &str) -> (String, Vec<Shown>, Option<Reason>) {
        match markup {
            Markup::Plain => (text.trim().to_owned(), Vec::new(), None),
            Markup::Auto if !html::is_markup(text) => (text.trim().to_owned(), Vec::new(), None),
            Markup::Html | Markup::Auto => {
                let flat = html::flat(text);
                self.formatting |= flat.formatting;
                (flat.text, flat.shown, flat.fault)
            }
            Markup::Markdown => {
                self.markdown |= text.contains(['*', '_', '`', '#', '>', '[']);
                let picture = text.split_once("![").map(|(_, picture)| {
                    let name = picture.split_once("](").and_then(|(_, name)| name.split(')').next());
                    Reason::PictureNeeded { name: name.unwrap_or_default().to_owned() }
                });
                (text.trim().to_owned(), Vec::new(), picture)
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
