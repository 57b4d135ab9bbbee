//! Every real bank that was handed to us, through the door that people use. The files are not ours to
//! ship: where they are absent, the test says so and passes.
//!
//! The counts beside each file are those of the SOURCE.md in its folder, made by hand and by other
//! programs than ours. That the keys are right is shown in `real_banks`, `prose_banks` and `exchange_banks`.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

use std::{collections::BTreeSet, path::PathBuf};

use domain::bank::import::{Known, Reason, RowOutcome};
use formats::{question_file, sheet::Limits};

/// What SOURCE.md counts in a file.
struct Bank {
    name: &'static str,
    /// A code of `Format`, or nothing when the file is refused as a whole.
    format: &'static str,
    questions: usize,
    must_reject: usize,
    may_reject: usize,
}

const fn bank(
    name: &'static str,
    format: &'static str,
    questions: usize,
    must_reject: usize,
    may_reject: usize,
) -> Bank {
    Bank { name, format, questions, must_reject, may_reject }
}

const BANKS: [Bank; 26] = [
    bank("gtpx-special-work/省级高处作业.xlsx", "xlsx", 742, 7, 1),
    bank("gtpx-special-work/省级低压电工作业.xlsx", "xlsx", 734, 10, 1),
    bank("gtpx-special-work/省级电梯司机.xlsx", "xlsx", 853, 19, 2),
    bank("gtpx-special-work/一般企业安全负责人.xlsx", "xlsx", 249, 0, 1),
    bank("gtpx-special-work/起重机械管理员.xls", "xls", 347, 0, 4),
    // One of its answers, "2/3", has become a date.
    bank("gtpx-special-work/电焊新题库（数字类选择题）2018.10.xlsx", "xlsx", 74, 0, 1),
    bank("gtpx-special-work/tzsbgl_problems.sql", "", 0, 0, 0),
    bank("pta-low-voltage-electrician/判断.txt", "txt", 516, 516, 0),
    bank("pta-low-voltage-electrician/选择.txt", "txt", 402, 402, 0),
    bank("pta-low-voltage-electrician/选择判断处理.xlsx", "xlsx", 918, 918, 0),
    bank("hnu-labsafe-csv/quizbase.csv", "csv", 968, 415, 0),
    bank("fudan-labsafe-json/questions.json", "json", 196, 0, 0),
    bank("fudan-labsafe-json/questions_test.json", "json", 122, 4, 0),
    // The right option stands there twice in five questions, which may be read only by who knows better.
    bank("huaxt-junior-plant/初级选择题.xls", "xls", 459, 2, 3),
    bank("huaxt-junior-plant/初级选择题v2.0.xls", "xls", 459, 2, 3),
    bank("huaxt-junior-plant/初级判断题.xlsx", "xlsx", 161, 9, 0),
    // Of the two documents SOURCE.md has no exact count; these are the questions that were found.
    bank("huaxt-junior-plant/初级选择题.docx", "docx", 461, 2, 5),
    // 66 short answers, sums and practical tests; torn lines and drawn formulas.
    bank("huaxt-junior-plant/环己酮初级题库.docx", "docx", 684, 66, 8),
    bank("labsafety-bench-en/converted-labsafety-en.csv", "csv", 316, 0, 0),
    bank("labsafety-bench-en/converted-labsafety-en.gift.txt", "gift", 316, 0, 0),
    bank("labsafety-bench-en/text_qa_train.json", "", 0, 0, 0),
    bank("converted-safety-principal/安全负责人题库.gbk.csv", "csv", 248, 0, 0),
    bank("converted-safety-principal/安全负责人题库.utf8.csv", "csv", 248, 0, 0),
    bank("converted-safety-principal/安全负责人题库.xls", "xls", 248, 0, 0),
    bank("converted-safety-principal/安全负责人题库.docx", "docx", 248, 0, 0),
    bank("converted-safety-principal/安全负责人题库.txt", "txt", 248, 0, 0),
];

fn banks() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/question-banks");
    if !folder.is_dir() {
        println!("skipped: {} is absent", folder.display());
        return None;
    }
    Some(folder)
}

#[test]
fn every_file_is_judged_within_the_counts_of_its_source() {
    let Some(folder) = banks() else { return };
    let mut wrong = Vec::new();
    for bank in BANKS {
        let bytes = std::fs::read(folder.join(bank.name)).unwrap();
        let (format, report) = match question_file::read(&bytes, Limits::default()) {
            Ok(read) => (read.format.code(), read.material.judge(&Known::default())),
            Err(error) if bank.format.is_empty() => {
                println!("{}: {error}", bank.name);
                continue;
            }
            Err(error) => panic!("{}: {error}", bank.name),
        };
        let counts = report.counts();
        let repeated = |reason: &Reason| matches!(reason, Reason::SameAsRow { .. });
        let contradicted = |reason: &Reason| matches!(reason, Reason::OtherAnswerInFile { .. });
        let rows = |outcome: RowOutcome, of: &dyn Fn(&Reason) -> bool| {
            let rows = report.rows.iter().filter(|row| row.outcome == outcome);
            rows.filter(|row| row.reasons.iter().any(of)).count()
        };
        // Two rows that contradict each other can both be read, which is what SOURCE.md counts.
        let contradictions = rows(RowOutcome::Rejected, &contradicted);
        let unread = counts.rejected - contradictions;
        let questions = counts.accepted() + counts.rejected + rows(RowOutcome::Skipped, &repeated);
        let fits = (bank.must_reject..=bank.must_reject + bank.may_reject).contains(&unread);
        println!("{}: {counts:?}", bank.name);
        if format != bank.format || questions != bank.questions || !fits {
            wrong.push(format!("{} {format}: {questions} questions, {unread} rejected", bank.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_has_its_counts() {
    let Some(folder) = banks() else { return };
    let folders = std::fs::read_dir(&folder).unwrap().flatten().filter(|entry| entry.path().is_dir());
    let files = folders.flat_map(|entry| std::fs::read_dir(entry.path()).unwrap().flatten());
    let told = |name: &str| name == "SOURCE.md" || name == "LICENSE.upstream";
    let found: BTreeSet<String> = files
        .filter(|file| !told(&file.file_name().to_string_lossy()))
        .map(|file| file.path().strip_prefix(&folder).unwrap().to_string_lossy().into_owned())
        .collect();
    let listed: BTreeSet<String> = BANKS.iter().map(|bank| bank.name.to_owned()).collect();
    assert_eq!(found, listed);
}
