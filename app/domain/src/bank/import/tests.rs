//! The traps of real question banks, one claim each.

use std::collections::BTreeSet;

use super::*;
use crate::bank::item::{Content, Item, Shuffle};

const HEADER: [&str; 8] = ["题型", "题干", "A", "B", "C", "D", "答案", "解析"];

fn sheet(name: &str, rows: &[&[&str]]) -> Sheet {
    let rows = rows.iter().zip(1..).map(|(cells, number)| Row {
        number,
        cells: cells.iter().map(|text| (*text).into()).collect(),
        ..Row::default()
    });
    Sheet { name: name.into(), rows: rows.collect(), ..Sheet::default() }
}

fn table(rows: &[&[&str]]) -> Table {
    Table { sheets: vec![sheet("", rows)] }
}

/// Judges rows below the usual header.
fn judged(rows: &[&[&str]]) -> Report {
    let mut all: Vec<&[&str]> = vec![&HEADER];
    all.extend(rows);
    judge(&table(&all), &Known::default())
}

fn one(cells: &[&str]) -> RowReport {
    judged(&[cells]).rows.remove(0)
}

fn item(cells: &[&str]) -> Item {
    let row = one(cells);
    row.item
        .filter(|_| row.outcome != RowOutcome::Rejected)
        .unwrap_or_else(|| panic!("{cells:?}: {:?}", row.reasons))
}

fn codes(row: &RowReport) -> Vec<&'static str> {
    row.reasons.iter().map(Reason::code).collect()
}

fn key(item: &Item) -> String {
    match &item.content {
        Content::SingleChoice { key, .. } => text::labels([*key]),
        Content::MultipleChoice { key, .. } => text::labels(key.iter().copied()),
        Content::TrueFalse { key } => key.to_string(),
        Content::FillIn { blanks, .. } => format!("{blanks:?}"),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_four_kinds_are_imported_without_a_word() {
    let report = judged(&[
        &["单选题", "灭火器压力表指针应在（ ）", "红区", "绿区", "黄区", "", "B", "绿区正常"],
        &["多选题", "下列属于特种作业的有（ ）", "电工作业", "焊接", "保洁", "高处作业", "A、B、D", ""],
        &["判断题", "未经培训不得上岗", "", "", "", "", "正确", ""],
        &["填空题", "安全生产方针是安全第一、（ ）、综合治理", "", "", "", "", "预防为主", ""],
    ]);
    assert_eq!(report.counts(), Counts { imported: 4, ..Counts::default() });
    let keys: Vec<String> = report.accepted().map(|(_, item)| key(item)).collect();
    assert_eq!(keys, ["B", "ABD", "true", r#"[["预防为主"]]"#]);
    assert_eq!(report.rows[0].item.as_ref().unwrap().explanation, "绿区正常");
}

#[test]
fn a_missing_kind_is_inferred_and_noted() {
    for (cells, kind) in [
        (["", "指针应在（ ）", "红区", "绿区", "黄区", "", "B", ""], Kind::SingleChoice),
        (["", "包括（ ）", "红区", "绿区", "黄区", "", "AB", ""], Kind::MultipleChoice),
        (["", "动火须审批", "", "", "", "", "√", ""], Kind::TrueFalse),
        (["", "每（ ）年复审", "", "", "", "", "3", ""], Kind::FillIn),
    ] {
        let row = one(&cells);
        assert_eq!(row.reasons, [Reason::KindInferred { kind }], "{cells:?}");
        assert_eq!(row.outcome, RowOutcome::Noted);
    }
}

#[test]
fn what_contradicts_itself_is_rejected() {
    for (cells, code) in [
        (["单选题", "选（ ）", "甲", "乙", "丙", "", "AC", ""], "several_answers_for_single"),
        (["单选题", "选（ ）", "甲", "乙", "丙", "", "D", ""], "answer_without_option"),
        (["单选题", "选（ ）", "", "", "", "", "D", ""], "options_missing"),
        (["单选题", "选（ ）", "甲", "", "", "", "A", ""], "too_few_options"),
        (["单选题", "选（ ）", "甲", "乙", "", "", "", ""], "answer_missing"),
        (["单选题", "选（ ）", "甲", "乙", "", "", "甲或乙", ""], "answer_unclear"),
        (["单选题", "选( B )", "甲", "乙", "", "", "A", ""], "stem_gives_other_answer"),
        (["单选题", "", "甲", "乙", "", "", "A", ""], "stem_missing"),
        (["单选题", "距离（ ）", "5米", "5米", "6米", "", "A", ""], "right_option_twice"),
        (["判断题", "动火须审批", "甲", "乙", "丙", "", "A", ""], "kind_contradicted"),
        (["判断题", "动火须审批", "", "", "", "", "也许", ""], "answer_unclear"),
        (["判断题", "动火须审批（×）", "", "", "", "", "√", ""], "stem_gives_other_answer"),
        (["案例分析题", "什么是三违", "", "", "", "", "违章…", ""], "kind_unsupported"),
        (["填空题", "____、____和____", "", "", "", "", "甲；乙", ""], "blanks_differ"),
        (["", "以下哪项不是症状", "", "", "", "", "D", ""], "options_missing"),
    ] {
        let row = one(&cells);
        assert_eq!(row.outcome, RowOutcome::Rejected, "{cells:?}");
        assert_eq!(codes(&row), [code], "{cells:?}");
    }
}

#[test]
fn an_unusual_reading_is_noted() {
    for (cells, code, read) in [
        (["多选题", "选（ ）", "甲", "乙", "丙", "", "B", ""], "one_answer_for_multiple", "B"),
        (["多选题", "选（ ）", "甲", "乙", "丙", "", "ААВ", ""], "answer_read_as", "AB"),
        (["单选题", "选（ ）", "安全", "预防", "", "", "安全", ""], "answer_is_text", "A"),
        (["单选题", "选（ ）", "安全", "预防", "", "", "B(预防为主)", ""], "answer_read_as", "B"),
        (["单选题", "选（ ）", "甲", "乙", "", "丁", "D", ""], "option_gap", "C"),
        (["单选题", "距离（ ）", "5米", "5米", "6米", "", "C", ""], "option_twice", "C"),
        (["单选题", "动火须审批", "错误", "正确", "", "", "B", ""], "kind_read_as", "true"),
        (["判断题", "动火须审批", "", "", "", "", "A", ""], "answer_read_as", "true"),
        (["判断题", "（ √ ）电工必须持证", "", "", "", "", "", ""], "answer_from_stem", "true"),
        (
            ["填空题", "方针是安全第一、(预防为主)", "", "", "", "", "", ""],
            "answer_from_stem",
            r#"[["预防为主"]]"#,
        ),
    ] {
        let row = one(&cells);
        assert_eq!(row.outcome, RowOutcome::Noted, "{cells:?}: {:?}", row.reasons);
        assert!(codes(&row).contains(&code), "{cells:?}: {:?}", row.reasons);
        assert_eq!(key(row.item.as_ref().unwrap()), read, "{cells:?}");
    }
}

#[test]
fn an_answer_in_the_stem_is_taken_out_of_it() {
    let fall = item(&["单选题", "1.高处作业是指坠落高度基准面( B )米以上", "1", "2", "3", "5", "", ""]);
    assert_eq!((fall.stem.as_str(), key(&fall).as_str()), ("高处作业是指坠落高度基准面( )米以上", "B"));
    let behind = item(&["", "2、危险是指什么( B ) A、事故 B、不期望后果 C、隐患", "", "", "", "", "", ""]);
    assert_eq!((behind.stem.as_str(), key(&behind).as_str()), ("危险是指什么( )", "B"));
    let code = one(&["单选题", "执行 ls.append(Da) 会", "报错", "成功", "", "", "", ""]);
    assert_eq!(codes(&code), ["answer_missing"]);
}

#[test]
fn the_text_of_a_question_stays_as_it_was_written() {
    let stem = "“三违”是指：违章指挥；违章作业（ ）、违反《规程》≥10^4Pa，m²";
    assert_eq!(item(&["单选题", stem, "甲", "乙", "", "", "A", ""]).stem, stem);
    let script = "=HYPERLINK(\"x\")<script>（ ）";
    assert_eq!(item(&["单选题", script, "<b>", "乙", "", "", "A", ""]).stem, script);
    let padded = item(&["单选题", "　 安全\u{200b}帽（ ） ", "甲 ", " 乙", "", "", " A ", ""]);
    assert_eq!(padded.stem, "安全\u{200b}帽（ ）");
    assert_eq!(padded.content.options()[1].text, "乙");
}

#[test]
fn an_explanation_behind_the_stem_moves_to_its_place() {
    let row = one(&["判断题", "可以在高处休息。正确答案：不可以在高处休息。", "", "", "", "", "×", ""]);
    let item = row.item.as_ref().unwrap();
    assert_eq!((item.stem.as_str(), item.explanation.as_str()), ("可以在高处休息。", "不可以在高处休息。"));
    assert_eq!(codes(&row), ["explanation_moved"]);
}

#[test]
fn titles_sections_blank_rows_and_repeated_headers_are_no_questions() {
    let report = judge(
        &table(&[
            &["XX公司安全题库"],
            &["2024年5月"],
            &["序号", "题 干", "选项\nA", "选项 B", "正确答案␠".trim_end_matches('␠')],
            &["一、判断题（每题1分）"],
            &["1", "动火须审批", "", "", "√"],
            &["", "", "", "", ""],
            &["二、多选题（每题2分，共20题）"],
            &["2", "包括（ ）", "甲", "乙", "AB"],
            &["序号", "题 干", "选项\nA", "选项 B", "正确答案"],
            &["3", "", "", "", ""],
            &["三、简答题"],
            &["4", "什么是三违", "", "", "违章"],
        ]),
        &Known::default(),
    );
    assert_eq!(report.counts(), Counts { imported: 3, noted: 0, rejected: 0, skipped: 5 });
    assert_eq!(report.counts().rows(), report.rows.len());
    assert_eq!(report.rows.iter().map(|row| row.place.row).collect::<Vec<_>>(), [4, 5, 7, 8, 9, 10, 11, 12]);
    let written = report.rows[7].item.as_ref().unwrap();
    assert_eq!(written.content.kind(), Kind::ShortAnswer);
}

#[test]
fn hidden_rows_are_left_out_and_hidden_columns_are_named() {
    let mut hiding = sheet(
        "题库",
        &[
            &["题干", "A", "B", "答案", "备注"],
            &["一、单选题"],
            &["选（ ）", "甲", "乙", "A"],
            &["二、多选题"],
            &["旧题（ ）", "甲", "乙", "B"],
            &["包括（ ）", "甲", "乙", "AB"],
        ],
    );
    hiding.rows[3].hidden = true;
    hiding.rows[4].hidden = true;
    hiding.hidden_columns = vec![3..=9];
    let report = judge(&Table { sheets: vec![hiding] }, &Known::default());
    let seen: Vec<_> = report.rows.iter().map(codes).collect();
    assert_eq!(seen, [vec!["section"], vec![], vec!["hidden_row"], vec!["hidden_row"], vec![]]);
    let kinds: Vec<Kind> = report.accepted().map(|(_, item)| item.content.kind()).collect();
    assert_eq!(kinds, [Kind::SingleChoice, Kind::MultipleChoice], "a hidden title still counts");
    let columns =
        Warning::HiddenColumns { sheet: "题库".into(), columns: vec![(Column(3), Field::Answer)] };
    assert_eq!(report.warnings, [columns, Warning::HiddenRows { rows: 2 }]);
}

#[test]
fn the_kind_may_come_from_the_sheet_or_a_merged_cell() {
    let rows: &[&[&str]] = &[&["题干", "A", "B", "答案"], &["包括（ ）", "甲", "乙", "A"]];
    let notes: &[&[&str]] = &[&["请勿修改表头"]];
    let mut hidden = sheet("旧题", rows);
    hidden.hidden = true;
    let book = Table {
        sheets: vec![sheet("多选", rows), sheet("填写说明", notes), hidden, sheet("Sheet4", notes)],
    };
    let report = judge(&book, &Known::default());
    let seen: Vec<_> = report.rows.iter().map(codes).collect();
    assert_eq!(
        seen,
        [
            vec!["one_answer_for_multiple"],
            vec!["sheet_without_questions"],
            vec!["hidden_sheet"],
            vec!["hidden_sheet"],
            vec!["header_missing"]
        ]
    );

    let mut merged = sheet(
        "",
        &[
            &HEADER,
            &["判断题", "动火须审批", "", "", "", "", "对", ""],
            &["", "登高须系带", "", "", "", "", "对", ""],
        ],
    );
    merged.merged.push(Area { first_row: 2, last_row: 3, first_column: 0, last_column: 0 });
    let report = judge(&Table { sheets: vec![merged] }, &Known::default());
    assert_eq!(report.rows[1].reasons, [Reason::KindFilledDown { kind: Kind::TrueFalse }]);
}

#[test]
fn two_answer_columns_must_agree() {
    let report = judge(
        &table(&[
            &["题干", "A", "B", "答案", "答案"],
            &["甲（ ）", "甲", "乙", "A", "A"],
            &["乙（ ）", "甲", "乙", "A", "B"],
        ]),
        &Known::default(),
    );
    assert_eq!(report.rows[0].outcome, RowOutcome::Noted);
    assert_eq!(codes(&report.rows[1]), ["column_twice"]);
}

#[test]
fn cells_that_are_no_text_are_read_for_what_they_are() {
    let mut table = table(&[
        &HEADER,
        &["判断题", "动火须审批"],
        &["填空题", "《消防法》施行于（ ）"],
        &["单选题", "比例（ ）", "甲", "乙", "", "", "A"],
        &["单选题", "误差（ ）", "甲", "乙", "", "", "A"],
        &["填空题", "高度（ ）m"],
        &["填空题", "电压超过空载电压（ ）"],
    ]);
    let day = time::Date::from_calendar_date(2009, time::Month::May, 1).unwrap();
    let rows = &mut table.sheets[0].rows;
    let mut set = |row: usize, column: usize, cell: table::Cell| {
        rows[row].cells.resize(8, table::Cell::Empty);
        rows[row].cells[column] = cell;
    };
    set(1, 6, table::Cell::Bool(true));
    set(2, 6, table::Cell::Date(day));
    set(3, 2, table::Cell::Date(day));
    set(4, 3, table::Cell::Error("#N/A".into()));
    set(5, 6, table::Cell::Number(1.0));
    set(6, 6, table::Cell::Number(43134.0));
    let report = judge(&table, &Known::default());
    assert_eq!(
        report.rows.iter().map(codes).collect::<Vec<_>>(),
        [
            vec![],
            vec!["date_read_as"],
            vec!["date_cell"],
            vec!["error_cell"],
            vec![],
            vec!["number_may_be_date"]
        ]
    );
    let keys: Vec<String> = report.accepted().map(|(_, item)| key(item)).collect();
    assert_eq!(keys, ["true", r#"[["2009年5月1日", "2009-05-01"]]"#, r#"[["1"]]"#, r#"[["43134"]]"#]);
}

#[test]
fn a_row_with_broken_quotes_is_rejected_and_the_next_is_not() {
    let mut table =
        table(&[&HEADER, &["判断题,\"动火"], &["判断题", "动火须审批", "", "", "", "", "对", ""]]);
    table.sheets[0].rows[1].torn = true;
    let report = judge(&table, &Known::default());
    assert_eq!(report.rows.iter().map(codes).collect::<Vec<_>>(), [vec!["quotes_broken"], vec![]]);
}

#[test]
fn the_same_question_twice_is_skipped_and_with_another_answer_rejected() {
    let report = judged(&[
        &["单选题", "1.指针应在（ ）", "红区", "绿区", "", "", "B", ""],
        &["单选题", "2、指针应在____", "绿区", "红区", "", "", "A", ""],
        &["判断题", "动火须审批", "", "", "", "", "对", ""],
        &["判断题", "动火须审批 ", "", "", "", "", "错", ""],
        &["判断题", "动火，须审批", "", "", "", "", "对", ""],
    ]);
    let place = |row| Place { sheet: 0, row };
    assert_eq!(report.rows[1].reasons, [Reason::SameAsRow { other: place(2) }]);
    assert_eq!(report.rows[2].reasons, [Reason::OtherAnswerInFile { others: vec![place(5)] }]);
    assert_eq!(report.rows[3].reasons, [Reason::OtherAnswerInFile { others: vec![place(4)] }]);
    assert_eq!(report.counts(), Counts { imported: 2, noted: 0, rejected: 2, skipped: 1 });
}

#[test]
fn the_same_file_again_adds_nothing_and_another_answer_is_a_conflict() {
    let rows: &[&[&str]] = &[&HEADER, &["单选题", "指针应在（ ）", "红区", "绿区", "", "", "B", ""]];
    let first = judge(&table(rows), &Known::default());
    let known = Known::of(first.accepted().map(|(_, item)| item));
    let again = judge(&table(rows), &known);
    assert_eq!(again.rows[0].reasons, [Reason::AlreadyInBank]);
    assert_eq!(again.accepted().count(), 0);
    let other: &[&[&str]] = &[&HEADER, &["单选题", "指针应在（ ）", "红区", "绿区", "", "", "A", ""]];
    assert_eq!(judge(&table(other), &known).rows[0].reasons, [Reason::OtherAnswerInBank]);
}

#[test]
fn options_that_must_stay_in_place_are_recognised() {
    let shuffle = |last: &str| match item(&["单选题", "选（ ）", "甲", "乙", "丙", last, "D", ""]).content
    {
        Content::SingleChoice { shuffle, .. } => shuffle,
        other => panic!("{other:?}"),
    };
    assert_eq!(shuffle("以上都是"), Shuffle::AllButLast);
    assert_eq!(shuffle("A和B都对"), Shuffle::Never);
    assert_eq!(shuffle("丁"), Shuffle::All);
}

#[test]
fn one_letter_for_all_answers_is_a_warning() {
    let stems: Vec<String> = (0..20).map(|number| format!("问题甲{number}乙（ ）")).collect();
    let rows: Vec<[&str; 8]> =
        stems.iter().map(|stem| ["单选题", stem, "甲", "乙", "", "", "A", ""]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| row.as_slice()).collect();
    assert_eq!(judged(&rows).warnings, [Warning::OneLetter { letter: 'A', rows: 20, of: 20 }]);
}

#[test]
fn english_headings_and_difficulty_words_are_known() {
    let report = judge(
        &table(&[
            &["type", "question", "A", "B", "C", "answer", "explanation", "difficulty", "topic"],
            &["multiple choice", "Raise what?", "Balance", "Cylinder", "Beaker", "B", "Air", "hard", "Hoods"],
            &["true/false", "Gloves are optional", "", "", "", "False", "", "0.65", ""],
        ]),
        &Known::default(),
    );
    let first = report.rows[0].item.as_ref().unwrap();
    assert_eq!(first.difficulty, Some(4));
    assert_eq!(first.knowledge_point, "Hoods");
    assert_eq!(codes(&report.rows[0]), ["kind_read_as"]);
    assert_eq!(codes(&report.rows[1]), ["difficulty_not_read"]);
}

#[test]
fn a_series_of_numbers_without_a_mark_is_followed() {
    let report = judged(&[
        &["判断题", "33.登高须系带", "", "", "", "", "对", ""],
        &["判断题", "34高处作业须审批", "", "", "", "", "对", ""],
        &["判断题", "5级以上大风停止作业", "", "", "", "", "对", ""],
    ]);
    let stems: Vec<&str> = report.accepted().map(|(_, item)| item.stem.as_str()).collect();
    assert_eq!(stems, ["登高须系带", "高处作业须审批", "5级以上大风停止作业"]);
    assert_eq!(report.rows[1].reasons, [Reason::NumberingRemoved { number: 34 }]);
}

#[test]
fn a_report_survives_storage() {
    let report = judged(&[
        &["多选题", "选（ ）", "甲", "乙", "丙", "", "B", ""],
        &["单选题", "选（ ）", "甲", "乙", "丙", "", "D", ""],
    ]);
    let stored = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&stored).unwrap(), report);
}

proptest::proptest! {
    #[test]
    fn no_row_is_lost_and_no_key_points_nowhere(rows in proptest::collection::vec(
        proptest::collection::vec("[ABCD正确错误√×（）()、.1-5甲乙 ]{0,12}", 8), 0..12
    )) {
        let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
        let report = judged(&rows);
        let blank = |row: &&[&str]| row.iter().all(|cell| text::trim(cell).is_empty());
        proptest::prop_assert_eq!(report.rows.len(), rows.iter().filter(|row| !blank(row)).count());
        proptest::prop_assert_eq!(report.counts().rows(), report.rows.len());
        for (_, item) in report.accepted() {
            let keys: BTreeSet<usize> = match &item.content {
                Content::SingleChoice { key, .. } => BTreeSet::from([*key]),
                Content::MultipleChoice { key, .. } => key.clone(),
                Content::TrueFalse { .. } => continue,
                Content::FillIn { blanks, .. } => {
                    proptest::prop_assert!(blanks.iter().all(|blank| !blank.is_empty()));
                    continue;
                }
                _ => continue,
            };
            proptest::prop_assert!(!keys.is_empty() && keys.iter().all(|key| *key < item.content.options().len()));
        }
    }
}
