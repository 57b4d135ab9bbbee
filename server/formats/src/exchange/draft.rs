//! What the formats have in common: answers with weights, and remarks on them.

use std::collections::BTreeSet;

use domain::bank::{
    import::{
        Place, Reason,
        record::{self, Record},
        text,
    },
    item::{Content, Item, Kind, Shuffle},
};

/// An answer with what it is worth, as a share of the marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub text: String,
    pub weight: f64,
    pub feedback: String,
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
    pub explanation: String,
    pub knowledge_point: String,
    pub notes: Vec<Reason>,
}

impl Draft {
    /// Finishes the question as one with options.
    pub fn choice(mut self, options: Vec<String>, key: BTreeSet<usize>, kind: Kind) -> Result<Done, Reason> {
        let stem = record::stem(&self.stem)?;
        let (content, notes) = record::choice(options, key, kind)?;
        self.notes.extend(notes);
        Ok(self.done(stem, content))
    }

    /// Finishes the question as one with blanks.
    pub fn fill_in(mut self, blanks: Vec<Vec<String>>) -> Result<Done, Reason> {
        let (stem, content, notes) = record::fill_in(record::stem(&self.stem)?, blanks)?;
        self.notes.extend(notes);
        Ok(self.done(stem, content))
    }

    pub fn true_false(self, key: bool) -> Result<Done, Reason> {
        let stem = record::stem(&self.stem)?;
        Ok(self.done(stem, Content::TrueFalse { key }))
    }

    /// Tells that the file counts upper and lower case, where that makes a difference.
    pub fn case_counts(&mut self, alternatives: &[String]) {
        let cased = alternatives.iter().find(|text| text.to_lowercase() != text.to_uppercase());
        self.notes.extend(cased.map(|value| Reason::CaseNotKept { value: value.clone() }));
    }

    fn done(self, stem: String, content: Content) -> Done {
        let item = Item {
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
    pub fn key(&mut self, weights: &[f64], kind: Kind) -> Result<BTreeSet<usize>, Reason> {
        let kept = match kind {
            Kind::MultipleChoice => shares(weights),
            _ => one_of(weights),
        }?;
        if kept.partial {
            self.notes.push(Reason::PartialCreditDropped { weights: written(weights) });
        }
        Ok(kept.key)
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

/// Chosen options earn their weights together: those with equal shares of the whole are the key.
fn shares(weights: &[f64]) -> Result<Kept, Reason> {
    let key = worth_something(weights)?;
    let share = 1.0 / key.len() as f64;
    if key.iter().any(|at| (weights[*at] - share).abs() > SHARE_SLACK) {
        return Err(Reason::WeightsNotKept { weights: written(weights) });
    }
    let partial = key.len() > 1 || weights.iter().any(|weight| *weight > -1.0 + SLACK && *weight <= SLACK);
    Ok(Kept { key, partial })
}

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

    fn key(weights: &[f64], kind: Kind) -> (String, bool) {
        let mut draft = Draft::default();
        match draft.key(weights, kind) {
            Ok(key) => (text::labels(key), !draft.notes.is_empty()),
            Err(reason) => (reason.code().into(), false),
        }
    }

    #[test]
    fn weights_are_a_key_only_where_they_say_all_or_nothing() {
        for (weights, kind, expected, noted) in [
            (&[1.0, 0.0, 0.0][..], Kind::SingleChoice, "A", false),
            (&[0.0, 1.0, -0.25], Kind::SingleChoice, "B", true),
            (&[1.0, 0.5, 0.0], Kind::SingleChoice, "weights_not_kept", false),
            (&[0.5, 0.0], Kind::SingleChoice, "weights_not_kept", false),
            (&[1.0, 1.0, 0.0], Kind::SingleChoice, "several_answers_for_single", false),
            (&[0.0, 0.0], Kind::SingleChoice, "answer_missing", false),
            (&[0.5, 0.5, -1.0], Kind::MultipleChoice, "AB", true),
            (&[0.3333333, 0.3333333, 0.3333333, 0.0], Kind::MultipleChoice, "ABC", true),
            (&[0.33, 0.33, 0.33], Kind::MultipleChoice, "ABC", true),
            (&[0.7, 0.3, 0.0], Kind::MultipleChoice, "weights_not_kept", false),
            (&[1.0, 1.0, 0.0], Kind::MultipleChoice, "weights_not_kept", false),
            (&[1.0, -1.0], Kind::MultipleChoice, "A", false),
        ] {
            assert_eq!(key(weights, kind), (expected.to_owned(), noted), "{weights:?}");
        }
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
