//! Questions from formats that were made for questions (GIFT, Aiken, Moodle XML, QTI, JSON).
//!
//! Such a file states what elsewhere has to be read off, so there is nothing to guess; what it states
//! is held against the same rules as a row of a spreadsheet ([`stem`], [`choice`], [`fill_in`]).

use std::collections::BTreeSet;

use super::{
    Desk, Known, Place, Reason, Report, RowOutcome, RowReport, STEM_LIMIT, SheetReport, finish,
    options::{LIMIT, Options, TEXT_LIMIT},
    stem as stems, text,
};
use crate::bank::item::{Content, Item, ItemOption, Kind, Part, PartScoring, Range, Scoring, Unit};

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
    options: Vec<ItemOption>,
    key: BTreeSet<usize>,
    kind: Kind,
) -> Result<(Content, Vec<Reason>), Reason> {
    if options.len() < 2 {
        return Err(Reason::TooFewOptions { found: options.len() });
    }
    let shown = trimmed(options)?;
    let Some(first) = key.first().copied() else { return Err(Reason::AnswerMissing) };
    // Two options with different pictures are different, whatever they say.
    let told = |(at, option): (usize, &ItemOption)| match option.figures.is_empty() {
        true => option.text.clone(),
        false => format!("{} {{{at}}}", option.text),
    };
    let options = Options::in_order(shown.iter().enumerate().map(told).collect(), false);
    if let (Some(truths), Kind::SingleChoice, 1) = (options.truths(), kind, key.len()) {
        let content = Content::TrueFalse { key: truths[first] };
        return Ok((content, vec![Reason::KindInferred { kind: Kind::TrueFalse }]));
    }
    let (mut content, notes) = options.with_key(key, kind)?;
    if let Content::SingleChoice { options, .. } | Content::MultipleChoice { options, .. } = &mut content {
        *options = shown;
    }
    Ok((content, notes))
}

/// Options with nothing around their texts, each of which says or shows something.
fn trimmed(options: Vec<ItemOption>) -> Result<Vec<ItemOption>, Reason> {
    if options.len() > LIMIT {
        return Err(Reason::TooManyOptions { found: options.len(), limit: LIMIT });
    }
    let trimmed = |(at, option): (usize, ItemOption)| {
        let option = ItemOption { text: text::trim(&option.text).to_owned(), ..option };
        match () {
            () if option.text.is_empty() && option.figures.is_empty() => {
                Err(Reason::OptionEmpty { label: text::label(at) })
            }
            () if option.text.chars().count() > TEXT_LIMIT => {
                Err(Reason::OptionTooLong { label: text::label(at), limit: TEXT_LIMIT })
            }
            () => Ok(option),
        }
    };
    options.into_iter().enumerate().map(trimmed).collect()
}

/// Lines to each of which one of the options belongs; what does not differ is one option.
pub fn matching(
    pairs: Vec<(ItemOption, ItemOption)>,
    others: Vec<ItemOption>,
    scoring: PartScoring,
) -> Result<Content, Reason> {
    let (lines, answers): (Vec<ItemOption>, Vec<ItemOption>) = pairs.into_iter().unzip();
    let lines = trimmed(lines)?;
    let mut options: Vec<ItemOption> = Vec::new();
    let mut key = Vec::new();
    for option in answers {
        let option = ItemOption { text: text::trim(&option.text).to_owned(), ..option };
        let known = options.iter().position(|known| *known == option);
        key.push(known.unwrap_or(options.len()));
        if known.is_none() {
            options.push(option);
        }
    }
    for option in others {
        let option = ItemOption { text: text::trim(&option.text).to_owned(), ..option };
        if !options.contains(&option) {
            options.push(option);
        }
    }
    let options = trimmed(options)?;
    if let Some(twin) = (0..lines.len()).find(|at| lines[..*at].contains(&lines[*at])) {
        return Err(Reason::LabelTwice { label: text::label(twin), text: lines[twin].text.clone() });
    }
    // With one line or one option there is nothing to find out.
    if lines.len() < 2 || options.len() < 2 {
        return Err(Reason::TooFewOptions { found: lines.len().min(options.len()) });
    }
    Ok(Content::Matching { lines, options, key, scoring })
}

/// Options in their right order.
pub fn ordering(options: Vec<ItemOption>, scoring: PartScoring) -> Result<Content, Reason> {
    let options = trimmed(options)?;
    if options.len() < 2 {
        return Err(Reason::TooFewOptions { found: options.len() });
    }
    if let Some(twin) = (0..options.len()).find(|at| options[..*at].contains(&options[*at])) {
        return Err(Reason::LabelTwice { label: text::label(twin), text: options[twin].text.clone() });
    }
    Ok(Content::Ordering { options, scoring })
}

/// A number that lies in one of the ranges.
pub fn numeric(answers: Vec<Range>, unit: Option<Unit>) -> Result<Content, Reason> {
    let mut kept: Vec<Range> = Vec::new();
    for range in answers {
        if range.tolerance.is_sign_negative() && !range.tolerance.is_zero() {
            return Err(Reason::AnswerUnclear { value: range.to_string() });
        }
        if !kept.contains(&range) {
            kept.push(range);
        }
    }
    let names = |unit: Unit| -> Option<Unit> {
        let mut names: Vec<String> = Vec::new();
        for name in unit.names.iter().map(|name| text::trim(name)).filter(|name| !name.is_empty()) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        (!names.is_empty()).then_some(Unit { names, ..unit })
    };
    match kept.is_empty() {
        true => Err(Reason::AnswerMissing),
        false => Ok(Content::Numeric { answers: kept, unit: unit.and_then(names) }),
    }
}

/// Whether a question that says all of itself keeps the rules that every question here keeps: keys lead to
/// options, blanks stand in the stem.
pub fn sound(item: &Item) -> Result<(), Reason> {
    stem(&item.stem)?;
    if item.difficulty.is_some_and(|level| !(1..=5).contains(&level)) {
        return Err(Reason::SyntaxBroken { text: "difficulty".into() });
    }
    content(&item.stem, &item.content)?;
    item.content.parts().iter().try_for_each(|part: &Part| {
        stem(&part.stem)?;
        content(&part.stem, &part.content)
    })
}

fn content(stem: &str, content: &Content) -> Result<(), Reason> {
    let keys = |key: &BTreeSet<usize>, options: usize, scoring: &Scoring| match key.last() {
        None => Err(Reason::AnswerMissing),
        Some(last) if *last >= options => {
            Err(Reason::AnswerWithoutOption { answer: text::labels([*last]), options })
        }
        Some(_) => match scoring {
            Scoring::Weights(weights) if weights.len() != options => Err(Reason::ScoringUnclear),
            _ => Ok(()),
        },
    };
    match content {
        Content::SingleChoice { options, key, .. } => {
            choice(options.clone(), BTreeSet::from([*key]), Kind::MultipleChoice)?;
            keys(&BTreeSet::from([*key]), options.len(), &Scoring::AllOrNothing)
        }
        Content::MultipleChoice { options, key, scoring, .. } => {
            keys(key, options.len(), scoring)?;
            choice(options.clone(), key.clone(), Kind::MultipleChoice).map(|_| ())
        }
        Content::TrueFalse { .. } | Content::ShortAnswer { .. } | Content::Case { .. } => Ok(()),
        Content::FillIn { blanks, .. } => {
            let (read, ..) = fill_in(stem.to_owned(), blanks.clone())?;
            if read == stem { Ok(()) } else { Err(Reason::BlanksDiffer { blanks: 0, answers: blanks.len() }) }
        }
        Content::Numeric { answers, unit } => {
            if unit.as_ref().is_some_and(|unit| unit.names.is_empty()) {
                return Err(Reason::SyntaxBroken { text: "unit".into() });
            }
            numeric(answers.clone(), unit.clone()).map(|_| ())
        }
        Content::Matching { lines, options, key, .. } => {
            trimmed(lines.clone())?;
            trimmed(options.clone())?;
            let last = key.iter().copied().max().unwrap_or_default();
            if lines.len() < 2 || options.len() < 2 {
                return Err(Reason::TooFewOptions { found: lines.len().min(options.len()) });
            }
            if key.len() != lines.len() || last >= options.len() {
                return Err(Reason::AnswerWithoutOption {
                    answer: text::label(last).into(),
                    options: options.len(),
                });
            }
            Ok(())
        }
        Content::Ordering { options, scoring } => ordering(options.clone(), *scoring).map(|_| ()),
        Content::Hotspot { areas, key, scoring, .. } => {
            if areas.len() > LIMIT {
                return Err(Reason::TooManyOptions { found: areas.len(), limit: LIMIT });
            }
            keys(key, areas.len(), scoring)
        }
    }
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
            let options = options.iter().map(|text| ItemOption::words(*text)).collect();
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
