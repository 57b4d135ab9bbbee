//! `guben bank lint`: what to mend before a bank is given to others.

use std::process::ExitCode;

use app::{bank::wording, text::Lang};
use domain::bank::{
    import::Report,
    lint::{self, Fault, Finding},
};
use serde::Serialize;

use super::{Files, each, say, sheet_names};
use crate::serve::Error;

#[derive(Serialize)]
struct Linted<'a> {
    file: String,
    findings: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    /// None for what is said of the bank as a whole; empty where the file has no named sheets.
    sheet: Option<&'a str>,
    row: Option<u32>,
    /// The code and the facts that belong to it.
    #[serde(flatten)]
    fault: &'a Fault,
    message: String,
}

pub fn run(what: &Files) -> Result<ExitCode, Error> {
    each(what, |file, _, report| {
        let findings = lint::lint(report);
        match what.json {
            true => say(json(file, report, &findings, what.lang)?)?,
            false => {
                for line in lines(&file, report, &findings, what.lang) {
                    say(line)?;
                }
            }
        }
        Ok(findings.is_empty())
    })
}

fn json(file: String, report: &Report, findings: &[Finding], lang: Lang) -> serde_json::Result<String> {
    let names = sheet_names(report);
    let found = findings.iter().map(|Finding { place, fault }| Found {
        sheet: place.map(|place| names.get(place.sheet).map(String::as_str).unwrap_or_default()),
        row: place.map(|place| place.row),
        fault,
        message: wording::fault(lang, fault, &names),
    });
    serde_json::to_string(&Linted { file, findings: found.collect() })
}

/// A line for each finding, with the file and the place in front as editors know to open them.
fn lines(file: &str, report: &Report, findings: &[Finding], lang: Lang) -> Vec<String> {
    let names = sheet_names(report);
    let line = |Finding { place, fault }: &Finding| {
        let said = wording::fault(lang, fault, &names);
        match place {
            Some(place) => format!("{file}: {}: {said}", wording::place(lang, *place, &names)),
            None => format!("{file}: {said}"),
        }
    };
    findings.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

    use std::{collections::HashSet, fs, path::PathBuf};

    use domain::bank::Kind;

    use super::{super::judged, *};

    fn folder() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../question-banks")
    }

    fn banks() -> Vec<PathBuf> {
        let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
        let mut banks: Vec<PathBuf> =
            files.filter(|path| path.extension().is_some_and(|end| end == "csv")).collect();
        banks.sort();
        banks
    }

    #[test]
    fn the_banks_that_ship_have_nothing_to_mend() {
        let banks = banks();
        assert_eq!(banks.len(), 11, "{banks:?}");
        for bank in banks {
            let (_, report) = judged(&fs::read(&bank).unwrap()).unwrap();
            let said = lines(&bank.display().to_string(), &report, &lint::lint(&report), Lang::Zh);
            assert_eq!(said, [] as [&str; 0]);
        }
    }

    #[test]
    fn the_table_of_banks_counts_what_is_in_them() {
        let readme = fs::read_to_string(folder().join("README.md")).unwrap();
        for bank in banks() {
            let (_, report) = judged(&fs::read(&bank).unwrap()).unwrap();
            let kinds: Vec<Kind> = report.accepted().map(|(_, item)| item.content.kind()).collect();
            let count = |wanted| kinds.iter().filter(|kind| **kind == wanted).count().to_string();
            let counts: Vec<String> =
                std::iter::once(kinds.len().to_string()).chain(Kind::ALL.map(count)).collect();
            let name = bank.file_name().unwrap().to_string_lossy();
            let line = readme.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
            let line = line.unwrap_or_else(|| panic!("{name} is not in the table"));
            assert!(line.ends_with(&format!("| {} |", counts.join(" | "))), "{name}: {counts:?}");
            let numbers: HashSet<&str> = report.rows.iter().map(|row| row.cells[0].as_str()).collect();
            assert_eq!(numbers.len(), report.rows.len(), "{name}: every question has its own number");
        }
    }

    #[test]
    fn a_finding_says_where_it_is_and_carries_its_facts() {
        let file = "题型,题干,答案,解析,知识点,难度\n判断题,作业前要检查。,正确,先看后做,检查,1\n";
        let (_, report) = judged(file.as_bytes()).unwrap();
        let findings = lint::lint(&report);
        assert_eq!(lines("a.csv", &report, &findings, Lang::Zh), ["a.csv: 第 2 行: 没有依据。"]);
        let written: serde_json::Value =
            serde_json::from_str(&json("a.csv".into(), &report, &findings, Lang::En).unwrap()).unwrap();
        assert_eq!(written["findings"][0]["code"], "legal_basis_missing");
        assert_eq!(written["findings"][0]["row"], 2);
        assert_eq!(written["findings"][0]["message"], "There is no legal basis.");
    }
}
