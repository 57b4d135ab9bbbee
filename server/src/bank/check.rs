//! `guben bank check`: what an import would do with every row of a file.

use std::{collections::BTreeMap, process::ExitCode};

use app::{bank::wording, text::Lang};
use domain::bank::{
    Content, ItemOption,
    import::{Counts, Report, RowOutcome, RowReport, text},
};
use serde::Serialize;

use super::{Files, each, say, sheet_names, sum};
use crate::serve::Error;

/// What `guben bank check` says of one file.
#[derive(Serialize)]
struct Checked {
    file: String,
    /// A code of `formats::question_file::Format`.
    format: &'static str,
    rows: usize,
    by_outcome: Counts,
    /// Of the questions that would be imported.
    by_type: BTreeMap<&'static str, usize>,
    /// What is odd about the file as a whole.
    warnings: Vec<String>,
    records: Vec<Record>,
}

#[derive(Serialize)]
struct Record {
    /// Empty where the file has no named sheets.
    sheet: String,
    /// The row, line, paragraph or number in the file, from 1.
    row: u32,
    outcome: RowOutcome,
    /// None where nothing could be understood.
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    stem: String,
    options: Vec<Labelled>,
    answer: Option<Answer>,
    reasons: Vec<Told>,
}

#[derive(Serialize)]
struct Labelled {
    label: char,
    text: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    /// The letters of the right options or areas, in order; of an ordering, of all options as they belong.
    Letters(String),
    /// The model answer of what people mark.
    Text(String),
    Truth(bool),
    /// For each blank the texts that fill it.
    Blanks(Vec<Vec<String>>),
    /// Each number that is right, as people write it: `2`, `2 ± 0.1`.
    Numbers(Vec<String>),
    /// Each line of a matching with the text of its option.
    Pairs(Vec<(String, String)>),
    /// Of a case, one for each question.
    Parts(Vec<Answer>),
}

#[derive(Serialize)]
struct Told {
    code: &'static str,
    message: String,
}

pub fn run(what: &Files) -> Result<ExitCode, Error> {
    each(what, |file, format, report| {
        let checked = checked(file, format.code(), report, what.lang);
        if what.json {
            say(serde_json::to_string(&checked)?)?;
        } else {
            print(&checked)?;
        }
        Ok(checked.by_outcome.rejected == 0)
    })
}

fn checked(file: String, format: &'static str, report: &Report, lang: Lang) -> Checked {
    let mut by_type = BTreeMap::new();
    for (_, item) in report.accepted() {
        *by_type.entry(item.content.kind().code()).or_default() += 1;
    }
    let sheets = sheet_names(report);
    Checked {
        file,
        format,
        rows: report.rows.len(),
        by_outcome: report.counts(),
        by_type,
        warnings: report.warnings.iter().map(|warning| wording::warning(lang, warning)).collect(),
        records: report.rows.iter().map(|row| record(report, row, &sheets, lang)).collect(),
    }
}

fn record(report: &Report, row: &RowReport, sheets: &[String], lang: Lang) -> Record {
    let item = row.item.as_ref();
    let stem = match item {
        Some(item) => item.stem.clone(),
        None => report.stem_column(row).map(|column| row.cells[column].clone()).unwrap_or_default(),
    };
    let options = item.map(|item| item.content.options()).unwrap_or_default();
    Record {
        sheet: sheets.get(row.place.sheet).cloned().unwrap_or_default(),
        row: row.place.row,
        outcome: row.outcome,
        kind: item.map(|item| item.content.kind().code()),
        stem,
        options: (0..)
            .zip(options)
            .map(|(position, option)| Labelled { label: text::label(position), text: option.text.clone() })
            .collect(),
        answer: item.map(|item| answer(&item.content)),
        reasons: row
            .reasons
            .iter()
            .map(|reason| Told { code: reason.code(), message: wording::reason(lang, reason, sheets) })
            .collect(),
    }
}

fn answer(content: &Content) -> Answer {
    match content {
        Content::SingleChoice { key, .. } => Answer::Letters(text::labels([*key])),
        Content::MultipleChoice { key, .. } | Content::Hotspot { key, .. } => {
            Answer::Letters(text::labels(key.iter().copied()))
        }
        Content::TrueFalse { key } => Answer::Truth(*key),
        Content::FillIn { blanks, .. } => Answer::Blanks(blanks.clone()),
        Content::Numeric { answers, .. } => {
            Answer::Numbers(answers.iter().map(ToString::to_string).collect())
        }
        Content::Matching { lines, options, key, .. } => {
            let pair = |(line, key): (&ItemOption, &usize)| {
                let option = options.get(*key).map(|option| option.text.clone());
                (line.text.clone(), option.unwrap_or_default())
            };
            Answer::Pairs(lines.iter().zip(key).map(pair).collect())
        }
        Content::Ordering { options, .. } => Answer::Letters(text::labels(0..options.len())),
        Content::ShortAnswer { guide } => Answer::Text(guide.reference.clone()),
        Content::Case { .. } => {
            Answer::Parts(content.parts().iter().map(|part| answer(&part.content)).collect())
        }
    }
}

fn print(checked: &Checked) -> Result<(), Error> {
    say(format_args!("{} ({}): {}", checked.file, checked.format, sum(checked.by_outcome)))?;
    for warning in &checked.warnings {
        say(format_args!("  {warning}"))?;
    }
    for record in checked.records.iter().filter(|record| record.outcome == RowOutcome::Rejected) {
        let said: Vec<&str> = record.reasons.iter().map(|told| told.message.as_str()).collect();
        say(format_args!("  {} {}: {}", record.sheet, record.row, said.join(" ")))?;
    }
    Ok(())
}
