//! `guben bank export`: a file of questions in another format.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use app::{
    bank::{
        print::{self, Taken},
        wording,
    },
    text::Lang,
};
use domain::bank::{Item, figure::MediaId, import::Known};
use formats::{media::Lookup, pdf::Press, question_file, sheet::Limits};
use services::{
    Failure,
    bank::export::{self, Target},
    clock,
};

use super::{bytes, rejected};
use crate::serve::Error;

#[derive(clap::Args)]
pub struct ExportArguments {
    file: PathBuf,
    /// xlsx, docx, docx_without_key, pdf, pdf_without_key, moodle_xml, gift, aiken or qti3.
    #[arg(long, value_parser = target)]
    to: Target,
    /// Where to write; to the standard output when this is left out.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The language of the file's headings and of messages: `zh-CN` or `en`.
    #[arg(long, default_value = "zh-CN", value_parser = super::language)]
    lang: Lang,
}

fn target(code: &str) -> Result<Target, String> {
    Target::from_code(code).ok_or_else(|| Target::ALL.map(Target::code).join(", "))
}

/// Says on the standard error what is rejected, left out and lost. Exits with 1 when questions of the file
/// are not in what was written, with 2 when the file can't be read.
pub fn run(arguments: &ExportArguments) -> Result<ExitCode, Error> {
    let lang = arguments.lang;
    let file = arguments.file.display();
    let read = match question_file::read(&bytes(&arguments.file)?, Limits::default()) {
        Ok(read) => read,
        Err(error) => {
            eprintln!("{file}: {}", wording::sheet_error(lang, &error));
            return Ok(ExitCode::from(2));
        }
    };
    let report = read.material.judge(&Known::default());
    let rejected = rejected(&report, lang);
    for line in &rejected {
        eprintln!("{file}: {line}");
    }
    let items: Vec<Item> = report.accepted().map(|(_, item)| item.clone()).collect();
    let held = export::held(arguments.to, &items);
    for line in wording::held(lang, &held) {
        eprintln!("{file}: {line}");
    }
    let lookup = |id: &MediaId| read.media.get(id).map(|media| media.bytes.clone());
    let written = made(arguments.to, name(&arguments.file), &items, lang, &lookup)?;
    match &arguments.out {
        Some(out) => fs::write(out, written).map_err(|error| format!("{}: {error}", out.display()))?,
        None => io::stdout().write_all(&written)?,
    }
    let is_short = !rejected.is_empty() || held.left_out > 0;
    Ok(ExitCode::from(u8::from(is_short)))
}

fn made(target: Target, name: &str, items: &[Item], lang: Lang, lookup: Lookup) -> Result<Vec<u8>, Error> {
    let taken = Taken { enterprise: String::new(), at: clock::now(), by: String::new() };
    let press = || match Press::open(None) {
        Ok(press) => Ok(Arc::new(press)),
        Err(error) => Err(Failure::Internal(error.to_string())),
    };
    Ok(export::file(target, name, items, print::words(lang, taken), lookup, press)?)
}

/// What the bank is called: the file's name without its end.
fn name(file: &Path) -> &str {
    file.file_stem().and_then(|name| name.to_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

    use super::*;

    const FILE: &str =
        "题型,题干,选项A,选项B,答案\n单选题,指针应在（ ）,红区,绿区,B\n多选题,先（ ）,停,看,AB\n";

    fn exported(to: Target) -> (Vec<u8>, ExitCode) {
        let folder = tempfile::tempdir().unwrap();
        let (file, out) = (folder.path().join("消防.csv"), folder.path().join("out"));
        fs::write(&file, FILE).unwrap();
        let code = run(&ExportArguments { file, to, out: Some(out.clone()), lang: Lang::Zh }).unwrap();
        (fs::read(out).unwrap(), code)
    }

    #[test]
    fn a_file_that_holds_all_questions_is_a_success() {
        let (written, code) = exported(target("xlsx").unwrap());
        assert_eq!(code, ExitCode::SUCCESS);
        let (_, report) = super::super::judged(&written).unwrap();
        assert_eq!(report.counts().imported, 2);
    }

    #[test]
    fn a_question_that_is_left_out_is_a_failure() {
        let (written, code) = exported(target("aiken").unwrap());
        assert_eq!(code, ExitCode::from(1));
        assert_eq!(written, "指针应在（ ）\nA. 红区\nB. 绿区\nANSWER: B\n\n".as_bytes());
    }

    #[test]
    fn a_pdf_is_named_after_the_file() {
        let (written, code) = exported(target("pdf").unwrap());
        assert!(code == ExitCode::SUCCESS && written.starts_with(b"%PDF"));
        assert!(target("doc").unwrap_err().contains("docx_without_key"));
    }
}
