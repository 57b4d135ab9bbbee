//! Question banks as people really have them. The files are not ours to ship: where they are
//! absent, the tests say so and pass.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

use std::{collections::BTreeMap, path::PathBuf};

use domain::bank::{
    import::{Counts, Known, Reason, Report, RowOutcome, RowReport, judge},
    item::{Content, Item, Kind},
};
use formats::sheet::{self, Limits, LooksLike, SheetError};

fn banks() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/question-banks");
    if !folder.is_dir() {
        println!("skipped: {} is absent", folder.display());
        return None;
    }
    Some(folder)
}

fn report(name: &str) -> Option<Report> {
    let bytes = std::fs::read(banks()?.join(name)).unwrap();
    let table = sheet::read(&bytes, Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let report = judge(&table, &Known::default());
    assert_eq!(report.counts().rows(), report.rows.len(), "{name}");
    let known = Known::of(report.accepted().map(|(_, item)| item));
    assert_eq!(judge(&table, &known).accepted().count(), 0, "{name}: the same file again adds nothing");
    Some(report)
}

fn kinds(report: &Report) -> BTreeMap<Kind, usize> {
    let mut kinds = BTreeMap::new();
    for (_, item) in report.accepted() {
        *kinds.entry(item.content.kind()).or_default() += 1;
    }
    kinds
}

fn rejected(report: &Report, code: &str) -> Vec<u32> {
    let rows = report.rows.iter().filter(|row| row.outcome == RowOutcome::Rejected);
    rows.filter(|row| row.reasons.iter().any(|reason| reason.code() == code))
        .map(|row| row.place.row)
        .collect()
}

/// What an option says, without the things that importers may take away.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}').collect()
}

/// The options by letter, read from one raw cell by the simplest means: what stands between `A` and the
/// next delimiter. Knows nothing of the importer's rules.
fn says(raw: &str, letter: char, text: &str) -> bool {
    let raw = bare(raw);
    let wide = char::from_u32(u32::from(letter) + 0xfee0).unwrap();
    let small = letter.to_ascii_lowercase();
    [letter, wide, small].iter().any(|label| {
        ["", ".", "、", "．", ":", "：", "。"]
            .iter()
            .any(|mark| raw.contains(&format!("{label}{mark}{}", bare(text))))
    })
}

/// Checks the key of every accepted question against the letters in its raw cells.
fn check_keys(report: &Report, options: usize, answer: usize) {
    for (row, item) in report.accepted() {
        let letters: Vec<char> = bare(&row.cells[answer]).chars().collect();
        let raw = &row.cells[options];
        match &item.content {
            Content::SingleChoice { options, key, .. } => {
                assert_eq!(letters.len(), 1, "{row:?}");
                assert!(says(raw, letters[0], &options[*key].text), "{row:?}");
            }
            Content::MultipleChoice { options, key, .. } => {
                assert_eq!(letters.len(), key.len(), "{row:?}");
                for (letter, index) in letters.iter().zip(key) {
                    assert!(says(raw, *letter, &options[*index].text), "{row:?}");
                }
            }
            Content::TrueFalse { key } => {
                let words: &[&str] = if *key { &["正确"] } else { &["错误", "不正确"] };
                assert!(words.iter().any(|word| says(raw, letters[0], word)), "{row:?}");
            }
            Content::FillIn { .. } => panic!("{row:?}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn banks_with_all_options_in_one_cell() {
    // Name; columns of options and answer; imported and noted, rejected, skipped.
    for (name, options, answer, accepted, rejected, skipped) in [
        ("省级高处作业.xlsx", 3, 4, 731, 8, 3),
        ("省级低压电工作业.xlsx", 3, 4, 710, 21, 3),
        ("省级电梯司机.xlsx", 4, 5, 812, 20, 21),
        ("一般企业安全负责人.xlsx", 3, 4, 249, 0, 0),
        ("起重机械管理员.xls", 4, 5, 345, 1, 1),
    ] {
        let Some(report) = report(&format!("gtpx-special-work/{name}")) else { return };
        let counts = report.counts();
        assert_eq!(
            (counts.accepted(), counts.rejected, counts.skipped),
            (accepted, rejected, skipped),
            "{name}"
        );
        check_keys(&report, options, answer);
    }
}

#[test]
fn real_contradictions_are_rejected_on_both_rows() {
    let Some(report) = report("gtpx-special-work/省级低压电工作业.xlsx") else { return };
    let rows = rejected(&report, "other_answer_in_file");
    assert_eq!(rows, [552, 554, 608, 609, 618, 629, 643, 662, 669, 670]);
}

#[test]
fn numbers_are_answers_and_a_ratio_that_became_a_date_is_not() {
    let Some(report) = report("gtpx-special-work/电焊新题库（数字类选择题）2018.10.xlsx") else {
        return;
    };
    assert_eq!(report.counts(), Counts { imported: 0, noted: 72, rejected: 1, skipped: 1 });
    assert_eq!(kinds(&report), BTreeMap::from([(Kind::FillIn, 72)]));
    // "2/3" was typed, 3 February 2018 is stored.
    assert_eq!(rejected(&report, "date_cell"), [58]);
    for (row, item) in report.accepted() {
        let Content::FillIn { blanks, .. } = &item.content else { panic!("{row:?}") };
        match row.place.row {
            57 => assert_eq!(blanks, &[vec!["2009年5月1日", "2009-05-01"]]),
            _ => assert_eq!(blanks, &[vec![row.cells[3].trim()]], "{row:?}"),
        }
    }
}

#[test]
fn one_bank_in_three_shapes_is_the_same_bank() {
    let Some(first) = report("converted-safety-principal/安全负责人题库.gbk.csv") else { return };
    let items = |report: &Report| -> Vec<Item> { report.accepted().map(|(_, item)| item.clone()).collect() };
    for name in ["安全负责人题库.gbk.csv", "安全负责人题库.utf8.csv", "安全负责人题库.xls"]
    {
        let report = report(&format!("converted-safety-principal/{name}")).unwrap();
        assert_eq!(report.counts(), Counts { imported: 248, ..Counts::default() }, "{name}");
        assert_eq!(items(&report), items(&first), "{name}");
        for (row, item) in report.accepted() {
            let right = columns_say(row, item, 3);
            let word = match item.content {
                Content::TrueFalse { key: true } => "对",
                Content::TrueFalse { key: false } => "错",
                _ => &right,
            };
            assert_eq!(word, row.cells[7].trim(), "{row:?}");
        }
    }
    let counts =
        BTreeMap::from([(Kind::SingleChoice, 89), (Kind::MultipleChoice, 50), (Kind::TrueFalse, 109)]);
    assert_eq!(kinds(&first), counts);
}

/// The letters of the raw columns, from `first` on, that hold the right options.
fn columns_say(row: &RowReport, item: &Item, first: usize) -> String {
    let right: Vec<usize> = match &item.content {
        Content::SingleChoice { key, .. } => vec![*key],
        Content::MultipleChoice { key, .. } => key.iter().copied().collect(),
        Content::TrueFalse { .. } | Content::FillIn { .. } => Vec::new(),
        other => panic!("{other:?}"),
    };
    let letters = right.into_iter().map(|index| {
        let text = bare(&item.content.options()[index].text);
        let column =
            (0..4).find(|column| bare(&row.cells[first + column]).ends_with(&text) && *column == index);
        char::from(b'A' + u8::try_from(column.unwrap_or_else(|| panic!("{row:?}"))).unwrap())
    });
    letters.collect()
}

#[test]
fn answers_in_the_stem_and_in_a_column_are_the_same_answers() {
    let Some(in_stem) = report("huaxt-junior-plant/初级选择题.xls") else { return };
    let in_column = report("huaxt-junior-plant/初级选择题v2.0.xls").unwrap();
    for report in [&in_stem, &in_column] {
        assert_eq!(report.counts(), Counts { imported: 0, noted: 454, rejected: 5, skipped: 0 });
        // The right option stands there twice, so that half of those who know would be marked wrong.
        assert_eq!(rejected(report, "right_option_twice"), [112, 118, 123, 124, 399]);
    }
    for ((old, item), (new, same)) in in_stem.accepted().zip(in_column.accepted()) {
        assert_eq!(old.place.row, new.place.row);
        assert_eq!(item.content, same.content, "{old:?}");
        assert_eq!(columns_say(new, same, 4), new.cells[3].trim(), "{new:?}");
        assert!(!item.stem.contains(&format!("（{}）", new.cells[3].trim())), "{}", item.stem);
    }
}

#[test]
fn marks_in_brackets_are_answers_and_fragments_are_not() {
    let Some(report) = report("huaxt-junior-plant/初级判断题.xlsx") else { return };
    assert_eq!(report.counts(), Counts { imported: 0, noted: 152, rejected: 9, skipped: 0 });
    for (row, item) in report.accepted() {
        let key = Content::TrueFalse { key: row.cells[0].contains('√') };
        assert_eq!(item.content, key, "{row:?}");
        assert!(!item.stem.contains("正确答案"), "{}", item.stem);
    }
}

#[test]
fn choice_questions_without_options_are_rejected() {
    let Some(report) = report("hnu-labsafe-csv/quizbase.csv") else { return };
    assert_eq!(report.counts(), Counts { imported: 0, noted: 543, rejected: 415, skipped: 10 });
    assert_eq!(rejected(&report, "options_missing").len(), 415);
    for (row, item) in report.accepted() {
        assert_eq!(item.content, Content::TrueFalse { key: row.cells[1].trim() == "正确" }, "{row:?}");
    }
}

#[test]
fn an_english_bank_with_long_explanations() {
    let Some(report) = report("labsafety-bench-en/converted-labsafety-en.csv") else { return };
    assert_eq!(report.counts(), Counts { imported: 0, noted: 316, rejected: 0, skipped: 0 });
    let mut letters = BTreeMap::new();
    for (row, item) in report.accepted() {
        assert_eq!(row.reasons, [Reason::KindInferred { kind: Kind::SingleChoice }]);
        assert!(!item.explanation.is_empty());
        let Content::SingleChoice { options, key, .. } = &item.content else { panic!("{row:?}") };
        assert_eq!(bare(&options[*key].text), bare(&row.cells[1 + key]));
        *letters.entry(row.cells[5].as_str()).or_insert(0) += 1;
        assert_eq!(row.cells[5], char::from(b'A' + *key as u8).to_string());
    }
    assert_eq!(letters, BTreeMap::from([("A", 57), ("B", 124), ("C", 80), ("D", 55)]));
}

#[test]
fn without_a_header_nothing_is_guessed_and_nothing_is_lost() {
    let Some(report) = report("pta-low-voltage-electrician/选择判断处理.xlsx") else { return };
    assert_eq!(report.counts(), Counts { rejected: 918, ..Counts::default() });
    assert_eq!(rejected(&report, "header_missing").len(), 918);
}

#[test]
fn files_that_are_no_sheets_are_named() {
    let Some(banks) = banks() else { return };
    for (name, looks_like) in [
        ("converted-safety-principal/安全负责人题库.docx", LooksLike::Word),
        ("fudan-labsafe-json/questions.json", LooksLike::Json),
        ("labsafety-bench-en/text_qa_train.json", LooksLike::Json),
    ] {
        let bytes = std::fs::read(banks.join(name)).unwrap();
        assert_eq!(
            sheet::read(&bytes, Limits::default()),
            Err(SheetError::NotASheet { looks_like }),
            "{name}"
        );
    }
}
