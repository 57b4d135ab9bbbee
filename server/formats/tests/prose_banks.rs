//! Question banks as people write them in Word and in plain text. The files are not ours to ship:
//! where they are absent, the tests say so and pass.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

use std::{collections::BTreeMap, path::PathBuf};

use domain::bank::{
    import::{Counts, Known, Reason, Report, RowOutcome, RowReport},
    item::{Content, Item, Kind},
};
use formats::{
    question_file::{self, Format},
    sheet::{Limits, LooksLike, SheetError},
};

fn banks() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/question-banks");
    if !folder.is_dir() {
        println!("skipped: {} is absent", folder.display());
        return None;
    }
    Some(folder)
}

fn report(name: &str) -> Option<(Format, Report)> {
    let bytes = std::fs::read(banks()?.join(name)).unwrap();
    let question_file::QuestionFile { format, material, .. } =
        question_file::read(&bytes, Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let report = material.judge(&Known::default());
    assert_eq!(report.counts().rows(), report.rows.len(), "{name}");
    let known = Known::of(report.accepted().map(|(_, item)| item));
    assert_eq!(material.judge(&known).accepted().count(), 0, "{name}: the same file again adds nothing");
    Some((format, report))
}

fn kinds(report: &Report) -> BTreeMap<Kind, usize> {
    let mut kinds = BTreeMap::new();
    for (_, item) in report.accepted() {
        *kinds.entry(item.content.kind()).or_default() += 1;
    }
    kinds
}

fn coded(report: &Report, outcome: RowOutcome) -> BTreeMap<&'static str, Vec<u32>> {
    let mut rows: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for row in report.rows.iter().filter(|row| row.outcome == outcome) {
        let code = row.reasons.iter().max_by_key(|reason| reason.weight()).map_or("", Reason::code);
        rows.entry(code).or_default().push(row.place.row);
    }
    rows
}

/// The text without what people type differently: blanks, widths, lowered digits, a final stop.
fn bare(text: &str) -> String {
    const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉";
    let plain =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| match LOWERED.chars().position(|low| low == c) {
            Some(digit) => char::from(b'0' + u8::try_from(digit).unwrap()),
            None => c,
        });
    plain.collect::<String>().replace('(', "（").replace(')', "）").trim_end_matches(['。', '.']).to_owned()
}

/// Checks a choice question against its lines by the simplest means: the only letters that stand
/// alone in brackets on the first line, and what stands behind these letters on the others.
fn check_choice(row: &RowReport, item: &Item) {
    let lines: Vec<String> = row.cells.iter().map(|line| bare(line)).collect();
    let letters: Vec<&str> = lines[0]
        .split('（')
        .filter_map(|piece| piece.split_once('）').map(|(inside, _)| inside))
        .filter(|inside| !inside.is_empty() && inside.chars().all(|c| ('A'..='D').contains(&c)))
        .collect();
    let first = letters.first().unwrap_or_else(|| panic!("{row:?}"));
    let right: Vec<usize> = match &item.content {
        Content::SingleChoice { key, .. } => vec![*key],
        Content::MultipleChoice { key, .. } => key.iter().copied().collect(),
        Content::TrueFalse { .. } | Content::FillIn { .. } => panic!("{row:?}"),
        other => panic!("{other:?}"),
    };
    assert_eq!(first.chars().count(), right.len(), "{row:?}");
    let whole = lines.concat();
    for (letter, index) in first.chars().zip(right) {
        let text = bare(&item.content.options()[index].text);
        let labelled =
            [format!("（{letter}）{text}"), format!("{letter}{text}"), format!("{letter}、{text}")];
        assert!(labelled.iter().any(|option| whole.contains(option)), "{letter} {text}: {row:?}");
    }
    assert!(!bare(&item.stem).contains(&format!("（{first}）")), "{}", item.stem);
}

#[test]
fn one_bank_in_five_shapes_is_the_same_bank() {
    let folder = "converted-safety-principal/安全负责人题库";
    let Some((format, table)) = report(&format!("{folder}.utf8.csv")) else { return };
    assert_eq!(format, Format::Delimited);
    // The documents have a section for each kind, the tables the order of the original.
    let asked = |report: &Report| -> BTreeMap<(Kind, String), Content> {
        let items = report.accepted().map(|(_, item)| item);
        items.map(|item| ((item.content.kind(), item.stem.clone()), item.content.clone())).collect()
    };
    assert_eq!(asked(&table).len(), 248);
    for (end, expected, noted) in [
        ("gbk.csv", Format::Delimited, 0),
        ("xls", Format::Xls, 0),
        ("docx", Format::Docx, 0),
        ("txt", Format::Text, 1),
    ] {
        let (format, report) = report(&format!("{folder}.{end}")).unwrap();
        assert_eq!(format, expected);
        let counts = report.counts();
        assert_eq!((counts.imported, counts.noted, counts.rejected), (248 - noted, noted, 0), "{end}");
        assert_eq!(asked(&report), asked(&table), "{end}");
    }
}

#[test]
fn choice_questions_of_a_document_with_a_paragraph_for_each_option() {
    let Some((format, document)) = report("huaxt-junior-plant/初级选择题.docx") else { return };
    assert_eq!(format, Format::Docx);
    assert_eq!(document.counts(), Counts { imported: 0, noted: 453, rejected: 7, skipped: 1 });
    assert_eq!(
        coded(&document, RowOutcome::Rejected),
        BTreeMap::from([
            ("option_empty", vec![561, 566]),
            ("right_option_twice", vec![556, 586, 611, 616, 1996])
        ])
    );
    for (row, item) in document.accepted() {
        check_choice(row, item);
    }
    let (_, sheet) = report("huaxt-junior-plant/初级选择题.xls").unwrap();
    let (document, sheet) = (by_stem(&document), by_stem(&sheet));
    // The sheet has lost words that were links in the document, and here and there what stood in brackets.
    let missing = |of: &ByStem, from: &ByStem| of.keys().filter(|stem| !from.contains_key(*stem)).count();
    let counted = (shared(&document, &sheet).count(), missing(&document, &sheet), missing(&sheet, &document));
    assert_eq!(counted, (448, 3, 5));
    let differ: Vec<&String> =
        shared(&document, &sheet).filter(|stem| document[*stem] != sheet[*stem]).collect();
    assert_eq!(
        differ,
        ["环己烷、环己酮遇明火易燃烧，当发生着火或火灾时，不能能用的灭火剂是（）", "长度的国际单位（）"]
    );
    assert!(differ.into_iter().all(|stem| document[stem].0 == sheet[stem].0), "the keys are the same");
}

type ByStem = BTreeMap<String, (Vec<usize>, Vec<String>)>;

/// Choice questions by what is asked: the right positions and all options.
fn by_stem(report: &Report) -> ByStem {
    let choice = report.accepted().filter(|(_, item)| !item.content.options().is_empty());
    let of = |item: &Item| {
        let right = match &item.content {
            Content::SingleChoice { key, .. } => vec![*key],
            Content::MultipleChoice { key, .. } => key.iter().copied().collect(),
            Content::TrueFalse { .. } | Content::FillIn { .. } => Vec::new(),
            other => panic!("{other:?}"),
        };
        let texts = item.content.options().iter().map(|option| bare(&option.text)).collect();
        (bare(&item.stem), (right, texts))
    };
    choice.map(|(_, item)| of(item)).collect()
}

fn shared<'a>(document: &'a ByStem, sheet: &'a ByStem) -> impl Iterator<Item = &'a String> {
    document.keys().filter(|stem| sheet.contains_key(*stem))
}

#[test]
fn a_document_typed_by_many_hands() {
    let Some((_, document)) = report("huaxt-junior-plant/环己酮初级题库.docx") else { return };
    assert_eq!(document.counts(), Counts { imported: 86, noted: 524, rejected: 74, skipped: 25 });
    assert_eq!(kinds(&document), BTreeMap::from([(Kind::SingleChoice, 458), (Kind::TrueFalse, 152)]));
    let mut rejected = coded(&document, RowOutcome::Rejected);
    // 35 short answers, 12 sums and 19 practical tests; three more have arrows drawn between their formulas.
    assert_eq!(rejected.remove("kind_unsupported").map(|rows| rows.len()), Some(66));
    assert_eq!(rejected.remove("picture"), Some(vec![1256, 1274, 1295]));
    assert_eq!(
        rejected,
        BTreeMap::from([
            // Torn, and pasted twice.
            ("brackets_unpaired", vec![8, 11]),
            ("options_missing", vec![10]),
            // Two options are called B; a label has lost its bracket.
            ("options_unclear", vec![254, 950]),
        ])
    );
    // The title, and twenty tables of marks for the practical tests.
    let skipped = coded(&document, RowOutcome::Skipped);
    assert_eq!(skipped["section"], [3, 1018, 1237, 1340]);
    assert_eq!(skipped["no_question"].len(), 21);
    for (row, item) in document.accepted() {
        match &item.content {
            Content::TrueFalse { key } => {
                let marks = (row.cells[0].contains("（√）"), row.cells[0].contains("（×）"));
                assert_eq!(marks, (*key, !*key), "{row:?}");
                assert!(!item.stem.contains(['√', '×']) && !item.stem.contains("正确答案"), "{}", item.stem);
                assert_eq!(item.explanation.is_empty(), row.cells.len() == 1, "{row:?}");
            }
            _ => check_choice(row, item),
        }
    }
    let (_, sheet) = report("huaxt-junior-plant/初级选择题.xls").unwrap();
    let (document, sheet) = (by_stem(&document), by_stem(&sheet));
    assert_eq!(shared(&document, &sheet).count(), 362);
    for stem in shared(&document, &sheet) {
        let ((right, texts), (same, cut)) = (&document[stem], &sheet[stem]);
        assert_eq!(right, same, "{stem}");
        // Whoever made the sheet has cut the last sign off many options: 2 for 26.
        let alike =
            texts.iter().zip(cut).all(|(text, cut)| text.starts_with(cut.as_str()) || cut.starts_with('（'));
        assert!(alike, "{stem}: {texts:?}");
    }
}

#[test]
fn fields_without_a_meaning_are_not_guessed() {
    for (name, rows) in [("判断.txt", 516), ("选择.txt", 402)] {
        let Some((format, report)) = report(&format!("pta-low-voltage-electrician/{name}")) else { return };
        assert_eq!(format, Format::Text);
        assert_eq!(report.counts(), Counts { rejected: rows, ..Counts::default() }, "{name}");
        assert_eq!(coded(&report, RowOutcome::Rejected).into_keys().collect::<Vec<_>>(), ["markup_unclear"]);
    }
}

#[test]
fn tables_in_text_files_are_tables_and_data_is_no_question_bank() {
    let Some(banks) = banks() else { return };
    for name in ["hnu-labsafe-csv/quizbase.csv", "labsafety-bench-en/converted-labsafety-en.csv"] {
        assert_eq!(report(name).unwrap().0, Format::Delimited, "{name}");
    }
    let bytes = std::fs::read(banks.join("labsafety-bench-en/text_qa_train.json")).unwrap();
    let error = SheetError::NotASheet { looks_like: LooksLike::Json };
    assert_eq!(question_file::read(&bytes, Limits::default()).err(), Some(error));
}
