//! `guben bank`: question files and banks on the command line.
//!
//! What commands print with `--json` is for scripts and stays as it is: fields are added, never renamed.

mod check;
mod export;
mod import;
mod lint;

use std::{
    fmt::Display,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use app::{bank::wording, text::Lang};
use clap::{Args, Subcommand};
use domain::bank::import::{Counts, Known, Report, RowOutcome};
use formats::{
    question_file::{self, Format},
    sheet::{Limits, SheetError},
};
use serde::Serialize;

use crate::serve::Error;

#[derive(Subcommand)]
pub enum Command {
    /// Say of every row what an import would do with it; nothing is stored. Exits with 1 when rows are
    /// rejected, with 2 when a file can't be read.
    Check(Files),
    /// Say what to mend before a bank is given to others: incomplete or similar questions, keys that can
    /// be guessed. Exits with 1 when there is something, with 2 when a file can't be read.
    Lint(Files),
    /// Write the questions of a file in another format. Exits with 1 when some of them are left out, with 2
    /// when the file can't be read.
    Export(export::ExportArguments),
    /// Take the questions of a file into a bank of the database. When a row is rejected nothing is stored, and
    /// it exits with 1, unless `--partial` is given.
    Import(Box<import::ImportArguments>),
}

/// Files to look at, and how to speak of them.
#[derive(Args)]
pub struct Files {
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// A JSON object for each file, on a line of its own.
    #[arg(long)]
    json: bool,
    /// The language of messages: `zh-CN` or `en`.
    #[arg(long, default_value = "zh-CN", value_parser = language)]
    lang: Lang,
}

pub async fn run(command: Command) -> Result<ExitCode, Error> {
    let done = match command {
        Command::Check(what) => check::run(&what),
        Command::Lint(what) => lint::run(&what),
        Command::Export(arguments) => export::run(&arguments),
        Command::Import(arguments) => import::run(*arguments).await,
    };
    match done {
        Err(error) if is_closed_pipe(error.as_ref()) => Ok(ExitCode::from(CLOSED_PIPE)),
        done => done,
    }
}

/// What a shell reports of a program that wrote to a pipe which nobody reads any more: 128 and SIGPIPE.
const CLOSED_PIPE: u8 = 141;

fn is_closed_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Writes a line to the standard output. `println!` panics when its reader has gone, as `head` does.
fn say(line: impl Display) -> Result<(), Error> {
    Ok(writeln!(io::stdout(), "{line}")?)
}

fn language(tag: &str) -> Result<Lang, String> {
    Lang::from_tag(tag).ok_or_else(|| "zh-CN or en".into())
}

fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// What an import into an empty bank would do with a file.
fn judged(bytes: &[u8]) -> Result<(Format, Report), SheetError> {
    let (format, material) = question_file::read(bytes, Limits::default())?;
    Ok((format, material.judge(&Known::default())))
}

fn sheet_names(report: &Report) -> Vec<String> {
    report.sheets.iter().map(|sheet| sheet.name.clone()).collect()
}

/// A line for each row that is no question.
fn rejected(report: &Report, lang: Lang) -> Vec<String> {
    let names = sheet_names(report);
    let rows = report.rows.iter().filter(|row| row.outcome == RowOutcome::Rejected);
    rows.map(|row| {
        let why: Vec<String> =
            row.reasons.iter().map(|reason| wording::reason(lang, reason, &names)).collect();
        format!("{}: {}", wording::place(lang, row.place, &names), why.join(" "))
    })
    .collect()
}

/// How many rows came to which outcome, as a sum.
fn sum(counts: Counts) -> String {
    let Counts { imported, noted, rejected, skipped } = counts;
    let rows = counts.rows();
    format!("{rows} = {imported} imported + {noted} noted + {rejected} rejected + {skipped} skipped")
}

/// A file of which nothing can be said row by row.
#[derive(Serialize)]
struct Unreadable {
    file: String,
    error: String,
}

/// Looks at every file with `look`, which says whether all is well. The exit code is 0 when it is, 1 when
/// something is not, 2 when a file can't be read.
fn each(
    what: &Files,
    look: impl Fn(String, Format, &Report) -> Result<bool, Error>,
) -> Result<ExitCode, Error> {
    let mut worst = 0;
    for path in &what.files {
        let file = path.display().to_string();
        match judged(&bytes(path)?) {
            Ok((format, report)) => worst = worst.max(u8::from(!look(file, format, &report)?)),
            Err(error) => {
                worst = 2;
                let error = wording::sheet_error(what.lang, &error);
                match what.json {
                    true => say(serde_json::to_string(&Unreadable { file, error })?)?,
                    false => say(format_args!("{file}: {error}"))?,
                }
            }
        }
    }
    Ok(ExitCode::from(worst))
}
