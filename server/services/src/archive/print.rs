//! A file on paper. `app` words it; the press puts it on pages.

use std::sync::Arc;

pub use formats::pdf::{
    AttemptPrint, CertificateRow, ClockRow, Completeness, Fact, LessonRow, OptionPrint, PersonalFileLabels,
    PersonalFilePrint, QuestionPrint, Verdict,
};

use crate::{
    Guben,
    failure::{Failure, Result},
};

/// The PDF of a file that has been opened and worded.
pub async fn pdf(guben: &Arc<Guben>, print: PersonalFilePrint) -> Result<Vec<u8>> {
    let guben = guben.clone();
    let printed = tokio::task::spawn_blocking(move || guben.press.personal_file(&print)).await;
    let printed = printed.map_err(|error| Failure::Internal(error.to_string()))?;
    printed.map_err(|error| Failure::Internal(format!("a personal file: {error}")))
}
