//! What the answers of a file show when they are looked at together.

use super::{Report, Warning, question::Parts, stem, text};
use crate::bank::item::Content;

/// Below this many single choice questions, one letter for nearly all of them may be chance.
const ENOUGH: usize = 20;

/// How seldom chance may bring about what is called unbalanced.
const CHANCE: f64 = 1e-6;

/// One option's share of the keys.
struct Share {
    letter: usize,
    /// How many questions have such an option, and how many of them have it right.
    of: usize,
    rows: usize,
    /// How many would have it right if every option were as likely as the others.
    expected: f64,
}

/// Whether the keys of single choice questions are all the same, or unbalanced beyond chance.
pub fn keys(report: &Report) -> Option<Warning> {
    let keys: Vec<(usize, usize)> = report
        .accepted()
        .filter_map(|(_, item)| match &item.content {
            Content::SingleChoice { options, key, .. } => Some((*key, options.len())),
            _ => None,
        })
        .collect();
    if keys.len() < ENOUGH {
        return None;
    }
    let letters = keys.iter().map(|(_, options)| *options).max()?;
    let shares: Vec<Share> = (0..letters).map(|letter| share(letter, &keys)).collect();
    let most = shares.iter().max_by_key(|share| share.rows)?;
    if most.rows * 10 >= keys.len() * 9 {
        return Some(Warning::OneLetter {
            letter: text::label(most.letter),
            rows: most.rows,
            of: keys.len(),
        });
    }
    let oddest = shares.iter().min_by(|one, other| one.chance().total_cmp(&other.chance()))?;
    // Each letter is a chance of its own to be odd.
    (oddest.chance() * letters as f64 <= CHANCE).then_some(Warning::Unbalanced {
        letter: text::label(oddest.letter),
        rows: oddest.rows,
        of: oddest.of,
        expected: oddest.expected.round() as usize,
    })
}

fn share(letter: usize, keys: &[(usize, usize)]) -> Share {
    let having = || keys.iter().filter(|(_, options)| *options > letter);
    Share {
        letter,
        of: having().count(),
        rows: having().filter(|(key, _)| *key == letter).count(),
        expected: having().map(|(_, options)| 1.0 / *options as f64).sum(),
    }
}

impl Share {
    /// An upper bound for the chance of a share as far off as this one, on its side of the expected.
    ///
    /// Hoeffding (1963), theorem 1: of `n` independent trials with the mean probability `p`, the share
    /// `q` or more (or less) succeeds with a chance of at most `exp(-n·(q·ln(q/p) + (1-q)·ln((1-q)/(1-p))))`.
    fn chance(&self) -> f64 {
        if self.of == 0 {
            return 1.0;
        }
        let n = self.of as f64;
        let (q, p) = (self.rows as f64 / n, self.expected / n);
        let term = |q: f64, p: f64| if q == 0.0 { 0.0 } else { q * (q / p).ln() };
        (-n * (term(q, p) + term(1.0 - q, 1.0 - p))).exp()
    }
}

/// Whether the answers of a sheet stand a row too low or too high.
///
/// Nothing but the ends of the column shows it: at one end a question without an answer, at the other
/// an answer without a question, and between them rows that have both. A shift inside the column, or
/// one that somebody has filled up, looks like any other key and is not found.
pub fn shifted<'a>(sheet: &str, questions: impl Iterator<Item = (u32, &'a Parts)>) -> Option<Warning> {
    let rows: Vec<(u32, bool, bool)> = questions
        .map(|(row, parts)| {
            let asks =
                !parts.stem.is_empty() || parts.options.as_ref().is_ok_and(|options| !options.is_empty());
            let in_stem = stem::brackets(&parts.stem).iter().any(|bracket| !bracket.inner.is_empty());
            (row, asks, !parts.answer.is_empty() || in_stem)
        })
        .collect();
    let [first, between @ .., last] = rows.as_slice() else { return None };
    let ends = ((first.1, first.2), (last.1, last.2));
    let opposite = matches!(ends, ((true, false), (false, true)) | ((false, true), (true, false)));
    let whole = !between.is_empty() && between.iter().all(|(_, asks, answered)| *asks && *answered);
    (opposite && whole).then(|| Warning::AnswersShifted {
        sheet: sheet.to_owned(),
        first: first.0,
        last: last.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chance(letter: usize, keys: &[(usize, usize)]) -> f64 {
        share(letter, keys).chance()
    }

    #[test]
    fn the_bound_is_that_of_the_theorem() {
        // 30 heads of 40: the true chance is 0.0011, the bound 0.0053.
        let coins: Vec<(usize, usize)> = (0..40).map(|at| (usize::from(at >= 30), 2)).collect();
        assert!((chance(0, &coins) - 0.0053).abs() < 0.0001, "{}", chance(0, &coins));
        assert!((chance(0, &coins) - chance(1, &coins)).abs() < 1e-12);
        let even: Vec<(usize, usize)> = (0..40).map(|at| (at % 4, 4)).collect();
        assert!((chance(2, &even) - 1.0).abs() < 1e-12);
        // An option that is never right, where half the questions lack it.
        let never: Vec<(usize, usize)> = (0..80).map(|at| (0, 3 + at % 2)).collect();
        assert!((chance(3, &never) - 0.75_f64.powi(40)).abs() < 1e-9);
    }
}
