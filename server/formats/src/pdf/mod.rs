//! Printed documents (PDF): certificates, personal files and question banks.
//!
//! The caller hands in plain data in which every date, mark and sentence is already worded in the reader's
//! language; a Typst template puts it on paper. The templates built in here can be replaced file by file, see
//! `templates/README.md`. Data can't do harm in a template: Typst shows a string as text and never runs it.
//!
//! What is printed is PDF/A-2a: it can be read in thirty years, by a screen reader too, and carries its fonts.
//! The same data gives the same bytes as long as fonts and templates stay the same.

mod certificate;
mod error;
mod folder;
mod fonts;
mod glyphs;
mod personal_file;
mod qr;
mod spelled;
mod world;

use std::path::Path;

use domain::time::Timestamp;
use serde::Serialize;
use time::OffsetDateTime;
use typst::{
    Library, LibraryExt,
    foundations::{Bytes, Datetime, Smart},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub use self::{
    certificate::{CertificateLabels, CertificatePrint},
    error::{Place, PressError},
    personal_file::{
        AttemptPrint, CertificateRow, ClockRow, Completeness, LessonRow, OptionPrint, PersonalFileLabels,
        PersonalFilePrint, QuestionPrint, Verdict,
    },
};
use crate::export::BankPrint;

use self::{
    folder::Folder,
    fonts::Fonts,
    spelled::{FORBIDDEN, spell_out},
    world::Desk,
};

/// How often a print is tried again without the characters that no font has. One picture on a phone may be
/// several characters, which come to light one after the other.
const RETRIES: usize = 3;

/// A line of a document: what it is, and how it is in this case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// Fonts, templates and Typst's library, read once and shared by every print.
///
/// A first page costs far more than the next ones, because Typst keeps what does not change between them.
pub struct Press {
    library: LazyHash<Library>,
    fonts: Fonts,
    folder: Folder,
}

/// What a PDF says about itself.
struct Imprint<'a> {
    number: &'a str,
    made_at: Timestamp,
    keyword: Option<&'a str>,
}

impl Press {
    /// Finds the fonts and reads the templates. Files in the folder `templates` replace built-in ones of the
    /// same name; others in it (a logo) can be used by them.
    ///
    /// # Errors
    /// [`PressError::FontMissing`] where no Chinese font is installed, [`PressError::Folder`] where the folder
    /// can't be read.
    pub fn open(templates: Option<&Path>) -> Result<Press, PressError> {
        let fonts = Fonts::find()?;
        let mut folder = Folder::built_in();
        folder.insert("fonts.json", fonts.names_as_json());
        if let Some(path) = templates {
            folder.replace_from(path)?;
        }
        Ok(Press { library: LazyHash::new(Library::default()), fonts, folder })
    }

    /// Prints a certificate: one page, A4 across.
    pub fn certificate(&self, print: &CertificatePrint) -> Result<Vec<u8>, PressError> {
        let keyword = Some(print.record.as_str());
        let imprint = Imprint { number: &print.number, made_at: print.made_at, keyword };
        self.print("certificate.typ", print, &imprint, &[("qr.svg", qr::svg(&print.qr)?)])
    }

    /// Prints a personal file (一人一档): A4 upright, as many pages as it takes. A character that can't be
    /// printed stands there as its number.
    pub fn personal_file(&self, print: &PersonalFilePrint) -> Result<Vec<u8>, PressError> {
        let imprint = Imprint { number: &print.number, made_at: print.made_at, keyword: None };
        self.print_all("personal-file.typ", print, &imprint)
    }

    /// Prints a question bank: A4 upright. A character that can't be printed stands there as its number.
    pub fn bank(&self, print: &BankPrint) -> Result<Vec<u8>, PressError> {
        let imprint = Imprint { number: &print.title, made_at: print.made_at, keyword: None };
        self.print_all("bank.typ", print, &imprint)
    }

    /// Prints what people have typed, whatever characters are in it.
    fn print_all(
        &self,
        template: &'static str,
        print: &impl Serialize,
        imprint: &Imprint<'_>,
    ) -> Result<Vec<u8>, PressError> {
        let mut data = serde_json::to_value(print).expect("a print holds strings, numbers and lists only");
        spell_out(&mut data, &FORBIDDEN.into());
        let mut printed = self.print(template, &data, imprint, &[]);
        for _ in 0..RETRIES {
            let Err(PressError::MissingGlyph { missing, .. }) = &printed else { break };
            spell_out(&mut data, missing);
            printed = self.print(template, &data, imprint, &[]);
        }
        printed
    }

    fn print(
        &self,
        template: &'static str,
        data: &impl Serialize,
        imprint: &Imprint<'_>,
        pictures: &[(&str, String)],
    ) -> Result<Vec<u8>, PressError> {
        let json = serde_json::to_vec(data).expect("a print holds strings, numbers and lists only");
        let mut desk = Desk::new(self, template);
        desk.lay("data.json", Bytes::new(json));
        for (name, svg) in pictures {
            desk.lay(name, Bytes::from_string(svg.clone()));
        }

        let compiled = typst::compile::<PagedDocument>(&desk);
        // Whatever the last five prints did not touch is let go, so that memory does not grow with the archive.
        typst::comemo::evict(5);

        let mut document = compiled.output.map_err(|errors| PressError::template(&desk, &errors))?;
        // Typst would go on with any other font.
        if let Some(warning) =
            compiled.warnings.iter().find(|it| it.message.starts_with("unknown font family"))
        {
            return Err(PressError::template(&desk, std::slice::from_ref(warning)));
        }
        glyphs::all_there(&document)?;
        document.info_mut().keywords.extend(imprint.keyword.map(Into::into));
        typst_pdf::pdf(&document, &imprint.options()).map_err(|errors| PressError::template(&desk, &errors))
    }
}

impl Imprint<'_> {
    /// Nothing in here comes from the clock or the machine, or a certificate printed twice would be two files.
    fn options(&self) -> PdfOptions {
        PdfOptions {
            ident: Smart::Custom(self.number.to_owned()),
            creator: Smart::Custom(Some("Guben".to_owned())),
            timestamp: self.timestamp(),
            standards: PdfStandards::new(&[PdfStandard::A_2a])
                .expect("a single standard contradicts nothing"),
            ..PdfOptions::default()
        }
    }

    fn timestamp(&self) -> Option<typst_pdf::Timestamp> {
        let at = OffsetDateTime::from_unix_timestamp(self.made_at.0.div_euclid(1000)).ok()?;
        let (date, time) = (at.date(), at.time());
        Datetime::from_ymd_hms(
            date.year(),
            date.month().into(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second(),
        )
        .map(typst_pdf::Timestamp::new_utc)
    }
}
