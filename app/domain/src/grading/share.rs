//! How much of a question an answer has right, exactly, and by which formula.

use std::collections::BTreeSet;

use super::compare::{in_range, same_letters, same_text};
use crate::{
    bank::{
        Content, Response,
        item::{PartScoring, Scoring},
    },
    points::Points,
};

/// A part of the full mark, from nothing to all of it: `num / den`.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    num: u64,
    den: u64,
}

impl Share {
    pub const NOTHING: Share = Share { num: 0, den: 1 };
    pub const ALL: Share = Share { num: 1, den: 1 };

    /// `num / den`, cut to what lies between nothing and everything; nothing when `den` is not positive.
    pub fn of(num: i64, den: i64) -> Share {
        match (u64::try_from(num), u64::try_from(den)) {
            (Ok(num), Ok(den)) if den > 0 => Share { num: num.min(den), den },
            _ => Share::NOTHING,
        }
    }

    pub fn is_all(self) -> bool {
        self.num == self.den
    }

    pub fn is_nothing(self) -> bool {
        self.num == 0
    }

    /// This share of `points`, rounded to the nearest hundredth, halves up.
    pub fn points(self, points: Points) -> Points {
        let hundredths = i128::from(points.hundredths());
        let (num, den) = (i128::from(self.num), i128::from(self.den));
        Points::from_hundredths(((2 * hundredths * num + den) / (2 * den)) as i64)
    }

    fn all_or_nothing(right: bool) -> Share {
        if right { Share::ALL } else { Share::NOTHING }
    }
}

/// Two shares that are the same number: one half is two quarters.
impl PartialEq for Share {
    fn eq(&self, other: &Share) -> bool {
        u128::from(self.num) * u128::from(other.den) == u128::from(other.num) * u128::from(self.den)
    }
}

/// How much of `content` the answer has right; none where people have to say so.
pub(super) fn share(content: &Content, response: &Response) -> Option<Share> {
    if !response.fits(content) {
        return if content.is_marked_by_people() { None } else { Some(Share::NOTHING) };
    }
    match (content, response) {
        (Content::SingleChoice { key, .. }, Response::One(chosen)) => {
            Some(Share::all_or_nothing(key == chosen))
        }
        (Content::TrueFalse { key }, Response::Truth(truth)) => Some(Share::all_or_nothing(key == truth)),
        (Content::MultipleChoice { options, key, scoring, .. }, Response::Many(chosen)) => {
            Some(of_choice(scoring, options.len(), key, chosen))
        }
        (Content::Hotspot { areas, key, scoring, .. }, Response::Many(chosen)) => {
            Some(of_choice(scoring, areas.len(), key, chosen))
        }
        (Content::FillIn { blanks, any_order, exact, scoring }, Response::Texts(texts)) => {
            let same = if *exact { same_letters } else { same_text };
            let fills = |text: &str, keys: &[String]| keys.iter().any(|key| same(key, text));
            let right = if *any_order {
                most_filled(blanks, texts, &fills)
            } else {
                blanks.iter().zip(texts).filter(|(keys, text)| fills(text, keys)).count()
            };
            Some(of_parts(*scoring, right, blanks.len()))
        }
        (Content::Numeric { answers, unit }, Response::Texts(texts)) => {
            Some(Share::all_or_nothing(in_range(&texts[0], answers, unit.as_ref())))
        }
        (Content::Matching { key, scoring, .. }, Response::Places(places)) => {
            let right = key.iter().zip(places).filter(|(key, place)| Some(**key) == **place).count();
            Some(of_parts(*scoring, right, key.len()))
        }
        (Content::Ordering { options, scoring }, Response::Places(places)) => {
            let right = (0..).zip(places).filter(|(place, given)| Some(*place) == **given).count();
            Some(of_parts(*scoring, right, options.len()))
        }
        _ => None,
    }
}

/// The formulas of [`Scoring`].
fn of_choice(scoring: &Scoring, options: usize, key: &BTreeSet<usize>, chosen: &BTreeSet<usize>) -> Share {
    let [c, n, t] = [key.len(), chosen.len(), key.intersection(chosen).count()].map(|count| count as i64);
    match scoring {
        Scoring::AllOrNothing => Share::all_or_nothing(key == chosen),
        Scoring::HalfIfMissing if key == chosen => Share::ALL,
        Scoring::HalfIfMissing => {
            if t > 0 && t == n {
                Share::of(1, 2)
            } else {
                Share::NOTHING
            }
        }
        Scoring::NetCorrect => Share::of(2 * t - n, c),
        Scoring::Coverage => Share::of(t * t, c * n),
        Scoring::EachOption => Share::of(options as i64 - (c - t) - (n - t), options as i64),
        Scoring::Weights(weights) => {
            let sum =
                chosen.iter().filter_map(|index| weights.get(*index)).map(|weight| i64::from(*weight)).sum();
            Share::of(sum, 10_000)
        }
    }
}

fn of_parts(scoring: PartScoring, right: usize, of: usize) -> Share {
    match scoring {
        PartScoring::AllOrNothing => Share::all_or_nothing(right == of),
        PartScoring::EachPart => Share::of(right as i64, of as i64),
    }
}

/// How many blanks can be filled at most when each text may stand in any blank: a text that fits two blanks
/// is given to the one that leaves the other texts theirs (augmenting paths).
fn most_filled(blanks: &[Vec<String>], texts: &[String], fills: &dyn Fn(&str, &[String]) -> bool) -> usize {
    fn place(text: usize, fits: &[Vec<usize>], held: &mut [Option<usize>], seen: &mut [bool]) -> bool {
        fits[text].iter().any(|blank| {
            if std::mem::replace(&mut seen[*blank], true) {
                return false;
            }
            let free = held[*blank].is_none_or(|other| place(other, fits, held, seen));
            if free {
                held[*blank] = Some(text);
            }
            free
        })
    }
    let fits: Vec<Vec<usize>> = texts
        .iter()
        .map(|text| (0..blanks.len()).filter(|blank| fills(text, &blanks[*blank])).collect())
        .collect();
    let mut held = vec![None; blanks.len()];
    (0..texts.len()).filter(|text| place(*text, &fits, &mut held, &mut vec![false; blanks.len()])).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bank::item::ItemOption;

    fn options(count: usize) -> Vec<ItemOption> {
        (0..count).map(|n| ItemOption::words(format!("选项{n}"))).collect()
    }

    fn set(of: &[usize]) -> BTreeSet<usize> {
        of.iter().copied().collect()
    }

    /// Key A, B, C of five options. The figures are worked out by hand from the formulas.
    #[test]
    fn each_formula_gives_what_it_says() {
        use Scoring::*;
        let key = set(&[0, 1, 2]);
        let weights = || Weights(vec![5_000, 2_500, 2_500, -5_000, 0]);
        for (scoring, chosen, num, den) in [
            (AllOrNothing, &[0, 1, 2][..], 1, 1),
            (AllOrNothing, &[0, 1], 0, 1),
            (HalfIfMissing, &[0, 1], 1, 2),
            (HalfIfMissing, &[0, 1, 3], 0, 1),
            (HalfIfMissing, &[0, 1, 2], 1, 1),
            (HalfIfMissing, &[0, 1, 2, 3], 0, 1),
            // t = 2, n = 3, c = 3: (2 − 1) / 3
            (NetCorrect, &[0, 1, 3], 1, 3),
            (NetCorrect, &[0, 3, 4], 0, 1),
            (NetCorrect, &[0, 1, 2, 3, 4], 1, 3),
            // (2 / 3) · (2 / 3)
            (Coverage, &[0, 1, 3], 4, 9),
            (Coverage, &[0, 1, 2, 3, 4], 3, 5),
            // A and B chosen, E left: three of five; C missing and D chosen are wrong
            (EachOption, &[0, 1, 3], 3, 5),
            (EachOption, &[3, 4], 0, 1),
            (weights(), &[0, 1], 3, 4),
            (weights(), &[0, 3], 0, 1),
            (weights(), &[3], 0, 1),
            (weights(), &[0, 1, 2, 4], 1, 1),
        ] {
            let given = of_choice(&scoring, 5, &key, &set(chosen));
            assert_eq!(given, Share::of(num, den), "{scoring:?} {chosen:?}");
        }
    }

    #[test]
    fn a_share_of_points_is_rounded_to_the_nearest_hundredth() {
        let p = Points::from_hundredths;
        for (num, den, of, expected) in
            [(1, 2, 200, 100), (1, 3, 100, 33), (2, 3, 100, 67), (1, 2, 1, 1), (1, 3, 1, 0), (0, 5, 100, 0)]
        {
            assert_eq!(Share::of(num, den).points(p(of)), p(expected), "{num}/{den} of {of}");
        }
        assert_eq!(Share::of(-3, 4), Share::NOTHING);
        assert_eq!(Share::of(9, 4), Share::ALL);
        assert_eq!(Share::of(1, 0), Share::NOTHING);
    }

    #[test]
    fn blanks_in_any_order_take_each_key_once() {
        let content = |scoring| Content::FillIn {
            blanks: vec![vec!["红".into(), "黄".into()], vec!["红".into()], vec!["蓝".into()]],
            any_order: true,
            exact: false,
            scoring,
        };
        let texts = |texts: &[&str]| Response::Texts(texts.iter().map(|text| (*text).to_owned()).collect());
        for (given, right) in [
            (&["蓝", "红", "黄"][..], 3),
            (&["红", "红", "蓝"], 3),
            (&["红", "红", "红"], 2),
            (&["黄", "黄", "蓝"], 2),
            (&["绿", "", "蓝"], 1),
        ] {
            let share = share(&content(PartScoring::EachPart), &texts(given));
            assert_eq!(share, Some(Share::of(right, 3)), "{given:?}");
        }
        assert_eq!(
            share(&content(PartScoring::AllOrNothing), &texts(&["红", "蓝", ""])),
            Some(Share::NOTHING)
        );
    }

    #[test]
    fn places_are_right_one_by_one() {
        let matching =
            |scoring| Content::Matching { lines: options(2), options: options(3), key: vec![2, 0], scoring };
        let ordering = |scoring| Content::Ordering { options: options(3), scoring };
        let places = |places: &[Option<usize>]| Response::Places(places.to_vec());
        use PartScoring::{AllOrNothing, EachPart};
        for (content, given, expected) in [
            (matching(AllOrNothing), places(&[Some(2), Some(0)]), Share::ALL),
            (matching(AllOrNothing), places(&[Some(2), None]), Share::NOTHING),
            (matching(EachPart), places(&[Some(2), Some(1)]), Share::of(1, 2)),
            (matching(EachPart), places(&[Some(2)]), Share::NOTHING),
            (ordering(AllOrNothing), places(&[Some(0), Some(1), Some(2)]), Share::ALL),
            (ordering(EachPart), places(&[Some(0), Some(2), Some(1)]), Share::of(1, 3)),
            (ordering(EachPart), places(&[Some(0), Some(9), Some(1)]), Share::NOTHING),
        ] {
            assert_eq!(share(&content, &given), Some(expected), "{content:?} {given:?}");
        }
    }

    fn scorings() -> impl Strategy<Value = Scoring> {
        prop_oneof![
            Just(Scoring::AllOrNothing),
            Just(Scoring::HalfIfMissing),
            Just(Scoring::NetCorrect),
            Just(Scoring::Coverage),
            Just(Scoring::EachOption),
        ]
    }

    proptest! {
        #[test]
        fn the_key_earns_everything_and_all_of_the_rest_nothing(
            scoring in scorings(),
            key in prop::collection::btree_set(0..5usize, 1..5),
        ) {
            prop_assert!(of_choice(&scoring, 5, &key, &key).is_all());
            let rest: BTreeSet<usize> = (0..5).filter(|index| !key.contains(index)).collect();
            prop_assert!(of_choice(&scoring, 5, &key, &rest).is_nothing());
        }

        #[test]
        fn a_wrong_tick_never_helps(
            scoring in scorings(),
            key in prop::collection::btree_set(0..5usize, 1..5),
            chosen in prop::collection::btree_set(0..5usize, 1..5),
            more in 0..5usize,
        ) {
            prop_assume!(!key.contains(&more) && !chosen.contains(&more));
            let whole = Points::whole(60);
            let before = of_choice(&scoring, 5, &key, &chosen).points(whole);
            let mut chosen = chosen;
            chosen.insert(more);
            prop_assert!(of_choice(&scoring, 5, &key, &chosen).points(whole) <= before);
        }
    }
}
