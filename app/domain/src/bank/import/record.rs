//! Questions from formats that were made for questions (GIFT, Aiken, Moodle XML, QTI, JSON).
//!
//! Such a file states what elsewhere has to be read off, so there is nothing to guess; what it states
//! is held against the same rules as a row of a spreadsheet ([`stem`], [`choice`], [`fill_in`]).

use std::collections::BTreeSet;

use super::{
    Desk, Known, Place, Reason, Report, RowOutcome, RowReport, STEM_LIMIT, SheetReport, finish,
    options::Options, stem as stems, text,
};
use crate::bank::item::{Content, Item, Kind};

/// One question of such a file, or what stands in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Where it begins: the line in the file, or its number in the order of the file where lines say nothing.
    pub place: Place,
    /// What stands in the file, for the person who has to mend it.
    pub source: String,
    pub read: Result<Item, Reason>,
    /// What was read in a way that the author should know of.
    pub notes: Vec<Reason>,
}

/// Judges records of one file, knowing what is in the bank already.
pub fn judge(records: &[Record], known: &Known) -> Report {
    judge_at(records, &Desk::new(known))
}

/// Judges records of one file, whose `place.sheet` is 0, as people have decided about it.
pub fn judge_at(records: &[Record], desk: &Desk) -> Report {
    let rows = records.iter().map(|record| {
        desk.seen();
        let mut reasons = record.notes.clone();
        reasons.extend(record.read.as_ref().err().cloned());
        RowReport {
            place: record.place,
            cells: vec![record.source.clone()],
            outcome: RowOutcome::Imported,
            reasons,
            item: record.read.as_ref().ok().cloned(),
            number: String::new(),
            corrected: false,
        }
    });
    let sheet = SheetReport::default();
    let mut report = Report { sheets: vec![sheet], rows: rows.collect(), warnings: Vec::new() };
    finish(&mut report, desk);
    report
}

/// The stem as it will be stored.
pub fn stem(stem: &str) -> Result<String, Reason> {
    let stem = text::trim(stem);
    match stem.chars().nth(STEM_LIMIT) {
        _ if stem.is_empty() => Err(Reason::StemMissing),
        Some(_) => Err(Reason::StemTooLong { limit: STEM_LIMIT }),
        None => Ok(stem.to_owned()),
    }
}

/// A question with options, of which those at `key` are right. Two options that say "true" and
/// "false" make a true/false question, as they do in a spreadsheet.
pub fn choice(
    options: Vec<String>,
    key: BTreeSet<usize>,
    kind: Kind,
) -> Result<(Content, Vec<Reason>), Reason> {
    let texts: Vec<String> = options.iter().map(|option| text::trim(option).to_owned()).collect();
    if texts.len() < 2 {
        return Err(Reason::TooFewOptions { found: texts.len() });
    }
    if let Some(empty) = texts.iter().position(String::is_empty) {
        return Err(Reason::OptionEmpty { label: text::label(empty) });
    }
    let Some(first) = key.first().copied() else { return Err(Reason::AnswerMissing) };
    let options = Options::in_order(texts, false);
    if let (Some(truths), Kind::SingleChoice, 1) = (options.truths(), kind, key.len()) {
        let content = Content::TrueFalse { key: truths[first] };
        return Ok((content, vec![Reason::KindInferred { kind: Kind::TrueFalse }]));
    }
    options.with_key(key, kind)
}

/// A question whose blanks are filled with one of several texts each, and its stem, which gets a
/// blank where it has none.
pub fn fill_in(stem: String, blanks: Vec<Vec<String>>) -> Result<(String, Content, Vec<Reason>), Reason> {
    let mut kept: Vec<Vec<String>> = Vec::new();
    for blank in &blanks {
        let mut seen = BTreeSet::new();
        let texts = blank.iter().map(|text| text::trim(text));
        let alternatives: Vec<String> =
            texts.filter(|text| !text.is_empty() && seen.insert(*text)).map(str::to_owned).collect();
        if alternatives.is_empty() {
            return Err(Reason::AnswerMissing);
        }
        kept.push(alternatives);
    }
    let found = stems::blanks(&stem);
    let (stem, notes) = match (found, kept.len()) {
        (_, 0) => return Err(Reason::AnswerMissing),
        (0, 1) => (format!("{stem}（ ）"), vec![Reason::BlankAdded]),
        (found, answers) if found == answers => (stem, Vec::new()),
        (blanks, answers) => return Err(Reason::BlanksDiffer { blanks, answers }),
    };
    Ok((stem, Content::fill_in(kept), notes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stated_is_held_against_the_rules_of_rows() {
        let choose = |options: &[&str], key: &[usize], kind| {
            let options = options.iter().map(|text| (*text).to_owned()).collect();
            match choice(options, key.iter().copied().collect(), kind) {
                Ok((Content::SingleChoice { key, .. }, _)) => text::labels([key]),
                Ok((Content::MultipleChoice { key, .. }, _)) => text::labels(key),
                Ok((Content::TrueFalse { key }, _)) => key.to_string(),
                Ok((content, _)) => unreachable!("{content:?}"),
                Err(reason) => reason.code().into(),
            }
        };
        let many: Vec<String> = (0..27).map(|number| format!("选项{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let long = "长".repeat(3_000);
        for (options, key, kind, expected) in [
            (&["甲", "乙"][..], &[1][..], Kind::SingleChoice, "B"),
            (&["甲", "乙"], &[0, 1], Kind::MultipleChoice, "AB"),
            (&["错误", "正确"], &[1], Kind::SingleChoice, "true"),
            (&["甲"], &[0], Kind::SingleChoice, "too_few_options"),
            (&["甲", " "], &[0], Kind::SingleChoice, "option_empty"),
            (&["甲", "乙"], &[], Kind::SingleChoice, "answer_missing"),
            (&["甲", "乙"], &[0, 1], Kind::SingleChoice, "several_answers_for_single"),
            (&["甲", "甲。"], &[0], Kind::SingleChoice, "right_option_twice"),
            (&many, &[0], Kind::SingleChoice, "too_many_options"),
            (&["甲", &long], &[0], Kind::SingleChoice, "option_too_long"),
        ] {
            assert_eq!(choose(options, key, kind), expected, "{options:?}");
        }
    }

    #[test]
    fn every_blank_has_its_texts() {
        let fill = |stem: &str, blanks: &[&[&str]]| {
            let texts = |blank: &&[&str]| blank.iter().map(|text| (*text).to_owned()).collect();
            fill_in(stem.into(), blanks.iter().map(texts).collect())
        };
        let (stem, content, notes) = fill("几年复审", &[&["3", " 3 ", "三"]]).unwrap();
        assert_eq!((stem.as_str(), notes), ("几年复审（ ）", vec![Reason::BlankAdded]));
        assert_eq!(content, Content::fill_in(vec![vec!["3".into(), "三".into()]]));
        assert_eq!(fill("____", &[&["1"], &["2"]]), Err(Reason::BlanksDiffer { blanks: 1, answers: 2 }));
        assert_eq!(fill("____", &[&[" "]]), Err(Reason::AnswerMissing));
        assert_eq!(fill("____", &[]), Err(Reason::AnswerMissing));
    }
}
