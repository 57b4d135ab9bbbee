//! One version of a question.

use super::{Answered, Asked, Fit, Flag, Group, OptionCount, distractors, sample, value};
use crate::id::ItemVersionId;

/// What the answers say about one version of a question. Formulas: Moodle, "Quiz statistics calculations",
/// for the s attempts that had it, with mark x, total T and rest O = T − x.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemReport {
    pub version: ItemVersionId,
    /// s.
    pub answers: usize,
    /// Facility (难度 P): mean(x) / m, the share of the points that was earned; high is easy. None when
    /// nothing could be earned. Where the question is worth more on some papers, Σx / Σm.
    pub facility: Option<f64>,
    /// Of x, over s − 1.
    pub sd: Option<f64>,
    /// Of x, over s (Canvas).
    pub sd_population: Option<f64>,
    /// Discrimination index (区分度): 100·cov(x, O) / √(var x · var O), from −100 to 100. None when marks or
    /// rests are all equal.
    pub discrimination: Option<f64>,
    /// The other 区分度 D in use: the facility of the upper 27 % minus that of the lower 27 %, −1 to 1.
    pub upper_lower: Option<f64>,
    /// Discriminative efficiency: 100·cov(x, O) / cov(sorted x, sorted O): what was reached of what marks
    /// like these could reach at best. None when the divisor is 0.
    pub efficiency: Option<f64>,
    /// Effective weight: 100·√cov(x, T) / Σ√cov(x, T), the sum over all questions whose covariance is not
    /// negative. None for a negative one.
    pub weight: Option<f64>,
    /// cov(x, T), over s − 1.
    pub covariance: Option<f64>,
    /// What blind guessing earns, as a share.
    pub guess: Option<f64>,
    /// One for each stored option.
    pub options: Vec<OptionCount>,
    /// Nothing chosen; meaningless where there are no options.
    pub unanswered: OptionCount,
    /// How many who had it are in each group.
    pub groups: [(Group, usize); 3],
    pub rasch: Option<Fit>,
    pub flags: Vec<Flag>,
}

/// One who had the question.
#[derive(Clone, Copy)]
pub(super) struct Had<'a> {
    pub answer: &'a Answered,
    pub total: f64,
    pub group: Group,
    /// The attempt's place among those that count.
    pub at: usize,
}

impl Had<'_> {
    pub fn is_full(&self) -> bool {
        self.answer.earned >= self.answer.possible
    }
}

pub(super) fn report(version: ItemVersionId, asked: &Asked, had: &[Had<'_>]) -> ItemReport {
    let marks: Vec<f64> = had.iter().map(|one| value(one.answer.earned)).collect();
    let totals: Vec<f64> = had.iter().map(|one| one.total).collect();
    let rests: Vec<f64> = totals.iter().zip(&marks).map(|(total, mark)| total - mark).collect();
    let share = |group| facility(had.iter().filter(|one| one.group == group));
    let upper_lower = share(Group::Upper).zip(share(Group::Lower)).map(|(upper, lower)| upper - lower);
    ItemReport {
        version,
        answers: had.len(),
        facility: facility(had.iter()),
        sd: sample::deviation(&marks),
        sd_population: sample::deviation_population(&marks),
        discrimination: sample::correlation(&marks, &rests).map(|r| 100.0 * r),
        upper_lower,
        efficiency: efficiency(&marks, &rests),
        weight: None,
        covariance: sample::covariance(&marks, &totals),
        guess: asked.guess,
        options: distractors::table(asked, had),
        unanswered: distractors::unanswered(had),
        groups: Group::ALL.map(|group| (group, had.iter().filter(|one| one.group == group).count())),
        rasch: None,
        flags: Vec::new(),
    }
}

fn facility<'a>(had: impl Iterator<Item = &'a Had<'a>>) -> Option<f64> {
    let (earned, possible) = had.fold((0.0, 0.0), |(earned, possible), one| {
        (earned + value(one.answer.earned), possible + value(one.answer.possible))
    });
    (possible > 0.0).then(|| earned / possible)
}

fn efficiency(marks: &[f64], rests: &[f64]) -> Option<f64> {
    let sorted = |xs: &[f64]| {
        let mut xs = xs.to_vec();
        xs.sort_by(f64::total_cmp);
        xs
    };
    let best = sample::covariance(&sorted(marks), &sorted(rests))?;
    (best > 0.0).then_some(())?;
    Some(100.0 * sample::covariance(marks, rests)? / best)
}

/// Effective weights need all questions.
pub(super) fn weigh(items: &mut [ItemReport]) {
    let root = |item: &ItemReport| item.covariance.filter(|cov| *cov >= 0.0).map(f64::sqrt);
    let sum: f64 = items.iter().filter_map(root).sum();
    for item in items.iter_mut().filter(|_| sum > 0.0) {
        item.weight = root(item).map(|root| 100.0 * root / sum);
    }
}
