//! What the formats have in common: answers with weights, and remarks on them.

use std::collections::BTreeSet;

use domain::bank::{
    figure::Figure,
    import::{
        Place, Reason,
        record::{self, Record},
        text,
    },
    item::{Content, Item, ItemOption, Kind, PartScoring, Scoring, Shuffle},
};

use super::rich::Said;

/// An answer with what it is worth, as a share of the marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub text: String,
    pub figures: Vec<Figure>,
    pub weight: f64,
    pub feedback: String,
}

impl From<Answer> for ItemOption {
    fn from(answer: Answer) -> ItemOption {
        ItemOption { text: answer.text, figures: answer.figures }
    }
}

impl From<Said> for ItemOption {
    fn from(said: Said) -> ItemOption {
        ItemOption { text: said.text, figures: said.figures }
    }
}

/// Weights are written with five decimals at most: 33.33333 % three times is the whole.
const SLACK: f64 = 1e-4;

/// How far from an equal share a weight may be. People write 33 % for a third and 14 % for a seventh.
const SHARE_SLACK: f64 = 0.01;

/// How much of a file is quoted beside a question.
const SOURCE_LIMIT: usize = 4_000;

/// What a question's text has been made into, with what there is to tell about it.
#[derive(Debug, Default)]
pub struct Draft {
    pub stem: String,
    pub figures: Vec<Figure>,
    pub explanation: String,
    pub knowledge_point: String,
    pub notes: Vec<Reason>,
}

impl Draft {
    /// Finishes the question as one with options.
    pub fn choice(mut self, options: Vec<ItemOption>, chosen: Chosen, kind: Kind) -> Result<Done, Reason> {
        let stem = record::stem(&self.stem)?;
        let (mut content, notes) = record::choice(options, chosen.key, kind)?;
        if let Content::MultipleChoice { scoring, .. } = &mut content {
            *scoring = chosen.scoring;
        }
        self.notes.extend(notes);
        Ok(self.done(stem, content))
    }

    /// Finishes the question as one with blanks; `exact` when upper and lower case count.
    pub fn fill_in(
        mut self,
        blanks: Vec<Vec<String>>,
        exact: bool,
        marked: PartScoring,
    ) -> Result<Done, Reason> {
        let (stem, mut content, notes) = record::fill_in(record::stem(&self.stem)?, blanks)?;
        if let Content::FillIn { blanks, exact: said, scoring, .. } = &mut content {
            let cased = |text: &String| text.to_lowercase() != text.to_uppercase();
            *said = exact && blanks.iter().flatten().any(cased);
            *scoring = if blanks.len() > 1 { marked } else { PartScoring::default() };
        }
        self.notes.extend(notes);
        Ok(self.done(stem, content))
    }

    pub fn true_false(self, key: bool) -> Result<Done, Reason> {
        self.of(Content::TrueFalse { key })
    }

    /// Finishes the question with its content as it is.
    pub fn of(self, content: Content) -> Result<Done, Reason> {
        let stem = record::stem(&self.stem)?;
        Ok(self.done(stem, content))
    }

    fn done(self, stem: String, content: Content) -> Done {
        let item = Item {
            figures: self.figures,
            explanation: text::trim(&self.explanation).to_owned(),
            knowledge_point: text::trim(&self.knowledge_point).to_owned(),
            ..Item::new(stem, content)
        };
        Done { item, notes: self.notes }
    }

    /// Takes the explanation from what the file says about the question and about its answers.
    ///
    /// What is said about the question, or else about its right answer, explains the key. What is said
    /// about a wrong answer has no place, nor has a bare "correct!".
    pub fn explain(&mut self, general: &str, right: &[&str], others: &[&str]) {
        let said = |texts: &[&str]| -> Vec<String> {
            let mut seen = BTreeSet::new();
            let texts = texts.iter().map(|text| text::trim(text));
            texts.filter(|text| !text.is_empty() && seen.insert(*text)).map(str::to_owned).collect()
        };
        self.explanation = text::trim(general).to_owned();
        let (mut dropped, others) = (said(right), said(others));
        match dropped.as_slice() {
            [one] if self.explanation.is_empty() && !is_verdict(one) => {
                self.notes.push(Reason::ExplanationMoved { text: one.clone() });
                self.explanation = dropped.remove(0);
            }
            _ => dropped.retain(|text| *text != self.explanation),
        }
        dropped.extend(others);
        if !dropped.is_empty() {
            self.notes.push(Reason::FeedbackDropped { text: quoted(&dropped.join(" / ")) });
        }
    }

    /// Finds the key in the weights of the options, and tells when there was more to them than a key.
    pub fn key(&mut self, weights: &[f64], kind: Kind) -> Result<Chosen, Reason> {
        if kind != Kind::MultipleChoice {
            let kept = one_of(weights)?;
            if kept.partial {
                self.notes.push(Reason::PartialCreditDropped { weights: written(weights) });
            }
            return Ok(kept.key.into());
        }
        let (key, scoring) = shares(weights)?;
        if scoring != Scoring::AllOrNothing {
            self.notes.push(Reason::WeightsKept { weights: written(weights) });
        }
        Ok(Chosen { key, scoring })
    }
}

/// The options that are right, and what part of them earns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    pub key: BTreeSet<usize>,
    pub scoring: Scoring,
}

impl From<BTreeSet<usize>> for Chosen {
    fn from(key: BTreeSet<usize>) -> Chosen {
        Chosen { key, scoring: Scoring::AllOrNothing }
    }
}

/// The texts that fill a blank, where a star stands for anything.
pub fn alternatives(answers: &[Answer]) -> Result<Vec<String>, Reason> {
    whole(answers)?.iter().map(|text| without_stars(text)).collect()
}

/// The texts that are worth the whole. Those worth nothing are there for their remarks.
pub fn whole(answers: &[Answer]) -> Result<Vec<String>, Reason> {
    let weights: Vec<f64> = answers.iter().map(|answer| answer.weight).collect();
    if weights.iter().any(|weight| *weight > SLACK && *weight < 1.0 - SLACK) {
        return Err(Reason::WeightsNotKept { weights: written(&weights) });
    }
    let right = answers.iter().filter(|answer| answer.weight >= 1.0 - SLACK);
    Ok(right.map(|answer| answer.text.clone()).collect())
}

/// A question with what there is to tell about it.
pub struct Done {
    pub item: Item,
    pub notes: Vec<Reason>,
}

impl Done {
    /// Keeps the options where they stand, as the file wants it.
    pub fn keep_order(&mut self) {
        self.shuffle(|_| Shuffle::Never);
    }

    /// Keeps the last option where it stands; those that speak of each other stay as they are.
    pub fn keep_last(&mut self) {
        self.shuffle(|shuffle| match shuffle {
            Shuffle::All | Shuffle::AllButLast => Shuffle::AllButLast,
            Shuffle::Never => Shuffle::Never,
        });
    }

    fn shuffle(&mut self, change: impl Fn(Shuffle) -> Shuffle) {
        if let Content::SingleChoice { shuffle, .. } | Content::MultipleChoice { shuffle, .. } =
            &mut self.item.content
        {
            *shuffle = change(*shuffle);
        }
    }
}

/// Makes the record of what was read.
pub fn record(number: u32, source: &str, read: Result<Done, Reason>) -> Record {
    let (read, notes) = match read {
        Ok(done) => (Ok(done.item), done.notes),
        Err(reason) => (Err(reason), Vec::new()),
    };
    Record { place: Place { sheet: 0, row: number }, source: quoted(source), read, notes }
}

/// Adds a blank to a stem and returns what follows it. Brackets around a gap are the blank themselves.
pub fn add_blank<'a>(stem: &mut String, after: &'a str) -> &'a str {
    let before = stem.trim_end_matches(' ').len();
    let behind = after.trim_start_matches(' ');
    if stem[..before].ends_with(text::is_opening) && behind.starts_with(text::is_closing) {
        stem.truncate(before);
        stem.push(' ');
        return behind;
    }
    // Two blanks in a row would read as one.
    stem.push_str(if stem.ends_with('_') { " ____" } else { "____" });
    after
}

/// The text of an answer in which a star stands for anything and `\*` for a star.
fn without_stars(answer: &str) -> Result<String, Reason> {
    let mut text = String::with_capacity(answer.len());
    let mut chars = answer.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next_if_eq(&'*').is_some() => text.push('*'),
            '*' => return Err(Reason::WildcardNotKept { value: answer.to_owned() }),
            c => text.push(c),
        }
    }
    Ok(text)
}

/// The knowledge point that a category's path names: `$course$/top/消防/灭火器` is `消防 / 灭火器`.
///
/// A slash that belongs to a name is doubled.
pub fn topic(path: &str) -> String {
    // The first two are of Moodle's own making.
    let own = ["$course$", "$system$", "$cat1$"].iter().find_map(|own| path.trim().strip_prefix(own));
    let path = own.map_or(path.trim(), |rest| rest.strip_prefix('/').unwrap_or(rest));
    let path = if path == "top" { "" } else { path.strip_prefix("top/").unwrap_or(path) };
    let mut names = vec![String::new()];
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, names.last_mut()) {
            ('/', _) if chars.next_if_eq(&'/').is_none() => names.push(String::new()),
            (c, Some(name)) => name.push(c),
            (_, None) => {}
        }
    }
    let names = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    names.collect::<Vec<_>>().join(" / ")
}

/// The beginning of a long text.
pub fn quoted(source: &str) -> String {
    let source = source.trim();
    match source.char_indices().nth(SOURCE_LIMIT) {
        Some((end, _)) => format!("{}…", &source[..end]),
        None => source.to_owned(),
    }
}

struct Kept {
    key: BTreeSet<usize>,
    /// Something other than all or nothing was given or taken.
    partial: bool,
}

fn worth_something(weights: &[f64]) -> Result<BTreeSet<usize>, Reason> {
    let key: BTreeSet<usize> = (0..weights.len()).filter(|at| weights[*at] > SLACK).collect();
    if key.is_empty() { Err(Reason::AnswerMissing) } else { Ok(key) }
}

/// One option is chosen and earns its weight: only where exactly one earns anything is it the key.
fn one_of(weights: &[f64]) -> Result<Kept, Reason> {
    let key = worth_something(weights)?;
    if key.iter().any(|at| (weights[*at] - 1.0).abs() > SLACK) {
        return Err(Reason::WeightsNotKept { weights: written(weights) });
    }
    if key.len() > 1 {
        return Err(Reason::SeveralAnswersForSingle { answer: text::labels(key) });
    }
    Ok(Kept { key, partial: weights.iter().any(|weight| *weight < -SLACK) })
}

/// Chosen options earn their weights together. The key is all that earns something; nothing less may earn
/// the whole, and the key must.
fn shares(weights: &[f64]) -> Result<(BTreeSet<usize>, Scoring), Reason> {
    let key = worth_something(weights)?;
    // One right option, and every other takes away all that it gives.
    let others = weights.iter().enumerate().filter(|(at, _)| !key.contains(at));
    if key.len() == 1 && others.clone().all(|(_, weight)| *weight <= SLACK - 1.0) {
        let whole = key.first().is_some_and(|at| (weights[*at] - 1.0).abs() <= SHARE_SLACK);
        return match whole {
            true => Ok((key, Scoring::AllOrNothing)),
            false => Err(Reason::WeightsNotKept { weights: written(weights) }),
        };
    }
    let sum: f64 = key.iter().map(|at| weights[*at]).sum();
    let slack = SHARE_SLACK * key.len() as f64;
    if !(1.0 - slack..=1.0 + slack).contains(&sum) {
        return Err(Reason::WeightsNotKept { weights: written(weights) });
    }
    let mut points: Vec<i32> = weights.iter().map(|weight| (weight * WHOLE).round() as i32).collect();
    // Thirds do not add up to the whole: what is missing goes to the first.
    let share = WHOLE / key.len() as f64;
    let equal = key.iter().all(|at| (f64::from(points[*at]) - share).abs() <= SHARE_SLACK * WHOLE);
    if equal {
        key.iter().for_each(|at| points[*at] = share as i32);
    }
    let given: i32 = key.iter().map(|at| points[*at]).sum();
    if let Some(first) = key.first() {
        points[*first] += WHOLE as i32 - given;
    }
    Ok((key, Scoring::Weights(points)))
}

/// The full mark in the weights of [`Scoring::Weights`].
const WHOLE: f64 = 10_000.0;

/// Weights for people: `50%, 50%, -100%`.
fn written(weights: &[f64]) -> String {
    let one = |weight: &f64| {
        let percent = format!("{:.2}", weight * 100.0);
        format!("{}%", percent.trim_end_matches('0').trim_end_matches('.'))
    };
    weights.iter().take(12).map(one).collect::<Vec<_>>().join(", ")
}

/// Whether a remark only says that an answer is right or wrong.
fn is_verdict(remark: &str) -> bool {
    let folded = text::lower(remark);
    let bare = folded.trim_end_matches(['!', '。', '.', '~']);
    text::truth(bare).is_some()
        || [
            "回答正确",
            "答对了",
            "你答对了",
            "恭喜你答对了",
            "thatsright",
            "that'sright",
            "welldone",
            "good",
            "correctanswer",
            "rightanswer",
            "excellentanswer",
            "excellent",
            "verygood",
        ]
        .contains(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(weights: &[f64], kind: Kind) -> (String, &'static str) {
        let mut draft = Draft::default();
        match draft.key(weights, kind) {
            Ok(chosen) => (text::labels(chosen.key), draft.notes.first().map_or("", Reason::code)),
            Err(reason) => (reason.code().into(), ""),
        }
    }

    #[test]
    fn weights_are_a_key_where_the_key_earns_the_whole() {
        for (weights, kind, expected, noted) in [
            (&[1.0, 0.0, 0.0][..], Kind::SingleChoice, "A", ""),
            (&[0.0, 1.0, -0.25], Kind::SingleChoice, "B", "partial_credit_dropped"),
            (&[1.0, 0.5, 0.0], Kind::SingleChoice, "weights_not_kept", ""),
            (&[0.5, 0.0], Kind::SingleChoice, "weights_not_kept", ""),
            (&[1.0, 1.0, 0.0], Kind::SingleChoice, "several_answers_for_single", ""),
            (&[0.0, 0.0], Kind::SingleChoice, "answer_missing", ""),
            (&[0.5, 0.5, -1.0], Kind::MultipleChoice, "AB", "weights_kept"),
            (&[0.33, 0.33, 0.33], Kind::MultipleChoice, "ABC", "weights_kept"),
            (&[0.7, 0.3, 0.0], Kind::MultipleChoice, "AB", "weights_kept"),
            (&[0.5, 0.2, 0.0], Kind::MultipleChoice, "weights_not_kept", ""),
            (&[1.0, 1.0, 0.0], Kind::MultipleChoice, "weights_not_kept", ""),
            (&[1.0, -1.0], Kind::MultipleChoice, "A", ""),
            (&[1.0, 0.0], Kind::MultipleChoice, "A", "weights_kept"),
        ] {
            assert_eq!(key(weights, kind), (expected.to_owned(), noted), "{weights:?}");
        }
    }

    #[test]
    fn shares_add_up_to_the_whole() {
        let points = |weights: &[f64]| shares(weights).map(|(_, scoring)| scoring);
        let kept = |points: &[i32]| Ok(Scoring::Weights(points.to_vec()));
        assert_eq!(points(&[0.33333, 0.33333, 0.33333, 0.0]), kept(&[3_334, 3_333, 3_333, 0]));
        assert_eq!(points(&[0.7, 0.3, -0.5]), kept(&[7_000, 3_000, -5_000]));
    }

    #[test]
    fn a_remark_explains_the_key_or_is_told_to_be_dropped() {
        let explained = |general: &str, right: &[&str], others: &[&str]| {
            let mut draft = Draft::default();
            draft.explain(general, right, others);
            let codes: Vec<&str> = draft.notes.iter().map(Reason::code).collect();
            (draft.explanation, codes.join(" "))
        };
        let owned = |text: &str, codes: &str| (text.to_owned(), codes.to_owned());
        assert_eq!(explained("绿区正常", &[], &[]), owned("绿区正常", ""));
        assert_eq!(explained("", &["绿区正常"], &[]), owned("绿区正常", "explanation_moved"));
        assert_eq!(explained("", &["正确！"], &[]), owned("", "feedback_dropped"));
        assert_eq!(explained("绿区正常", &["绿区正常"], &[]), owned("绿区正常", ""));
        assert_eq!(explained("绿区正常", &["对"], &["红区"]), owned("绿区正常", "feedback_dropped"));
        assert_eq!(explained("", &["一", "二"], &[]), owned("", "feedback_dropped"));
    }
}
