//! Questions as people write them down: Word documents and plain text.

use super::{Known, Report};

/// A document as its reader found it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1: the line of a text file, the paragraph of a document.
    pub number: u32,
    pub text: String,
}

/// Judges every line of `prose`.
pub fn judge(prose: &Prose, known: &Known) -> Report {
    let _ = (prose, known);
    Report::default()
}
