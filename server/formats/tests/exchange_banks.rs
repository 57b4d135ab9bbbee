//! Question banks in exchange formats as people really have them. The files are not ours to ship: where
//! they are absent, the tests say so and pass.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

use std::{collections::BTreeMap, path::PathBuf};

use domain::bank::{
    import::{Counts, Known, Reason, Report, judge, record},
    item::{Content, Item, Kind},
};
use formats::{
    exchange::{
        self,
        write::{self, Target},
    },
    sheet::{self, Limits, LooksLike, SheetError},
};

fn banks() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/question-banks");
    if !folder.is_dir() {
        println!("skipped: {} is absent", folder.display());
        return None;
    }
    Some(folder)
}

fn report(name: &str, format: &str) -> Option<Report> {
    let bytes = std::fs::read(banks()?.join(name)).unwrap();
    let exchange::Exchanged { format: found, records, .. } =
        exchange::read(&bytes, Limits::default()).expect(name).unwrap();
    assert_eq!(found.code(), format, "{name}");
    let report = record::judge(&records, &Known::default());
    assert_eq!(report.counts().rows(), records.len(), "{name}");
    let known = Known::of(report.accepted().map(|(_, item)| item));
    assert_eq!(
        record::judge(&records, &known).accepted().count(),
        0,
        "{name}: the same file again adds nothing"
    );
    Some(report)
}

fn kinds(report: &Report) -> BTreeMap<Kind, usize> {
    let mut kinds = BTreeMap::new();
    for (_, item) in report.accepted() {
        *kinds.entry(item.content.kind()).or_default() += 1;
    }
    kinds
}

/// The texts of the right options, read from the file by the simplest means.
fn right_texts(name: &str) -> Vec<Vec<String>> {
    let bytes = std::fs::read(banks().unwrap().join(name)).unwrap();
    let objects: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
    let texts = |object: &serde_json::Value| -> Vec<String> {
        object["correct_answers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text.as_str().unwrap().trim().to_owned())
            .collect()
    };
    objects.iter().map(texts).collect()
}

fn check_texts(report: &Report, name: &str) {
    let right = right_texts(name);
    for (row, item) in report.accepted() {
        let expected = &right[row.place.row as usize - 1];
        let chosen: Vec<&str> = match &item.content {
            Content::SingleChoice { options, key, .. } => vec![options[*key].text.trim()],
            Content::MultipleChoice { options, key, .. } => {
                key.iter().map(|at| options[*at].text.trim()).collect()
            }
            Content::TrueFalse { key } => vec![if *key { "正确" } else { "错误" }],
            Content::FillIn { .. } => panic!("{row:?}"),
            other => panic!("{other:?}"),
        };
        let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        let mut chosen = chosen;
        expected.sort();
        chosen.sort();
        assert_eq!(chosen, expected, "{row:?}");
    }
}

#[test]
fn answers_that_are_texts_of_options() {
    let name = "fudan-labsafe-json/questions.json";
    let Some(report) = report(name, "json") else { return };
    assert_eq!((report.counts().accepted(), report.counts().rejected), (196, 0), "{:?}", report.counts());
    let counts =
        BTreeMap::from([(Kind::SingleChoice, 57), (Kind::MultipleChoice, 80), (Kind::TrueFalse, 59)]);
    assert_eq!(kinds(&report), counts);
    check_texts(&report, name);
}

#[test]
fn answers_that_are_no_option_are_rejected() {
    let name = "fudan-labsafe-json/questions_test.json";
    let Some(report) = report(name, "json") else { return };
    let rejected: Vec<u32> = report
        .rows
        .iter()
        .filter(|row| row.reasons.iter().any(|reason| matches!(reason, Reason::AnswerUnclear { .. })))
        .map(|row| row.place.row - 1)
        .collect();
    assert_eq!(rejected, [62, 67, 83, 109]);
    // Two of them ask the same.
    let counts = report.counts();
    assert_eq!((counts.accepted(), counts.rejected, counts.skipped), (117, 4, 1));
    check_texts(&report, name);
}

#[test]
fn a_gift_bank_has_the_keys_of_its_table() {
    let Some(report) = report("labsafety-bench-en/converted-labsafety-en.gift.txt", "gift") else { return };
    assert_eq!(kinds(&report), BTreeMap::from([(Kind::SingleChoice, 316)]));
    assert_eq!(report.counts(), Counts { imported: 316, ..Counts::default() });
    let csv = std::fs::read(banks().unwrap().join("labsafety-bench-en/converted-labsafety-en.csv")).unwrap();
    let table = judge(&sheet::read(&csv, Limits::default()).unwrap(), &Known::default());
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = |item: &Item| {
        let texts: Vec<String> = item.content.options().iter().map(|option| squeezed(&option.text)).collect();
        let Content::SingleChoice { key, .. } = item.content else { panic!("{item:?}") };
        (squeezed(&item.stem), texts, key)
    };
    let from_gift: Vec<_> = report.accepted().map(|(_, item)| said(item)).collect();
    let from_table: Vec<_> = table.accepted().map(|(_, item)| said(item)).collect();
    assert_eq!(from_gift, from_table);
}

#[test]
fn text_for_training_a_model_is_no_bank() {
    let Some(banks) = banks() else { return };
    let bytes = std::fs::read(banks.join("labsafety-bench-en/text_qa_train.json")).unwrap();
    let error = SheetError::NotASheet { looks_like: LooksLike::Json };
    assert_eq!(exchange::read(&bytes, Limits::default()), Some(Err(error)));
}

#[test]
fn files_for_other_readers_are_left_to_them() {
    let Some(banks) = banks() else { return };
    let mut seen = 0;
    for folder in std::fs::read_dir(&banks).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            let path = file.path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".json") || name.ends_with(".gift.txt") {
                continue;
            }
            seen += 1;
            assert!(exchange::read(&std::fs::read(&path).unwrap(), Limits::default()).is_none(), "{name}");
        }
    }
    assert!(seen > 10);
}

#[test]
fn a_real_bank_goes_through_every_format_and_comes_back() {
    let Some(report) = report("fudan-labsafe-json/questions.json", "json") else { return };
    let items: Vec<Item> = report.accepted().map(|(_, item)| item.clone()).collect();
    for target in Target::ALL {
        let held: Vec<&Item> = items
            .iter()
            .filter(|item| !write::losses(target, item).iter().any(|loss| loss.leaves_out()))
            .collect();
        let bytes = target.write(&items, &formats::media::none);
        let records = exchange::read(&bytes, Limits::default()).unwrap().unwrap().records;
        assert_eq!(records.len(), held.len(), "{}", target.code());
        for (record, item) in records.iter().zip(held) {
            let back = record.read.as_ref().unwrap_or_else(|reason| panic!("{}: {reason:?}", target.code()));
            let same = Known::of([item]);
            let again = record::judge(std::slice::from_ref(record), &same);
            assert_eq!(
                again.rows[0].reasons.last(),
                Some(&Reason::AlreadyInBank),
                "{}: {back:?} {item:?}",
                target.code()
            );
        }
    }
}
