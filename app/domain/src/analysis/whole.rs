//! The paper as a whole.

use std::collections::BTreeMap;

use super::{Sat, sample, value};
use crate::id::ItemVersionId;

/// What the attempts say about the paper. Formulas: Moodle, "Quiz statistics calculations".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whole {
    pub attempts: usize,
    pub mean: Option<f64>,
    pub median: Option<f64>,
    /// √(Σd² / (s − 1)), from two attempts on.
    pub sd: Option<f64>,
    /// √(Σd² / s), as Canvas states it.
    pub sd_population: Option<f64>,
    /// k3 / k2^1.5 from three attempts on, with k2 = s·m2/(s−1), k3 = s²·m3/((s−1)(s−2)).
    ///
    /// Negative: a tail of low scores. Example in the tests: totals 1, 2, 6 → 1.4579….
    pub skewness: Option<f64>,
    /// k4 / k2² from four attempts on, with k4 = s²·((s+1)·m4 − 3(s−1)·m2²) / ((s−1)(s−2)(s−3)): the excess
    /// over a normal distribution.
    pub kurtosis: Option<f64>,
    pub reliability: Option<Reliability>,
}

/// Internal consistency (信度).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reliability {
    /// Cronbach's α in percent (coefficient of internal consistency): 100·p/(p−1)·(1 − Σ var(x)/k2). Negative
    /// when the parts contradict each other. The same for both conventions, since s − 1 or s cancels out.
    pub alpha: f64,
    /// 100·√(1 − α/100): above 100 for a negative α.
    pub error_ratio: f64,
    /// Error ratio · sd / 100: how far a score may lie from what the person deserves, in points.
    pub standard_error: f64,
    pub parts: Parts,
}

/// What α takes for the parts of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// Everybody had the same questions.
    Questions,
    /// Questions were drawn: places on the paper, as Moodle counts its random slots. Since each place holds
    /// easy and hard questions, this α is lower than the truth, as KR-21 is lower than KR-20.
    Places,
}

/// What α says in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separation {
    Well,
    Fairly,
    Poorly,
}

impl Reliability {
    /// From 80 % on well, below 60 % poorly: DeVellis, "Scale Development" (2017), p. 145, "below .60
    /// unacceptable … between .80 and .90 very good". Where nearly everybody solves nearly everything α is low
    /// without anything being wrong with the paper.
    pub fn separation(&self) -> Separation {
        match self.alpha {
            alpha if alpha >= 80.0 => Separation::Well,
            alpha if alpha >= 60.0 => Separation::Fairly,
            _ => Separation::Poorly,
        }
    }
}

pub(super) fn report(sats: &[&Sat], totals: &[f64]) -> Whole {
    let s = totals.len() as f64;
    let mut ascending = totals.to_vec();
    ascending.sort_by(f64::total_cmp);
    let k2 = sample::variance(totals).filter(|k2| *k2 > 0.0);
    let moment = |k| sample::central_moment(totals, k);
    let skewness = || {
        let k3 = s * s * moment(3)? / ((s - 1.0) * (s - 2.0));
        Some(k3 / k2?.powf(1.5))
    };
    let kurtosis = || {
        let k4 = s * s * ((s + 1.0) * moment(4)? - 3.0 * (s - 1.0) * moment(2)?.powi(2))
            / ((s - 1.0) * (s - 2.0) * (s - 3.0));
        Some(k4 / k2?.powi(2))
    };
    Whole {
        attempts: totals.len(),
        mean: sample::mean(totals),
        median: sample::median(&ascending),
        sd: sample::deviation(totals),
        sd_population: sample::deviation_population(totals),
        skewness: if totals.len() > 2 { skewness() } else { None },
        kurtosis: if totals.len() > 3 { kurtosis() } else { None },
        reliability: k2.and_then(|k2| reliability(sats, k2)),
    }
}

fn reliability(sats: &[&Sat], k2: f64) -> Option<Reliability> {
    let (parts, marks) = parts(sats)?;
    let p = marks.len() as f64;
    (marks.len() > 1).then_some(())?;
    let sum: f64 = marks.iter().filter_map(|marks| sample::variance(marks)).sum();
    let alpha = 100.0 * p / (p - 1.0) * (1.0 - sum / k2);
    // By Cauchy-Schwarz α is at most 100; rounding may make it a little more.
    let alpha = alpha.min(100.0);
    let error_ratio = 100.0 * (1.0 - alpha / 100.0).sqrt();
    Some(Reliability { alpha, error_ratio, standard_error: error_ratio * k2.sqrt() / 100.0, parts })
}

/// For each part the marks of everybody; none when papers are not of the same length.
fn parts(sats: &[&Sat]) -> Option<(Parts, Vec<Vec<f64>>)> {
    let mut by_question: BTreeMap<ItemVersionId, Vec<f64>> = BTreeMap::new();
    for answer in sats.iter().flat_map(|sat| &sat.answers) {
        by_question.entry(answer.version).or_default().push(value(answer.earned));
    }
    if by_question.values().all(|marks| marks.len() == sats.len()) {
        return Some((Parts::Questions, by_question.into_values().collect()));
    }
    let places = sats.first()?.answers.len();
    sats.iter().all(|sat| sat.answers.len() == places).then_some(())?;
    let place = |at: usize| sats.iter().map(|sat| value(sat.answers[at].earned)).collect();
    Some((Parts::Places, (0..places).map(place).collect()))
}
