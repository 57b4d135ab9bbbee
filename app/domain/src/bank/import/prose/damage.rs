//! Banks written in every convention, and then damaged: whatever is still accepted has its own key.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::bank::item::{Content, Item};

/// A question as its author means it: which of four options are right, or whether it is true.
#[derive(Clone, Debug)]
enum Meant {
    Choice(Vec<bool>),
    Truth(bool),
}

/// How a bank is written down.
#[derive(Clone, Copy, Debug)]
struct Convention {
    numbers: usize,
    labels: usize,
    answers: Answers,
    one_line: bool,
    headings: bool,
    explained: bool,
    gaps: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answers {
    InStem,
    OwnLine,
    /// At the end: `1.A 2.B`, or `1-2 AB` where `true`.
    Listed(bool),
}

const DIGITS: [&str; 4] = ["甲", "乙", "丙", "丁"];

/// Texts that occur once, so that a question and its right options are known again.
fn option(question: usize, at: usize) -> String {
    format!("{}选{question}", DIGITS[at])
}

fn stem(question: usize) -> String {
    format!("题{question}问")
}

fn number(style: usize, number: usize) -> String {
    match style {
        0 => format!("{number}."),
        1 => format!("{number}、"),
        2 => format!("（{number}）"),
        3 => format!("第{number}题 "),
        _ => String::new(),
    }
}

fn label(style: usize, at: usize) -> String {
    let letter = char::from(b'A' + at as u8);
    match style {
        0 => format!("{letter}."),
        1 => format!("{letter}、"),
        2 => format!("（{letter}）"),
        _ => format!("{letter} "),
    }
}

fn letters(right: &[bool]) -> String {
    right.iter().enumerate().filter(|(_, right)| **right).map(|(at, _)| char::from(b'A' + at as u8)).collect()
}

fn answer(meant: &Meant) -> String {
    match meant {
        Meant::Choice(right) => letters(right),
        Meant::Truth(true) => "√".into(),
        Meant::Truth(false) => "×".into(),
    }
}

fn written(bank: &[Meant], how: Convention) -> Vec<String> {
    let mut lines = Vec::new();
    let mut list = Vec::new();
    let mut kind = "";
    // Without numbers nothing can be listed.
    let numbers = if matches!(how.answers, Answers::Listed(_)) { how.numbers % 4 } else { how.numbers };
    for (question, meant) in (1..).zip(bank) {
        let named = match meant {
            Meant::Choice(right) if right.iter().filter(|right| **right).count() == 1 => "单选题",
            Meant::Choice(_) => "多选题",
            Meant::Truth(_) => "判断题",
        };
        if how.headings && named != kind {
            lines.push(format!("一、{named}（每题1分）"));
            kind = named;
        }
        if how.gaps {
            lines.push(String::new());
        }
        let blank = match (how.answers, meant) {
            (Answers::InStem, _) => format!("（{}）", answer(meant)),
            (_, Meant::Choice(_)) => "（ ）".into(),
            (_, Meant::Truth(_)) => String::new(),
        };
        lines.push(format!("{}{}{blank}", number(numbers, question), stem(question)));
        if let Meant::Choice(right) = meant {
            let options: Vec<String> =
                (0..right.len()).map(|at| label(how.labels, at) + &option(question, at)).collect();
            if how.one_line {
                lines.push(options.join("  "));
            } else {
                lines.extend(options);
            }
        }
        if how.answers == Answers::OwnLine {
            lines.push(format!("答案：{}", answer(meant)));
        }
        if how.explained {
            lines.push(format!("解析：因为{question}"));
        }
        list.push(answer(meant));
    }
    if let Answers::Listed(ranges) = how.answers {
        lines.push("参考答案".into());
        lines.extend(list.chunks(5).zip((1..).step_by(5)).map(|(answers, first)| match ranges {
            true => format!("{first}-{} {}", first + answers.len() - 1, answers.join(" ")),
            false => {
                let numbered = (first..).zip(answers).map(|(number, answer)| format!("{number}.{answer}"));
                numbered.collect::<Vec<_>>().join(" ")
            }
        }));
    }
    lines
}

fn judged(lines: &[String]) -> Report {
    let mut gap = false;
    let mut prose = Prose::default();
    for (line, number) in lines.iter().zip(1..) {
        if line.is_empty() {
            gap = true;
        } else {
            prose.lines.push(Line { number, text: line.clone(), gap, ..Line::default() });
            gap = false;
        }
    }
    let report = judge(&prose, &super::super::Known::default());
    let told: usize = report.rows.iter().map(|row| row.cells.len()).sum();
    assert_eq!(told, prose.lines.len(), "every line is in one row");
    report
}

/// What a question's key says in the words of its author: the right options, or a truth.
fn says(item: &Item) -> Vec<String> {
    let mut said: Vec<String> = match &item.content {
        Content::SingleChoice { options, key, .. } => vec![options[*key].text.clone()],
        Content::MultipleChoice { options, key, .. } => {
            key.iter().map(|at| options[*at].text.clone()).collect()
        }
        Content::TrueFalse { key } => vec![key.to_string()],
        _ => vec!["filled".into()],
    };
    said.sort();
    said
}

fn meant(bank: &[Meant]) -> BTreeMap<String, Vec<String>> {
    let of = |(question, meant): (usize, &Meant)| {
        let mut right: Vec<String> = match meant {
            Meant::Choice(right) => {
                (0..right.len()).filter(|at| right[*at]).map(|at| option(question, at)).collect()
            }
            Meant::Truth(truth) => vec![truth.to_string()],
        };
        right.sort();
        (stem(question), right)
    };
    (1..).zip(bank).map(of).collect()
}

fn bank() -> impl Strategy<Value = Vec<Meant>> {
    let choice = prop::collection::vec(any::<bool>(), 4)
        .prop_filter("something is right", |right| right.contains(&true))
        .prop_map(Meant::Choice);
    // Sorted by kind, as papers are.
    let single = (0..4_usize).prop_map(|right| Meant::Choice((0..4).map(|at| at == right).collect()));
    (
        prop::collection::vec(single, 1..6),
        prop::collection::vec(choice, 0..6),
        prop::collection::vec(any::<bool>().prop_map(Meant::Truth), 0..6),
    )
        .prop_map(|(singles, choices, truths)| [singles, choices, truths].concat())
}

fn convention() -> impl Strategy<Value = Convention> {
    let answers =
        prop_oneof![Just(Answers::InStem), Just(Answers::OwnLine), any::<bool>().prop_map(Answers::Listed)];
    (0..5_usize, 0..4_usize, answers, any::<[bool; 4]>()).prop_map(
        |(numbers, labels, answers, [one_line, headings, explained, gaps])| Convention {
            numbers,
            labels,
            answers,
            one_line,
            headings,
            explained,
            gaps,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_convention_is_read_whole(bank in bank(), how in convention()) {
        let lines = written(&bank, how);
        let report = judged(&lines);
        let read: BTreeMap<String, Vec<String>> = report
            .accepted()
            .map(|(_, item)| (item.stem.replace("（ ）", ""), says(item)))
            .collect();
        prop_assert_eq!(read, meant(&bank), "{:#?}", lines);
    }

    #[test]
    fn no_damage_gives_a_question_another_key(
        bank in bank(),
        how in convention(),
        at: prop::sample::Index,
        damage in 0..3_u8,
    ) {
        let mut lines = written(&bank, how);
        let at = at.index(lines.len());
        match damage {
            0 => { lines.remove(at); }
            1 => lines.insert(at, lines[at].clone()),
            _ => {
                let other = (at + 1) % lines.len();
                lines.swap(at, other);
            }
        }
        let meant = meant(&bank);
        for (row, item) in judged(&lines).accepted() {
            let stem = item.stem.replace("（ ）", "");
            prop_assert_eq!(Some(&says(item)), meant.get(&stem), "{:?} in {:#?}", row, lines);
        }
    }
}
