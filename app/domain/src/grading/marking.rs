//! Marks that people give (阅卷): how many of them it takes, and what becomes of differences.
//!
//! One marker's mark stands. Two mark without knowing of each other; when they are close, their mean stands,
//! else a third decides. Nobody marks an answer twice, and nobody one's own.

use serde::{Deserialize, Serialize};

use crate::{id::PersonId, points::Points};

/// How far two marks may lie apart, in percent of what the question is worth, before a third person looks.
///
/// Examinations of the trade speak of a tenth to a sixth; the stricter one costs a look more.
pub const AGREE_PERCENT: i64 = 10;

/// How many people mark an answer before it has a mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Markers {
    #[default]
    One,
    Two,
}

/// A mark that somebody gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub by: PersonId,
    pub points: Points,
}

/// Where the marking of one answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody who has not marked it yet is wanted.
    Wanted(Round),
    Settled(Points),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    First,
    Second,
    /// The first two are too far apart.
    Third,
}

/// Why somebody may not mark an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkRefused {
    Own,
    MarkedBefore,
    /// It has its mark.
    Settled,
    /// The mark is not between nothing and what the question is worth.
    OutOfRange {
        most: Points,
    },
}

/// What has become of an answer worth `worth` after the marks in `given`, in the order in which they were given.
pub fn standing(markers: Markers, worth: Points, given: &[Given]) -> Standing {
    match (markers, given) {
        (_, []) => Standing::Wanted(Round::First),
        (Markers::One, [only, ..]) => Standing::Settled(only.points),
        (Markers::Two, [_]) => Standing::Wanted(Round::Second),
        (Markers::Two, [one, other, rest @ ..]) => {
            let (one, other) = (one.points.hundredths(), other.points.hundredths());
            let apart = (one - other).abs() * 100 > worth.hundredths() * AGREE_PERCENT;
            match (apart, rest) {
                // Halves of a hundredth go to the candidate.
                (false, _) => Standing::Settled(Points::from_hundredths((one + other + 1) / 2)),
                (true, []) => Standing::Wanted(Round::Third),
                (true, [third, ..]) => Standing::Settled(third.points),
            }
        }
    }
}

/// Whether `marker` may give `points` for the answer of `candidate`.
///
/// # Errors
/// [`MarkRefused`] says why not.
pub fn may_mark(
    markers: Markers,
    worth: Points,
    given: &[Given],
    candidate: PersonId,
    marker: PersonId,
    points: Points,
) -> Result<(), MarkRefused> {
    may_look(markers, worth, given, candidate, marker)?;
    if points < Points::ZERO || points > worth {
        return Err(MarkRefused::OutOfRange { most: worth });
    }
    Ok(())
}

/// Whether an answer is to be put before `marker`.
///
/// # Errors
/// [`MarkRefused`] says why not.
pub fn may_look(
    markers: Markers,
    worth: Points,
    given: &[Given],
    candidate: PersonId,
    marker: PersonId,
) -> Result<(), MarkRefused> {
    if candidate == marker {
        return Err(MarkRefused::Own);
    }
    if given.iter().any(|mark| mark.by == marker) {
        return Err(MarkRefused::MarkedBefore);
    }
    match standing(markers, worth, given) {
        Standing::Wanted(_) => Ok(()),
        Standing::Settled(_) => Err(MarkRefused::Settled),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn given(marks: &[i64]) -> Vec<Given> {
        let mark = |(n, hundredths): (u128, &i64)| Given {
            by: person(n),
            points: Points::from_hundredths(*hundredths),
        };
        (1..).zip(marks).map(mark).collect()
    }

    #[test]
    fn marks_settle_by_the_rule() {
        use Standing::{Settled, Wanted};
        let p = Points::from_hundredths;
        for (markers, marks, expected) in [
            (Markers::One, &[][..], Wanted(Round::First)),
            (Markers::One, &[700], Settled(p(700))),
            (Markers::Two, &[700], Wanted(Round::Second)),
            // A tenth of ten points apart is close.
            (Markers::Two, &[700, 800], Settled(p(750))),
            (Markers::Two, &[700, 801], Wanted(Round::Third)),
            (Markers::Two, &[700, 701], Settled(p(701))),
            (Markers::Two, &[200, 900, 500], Settled(p(500))),
            (Markers::Two, &[0, 0], Settled(p(0))),
        ] {
            assert_eq!(
                standing(markers, Points::whole(10), &given(marks)),
                expected,
                "{markers:?} {marks:?}"
            );
        }
    }

    #[test]
    fn nobody_marks_twice_or_ones_own() {
        let worth = Points::whole(10);
        let ask = |marks: &[i64], marker: u128, points: u32| {
            may_mark(Markers::Two, worth, &given(marks), person(99), person(marker), Points::whole(points))
        };
        assert_eq!(ask(&[], 99, 5), Err(MarkRefused::Own));
        assert_eq!(ask(&[500], 1, 5), Err(MarkRefused::MarkedBefore));
        assert_eq!(ask(&[500], 2, 11), Err(MarkRefused::OutOfRange { most: worth }));
        assert_eq!(ask(&[500, 500], 3, 5), Err(MarkRefused::Settled));
        assert_eq!(ask(&[100, 900], 2, 5), Err(MarkRefused::MarkedBefore));
        assert_eq!(ask(&[100, 900], 3, 5), Ok(()));
    }

    proptest! {
        #[test]
        fn a_settled_mark_lies_between_those_that_were_given(marks in prop::collection::vec(0..=1000i64, 1..4)) {
            for markers in [Markers::One, Markers::Two] {
                if let Standing::Settled(points) = standing(markers, Points::whole(10), &given(&marks)) {
                    let (least, most) = (marks.iter().min().unwrap(), marks.iter().max().unwrap());
                    prop_assert!((*least..=*most).contains(&points.hundredths()));
                }
            }
        }
    }
}
