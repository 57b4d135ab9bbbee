//! Files that go back to the author: the one that was uploaded, with a result for each row, and the
//! empty template.

use domain::{
    bank::import::{Material, Reason, Report, RowOutcome},
    id::ImportId,
    person::access::Action,
};
use formats::{question_file, result_file, sheet};

use super::{apart, report::sheet_names, store};
use crate::{
    ctx::Ctx,
    failure::{Failure, Refusal, Result},
};

/// A reason in words; the texts are names of worksheets, as in `ImportView::sheets`.
pub type Sentence = dyn Fn(&Reason, &[String]) -> String + Send;

/// The words of the result columns, in the reader's language.
pub struct ResultWords {
    pub row: &'static str,
    pub text: &'static str,
    pub result: &'static str,
    pub reason: &'static str,
    pub corrected: &'static str,
    pub outcome: Box<dyn Fn(RowOutcome) -> String + Send>,
    pub sentence: Box<Sentence>,
}

/// The words of the template. Headings and kinds must be among those that the importer knows.
pub struct TemplateWords {
    pub sheet: &'static str,
    pub headings: Vec<&'static str>,
    /// One example for each kind, its cells in the order of the headings.
    pub examples: Vec<Vec<&'static str>>,
}

/// A workbook to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFile {
    /// The name of the file that was uploaded.
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// The uploaded file as a workbook, each row with what became of it and why. Of a file without rows it is a
/// list of what was found in it.
pub async fn result_file(ctx: &Ctx, id: ImportId, words: ResultWords) -> Result<ResultFile> {
    ctx.must_here(Action::EditBank)?;
    let row = store::import(ctx.db().read(), ctx.org(), id).await?;
    let file = ctx.guben.blobs.read(&row.file_digest).await?;
    let bytes = apart(move || -> Result<Vec<u8>> {
        let report: Report = serde_json::from_str(&row.report)?;
        let material = question_file::read(&file, sheet::Limits::default()).map_err(Refusal::Sheet)?.material;
        let sheets = sheet_names(&report);
        let labels = result_file::Labels {
            row: words.row,
            text: words.text,
            result: words.result,
            reason: words.reason,
            corrected: words.corrected,
            outcome: &words.outcome,
            sentence: &|reason| (words.sentence)(reason, &sheets),
        };
        let book = match &material {
            Material::Table(table) => result_file::annotated(table, &report, &labels),
            Material::Prose(_) | Material::Records(_) => result_file::listed(&report, &labels),
        };
        book.map_err(|error| Failure::Internal(error.to_string()))
    });
    Ok(ResultFile { file_name: row.file_name, bytes: bytes.await?? })
}

/// The empty template, with one example for each kind of question.
pub fn template(words: &TemplateWords) -> Result<Vec<u8>> {
    let examples: Vec<&[&str]> = words.examples.iter().map(Vec::as_slice).collect();
    let text =
        result_file::TemplateText { sheet: words.sheet, headings: &words.headings, examples: &examples };
    result_file::template(&text).map_err(|error| Failure::Internal(error.to_string()))
}
