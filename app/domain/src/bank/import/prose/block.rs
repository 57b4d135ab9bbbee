//! What lines are put together to: questions with all that is their own, headings, lists of answers.

use super::{
    super::{
        kind::Named,
        options::{self, Style},
        reason::Reason,
        stem,
    },
    Oddity, Prose, field,
    listing::Entry,
    parts,
};

/// A document in pieces: together they have every line once.
#[derive(Debug, Default)]
pub struct Found {
    /// The first stands for what comes before any heading.
    pub sections: Vec<Section>,
    pub pieces: Vec<Piece>,
    pub lists: Vec<List>,
}

#[derive(Debug)]
pub struct Section {
    pub title: String,
    pub named: Named,
}

#[derive(Debug)]
pub enum Piece {
    Question(Box<Block>),
    Other { lines: Vec<usize>, reason: Reason },
}

/// Answers that stand together, apart from their questions.
#[derive(Debug)]
pub struct List {
    /// The section that its heading names; without one, it is found by the numbers.
    pub heading: Option<(String, Named)>,
    /// The section in which it stands.
    pub section: usize,
    pub entries: Vec<Entry>,
    pub explanations: Vec<(u32, String)>,
    /// The pieces of its lines.
    pub pieces: Vec<usize>,
}

/// One question as it stands there.
#[derive(Debug, Default)]
pub struct Block {
    /// Indexes of its lines, in order.
    pub lines: Vec<usize>,
    pub section: usize,
    pub number: Option<u32>,
    pub stem: String,
    /// One or several to a line.
    pub options: Vec<String>,
    pub answers: Vec<String>,
    /// Answers from lists.
    pub listed: Vec<String>,
    /// The answer is called `答`, as under an essay.
    pub essay: bool,
    pub kind: String,
    pub explanation: String,
    pub legal_basis: String,
    pub difficulty: String,
    pub topic: String,
    pub damage: Option<Reason>,
    pub notes: Vec<Reason>,
    pub style: Option<Style>,
    pub at: At,
}

/// How far a question has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum At {
    #[default]
    Stem,
    Options,
    Answered,
    Explaining,
}

impl Block {
    /// The first reason to reject the question is the one to tell.
    pub fn spoil(&mut self, reason: Reason) {
        self.damage.get_or_insert(reason);
    }

    /// A statement whose mark of truth stands at its end: nothing more can belong to it.
    pub fn is_closed(&self) -> bool {
        self.options.is_empty() && parts::mark_at_end(&self.stem)
    }

    /// There is an option with this letter already, so that the letter now means something else.
    pub fn has_option(&self, index: usize) -> bool {
        options::from_lines(&self.options).is_ok_and(|options| options.position(index).is_some())
    }

    /// `答案：` stood at the end of a line, and the answer is on the next.
    pub fn waits_for_value(&self) -> bool {
        self.answers.last().is_some_and(String::is_empty)
    }

    /// There is a place for the answer, so that the stem may be complete.
    pub fn asks(&self) -> bool {
        stem::brackets(&self.stem)
            .iter()
            .any(|bracket| bracket.inner.is_empty() || field::is_answer(&bracket.inner))
    }
}

/// The line is the question's own, with all that its text does not say.
pub fn own(block: &mut Block, prose: &Prose, at: usize) {
    block.lines.push(at);
    for oddity in &prose.lines[at].oddities {
        match oddity {
            Oddity::Picture => block.spoil(Reason::Picture),
            Oddity::Unreadable => block.spoil(Reason::Unreadable),
            Oddity::Flattened => block.notes.push(Reason::FormulaFlattened),
            Oddity::ScriptLost => block.notes.push(Reason::ScriptLost),
        }
    }
}

/// Puts a line behind another; the break between them stays.
pub fn join_line(text: &mut String, line: &str) {
    text.push('\n');
    text.push_str(line);
}
