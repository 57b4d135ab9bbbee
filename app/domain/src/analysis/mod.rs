//! Item analysis (试题分析): what a sitting says about its questions and its paper.
//!
//! ```text
//! attempts that were graded ──choose(Counted)──▶ those that count ──▶ Paper, Item…, Rasch ──▶ Flags
//! ```
//!
//! Formulas are those of Moodle's quiz statistics (documentation "Quiz statistics calculations"), with
//! variances over s − 1. What Canvas states otherwise stands beside it: standard deviations over s
//! (`…_population`), point-biserials, and the 27/46/27 groups. Nothing is ever NaN: what can't be said is
//! `None`.
//!
//! A question is looked at per version, over those who had it. On papers that were drawn at random each
//! question was had by others, so an item's covariances are over its own people, and "the rest" of a
//! candidate is the candidate's own total without this question.

pub mod distractors;
pub mod flags;
pub mod item;
pub mod rasch;
pub mod sample;
#[cfg(test)]
mod tests;
pub mod whole;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    bank::{Content, Response},
    id::{ItemVersionId, PersonId},
    points::Points,
};

pub use distractors::{Group, OptionCount};
pub use flags::{Flag, Thresholds};
pub use item::ItemReport;
pub use rasch::{Fit, Rasch};
pub use whole::{Parts, Reliability, Separation, Whole};

/// Which of somebody's attempts counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// Nobody has learned from an earlier result yet.
    #[default]
    First,
    Last,
    /// The one with the most points, of equals the earliest.
    Best,
    All,
}

/// An attempt that was finished and graded. Those that were not are not handed in here.
#[derive(Clone, Debug, PartialEq)]
pub struct Sat {
    pub person: PersonId,
    pub no: i32,
    /// In the order of the paper.
    pub answers: Vec<Answered>,
}

/// What became of one question in one attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    pub version: ItemVersionId,
    pub earned: Points,
    pub possible: Points,
    /// Indexes of the chosen options as stored; empty when unanswered or when there is nothing to choose.
    pub chosen: BTreeSet<usize>,
}

/// What has to be known of a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// For each option whether it belongs to the key; empty where there is nothing to choose.
    pub options: Vec<bool>,
    /// The share of the points that blind guessing earns, see [`Asked::of`].
    pub guess: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    pub whole: Whole,
    /// By version.
    pub items: Vec<ItemReport>,
    /// Totals of the attempts that count, ascending.
    pub totals: Vec<f64>,
    /// Of this many points each, where all papers are worth the same.
    pub possible: Option<f64>,
    /// None with fewer answers than [`Thresholds::rasch_answers`] to any two questions.
    pub rasch: Option<Rasch>,
}

impl Sat {
    pub fn total(&self) -> Points {
        self.answers.iter().map(|answer| answer.earned).sum()
    }
}

impl Asked {
    /// Random guess score (Moodle): for a question with one right option, the mean of the options' fractions
    /// = 1 / options. With several right options, or with words to write, it is unknown.
    ///
    /// Example: four options → 0.25; true or false → 0.5.
    pub fn of(content: &Content) -> Asked {
        let count = content.options().len();
        match content {
            Content::SingleChoice { key, .. } => Asked::one_of(count, *key),
            Content::MultipleChoice { key, .. } => {
                Asked { options: (0..count).map(|index| key.contains(&index)).collect(), guess: None }
            }
            Content::TrueFalse { key } => Asked::one_of(2, usize::from(!*key)),
            Content::Hotspot { areas, key, .. } => {
                Asked { options: (0..areas.len()).map(|index| key.contains(&index)).collect(), guess: None }
            }
            _ => Asked::default(),
        }
    }

    pub fn one_of(options: usize, key: usize) -> Asked {
        Asked {
            options: (0..options).map(|index| index == key).collect(),
            guess: (options > 0).then(|| 1.0 / options as f64),
        }
    }

    /// The options that an answer chose. "True" is option 0, "false" is option 1.
    pub fn chosen(response: Option<&Response>) -> BTreeSet<usize> {
        match response {
            Some(Response::One(index)) => BTreeSet::from([*index]),
            Some(Response::Many(chosen)) => chosen.clone(),
            Some(Response::Truth(truth)) => BTreeSet::from([usize::from(!*truth)]),
            _ => BTreeSet::new(),
        }
    }
}

/// Those of `attempts` that count, in an order of their own: what comes after is exactly the same however
/// they were handed in.
pub fn choose(attempts: &[Sat], counted: Counted) -> Vec<&Sat> {
    let mut by_person: BTreeMap<PersonId, Vec<&Sat>> = BTreeMap::new();
    for sat in attempts {
        by_person.entry(sat.person).or_default().push(sat);
    }
    by_person.into_values().flat_map(|mine| pick(mine, counted)).collect()
}

fn pick(mut mine: Vec<&Sat>, counted: Counted) -> Vec<&Sat> {
    mine.sort_by_key(|sat| sat.no);
    match counted {
        Counted::First => mine.truncate(1),
        Counted::Last => mine = mine.split_off(mine.len() - 1),
        Counted::Best => {
            mine.sort_by_key(|sat| std::cmp::Reverse(sat.total()));
            mine.truncate(1);
        }
        Counted::All => {}
    }
    mine
}

/// Everything at once. A question that `asked` does not know has no options and no guess score.
pub fn analyse(
    attempts: &[Sat],
    asked: &BTreeMap<ItemVersionId, Asked>,
    counted: Counted,
    thresholds: &Thresholds,
) -> Analysis {
    let sats = choose(attempts, counted);
    let totals: Vec<f64> = sats.iter().map(|sat| value(sat.total())).collect();
    let groups = distractors::groups(&totals);
    let mut had: BTreeMap<ItemVersionId, Vec<item::Had<'_>>> = BTreeMap::new();
    for (at, sat) in sats.iter().enumerate() {
        for answer in &sat.answers {
            let one = item::Had { answer, total: totals[at], group: groups[at], at };
            had.entry(answer.version).or_default().push(one);
        }
    }
    let rasch = rasch::fit(&had, sats.len(), thresholds.rasch_answers);
    let nothing = Asked::default();
    let mut items: Vec<ItemReport> = had
        .iter()
        .map(|(version, had)| item::report(*version, asked.get(version).unwrap_or(&nothing), had))
        .collect();
    item::weigh(&mut items);
    for item in &mut items {
        item.rasch = rasch.as_ref().and_then(|rasch| rasch.items.get(&item.version)).copied();
        item.flags = flags::flags(item, thresholds);
    }
    let possible: BTreeSet<i64> =
        sats.iter().map(|sat| sat.answers.iter().map(|answer| answer.possible.hundredths()).sum()).collect();
    let possible = possible.first().filter(|_| possible.len() == 1).map(|all| *all as f64 / 100.0);
    let whole = whole::report(&sats, &totals);
    let mut ascending = totals;
    ascending.sort_by(f64::total_cmp);
    Analysis { whole, items, totals: ascending, possible, rasch }
}

fn value(points: Points) -> f64 {
    points.hundredths() as f64 / 100.0
}
