//! The ways in which people write questions down, one smallest example each.

mod lists;

use super::{
    super::{Known, Reason, RowOutcome, table, text},
    *,
};
use crate::bank::item::{Content, Item, Kind};

/// Lines of a text file; `⏎` stands for a soft break in a document.
fn prose(text: &str) -> Prose {
    let mut lines: Vec<Line> = Vec::new();
    let mut gap = false;
    for (line, number) in text.split('\n').zip(1..) {
        if line.trim().is_empty() {
            gap = true;
            continue;
        }
        for (at, piece) in line.split('⏎').enumerate() {
            lines.push(Line {
                number,
                text: piece.into(),
                gap: gap && at == 0,
                soft: at > 0,
                ..Line::default()
            });
        }
        gap = false;
    }
    Prose { lines, ..Prose::default() }
}

fn judged(text: &str) -> Report {
    let prose = prose(text);
    let report = judge(&prose, &Known::default());
    let told: usize = report.rows.iter().map(|row| row.cells.len()).sum();
    assert_eq!(told, prose.lines.len(), "every line is in one row: {text}");
    report
}

/// Each row in short: its number, and the question or the reasons.
fn shown(report: &Report) -> Vec<String> {
    let row = |row: &RowReport| {
        let codes: Vec<_> = row.reasons.iter().map(Reason::code).collect();
        match (&row.item, row.outcome) {
            (Some(item), RowOutcome::Imported | RowOutcome::Noted) => {
                format!("{} {}={}", row.place.row, item.stem, key(item))
            }
            _ => format!("{} {}", row.place.row, codes.join(" ")),
        }
    };
    report.rows.iter().map(row).collect()
}

fn key(item: &Item) -> String {
    match &item.content {
        Content::SingleChoice { options, key, .. } => format!("{}/{}", text::labels([*key]), options.len()),
        Content::MultipleChoice { options, key, .. } => {
            format!("{}/{}", text::labels(key.iter().copied()), options.len())
        }
        Content::TrueFalse { key } => key.to_string(),
        Content::FillIn { blanks, .. } => {
            blanks.iter().map(|blank| blank.join("|")).collect::<Vec<_>>().join("；")
        }
        other => format!("{other:?}"),
    }
}

fn accepted(text: &str) -> Vec<Item> {
    judged(text).accepted().map(|(_, item)| item.clone()).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(&judged(text)), expected, "{text}");
}

#[test]
fn a_bank_with_sections_numbers_and_answer_lines() {
    check(
        "安全知识题库\n\n一、判断题（每题1分）\n1、动火须审批。（√）\n2、可以酒后登高。（×）\n\n\
         二、单选题\n1.指针应在（ ）\nA.红区\nB.绿区\nC.黄区\n答案：B\n2.电压的单位是（ ）\nA.V  B.A  C.W\n答案：A\n\
         三、多选题（每题2分，错选、多选不得分）\n1.特种作业有（ ）\nA、电工 B、焊接\nC、保洁 D、登高\n答案：ABD",
        &[
            "1 no_question",
            "3 section",
            "4 动火须审批。=true",
            "5 可以酒后登高。=false",
            "7 section",
            "8 指针应在（ ）=B/3",
            "13 电压的单位是（ ）=A/3",
            "16 section",
            "17 特种作业有（ ）=ABD/4",
        ],
    );
}

#[test]
fn stems_are_numbered_in_many_ways_or_not_at_all() {
    for (first, second) in [
        ("1.", "2."),
        ("1、", "2、"),
        ("（1）", "（2）"),
        ("第1题 ", "第2题 "),
        ("1 ", "2 "),
        ("1", "2"),
        ("", ""),
    ] {
        check(
            &format!("判断题\n{first}动火须审批。（√）\n{second}可以酒后登高。（×）"),
            &["1 section", "2 动火须审批。=true", "3 可以酒后登高。=false"],
        );
        check(
            &format!("{first}指针应在\nA.红区\nB.绿区\n答案：B\n{second}颜色是\nA.红\nB.蓝\n答案：A"),
            &["1 指针应在=B/2", "5 颜色是=A/2"],
        );
    }
}

#[test]
fn options_stand_on_lines_of_their_own_or_on_one() {
    for options in [
        "A.红\nB.白\nC.绿",
        "A、红\tB、白\tC、绿",
        "A．红  B．白\nC．绿",
        "（A）红（B）白（C）绿",
        "A 红\nB 白\nC 绿",
        "A 红  B 白  C 绿",
        "①红\n②白\n③绿",
        "a.红\nb.白\nc.绿",
        "A：红\nB：白\nC：绿",
        "A红\nB白\nC绿",
        "A红 B白 C绿",
        "A红 B白\nC绿",
    ] {
        let items = accepted(&format!("1.颜色是（ ）\n{options}\n答案：B"));
        assert_eq!(items.iter().map(key).collect::<Vec<_>>(), ["B/3"], "{options}");
        let texts: Vec<_> = items[0].content.options().iter().map(|option| option.text.as_str()).collect();
        assert_eq!(texts, ["红", "白", "绿"], "{options}");
    }
}

#[test]
fn stem_and_options_may_share_a_line_or_a_paragraph() {
    for text in [
        "1.颜色是（ ）A.红 B.白 C.绿\n答案：C",
        "1.颜色是（ ）。 A.红 B.白\nC.绿\n答案：C",
        "1.颜色是（ ）⏎A.红 B.白⏎C.绿⏎答案：C",
        "1.颜色是（ C ）A.红 B.白 C.绿",
        "1.颜色是（C）。（A）红（B）白（C）绿",
        "1.颜色是（ ）A.红 B.白 C.绿 答案：C",
        "1.颜色是（ ）【答案】C\nA.红 B.白 C.绿",
    ] {
        assert_eq!(accepted(text).iter().map(key).collect::<Vec<_>>(), ["C/3"], "{text}");
    }
}

#[test]
fn answers_are_found_wherever_they_stand() {
    for answer in
        ["答案：B", "【答案】B", "正确答案为B。", "参考答案：B", "答案 B", "答案：\nB", "[答案]：B", "答案:b"]
    {
        let items = accepted(&format!("1.颜色是（ ）\nA.红\nB.白\n{answer}"));
        assert_eq!(items.iter().map(key).collect::<Vec<_>>(), ["B/2"], "{answer}");
    }
    for statement in [
        "（√）动火须审批。",
        "动火须审批。（√）",
        "动火须审批（ 对 ）。",
        "动火须审批。√",
        "动火须审批。\n答案：正确",
        "动火须审批。（）（√）",
        "动火须审批。（√）。",
    ] {
        let items = accepted(&format!("一、判断题\n1、{statement}"));
        assert_eq!(items.iter().map(key).collect::<Vec<_>>(), ["true"], "{statement}");
        assert!(items[0].stem.starts_with("动火须审批"), "{:?}", items[0].stem);
        assert!(!items[0].stem.ends_with("。。"), "{:?}", items[0].stem);
    }
}

#[test]
fn what_is_told_about_a_question_goes_with_it() {
    let items = accepted(
        "1.颜色是（ ）\nA.红\nB.白\n答案：B\n解析：白色\n是安全色。\n1）见标准\n知识点：标志\n难度：易\n依据：GB 2893\n\
         2.可以酒后登高。（×）\n正确答案：不可以酒后登高。",
    );
    let first = &items[0];
    assert_eq!(
        (
            first.explanation.as_str(),
            first.knowledge_point.as_str(),
            first.difficulty,
            first.legal_basis.as_str()
        ),
        ("白色\n是安全色。\n1）见标准", "标志", Some(2), "GB 2893")
    );
    assert_eq!(
        (items[1].stem.as_str(), items[1].explanation.as_str()),
        ("可以酒后登高。", "不可以酒后登高。")
    );
    let inline = accepted("1.颜色是（ ）\nA.红\nB.白\n答案：B 解析：白色 ");
    assert_eq!(inline[0].explanation, "白色");
}

#[test]
fn numbers_of_another_sort_begin_questions_too() {
    let items = accepted(
        "5、颜色是\nA.红\nB.白\n答案：A\n解析：红色\n第6题：切断电源。\n答案：对\n7.【判断】每月检查一次。\n答：正确\n（√）8、动火须审批。",
    );
    assert_eq!(items.iter().map(key).collect::<Vec<_>>(), ["A/2", "true", "true", "true"]);
}

#[test]
fn two_answers_to_one_question_must_agree() {
    let options = "A.红\nB.白\n";
    for (text, code) in [
        (format!("1.甲（ B ）\n{options}答案：A"), "stem_gives_other_answer"),
        (format!("1.甲（ ）\n{options}答案：A\n答案：B"), "answers_differ"),
        (format!("1.甲（ ）\n{options}答案：A\n参考答案\n1.B"), "answers_differ"),
        ("1.动火须审批。（√）\n答案：错".into(), "answers_differ"),
        ("1.动火须审批（√）或（×）".into(), "several_answers_in_stem"),
    ] {
        let report = judged(&text);
        assert_eq!(report.rows[0].reasons.last().map(Reason::code), Some(code), "{text}");
        assert_eq!(report.rows[0].outcome, RowOutcome::Rejected, "{text}");
    }
    assert_eq!(accepted("1.动火须审批。（√）\n答案：正确").len(), 1);
}

#[test]
fn what_is_unsure_is_rejected() {
    for (text, expected) in [
        // Is the first line a title or half of the stem?
        ("安全题\n颜色是（ ）\nA.红\nB.白\n答案：A", &["1 line_unclear"][..]),
        // Is the last line the rest of B, or a heading?
        ("1.颜色是（ A ）\nA.红\nB.白\n电气安全", &["1 line_unclear"]),
        ("1.颜色是（ ）\nA.红\nC.白\n答案：A", &["1 options_unclear"]),
        ("1.颜色是（ ）\nA级红\n白\n答案：A", &["1 options_missing"]),
        ("1.颜色是（ ）\nA.红\nB.白\nB.绿\n答案：A", &["1 label_twice"]),
        ("1.颜色是（ ）\n红\n白\n答案：A", &["1 options_missing"]),
        ("1.颜色是（ A ）", &["1 options_missing"]),
        ("1.颜色是（ ）\nA.红\nB.白\n2.动火须审批。（√）", &["1 answer_missing", "4 动火须审批。=true"]),
        ("答案：B\n1.动火须审批。（√）", &["1 answer_without_question", "2 动火须审批。=true"]),
        ("1.电流（A）的方向是（ ）\nA.正\nB.负", &["1 answer_unclear"]),
        ("5．\tG=mg （B）m ）。\n（A）牛顿 （B）千克", &["1 brackets_unpaired"]),
        ("1.甲（ ）\nA.红 B.白 答案：很多", &["1 options_unclear"]),
    ] {
        check(text, expected);
    }
}

#[test]
fn the_rest_of_a_full_line_is_read_on() {
    let report = judged(
        "1.颜色是（ ）\nA.女工进入生产现场时,未将发辫盘放入工作帽或安\n全帽中\nB.白\n答案：A\n2.在坠落高度基准面\n2米以上作业须系带。（√）",
    );
    let rows: Vec<_> = report.accepted().collect();
    assert_eq!(rows[0].1.content.options()[0].text, "女工进入生产现场时,未将发辫盘放入工作帽或安\n全帽中");
    assert_eq!(rows[1].1.stem, "在坠落高度基准面\n2米以上作业须系带。");
    for (row, _) in rows {
        assert!(row.reasons.iter().any(|reason| matches!(reason, Reason::LinesJoined { .. })), "{row:?}");
    }
    // In a document its author has ended the paragraph.
    let mut document = prose("1.颜色是（ A ）\nA.女工进入生产现场时,未将发辫盘放入工作帽或安\n全帽中\nB.白");
    document.paragraphs = true;
    assert_eq!(shown(&judge(&document, &Known::default())), ["1 line_unclear"]);
}

#[test]
fn titles_between_questions_belong_to_none() {
    let mut document = prose(
        "第一章 消防\n1.颜色是（ A ）\nA.红\nB.白\n第二章 电气（共1题）\n2.电压是（ B ）\nA.红\nB.白\n三、法律法规\n3.动火须审批。（√）",
    );
    document.paragraphs = true;
    let rows = shown(&judge(&document, &Known::default()));
    assert_eq!(
        rows,
        [
            "1 no_question",
            "2 颜色是（ ）=A/2",
            "5 no_question",
            "6 电压是（ ）=B/2",
            "9 no_question",
            "10 动火须审批。=true"
        ]
    );
}

#[test]
fn essays_and_cases_are_named_one_by_one() {
    check(
        "三、简答题\n1.什么是三违？\n答：1.违章指挥\n2）违章作业\n2.什么是四不放过？\n答：略\n四、判断题\n1.动火须审批。（√）",
        &["1 section", "2 kind_unsupported", "5 kind_unsupported", "7 section", "8 动火须审批。=true"],
    );
    check("1.什么是三违？\n答：违章指挥、违章作业", &["1 kind_unsupported"]);
    check(
        "（一）某厂发生火灾，造成3人死亡。\n1.这是（ ）\nA.一般事故\nB.较大事故\n答案：B\n2.应上报。（√）\n三、判断题\n1.动火须审批。（√）",
        &["1 kind_unsupported", "2 shared_stem", "6 shared_stem", "7 section", "8 动火须审批。=true"],
    );
    check(
        "某厂发生火灾，根据以上材料回答1-2题\n1.应上报。（√）\n2.应瞒报。（×）\n3.动火须审批。（√）",
        &["1 kind_unsupported", "2 shared_stem", "3 shared_stem", "4 动火须审批。=true"],
    );
    check("三、简答题\n什么是三违？\n答：略", &["1 section", "2 kind_unsupported"]);
    let essay = judged("三、简答题\n1.什么是三违？\n答：略");
    assert_eq!(essay.rows[1].reasons, [Reason::KindUnsupported { value: "简答题".into() }]);
}

#[test]
fn statements_that_options_speak_of_stay_in_the_stem() {
    let items = accepted("1.正确的是（ ）\n①停电\n②验电\nA.①\nB.①②\n答案：B");
    assert_eq!((items[0].stem.as_str(), key(&items[0]).as_str()), ("正确的是（ ）\n①停电\n②验电", "B/2"));
}

#[test]
fn an_answer_in_front_of_an_unnumbered_stem_is_no_option() {
    check(
        "（D）是构成液相的过程。\n（A）蒸发（B）萃取（C）反应（D）回流",
        &["1 （ ）是构成液相的过程。=D/4"],
    );
}

#[test]
fn blanks_are_filled_from_the_line_the_list_or_the_bracket() {
    let items = accepted(
        "填空题\n1.方针是安全第一、____、____\n答案：预防为主；综合治理\n2.每（3）年复审\n3.灭火器每____检查\n参考答案\n3.月",
    );
    assert_eq!(items.iter().map(key).collect::<Vec<_>>(), ["预防为主；综合治理", "3", "月"]);
}

#[test]
fn pictures_and_unreadable_signs_reject_their_questions() {
    for (oddity, code) in [(Oddity::Picture, "picture"), (Oddity::Unreadable, "unreadable")] {
        let mut document = prose("1.动火须审批。（√）\n2.可以酒后登高。（×）");
        document.lines[0].oddities.push(oddity);
        assert_eq!(
            shown(&judge(&document, &Known::default())),
            [format!("1 {code}"), "2 可以酒后登高。=false".into()]
        );
    }
    // A picture between two questions may belong to either.
    let mut document = prose("1.动火须审批。（√）\n图\n2.可以酒后登高。（×）\n3.登高须系带。（√）");
    document.lines[1] =
        Line { text: String::new(), oddities: vec![Oddity::Picture], ..document.lines[1].clone() };
    assert_eq!(
        shown(&judge(&document, &Known::default())),
        ["1 picture", "3 picture", "4 登高须系带。=true"]
    );
    let mut document = prose("1.动火须审批。（√）");
    document.lines[0].oddities.extend([Oddity::Flattened, Oddity::ScriptLost]);
    let report = judge(&document, &Known::default());
    let inferred = Reason::KindInferred { kind: Kind::TrueFalse };
    assert_eq!(report.rows[0].reasons, [Reason::FormulaFlattened, Reason::ScriptLost, inferred]);
}

#[test]
fn fields_without_a_meaning_are_not_guessed() {
    check(
        "0#电压的单位符号是( )。#V$kW$J$A\n1#电压与参考点有关。$1",
        &["1 markup_unclear", "2 markup_unclear"],
    );
}

#[test]
fn a_table_among_the_lines_is_judged_as_a_table() {
    let row = |number, cells: &[&str]| table::Row {
        number,
        cells: cells.iter().map(|text| (*text).into()).collect(),
        ..table::Row::default()
    };
    let mut document = prose("题库\n1.动火须审批。（√）");
    let mut rows = vec![row(3, &["题干", "A", "B", "答案"]), row(7, &["指针应在（ ）", "红区", "绿区", "B"])];
    rows.push(row(11, &["颜色是（ ）", "红", "白", "A"]));
    rows[2].cells[1] = table::Cell::Picture("红".into());
    document.tables.push(Sheet { rows, ..Sheet::default() });
    let report = judge(&document, &Known::default());
    assert_eq!(shown(&report), ["1 no_question", "2 动火须审批。=true", "7 指针应在（ ）=B/2", "11 picture"]);
    assert_eq!(report.rows[2].place.sheet, 1);
}

#[test]
fn a_text_is_a_table_when_it_has_a_header_or_is_all_cells() {
    let table = |rows: &[&[&str]]| {
        let rows = rows.iter().zip(1..).map(|(cells, number)| table::Row {
            number,
            cells: cells.iter().map(|text| (*text).into()).collect(),
            ..table::Row::default()
        });
        Table { sheets: vec![Sheet { rows: rows.collect(), ..Sheet::default() }] }
    };
    for (rows, is_table) in [
        (&[&["题干", "答案"][..], &["动火须审批", "对"]][..], true),
        (&[&["甲", "红", "白", "A"], &["乙", "红", "白", "B"]], true),
        (&[&["1.高温", "高压", "高腐蚀"], &["A.红"], &["B.白"]], false),
        (&[&["1.动火须审批"], &["答案：对"]], false),
    ] {
        assert_eq!(super::is_table(&table(rows)), is_table, "{rows:?}");
    }
}

#[test]
fn a_kind_in_front_of_the_stem_counts() {
    let items = accepted("1.【多选题】颜色有（ ）\nA.红\nB.白\n答案：A\n2.（判断题）动火须审批\n答案：A");
    assert_eq!(items.iter().map(key).collect::<Vec<_>>(), ["A/2", "true"]);
    assert_eq!(items[0].content.kind(), Kind::MultipleChoice);
    assert_eq!(items[0].stem, "颜色有（ ）");
}

#[test]
fn numbers_and_marks_of_every_sort_follow_each_other() {
    check(
        "1、12kV线路的距离是（ ）\nA.1m\nB.2m\n答案：A\n2、36V是安全电压\n答案：对\n3. 方针是“安全第一、(预防为主)”\n答案：对\n\
         4、多选题：颜色有\nA.红\nB.白\n答案：AB\n5.判断：动火须审批。（√）\nTrue/False\n1. Gloves must be worn. (True)",
        &[
            "1 12kV线路的距离是（ ）=A/2",
            "5 36V是安全电压=true",
            "7 方针是“安全第一、(预防为主)”=true",
            "9 颜色有=AB/2",
            "13 动火须审批。=true",
            "14 section",
            "15 Gloves must be worn.=true",
        ],
    );
}

#[test]
fn explanations_may_hold_lists_and_the_next_question_still_begins() {
    check(
        "1.动火须审批。（√）\n解析：\n1.先申请\n2.（ ）颜色是\nA.红\nB.白\n答案：A\n3.登高须系带。（√）",
        &["1 动火须审批。=true", "4 （ ）颜色是=A/2", "8 登高须系带。=true"],
    );
}
