//! A bank as a file to take away: to edit, for other systems, for print.
//!
//! [`losses`] says of every question what a format would lose, before anything is written.

mod docx;
mod print;
mod sheet;

use domain::bank::Item;

use crate::exchange::write::{self, Loss, beyond_words, is_xml, order_by_texts, stated_order};

pub use docx::write as docx;
pub use print::{BankLabels, BankPrint, BankQuestion, BankSection, OptionLine};
pub use sheet::{SheetWords, write as xlsx, write_numbered as xlsx_numbered};

/// A file to make of a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The columns of the template, to be edited and imported again.
    Xlsx,
    Exchange(write::Target),
    Docx(Keys),
    Pdf(Keys),
}

/// Whether the key and all that belongs to it stand on a print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    Shown,
    Hidden,
}

impl Target {
    pub const ALL: [Target; 10] = [
        Target::Xlsx,
        Target::Docx(Keys::Shown),
        Target::Docx(Keys::Hidden),
        Target::Pdf(Keys::Shown),
        Target::Pdf(Keys::Hidden),
        Target::Exchange(write::Target::MoodleXml),
        Target::Exchange(write::Target::Gift),
        Target::Exchange(write::Target::Aiken),
        Target::Exchange(write::Target::Qti3),
        Target::Exchange(write::Target::Json),
    ];

    /// A stable name, for addresses and the command line.
    pub fn code(self) -> &'static str {
        match self {
            Target::Xlsx => "xlsx",
            Target::Exchange(target) => target.code(),
            Target::Docx(Keys::Shown) => "docx",
            Target::Docx(Keys::Hidden) => "docx_without_key",
            Target::Pdf(Keys::Shown) => "pdf",
            Target::Pdf(Keys::Hidden) => "pdf_without_key",
        }
    }

    pub fn from_code(code: &str) -> Option<Target> {
        Target::ALL.into_iter().find(|target| target.code() == code)
    }

    /// How the names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Target::Xlsx => "xlsx",
            Target::Docx(_) => "docx",
            Target::Pdf(_) => "pdf",
            Target::Exchange(target) => target.extension(),
        }
    }
}

/// What `item` would lose, the gravest first; nothing when the file says all that we know.
pub fn losses(target: Target, item: &Item) -> Vec<Loss> {
    let mut losses = match target {
        Target::Xlsx => sheet::losses(item),
        Target::Exchange(target) => return write::losses(target, item),
        Target::Docx(keys) => on_paper(item, keys, is_xml),
        // What no font has stands on the page as its number.
        Target::Pdf(keys) => on_paper(item, keys, |_| true),
    };
    losses.sort();
    losses.dedup();
    losses
}

/// What a print does not say.
fn on_paper(item: &Item, keys: Keys, holds: impl Fn(char) -> bool) -> Vec<Loss> {
    let mut losses = beyond_words(item);
    let held = texts(item).into_iter().flat_map(str::chars).all(holds);
    losses.extend((!held).then_some(Loss::Characters));
    let order = stated_order(&item.content);
    losses.extend(
        order.is_some_and(|order| order != order_by_texts(&item.content)).then_some(Loss::OptionOrder),
    );
    if keys == Keys::Hidden {
        losses.push(Loss::Key);
        losses.extend((!item.explanation.is_empty()).then_some(Loss::Explanation));
        losses.extend((!item.knowledge_point.is_empty()).then_some(Loss::KnowledgePoint));
        losses.extend(item.difficulty.map(|_| Loss::Difficulty));
        losses.extend((!item.legal_basis.is_empty()).then_some(Loss::LegalBasis));
    }
    losses
}

/// Every text of an item.
fn texts(item: &Item) -> Vec<&str> {
    std::iter::once(item.legal_basis.as_str()).chain(write::texts(item)).collect()
}
