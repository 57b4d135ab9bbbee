//! Who chose what: the options of a question by how good the whole paper was.

use super::{Asked, item::Had, sample};

/// A third of the candidates, by total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Upper,
    Middle,
    Lower,
}

impl Group {
    pub const ALL: [Group; 3] = [Group::Upper, Group::Middle, Group::Lower];
}

/// The share of the upper and of the lower group. 27 % is where the difference of two groups is best told
/// from chance (Kelley 1939); Canvas takes 27/46/27 too.
pub const TAIL_PERCENT: usize = 27;

/// One option, or no answer, in the distractor table (选项分析).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OptionCount {
    pub in_key: bool,
    pub upper: usize,
    pub middle: usize,
    pub lower: usize,
    /// Correlation between having chosen it (1 or 0) and the total, as Canvas states it:
    /// (M₁ − M₀)/σ · √(p·q), which is Pearson's r. Positive for a good key, negative for a good distractor.
    /// None when all or nobody chose it.
    pub point_biserial: Option<f64>,
}

impl OptionCount {
    pub fn all(&self) -> usize {
        self.upper + self.middle + self.lower
    }

    pub fn of(&self, group: Group) -> usize {
        match group {
            Group::Upper => self.upper,
            Group::Middle => self.middle,
            Group::Lower => self.lower,
        }
    }
}

/// For each total its group: 27 % at each end, 46 % between. Equal totals stay together, and go to the end
/// that they reach into: where many have full marks, all of them are the upper group. Those that reach into
/// both ends are in the middle.
///
/// Example: 10 totals 9 8 8 8 5 5 5 2 2 1; the cuts are after 2.7 and after 7.3 of them. The 8s begin after 1:
/// all upper. The 2s end after 9: lower.
pub fn groups(totals: &[f64]) -> Vec<Group> {
    let mut descending = totals.to_vec();
    descending.sort_by(|a, b| b.total_cmp(a));
    let group = |total: &f64| {
        let better = descending.partition_point(|other| other > total);
        let not_worse = descending.partition_point(|other| other >= total);
        // In whole numbers: 0.27 has no exact binary form.
        let upper = 100 * better < TAIL_PERCENT * totals.len();
        let lower = 100 * not_worse > (100 - TAIL_PERCENT) * totals.len();
        match (upper, lower) {
            (true, false) => Group::Upper,
            (false, true) => Group::Lower,
            _ => Group::Middle,
        }
    };
    totals.iter().map(group).collect()
}

/// One row for each option.
pub(super) fn table(asked: &Asked, had: &[Had<'_>]) -> Vec<OptionCount> {
    let totals: Vec<f64> = had.iter().map(|one| one.total).collect();
    let row = |(index, in_key): (usize, &bool)| {
        let chose = |one: &Had<'_>| one.answer.chosen.contains(&index);
        let taken: Vec<f64> = had.iter().map(|one| f64::from(u8::from(chose(one)))).collect();
        let point_biserial = sample::correlation(&taken, &totals);
        count(had, *in_key, chose, point_biserial)
    };
    asked.options.iter().enumerate().map(row).collect()
}

/// Everybody who had the question and chose nothing.
pub(super) fn unanswered(had: &[Had<'_>]) -> OptionCount {
    count(had, false, |one| one.answer.chosen.is_empty(), None)
}

fn count(
    had: &[Had<'_>],
    in_key: bool,
    which: impl Fn(&Had<'_>) -> bool,
    point_biserial: Option<f64>,
) -> OptionCount {
    let mut row = OptionCount { in_key, point_biserial, ..OptionCount::default() };
    for one in had.iter().filter(|one| which(one)) {
        match one.group {
            Group::Upper => row.upper += 1,
            Group::Middle => row.middle += 1,
            Group::Lower => row.lower += 1,
        }
    }
    row
}
