use std::{collections::BTreeSet, fmt, io, path::PathBuf};

use typst::{
    World, WorldExt,
    diag::SourceDiagnostic,
    syntax::{DiagSpan, FileId},
};

/// Why nothing was printed.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// Without a Chinese font every document would be a page of boxes.
    #[error("no Chinese font is installed: {family} is missing (Debian package {package})")]
    FontMissing { family: &'static str, package: &'static str },

    #[error("can't read the templates in {}: {source}", path.display())]
    Folder { path: PathBuf, source: io::Error },

    /// Typst's own message, and where it arose; some faults have no place.
    #[error("{}{message}", place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default())]
    Template { place: Option<Place>, message: String },

    /// No font on this machine can show `character`, the first of all that are `missing`. Names stored with
    /// private-use code points are the usual cause.
    #[error("no installed font can show {character:?} (U+{:04X}) in “{text}”", u32::from(*character))]
    MissingGlyph { character: char, text: String, missing: BTreeSet<char> },

    #[error("a QR code can't hold {bytes} bytes")]
    QrTooLong { bytes: usize },
}

/// A place in a template; line and column count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl PressError {
    /// The first of Typst's complaints, with its hints; the later ones mostly follow from it.
    pub(super) fn template(world: &dyn World, complaints: &[SourceDiagnostic]) -> Self {
        let Some(first) = complaints.first() else {
            return PressError::Template { place: None, message: "unknown fault".to_owned() };
        };
        let mut message = first.message.to_string();
        for hint in &first.hints {
            message.push_str(&format!("; hint: {}", hint.v));
        }
        // A fault inside Typst's own functions is placed at the call that led to it.
        let calls = first.trace.iter().map(|call| DiagSpan::from(call.span));
        let place = std::iter::once(first.span).chain(calls).find_map(|span| place(world, span));
        PressError::Template { place, message }
    }
}

fn place(world: &dyn World, span: DiagSpan) -> Option<Place> {
    let id: FileId = span.id()?;
    let start = world.range(span)?.start;
    let bytes = world.file(id).ok()?;
    let (line, column) = bytes.lines().ok()?.byte_to_line_column(start)?;
    let file = id.get().vpath().get_without_slash().to_owned();
    Some(Place { file, line: line + 1, column: column + 1 })
}
