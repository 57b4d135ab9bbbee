//! What Typst sees of the world during one print.

use typst::{
    Library, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, Source},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::{
    Press,
    folder::{self, Folder},
};

/// A template with the data of one print beside it.
///
/// The data is a file and not an input of the library, or Typst would lay out everything anew each time.
pub(super) struct Desk<'a> {
    press: &'a Press,
    template: &'static str,
    papers: Folder,
}

impl<'a> Desk<'a> {
    pub fn new(press: &'a Press, template: &'static str) -> Self {
        Self { press, template, papers: Folder::default() }
    }

    /// Puts a file on the desk; it hides a file of the same name in the press's folder.
    pub fn lay(&mut self, name: &str, bytes: Bytes) {
        self.papers.insert(name, bytes);
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.press.fonts.book()
    }

    fn main(&self) -> FileId {
        folder::id(self.template).expect("the names of the templates are ours")
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.press.folder.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match self.papers.file(id) {
            Err(FileError::NotFound(_)) => self.press.folder.file(id),
            found => found,
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.font(index)
    }

    /// A document knows only the dates in its data.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
