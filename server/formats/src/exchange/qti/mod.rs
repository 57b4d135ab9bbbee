//! QTI 2.1, 2.2 and 3.0: items one to a file, alone or in a content package.
//!
//! The versions write the same words differently (`choiceInteraction`, `qti-choice-interaction`), so names
//! are brought into one form first. [`item`] reads what is asked, [`scoring`] how answers are marked,
//! [`package`] finds the items in an archive.

pub(super) mod item;
mod open;
pub mod package;
mod scoring;

use domain::bank::import::{Reason, record::Record};

use super::{
    draft,
    rich::Said,
    xml::{self, Element, Node},
};
use crate::media::Shelf;
use crate::sheet::{LooksLike, SheetError};

/// Whether an outermost element with this name is one of QTI's that holds questions.
pub fn is_root(name: &str) -> bool {
    matches!(plain(name).as_str(), "assessmentitem" | "assessmenttest")
}

/// Reads a file with one item. A test alone holds no questions: they are files of their own.
pub fn read(text: &str, shelf: &mut Shelf) -> Result<Vec<Record>, SheetError> {
    let root = parse(text)?;
    if root.name != "assessmentitem" {
        return Err(SheetError::NotASheet { looks_like: LooksLike::Xml });
    }
    Ok(vec![draft::record(1, text, item::read(&root, &mut Alone(shelf)))])
}

/// An item without a package: nothing stands around it.
struct Alone<'a>(&'a mut Shelf);

impl item::Around for Alone<'_> {
    fn stimulus(&mut self, _: &str) -> Option<Result<Said, Reason>> {
        None
    }

    fn file(&mut self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn shelf(&mut self) -> &mut Shelf {
        self.0
    }
}

fn parse(text: &str) -> Result<Element, SheetError> {
    let mut root = xml::parse(text)?;
    rename(&mut root);
    Ok(root)
}

/// A name as all versions have it: `qti-choice-interaction` and `choiceInteraction` are `choiceinteraction`.
fn plain(name: &str) -> String {
    let name = name.strip_prefix("qti-").unwrap_or(name);
    name.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect()
}

fn rename(element: &mut Element) {
    element.name = plain(&element.name);
    for (name, _) in &mut element.attributes {
        *name = plain(name);
    }
    for node in &mut element.nodes {
        if let Node::Element(child) = node {
            rename(child);
        }
    }
}

#[cfg(test)]
mod tests;
