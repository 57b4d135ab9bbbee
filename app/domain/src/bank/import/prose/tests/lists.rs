//! Answers that stand apart from their questions.

use super::*;

const TWO: &str =
    "一、单选题\n1.甲（ ）\nA.红\nB.白\n2.乙（ ）\nA.红\nB.白\n二、判断题\n1.动火须审批\n2.可以酒后登高\n";

#[test]
fn answers_at_the_end_come_by_number() {
    let one = "1.甲（ ）\nA.红\nB.白\n2.乙（ ）\nA.红\nB.白\n";
    for list in [
        "参考答案\n1-2 AB",
        "参考答案：1-2 AB",
        "答案：\n1.A 2.B",
        "1-2：A B",
        "参考答案\n1.A\n2.B",
        "附：答案\n1、答案：A\n2、答案：B",
    ] {
        let items = accepted(&format!("{one}{list}"));
        assert_eq!(items.iter().map(key).collect::<Vec<_>>(), ["A/2", "B/2"], "{list}");
    }
    for list in [
        "参考答案\n一、单选题\n1-2 AB\n二、判断题\n1-2 √×",
        "参考答案\n一、单选题：1-2 AB\n二、判断题：1.√ 2.×",
        "参考答案\n1-2 AB\n1-2 √×",
        "单选题答案\n1-2 AB\n判断题答案\n1.√ 2.×",
    ] {
        let items = accepted(&format!("{TWO}{list}"));
        assert_eq!(items.iter().map(key).collect::<Vec<_>>(), ["A/2", "B/2", "true", "false"], "{list}");
    }
    let told = accepted(&format!("{one}参考答案\n1.A 解析：红色\n2.B\n解析：白色\n很白"));
    let explanations: Vec<_> = told.iter().map(|item| item.explanation.as_str()).collect();
    assert_eq!(explanations, ["红色", "白色\n很白"]);
}

#[test]
fn the_usual_paper_with_its_answers_behind_it() {
    check(
        "一、单项选择题（每题2分）\n1．指针应在（   ）区。\nA．红   B．绿\nC．黄   D．白\n二、判断题（对的打√，错的打×）\n\
         （   ）1．动火须审批。\n（   ）2．可以酒后登高。\n三、填空题\n1．方针是安全第一、____。\n2．高处是____米以上。\n\
         四、简答题\n1．什么是三违？\n参考答案\n一、单项选择题\n1．B\n二、判断题\n1．√  2．×\n三、填空题\n\
         1．预防为主  2．2\n四、简答题\n1．违章指挥、违章作业。\n（2）违反劳动纪律。",
        &[
            "1 section",
            "2 指针应在（   ）区。=B/4",
            "5 section",
            "6 （   ）动火须审批。=true",
            "7 （   ）可以酒后登高。=false",
            "8 section",
            "9 方针是安全第一、____。=预防为主",
            "10 高处是____米以上。=2",
            "11 section",
            "12 kind_unsupported",
            "13 section",
            "14 section",
            "15 answer_list",
            "16 section",
            "17 answer_list",
            "18 section",
            "19 answer_list",
            "20 section",
            "21 answer_list",
            "22 answer_list",
        ],
    );
}

#[test]
fn a_list_of_answers_below_each_section_belongs_to_it() {
    let late = accepted("一、单选题\n1.甲（ ）\nA.红\nB.白\n二、判断题\n1.动火须审批。（√）\n参考答案\n1.B");
    assert_eq!(late.iter().map(key).collect::<Vec<_>>(), ["B/2", "true"]);
    let items = accepted(
        "一、单选题\n1.甲（ ）\nA.红\nB.白\n参考答案\n1.B\n二、判断题\n1.动火须审批\n2.可以酒后登高\n参考答案：1-2 √×",
    );
    assert_eq!(items.iter().map(key).collect::<Vec<_>>(), ["B/2", "true", "false"]);
}

#[test]
fn a_list_that_does_not_fit_answers_nothing() {
    let one = "1.甲（ ）\nA.红\nB.白\n2.乙（ ）\nA.红\nB.白\n";
    for (list, codes) in [
        ("参考答案\n1-2 A", ["answers_miscounted", "answers_miscounted"]),
        ("参考答案\n1-3 ABA", ["answers_miscounted", "answers_miscounted"]),
        ("参考答案\n1.A", ["accepted", "answer_missing"]),
        ("参考答案\n1-2 AC", ["accepted", "answer_without_option"]),
    ] {
        let report = judged(&format!("{one}{list}"));
        let codes_found: Vec<_> = report
            .rows
            .iter()
            .filter(|row| row.cells.len() == 3)
            .map(|row| match row.outcome {
                RowOutcome::Rejected => row.reasons.last().map_or("", Reason::code),
                _ => "accepted",
            })
            .collect();
        assert_eq!(codes_found, codes, "{list}");
    }
    // Nobody can say to which of two sections this list belongs, or which question 1 is meant.
    assert!(accepted(&format!("{TWO}参考答案\n1-2 AB\n1-3 √×√")).is_empty());
    assert!(accepted("1.甲（ ）\nA.红\nB.白\n1.乙（ ）\nA.红\nB.白\n参考答案\n1.A").is_empty());
}

#[test]
fn a_table_of_answers_is_a_list() {
    let with_table = |rows: [&str; 2]| {
        let mut document = prose("1.甲（ ）\nA.红\nB.白\n2.乙（ ）\nA.红\nB.白\n参考答案");
        for (row, cells) in (1..).zip(rows) {
            for text in cells.split(' ') {
                let number = document.lines.len() as u32 + 1;
                document.lines.push(Line {
                    number,
                    text: text.into(),
                    table_row: Some(row),
                    ..Line::default()
                });
            }
        }
        shown(&judge(&document, &Known::default()))
    };
    let rows = with_table(["题号 1 2", "答案 B A"]);
    assert_eq!(rows, ["1 甲（ ）=B/2", "4 乙（ ）=A/2", "7 section", "8 answer_list"]);
    // A cell is blank, and nobody can say which.
    let rows = with_table(["题号 1 2", "答案 B"]);
    assert_eq!(rows[..2], ["1 answer_missing", "4 answer_missing"]);
}
