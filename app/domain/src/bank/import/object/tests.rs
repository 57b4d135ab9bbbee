//! The shapes in which objects state a question.

use super::*;
use crate::bank::item::{Content, Kind};

fn one(text: &str) -> Value {
    Value::One(text.into())
}

fn many(texts: &[&str]) -> Value {
    Value::Many(texts.iter().map(|text| one(text)).collect())
}

fn named(fields: &[(&str, Value)]) -> Value {
    Value::Named(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

fn object(fields: &[(&str, Value)]) -> Object {
    let Value::Named(fields) = named(fields) else { unreachable!() };
    Object {
        place: Place { sheet: 0, row: 1 },
        source: String::new(),
        section: String::new(),
        fields,
        notes: Vec::new(),
        fault: None,
    }
}

fn read_one(fields: &[(&str, Value)]) -> Record {
    read(vec![object(fields)]).remove(0)
}

fn key(record: &Record) -> String {
    match &record.read {
        Ok(item) => match &item.content {
            Content::SingleChoice { key, .. } => text::labels([*key]),
            Content::MultipleChoice { key, .. } => text::labels(key.iter().copied()),
            Content::TrueFalse { key } => key.to_string(),
            Content::FillIn { blanks, .. } => format!("{blanks:?}"),
            other => format!("{other:?}"),
        },
        Err(reason) => reason.code().into(),
    }
}

#[test]
fn the_shapes_that_options_and_answers_have() {
    let abc = || many(&["甲", "乙", "丙"]);
    let flagged =
        |text: &str, right: bool| named(&[("text", one(text)), ("isCorrect", Value::One(Cell::Bool(right)))]);
    let lettered = |letter: &str, text: &str| named(&[("value", one(letter)), ("label", one(text))]);
    for (fields, expected) in [
        (vec![("stem", one("选")), ("answers", abc()), ("correct_answers", many(&["乙"]))], "B"),
        (vec![("stem", one("选")), ("answers", abc()), ("correct_answers", many(&["乙", "丙"]))], "BC"),
        (
            vec![
                ("stem", one("选")),
                ("answers", many(&["甲", "乙", "乙"])),
                ("correct_answers", many(&["乙", "乙"])),
            ],
            "BC",
        ),
        (vec![("stem", one("选")), ("answers", abc()), ("correct_answers", many(&["丁"]))], "answer_unclear"),
        (vec![("question", one("选")), ("options", abc()), ("answer", one("AC"))], "AC"),
        (vec![("question", one("选")), ("options", abc()), ("answer", many(&["A", "C"]))], "AC"),
        (
            vec![
                ("题目", one("选")),
                ("选项", named(&[("B", one("乙")), ("A", one("甲"))])),
                ("答案", one("B")),
            ],
            "B",
        ),
        (
            vec![("title", one("选")), ("optionA", one("甲")), ("option_b", one("乙")), ("answer", one("B"))],
            "B",
        ),
        (
            vec![
                ("question", one("选")),
                ("options", Value::Many(vec![flagged("甲", false), flagged("乙", true)])),
            ],
            "B",
        ),
        (
            vec![
                ("question", one("选")),
                ("options", Value::Many(vec![flagged("甲", false), flagged("乙", true)])),
                ("answer", one("A")),
            ],
            "answer_ambiguous",
        ),
        (
            vec![
                ("question", one("选")),
                ("options", Value::Many(vec![lettered("A", "甲"), lettered("B", "乙")])),
                ("answer", one("B")),
            ],
            "B",
        ),
        (vec![("question", one("对吗")), ("answer", Value::One(Cell::Bool(false)))], "false"),
        (
            vec![("question", one("对吗")), ("options", many(&["正确", "错误"])), ("answer", one("错误"))],
            "false",
        ),
        (vec![("question", one("____和____")), ("answer", many(&["甲", "乙"]))], r#"[["甲"], ["乙"]]"#),
        (vec![("question", one("____")), ("answer", many(&["甲", "乙"]))], "blanks_differ"),
        (
            vec![("question", one("选")), ("options", abc()), ("answer", Value::One(Cell::Number(1.0)))],
            "digit_unclear",
        ),
        (vec![("question", one("选")), ("options", abc()), ("answer", one("D"))], "answer_without_option"),
        (vec![("question", one("选")), ("options", abc())], "answer_missing"),
        (vec![("question", one("")), ("options", abc()), ("answer", one("A"))], "stem_missing"),
        (vec![("question", one("看图")), ("img", one("1.png")), ("answer", one("A"))], "picture_needed"),
        (vec![("question", one("何为")), ("type", one("案例题")), ("answer", one("略"))], "kind_unsupported"),
    ] {
        assert_eq!(key(&read_one(&fields)), expected, "{fields:?}");
    }
}

#[test]
fn all_answers_together_prove_where_digits_begin() {
    let with = |answer: f64| {
        let options = many(&["甲", "乙", "丙"]);
        object(&[("question", one("选")), ("options", options), ("answer", Value::One(Cell::Number(answer)))])
    };
    let keys = |answers: &[f64]| -> Vec<String> {
        read(answers.iter().map(|answer| with(*answer)).collect()).iter().map(key).collect()
    };
    assert_eq!(keys(&[0.0, 1.0, 2.0]), ["A", "B", "C"]);
    assert_eq!(keys(&[1.0, 3.0]), ["A", "C"]);
    assert_eq!(keys(&[1.0, 2.0]), ["digit_unclear", "digit_unclear"]);
    assert_eq!(keys(&[0.0, 3.0])[1], "digit_unclear");
}

#[test]
fn an_option_that_calls_itself_right_is_right_whatever_others_are_called() {
    let option =
        |text: &str, right: bool| named(&[("text", one(text)), ("correct", Value::One(Cell::Bool(right)))]);
    let swapped = Value::Many(vec![option("B", true), option("A", false), option("C", false)]);
    let by_text = object(&[("question", one("选")), ("options", many(&["甲", "乙"])), ("answer", one("乙"))]);
    let records = read(vec![by_text, object(&[("question", one("选")), ("options", swapped)])]);
    assert_eq!(records.iter().map(key).collect::<Vec<_>>(), ["B", "A"]);
}

#[test]
fn names_of_something_else_are_no_question() {
    let is = |names: &[&str]| {
        let fields: Vec<_> = names.iter().map(|name| ((*name).to_owned(), one("x"))).collect();
        is_question(&fields)
    };
    assert!(!is(&["instruction", "input", "output"]));
    assert!(!is(&["name", "version"]));
    assert!(is(&["Question", "Answer"]));
}

#[test]
fn the_name_of_the_list_may_name_the_kind() {
    let mut listed = object(&[("题干", one("选")), ("选项", many(&["甲", "乙"])), ("答案", one("B"))]);
    listed.section = "多选题".into();
    let record = read(vec![listed]).remove(0);
    assert_eq!(record.read.unwrap().content.kind(), Kind::MultipleChoice);
}
