//! The Rasch model (1PL): P(right) = 1 / (1 + e^(b − θ)), a difficulty b for each question and an ability θ
//! for each person, in logits.
//!
//! Fitted by marginal maximum likelihood with EM (Bock & Aitkin, "Marginal maximum likelihood estimation of
//! item parameters", Psychometrika 46, 1981), abilities normal around 0. Why this one: joint maximum
//! likelihood is inconsistent (its difficulties are too far apart by about L/(L−1), Andersen 1973);
//! conditional likelihood needs the elementary symmetric functions of every set of questions, and with drawn
//! papers each person has another set. Marginal likelihood is consistent and takes drawn papers as they are,
//! because what somebody was not asked is missing by design.
//!
//! A question counts as right when all its points were earned. Questions that all or nobody solved have no
//! finite difficulty and are left out.

use std::collections::BTreeMap;

use super::item::Had;
use crate::id::ItemVersionId;

#[derive(Clone, Debug, PartialEq)]
pub struct Rasch {
    /// Whether no figure moved by more than [`TOLERANCE`] in the last round. If not, nothing but this is to
    /// be believed, and no question has a fit.
    pub converged: bool,
    pub rounds: usize,
    /// Of the abilities, in logits.
    pub sd: f64,
    pub items: BTreeMap<ItemVersionId, Fit>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// 0: solved by half of the average candidates. Higher is harder.
    pub difficulty: f64,
    /// 1 / √Σ P(1−P), for the expected abilities; what is not known about their spread is left out.
    pub error: f64,
    /// Σ(x−P)² / ΣP(1−P) over those with neither all nor nothing right, at their most likely ability (Wright &
    /// Masters, "Rating Scale Analysis", 1982). 1 is as expected.
    pub infit: Option<f64>,
    /// The mean of (x−P)² / P(1−P), which one strange answer can spoil.
    pub outfit: Option<f64>,
}

pub const TOLERANCE: f64 = 1e-5;
pub const MOST_ROUNDS: usize = 1000;

/// Points at which the normal distribution is taken: ±5 standard deviations, so that what is left out is
/// less than 1e-6.
const NODES: usize = 35;
const REACH: f64 = 5.0;

/// Who had the same questions.
struct Design {
    /// Places in the list of fitted questions.
    items: Vec<usize>,
    /// How many had this many right, from none to all.
    scores: Vec<f64>,
}

/// Fits those questions that have at least `least` answers; none when these are fewer than two.
pub(super) fn fit(
    had: &BTreeMap<ItemVersionId, Vec<Had<'_>>>,
    attempts: usize,
    least: usize,
) -> Option<Rasch> {
    let fitted: Vec<(ItemVersionId, &Vec<Had<'_>>, f64)> = had
        .iter()
        .filter(|(_, had)| had.len() >= least)
        .map(|(version, had)| (*version, had, had.iter().filter(|one| one.is_full()).count() as f64))
        .filter(|(_, had, right)| *right > 0.0 && *right < had.len() as f64)
        .collect();
    (fitted.len() > 1).then_some(())?;
    let mut mine: Vec<Vec<usize>> = vec![Vec::new(); attempts];
    let mut scores = vec![0usize; attempts];
    for (item, (_, had, _)) in fitted.iter().enumerate() {
        for one in had.iter() {
            mine[one.at].push(item);
            scores[one.at] += usize::from(one.is_full());
        }
    }
    let mut designs: BTreeMap<&[usize], Vec<f64>> = BTreeMap::new();
    for (items, score) in mine.iter().zip(&scores).filter(|(items, _)| !items.is_empty()) {
        designs.entry(items).or_insert_with(|| vec![0.0; items.len() + 1])[*score] += 1.0;
    }
    let designs: Vec<Design> =
        designs.into_iter().map(|(items, scores)| Design { items: items.to_vec(), scores }).collect();
    let right: Vec<f64> = fitted.iter().map(|(_, _, right)| *right).collect();
    let logit = |(_, had, right): &(_, &Vec<Had<'_>>, f64)| ((had.len() as f64 - right) / right).ln();
    let mut state = State { difficulties: fitted.iter().map(logit).collect(), sd: 1.0 };
    let (mut rounds, mut converged, mut errors) = (0, false, Vec::new());
    while rounds < MOST_ROUNDS && !converged {
        let before = state.clone();
        errors = state.improve(&designs, &right);
        rounds += 1;
        let moved = before.difficulties.iter().zip(&state.difficulties).map(|(a, b)| (a - b).abs());
        let moved = moved.fold((before.sd - state.sd).abs(), f64::max);
        (moved.is_finite()).then_some(())?;
        converged = moved < TOLERANCE;
    }
    if !converged {
        return Some(Rasch { converged, rounds, sd: state.sd, items: BTreeMap::new() });
    }
    let abilities: Vec<Option<f64>> = mine
        .iter()
        .zip(&scores)
        .map(|(items, score)| ability(items.iter().map(|item| state.difficulties[*item]), *score))
        .collect();
    let items = fitted.iter().enumerate().map(|(item, (version, had, _))| {
        let difficulty = state.difficulties[item];
        let (infit, outfit) = squares(had, difficulty, &abilities);
        (*version, Fit { difficulty, error: errors[item], infit, outfit })
    });
    Some(Rasch { converged, rounds, sd: state.sd, items: items.collect() })
}

#[derive(Clone)]
struct State {
    difficulties: Vec<f64>,
    sd: f64,
}

impl State {
    /// One round of EM; returns the standard errors that its figures have.
    ///
    /// Given the questions, the number of right answers says everything about an ability: the posterior at θ
    /// is in proportion to φ(θ)·e^(rθ) / Π(1 + e^(θ−b)). The M-step solves Σ N(θ)·P(θ, b) = right answers for
    /// each b, where N is how many of those who had the question are expected at θ.
    fn improve(&mut self, designs: &[Design], right: &[f64]) -> Vec<f64> {
        let step = 2.0 * REACH / (NODES - 1) as f64;
        let nodes: Vec<f64> = (0..NODES).map(|at| (at as f64 * step - REACH) * self.sd).collect();
        let prior: Vec<f64> = nodes.iter().map(|node| -0.5 * (node / self.sd).powi(2)).collect();
        let softplus: Vec<Vec<f64>> = self
            .difficulties
            .iter()
            .map(|b| nodes.iter().map(|node| (node - b).exp().ln_1p()).collect())
            .collect();
        let mut expected = vec![vec![0.0; NODES]; self.difficulties.len()];
        let (mut squares, mut people) = (0.0, 0.0);
        for design in designs {
            let mut base = prior.clone();
            for item in &design.items {
                base.iter_mut().zip(&softplus[*item]).for_each(|(base, one)| *base -= one);
            }
            let mut at = vec![0.0; NODES];
            for (score, count) in design.scores.iter().enumerate().filter(|(_, count)| **count > 0.0) {
                let logs: Vec<f64> =
                    base.iter().zip(&nodes).map(|(base, node)| base + score as f64 * node).collect();
                let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let shares: Vec<f64> = logs.iter().map(|log| (log - top).exp()).collect();
                let scale = count / shares.iter().sum::<f64>();
                for (at, share) in at.iter_mut().zip(&shares) {
                    *at += share * scale;
                }
                people += count;
            }
            squares += at.iter().zip(&nodes).map(|(at, node)| at * node * node).sum::<f64>();
            for item in &design.items {
                expected[*item].iter_mut().zip(&at).for_each(|(all, at)| *all += at);
            }
        }
        // Abilities that do not differ at all would make every node the same.
        self.sd = (squares / people).sqrt().max(1e-3);
        let each = self.difficulties.iter_mut().zip(&expected).zip(right);
        each.map(|((b, expected), right)| solve(b, expected, &nodes, *right)).collect()
    }
}

/// Newton's steps for Σ N·P(θ, b) = right, each at most 1 logit. Returns the standard error.
fn solve(b: &mut f64, expected: &[f64], nodes: &[f64], right: f64) -> f64 {
    let mut information = 0.0;
    for _ in 0..50 {
        let mut surplus = -right;
        information = 0.0;
        for (count, node) in expected.iter().zip(nodes) {
            let p = probability(*node, *b);
            surplus += count * p;
            information += count * p * (1.0 - p);
        }
        let step = (surplus / information).clamp(-1.0, 1.0);
        *b += step;
        if step.abs() < 1e-10 {
            break;
        }
    }
    1.0 / information.sqrt()
}

fn probability(ability: f64, difficulty: f64) -> f64 {
    1.0 / (1.0 + (difficulty - ability).exp())
}

/// The most likely ability for `score` right: ΣP(θ, b) = score; none for all or nothing. By bisection, since
/// ΣP only rises.
fn ability(difficulties: impl Iterator<Item = f64> + Clone, score: usize) -> Option<f64> {
    (score > 0 && score < difficulties.clone().count()).then_some(())?;
    let (mut low, mut high) = (-30.0, 30.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        let sum: f64 = difficulties.clone().map(|b| probability(middle, b)).sum();
        if sum < score as f64 { low = middle } else { high = middle }
    }
    Some((low + high) / 2.0)
}

/// Infit and outfit.
fn squares(had: &[Had<'_>], difficulty: f64, abilities: &[Option<f64>]) -> (Option<f64>, Option<f64>) {
    let (mut squares, mut variances, mut standardised, mut count) = (0.0, 0.0, 0.0, 0.0);
    for one in had {
        let Some(ability) = abilities[one.at] else { continue };
        let p = probability(ability, difficulty);
        let (square, variance) = ((f64::from(u8::from(one.is_full())) - p).powi(2), p * (1.0 - p));
        squares += square;
        variances += variance;
        standardised += square / variance;
        count += 1.0;
    }
    if variances > 0.0 { (Some(squares / variances), Some(standardised / count)) } else { (None, None) }
}
