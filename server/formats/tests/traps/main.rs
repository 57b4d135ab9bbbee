//! The traps of real question files: one small file for each, and what an import must make of it.
//!
//! `files/` and the module [`made`] hold the files; their names begin with the number of their trap
//! (domain.md 4.3). `expected.txt` says of every row what becomes of it.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

mod made;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use domain::bank::{
    import::{Known, Reason, Report, RowReport, Warning, text},
    item::{Content, Item, Shuffle},
};
use formats::{
    question_file::{self, QuestionFile},
    sheet::Limits,
};

/// How many traps there are.
const TRAPS: u32 = 75;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/traps")
}

/// All files by their names.
fn files() -> BTreeMap<String, Vec<u8>> {
    let found = fs::read_dir(folder().join("files")).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap())
    });
    found.chain(made::all()).collect()
}

/// What is expected of each file: its lines, in order.
fn expected() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(folder().join("expected.txt")).unwrap();
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut file = String::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            Some(row) => expected.get_mut(&file).unwrap().push(row.to_owned()),
            None => {
                file = line.to_owned();
                assert!(expected.insert(file.clone(), Vec::new()).is_none(), "{file} twice");
            }
        }
    }
    expected
}

/// What an import makes of a file, in the words of `expected.txt`.
fn told(bytes: &[u8]) -> Vec<String> {
    let QuestionFile { format, material, .. } = match question_file::read(bytes, Limits::default()) {
        Ok(read) => read,
        Err(error) => return vec![format!("unreadable: {error}")],
    };
    let report = material.judge(&Known::default());
    assert_eq!(report.counts().rows(), report.rows.len());
    let rows = report.rows.iter().map(|row| told_row(&report, row));
    let warnings = report.warnings.iter().map(|warning| format!("warning: {}", told_warning(warning)));
    std::iter::once(format!("format: {}", format.code())).chain(rows).chain(warnings).collect()
}

fn told_row(report: &Report, row: &RowReport) -> String {
    let codes: Vec<&str> = row.reasons.iter().map(Reason::code).collect();
    let mut place = row.place.row.to_string();
    if report.sheets.len() > 1 {
        place = format!("{} {place}", report.sheets[row.place.sheet].name).trim().to_owned();
    }
    let outcome = format!("{:?}", row.outcome).to_lowercase();
    let mut line = format!("{place} {outcome} [{}]", codes.join(" "));
    let accepted = report.accepted().any(|(other, _)| other.place == row.place);
    if let Some(item) = row.item.as_ref().filter(|_| accepted) {
        line = format!("{line} {}", told_item(item));
    }
    line.replace('\n', "⏎").replace('\t', "⇥").replace('\u{200b}', "<200B>")
}

fn told_item(item: &Item) -> String {
    let (answer, shuffle) = match &item.content {
        Content::SingleChoice { key, shuffle, .. } => (text::labels([*key]), *shuffle),
        Content::MultipleChoice { key, shuffle, .. } => (text::labels(key.iter().copied()), *shuffle),
        Content::TrueFalse { key } => (key.to_string(), Shuffle::All),
        Content::FillIn { blanks, .. } => {
            let blanks: Vec<String> = blanks.iter().map(|blank| blank.join("|")).collect();
            (blanks.join("；"), Shuffle::All)
        }
        other => panic!("{other:?}"),
    };
    let options: Vec<&str> = item.content.options().iter().map(|option| option.text.as_str()).collect();
    let mut fields = vec![item.content.kind().code().to_owned(), item.stem.clone()];
    fields.extend((!options.is_empty()).then(|| options.join(" / ")));
    fields.push(answer);
    fields.extend(match shuffle {
        Shuffle::All => None,
        Shuffle::AllButLast => Some("last stays".into()),
        Shuffle::Never => Some("all stay".into()),
    });
    fields.extend(item.difficulty.map(|level| format!("difficulty {level}")));
    fields.extend((!item.explanation.is_empty()).then(|| format!("because {}", item.explanation)));
    fields.join(" ¦ ")
}

fn told_warning(warning: &Warning) -> String {
    match warning {
        Warning::OneLetter { letter, rows, of } => format!("one letter, {letter} {rows} of {of}"),
        Warning::Unbalanced { letter, rows, of, expected } => {
            format!("unbalanced, {letter} {rows} of {of}, not {expected}")
        }
        Warning::AnswersShifted { sheet, first, last } => {
            format!("answers shifted, {sheet} {first} to {last}")
        }
        Warning::HiddenRows { rows } => format!("hidden rows, {rows}"),
        Warning::HiddenColumns { sheet, columns } => {
            let columns: Vec<String> =
                columns.iter().map(|(column, field)| format!("{column} {field:?}")).collect();
            format!("hidden columns, {sheet} {}", columns.join(", "))
        }
    }
}

#[test]
fn every_trap_comes_out_as_it_must() {
    let expected = expected();
    let files = files();
    let mut wrong = String::new();
    for (name, bytes) in &files {
        let told = told(bytes);
        if expected.get(name) != Some(&told) {
            wrong.push_str(&format!("{name}\n  {}\n", told.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "these came out otherwise:\n{wrong}");
    let unknown: Vec<&String> = expected.keys().filter(|name| !files.contains_key(*name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_trap_has_a_file() {
    let number = |name: &String| name.split('-').next().unwrap().parse::<u32>().unwrap();
    let covered: BTreeSet<u32> = files().keys().map(number).collect();
    assert_eq!(covered, (1..=TRAPS).collect());
}

#[test]
fn thousands_of_rows_lose_none() {
    let rows: String = (1..=5_000).map(|row| format!("判断题,第{row}号设备须挂牌,对\n")).collect();
    let read = question_file::read(format!("题型,题干,答案\n{rows}").as_bytes(), Limits::default());
    let report = read.unwrap().material.judge(&Known::default());
    assert_eq!(report.counts().imported, 5_000);
    assert_eq!(report.rows.last().unwrap().place.row, 5_001);
}

/// The warnings about sixty single choice questions with the given keys.
fn warnings(key: impl Fn(usize) -> char) -> Vec<String> {
    let row = |row: usize| format!("{row}.第{row}号设备（ ）,红,绿,黄,蓝,{}\n", key(row));
    let rows: String = (0..60).map(row).collect();
    let read = question_file::read(format!("题干,A,B,C,D,答案\n{rows}").as_bytes(), Limits::default());
    read.unwrap().material.judge(&Known::default()).warnings.iter().map(told_warning).collect()
}

#[test]
fn odd_keys_are_told() {
    assert_eq!(warnings(|_| 'A'), ["one letter, A 60 of 60"]);
    let thirds = |row: usize| if row.is_multiple_of(3) { ['A', 'B', 'D'][row / 3 % 3] } else { 'C' };
    assert_eq!(warnings(thirds), ["unbalanced, C 40 of 60, not 15"]);
    assert!(warnings(|row| ['A', 'C', 'B', 'D'][row % 4]).is_empty());
    assert!(warnings(|row| ['B', 'C', 'B', 'D', 'A', 'B'][row % 6]).is_empty(), "half as often is chance");
}
