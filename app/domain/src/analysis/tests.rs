//! Figures were computed by an independent program in Python from the formulas of the documentation; where
//! they are short enough, by hand in the comment.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::seed::{Draw, Seed};

fn version(no: usize) -> ItemVersionId {
    Uuid::from_u128(no as u128 + 1).into()
}

fn sat(person: usize, no: i32, marks: &[(usize, i64, i64)]) -> Sat {
    let answer = |(item, earned, possible): &(usize, i64, i64)| Answered {
        version: version(*item),
        earned: Points::from_hundredths(earned * 100),
        possible: Points::from_hundredths(possible * 100),
        chosen: BTreeSet::new(),
    };
    Sat {
        person: Uuid::from_u128(person as u128 + 1).into(),
        no,
        answers: marks.iter().map(answer).collect(),
    }
}

/// One attempt for each row; all have the same questions.
fn table(possible: &[i64], rows: &[&[i64]]) -> Vec<Sat> {
    let row = |(person, row): (usize, &&[i64])| {
        let marks: Vec<_> =
            row.iter().zip(possible).enumerate().map(|(item, (x, m))| (item, *x, *m)).collect();
        sat(person, 1, &marks)
    };
    rows.iter().enumerate().map(row).collect()
}

fn plain(attempts: &[Sat]) -> Analysis {
    analyse(attempts, &BTreeMap::new(), Counted::First, &Thresholds::default())
}

fn close(a: impl Into<Option<f64>>, b: impl Into<Option<f64>>) {
    let (a, b) = (a.into(), b.into());
    let same = match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-5,
        (a, b) => a.is_none() && b.is_none(),
    };
    assert!(same, "{a:?} is not {b:?}");
}

/// Six candidates, four questions worth 1, 1, 2 and 5; the last with half marks.
fn small() -> Vec<Sat> {
    table(
        &[1, 1, 2, 5],
        &[&[1, 1, 2, 5], &[1, 0, 2, 4], &[1, 1, 0, 3], &[0, 1, 2, 1], &[1, 0, 0, 2], &[0, 1, 0, 0]],
    )
}

#[test]
fn the_figures_of_a_small_exam_are_those_of_the_formulas() {
    // item  facility   sd         discrimination  efficiency   cov(x,T)   weight
    let expected = [
        (0.666667, 0.516398, 50.379272, 62.500000, 0.933333, Some(20.521744)),
        (0.666667, 0.516398, -22.054055, -31.250000, -0.066667, None),
        (0.500000, 1.095445, 40.961596, 45.454545, 2.200000, Some(31.507013)),
        (0.500000, 1.870829, 70.618786, 72.727273, 5.100000, Some(47.971243)),
    ];
    let found = plain(&small());
    for (item, (facility, sd, index, efficiency, covariance, weight)) in found.items.iter().zip(expected) {
        close(item.facility, facility);
        close(item.sd, sd);
        close(item.discrimination, index);
        close(item.efficiency, efficiency);
        close(item.covariance, covariance);
        close(item.weight, weight);
    }
    // By hand: marks 1 1 1 0 1 0 have Σd² = 4 − 16/6 = 1.3333, so sd = √(1.3333/5) = 0.516 and √(1.3333/6) = 0.471.
    close(found.items[0].sd_population, (4.0f64 / 18.0).sqrt());
    let whole = found.whole;
    assert_eq!((whole.attempts, found.possible), (6, Some(9.0)));
    // totals 9 7 5 4 3 1
    close(whole.mean, 29.0 / 6.0);
    close(whole.median, 4.5);
    close(whole.sd, 2.857738);
    close(whole.sd_population, 2.608746);
    close(whole.skewness, 0.249948);
    close(whole.kurtosis, -0.465306);
    let reliability = whole.reliability.unwrap();
    close(reliability.alpha, 47.891156);
    close(reliability.error_ratio, 72.186455);
    close(reliability.standard_error, 2.062900);
    assert_eq!(reliability.parts, Parts::Questions);
}

#[test]
fn few_attempts_say_little_and_nothing_is_made_up() {
    let nobody = plain(&[]);
    assert_eq!(nobody.whole, Whole::default());
    assert!(nobody.items.is_empty() && nobody.possible.is_none() && nobody.rasch.is_none());
    let one = plain(&table(&[1, 1], &[&[1, 0]]));
    close(one.whole.mean, 1.0);
    assert_eq!((one.whole.sd, one.whole.skewness, one.whole.reliability), (None, None, None));
    assert_eq!((one.items[0].facility, one.items[0].discrimination), (Some(1.0), None));
    let two = plain(&table(&[1, 1], &[&[1, 1], &[0, 0]]));
    close(two.whole.sd, 2f64.sqrt());
    assert_eq!((two.whole.skewness, two.whole.kurtosis), (None, None));
    // 1, 2, 6: d = −2 −1 3; m2 = 14/3, m3 = 6; k2 = 7, k3 = 9·6/2 = 27; 27/7^1.5 = 1.4579
    let three = plain(&table(&[9], &[&[1], &[2], &[6]]));
    close(three.whole.skewness, 27.0 / 7f64.powf(1.5));
    assert_eq!((three.whole.kurtosis, three.whole.reliability), (None, None), "one part has no α");
}

#[test]
fn equal_marks_and_worthless_questions_have_no_ratios() {
    let equal = plain(&table(&[3, 3, 0], &[[1, 2, 0].as_slice(); 7]));
    assert_eq!(equal.whole.sd, Some(0.0));
    assert_eq!((equal.whole.skewness, equal.whole.kurtosis, equal.whole.reliability), (None, None, None));
    for item in &equal.items {
        assert_eq!((item.discrimination, item.efficiency, item.weight), (None, None, None));
    }
    assert_eq!(equal.items[2].facility, None, "nothing could be earned");
    // 0.1 has no exact binary form; what is left of rounding must not pass for variation
    let tenths: Vec<Sat> = (0..7)
        .map(|person| {
            let mut sat = sat(person, 1, &[(0, 1, 1), (1, 1, 1)]);
            sat.answers[0].earned = Points::from_hundredths(10);
            sat
        })
        .collect();
    assert_eq!((plain(&tenths).whole.sd, plain(&tenths).whole.reliability), (Some(0.0), None));
}

#[test]
fn parts_that_contradict_each_other_have_a_negative_alpha() {
    // x: 1 0 1 0, y: 0 1 0 0: var x = 1/3, var y = 1/4, totals 1 1 1 0: k2 = 1/4
    // α = 100·2·(1 − (7/12)/(1/4)) = 200·(1 − 7/3) = −266.67; error ratio 100·√3.6667 = 191.49
    let found = plain(&table(&[1, 1], &[&[1, 0], &[0, 1], &[1, 0], &[0, 0]]));
    let reliability = found.whole.reliability.unwrap();
    close(reliability.alpha, -800.0 / 3.0);
    close(reliability.error_ratio, 100.0 * (11.0f64 / 3.0).sqrt());
}

#[test]
fn questions_that_measure_the_same_are_wholly_reliable() {
    let found = plain(&table(&[1, 1, 1], &[&[1, 1, 1], &[0, 0, 0], &[1, 1, 1], &[0, 0, 0], &[1, 1, 1]]));
    let reliability = found.whole.reliability.unwrap();
    close(reliability.alpha, 100.0);
    close(reliability.standard_error, 0.0);
    close(found.items[0].discrimination, 100.0);
    close(found.items[0].efficiency, 100.0);
    close(found.items[0].weight, 100.0 / 3.0);
}

#[test]
fn on_drawn_papers_a_question_is_compared_among_those_who_had_it() {
    // Question 0 was had by persons 0 to 2 (x = 1 1 0, rests 2 1 0): cov = 0.5, var x = 1/3, var O = 1,
    // index = 100·0.5/√(1/3) = 86.6025
    let papers = [
        sat(0, 1, &[(0, 1, 1), (1, 1, 1), (2, 1, 1)]),
        sat(1, 1, &[(0, 1, 1), (2, 1, 1), (3, 0, 1)]),
        sat(2, 1, &[(0, 0, 1), (1, 0, 1), (3, 0, 1)]),
        sat(3, 1, &[(1, 1, 1), (2, 0, 1), (3, 1, 1)]),
    ];
    let found = plain(&papers);
    assert_eq!(found.items[0].answers, 3);
    close(found.items[0].discrimination, 100.0 * 0.5 / (1.0f64 / 3.0).sqrt());
    assert_eq!(found.whole.reliability.unwrap().parts, Parts::Places);
    let mut uneven = papers.to_vec();
    uneven[0].answers.pop();
    assert_eq!(plain(&uneven).whole.reliability, None, "papers of different lengths have no parts in common");
}

#[test]
fn which_attempt_counts_is_asked_for() {
    let attempts =
        [sat(0, 2, &[(0, 5, 9)]), sat(0, 1, &[(0, 3, 9)]), sat(0, 3, &[(0, 4, 9)]), sat(1, 1, &[(0, 9, 9)])];
    for (counted, expected) in [
        (Counted::First, vec![3, 9]),
        (Counted::Last, vec![4, 9]),
        (Counted::Best, vec![5, 9]),
        (Counted::All, vec![3, 5, 4, 9]),
    ] {
        let totals: Vec<i64> =
            choose(&attempts, counted).iter().map(|sat| sat.total().hundredths() / 100).collect();
        assert_eq!(totals, expected, "{counted:?}");
    }
}

#[test]
fn equal_totals_stay_in_one_group() {
    use Group::{Lower, Middle, Upper};
    let groups = distractors::groups(&[9.0, 8.0, 8.0, 8.0, 5.0, 5.0, 5.0, 2.0, 2.0, 1.0]);
    let expected = [Upper, Upper, Upper, Upper, Middle, Middle, Middle, Lower, Lower, Lower];
    assert_eq!(groups, expected);
    assert_eq!(distractors::groups(&[4.0; 5]), [Middle; 5]);
    assert_eq!(distractors::groups(&[9.0, 9.0, 9.0, 7.0, 5.0]), [Upper, Upper, Upper, Lower, Lower]);
    let hundred: Vec<f64> = (0..100).map(f64::from).collect();
    let groups = distractors::groups(&hundred);
    let count = |group| groups.iter().filter(|one| **one == group).count();
    assert_eq!((count(Upper), count(Middle), count(Lower)), (27, 46, 27));
}

/// Forty candidates with 40 … 1 points elsewhere; `choice` says what each chose, and 0 is the key.
fn forty(choice: impl Fn(usize) -> usize) -> ItemReport {
    let attempts: Vec<Sat> = (0..40)
        .map(|person| {
            let chosen = choice(person);
            let right = i64::from(chosen == 0);
            let mut sat = sat(person, 1, &[(0, right, 1), (1, 40 - person as i64, 40)]);
            sat.answers[0].chosen = BTreeSet::from([chosen]);
            sat
        })
        .collect();
    let asked = BTreeMap::from([(version(0), Asked::one_of(4, 0))]);
    analyse(&attempts, &asked, Counted::First, &Thresholds::default()).items.remove(0)
}

#[test]
fn a_wrong_key_is_found() {
    // The better half chose option 1, the others the "key".
    let item = forty(|person| usize::from(person < 20));
    let beaten = [
        Flag::BeatsKey { option: 1 },
        Flag::NegativeDiscrimination,
        Flag::NegativeCovariance,
        Flag::DeadOption { option: 2 },
        Flag::DeadOption { option: 3 },
    ];
    assert_eq!(item.flags, beaten);
    assert!(item.is_suspicious());
    let rows: Vec<_> = item.options.iter().map(|row| (row.upper, row.middle, row.lower)).collect();
    assert_eq!(rows, [(0, 9, 11), (11, 9, 0), (0, 0, 0), (0, 0, 0)], "11 of 40 are the nearest to 27 %");
    assert!(item.options[1].point_biserial.unwrap() > 0.8 && item.options[0].point_biserial.unwrap() < -0.8);
    assert_eq!(item.options[2].point_biserial, None, "nobody chose it");
    close(item.upper_lower, -1.0);
}

#[test]
fn a_good_question_is_left_in_peace() {
    // The better half is right; the others spread over all options.
    let item = forty(|person| if person < 20 { 0 } else { person % 4 });
    assert_eq!((item.flags.as_slice(), item.is_suspicious()), (&[][..], false));
}

#[test]
fn each_rule_has_its_flag() {
    let few_right = forty(|person| if person < 4 { 0 } else { 1 + person % 3 });
    assert!(few_right.flags.contains(&Flag::BelowGuessing), "{:?}", few_right.flags);
    let all_right = forty(|_| 0);
    assert!(all_right.flags.contains(&Flag::TooEasy) && !all_right.is_suspicious());
    let by_chance = forty(|person| (person * 7 + person / 4) % 4);
    assert!(by_chance.flags.contains(&Flag::WeakDiscrimination), "{:?}", by_chance.discrimination);
}

#[test]
fn the_guess_score_is_one_of_the_options() {
    let truth = Asked::of(&Content::TrueFalse { key: false });
    assert_eq!((truth.options, truth.guess), (vec![false, true], Some(0.5)));
    assert_eq!(Asked::one_of(4, 2).guess, Some(0.25));
    assert_eq!(Asked::of(&Content::fill_in(vec![vec!["2".into()]])), Asked::default());
}

#[test]
fn two_questions_have_the_difficulties_that_the_counts_give() {
    // Of two questions the model has as many figures (two difficulties and a spread) as the four counts leave
    // free, so the fit reproduces them, and P(only the first right) / P(only the second right) = e^(b₂ − b₁):
    // 120 against 60 → b₂ − b₁ = ln 2 = 0.6931.
    let rows: [(&[i64], usize); 4] = [(&[1, 1], 160), (&[1, 0], 120), (&[0, 1], 60), (&[0, 0], 100)];
    let rows: Vec<&[i64]> = rows.iter().flat_map(|(row, times)| vec![*row; *times]).collect();
    let rasch = plain(&table(&[1, 1], &rows)).rasch.unwrap();
    assert!(rasch.converged);
    let difference = rasch.items[&version(1)].difficulty - rasch.items[&version(0)].difficulty;
    assert!((difference - 2f64.ln()).abs() < 1e-3, "{difference}");
}

/// Uniform in (0, 1).
fn uniform(draw: &mut Draw) -> f64 {
    (f64::from(draw.below(1_000_000)) + 0.5) / 1e6
}

/// Nearly normal: the sum of twelve uniform numbers less 6.
fn normal(draw: &mut Draw) -> f64 {
    (0..12).map(|_| uniform(draw)).sum::<f64>() - 6.0
}

fn truth(item: usize) -> f64 {
    -2.0 + 4.0 * item as f64 / 19.0
}

/// Candidates of sd 1.2 at 20 questions from −2 to 2 logits, of which each gets `each`.
fn simulated(people: usize, each: usize) -> Vec<Sat> {
    let mut draw = Seed([9; 32]).draw();
    (0..people)
        .map(|person| {
            let ability = 1.2 * normal(&mut draw);
            let mut items: Vec<usize> = (0..20).collect();
            draw.shuffle(&mut items);
            let marks: Vec<_> = items[..each]
                .iter()
                .map(|item| {
                    let p = 1.0 / (1.0 + (truth(*item) - ability).exp());
                    (*item, i64::from(uniform(&mut draw) < p), 1)
                })
                .collect();
            sat(person, 1, &marks)
        })
        .collect()
}

#[test]
fn the_fit_finds_the_difficulties_that_answers_were_made_from() {
    for (people, each) in [(1000, 20), (1500, 12)] {
        let rasch = plain(&simulated(people, each)).rasch.unwrap();
        assert!(rasch.converged, "{} rounds", rasch.rounds);
        assert_eq!(rasch.items.len(), 20);
        assert!((rasch.sd - 1.2).abs() < 0.12, "{}", rasch.sd);
        let mut squares = 0.0;
        for (item, fit) in rasch.items.values().enumerate() {
            let off = fit.difficulty - truth(item);
            assert!(off.abs() < 3.5 * fit.error, "question {item} is off by {off}, error {}", fit.error);
            assert!((0.06..0.13).contains(&fit.error), "{}", fit.error);
            let (infit, outfit) = (fit.infit.unwrap(), fit.outfit.unwrap());
            assert!((0.85..1.15).contains(&infit) && (0.6..1.4).contains(&outfit), "{infit} {outfit}");
            squares += off * off;
        }
        assert!((squares / 20.0f64).sqrt() < 0.12, "{}", (squares / 20.0).sqrt());
    }
}

#[test]
fn with_few_answers_there_is_no_fit() {
    assert_eq!(plain(&simulated(199, 20)).rasch, None);
    // 300 candidates of whom each had 4 of 20: about 60 answers to a question
    assert_eq!(plain(&simulated(300, 4)).rasch, None);
}

#[test]
fn a_question_that_everybody_solved_has_no_difficulty() {
    let mut attempts = simulated(250, 20);
    for answer in attempts.iter_mut().flat_map(|sat| &mut sat.answers).filter(|one| one.version == version(3))
    {
        answer.earned = answer.possible;
    }
    let rasch = plain(&attempts).rasch.unwrap();
    assert!(rasch.converged && rasch.items.len() == 19 && !rasch.items.contains_key(&version(3)));
}

fn marks() -> impl Strategy<Value = Vec<Vec<i64>>> {
    (1..6usize).prop_flat_map(|items| prop::collection::vec(prop::collection::vec(0..4i64, items), 0..25))
}

proptest! {
    #[test]
    fn the_order_in_which_attempts_come_changes_nothing(rows in marks(), seed: [u8; 32]) {
        let rows: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
        let mut attempts = table(&[3; 6], &rows);
        let before = plain(&attempts);
        Seed(seed).draw().shuffle(&mut attempts);
        prop_assert_eq!(plain(&attempts), before);
    }

    #[test]
    fn what_cannot_be_said_is_none_and_all_else_is_a_number_in_its_range(rows in marks()) {
        let rows: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
        let found = plain(&table(&[3; 6], &rows));
        let whole = &found.whole;
        let all = [whole.mean, whole.median, whole.sd, whole.sd_population, whole.skewness, whole.kurtosis];
        prop_assert!(all.into_iter().flatten().all(f64::is_finite));
        if let Some(one) = whole.reliability {
            prop_assert!(one.alpha <= 100.0 && one.error_ratio >= 0.0 && one.standard_error.is_finite());
        }
        let within = |value: Option<f64>, most: f64| value.is_none_or(|value| value.abs() <= most + 1e-6);
        for item in &found.items {
            prop_assert!(within(item.facility, 1.0) && within(item.upper_lower, 1.0));
            prop_assert!(within(item.discrimination, 100.0) && within(item.weight, 100.0));
            prop_assert!(item.efficiency.is_none_or(|it| it.is_finite() && it <= 100.0 + 1e-6), "{:?}", item.efficiency);
        }
    }

    #[test]
    fn points_worth_twice_as_much_say_the_same(rows in marks()) {
        let single: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
        let double: Vec<Vec<i64>> = rows.iter().map(|row| row.iter().map(|x| 2 * x).collect()).collect();
        let double: Vec<&[i64]> = double.iter().map(Vec::as_slice).collect();
        let (one, two) = (plain(&table(&[3; 6], &single)), plain(&table(&[6; 6], &double)));
        close(one.whole.skewness, two.whole.skewness);
        close(one.whole.reliability.map(|it| it.alpha), two.whole.reliability.map(|it| it.alpha));
        for (one, two) in one.items.iter().zip(&two.items) {
            close(one.facility, two.facility);
            close(one.discrimination, two.discrimination);
        }
    }
}
