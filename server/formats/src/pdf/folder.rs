//! The folder that a template sees: templates and pictures by name, nothing else of the machine.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use typst::{
    diag::{FileError, FileResult},
    foundations::Bytes,
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
};

use super::PressError;

#[derive(Default)]
pub(super) struct Folder {
    files: HashMap<FileId, File>,
}

struct File {
    bytes: Bytes,
    /// Parsed once; `None` for what is not a template.
    source: Option<Source>,
}

impl Folder {
    pub fn built_in() -> Self {
        let mut folder = Folder::default();
        for (name, text) in [
            ("style.typ", include_str!("../../templates/style.typ")),
            ("bank.typ", include_str!("../../templates/bank.typ")),
            ("certificate.typ", include_str!("../../templates/certificate.typ")),
            ("personal-file.typ", include_str!("../../templates/personal-file.typ")),
        ] {
            folder.insert(name, Bytes::from_string(text));
        }
        folder
    }

    /// Takes in every file of `path`, subfolders left out.
    pub fn replace_from(&mut self, path: &Path) -> Result<(), PressError> {
        self.read(path).map_err(|source| PressError::Folder { path: PathBuf::from(path), source })
    }

    fn read(&mut self, path: &Path) -> io::Result<()> {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            // A name that is not UTF-8 can't be written in a template.
            if let (true, Some(name)) = (entry.path().is_file(), entry.file_name().to_str()) {
                self.insert(name, Bytes::new(fs::read(entry.path())?));
            }
        }
        Ok(())
    }

    pub fn insert(&mut self, name: &str, bytes: Bytes) {
        let Some(id) = id(name) else { return };
        let text = name.ends_with(".typ").then(|| bytes.to_str().ok()).flatten();
        let source = text.map(|text| Source::new(id, text.to_string()));
        self.files.insert(id, File { bytes, source });
    }

    pub fn source(&self, id: FileId) -> FileResult<Source> {
        self.get(id)?.source.clone().ok_or(FileError::NotSource)
    }

    pub fn file(&self, id: FileId) -> FileResult<Bytes> {
        Ok(self.get(id)?.bytes.clone())
    }

    fn get(&self, id: FileId) -> FileResult<&File> {
        self.files.get(&id).ok_or_else(|| FileError::NotFound(id.get().vpath().get_without_slash().into()))
    }
}

/// The file `name` in the folder; `None` for a name that Typst does not allow.
pub(super) fn id(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}
