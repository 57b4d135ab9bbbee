//! Which questions somebody should look at, and why.

use super::ItemReport;

/// Where a figure begins to be suspicious. Data, so that an enterprise may be given others.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// Below this many answers nothing is flagged. 30: the standard error of a correlation, 1/√(s−1), is then
    /// 0.19; with fewer, chance alone makes a fifth of good questions look bad. Our choice.
    pub least_answers: usize,
    /// A discrimination index below this is wrong, in percent. 0: those who know less do better (Moodle).
    pub discrimination_bad: f64,
    /// A discrimination index below this is weak, in percent. 20: Ebel & Frisbie, "Essentials of Educational
    /// Measurement" (1991), table of D: "below 0.20 poor items, to be rejected or improved".
    pub discrimination_weak: f64,
    /// An option that fewer than this share chose is dead. 0.05: Haladyna & Downing, "How many options is
    /// enough for a multiple-choice test item?" (1993).
    pub dead_option: f64,
    /// A question that more than this share solved says little. 0.95: our choice; on safety papers it is
    /// often meant to be so, which is why it is only a hint.
    pub too_easy: f64,
    /// Infit or outfit mean squares outside do not fit. 0.7 and 1.3: Wright & Linacre, "Reasonable
    /// mean-square fit values" (1994), run-of-the-mill multiple choice.
    pub fit: (f64, f64),
    /// Answers to a question from which on it takes part in a Rasch fit. 200: difficulties are then known
    /// within ±0.3 logits (Linacre, "Sample size and item calibration stability", 1994, asks for 150–250).
    pub rasch_answers: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            least_answers: 30,
            discrimination_bad: 0.0,
            discrimination_weak: 20.0,
            dead_option: 0.05,
            too_easy: 0.95,
            fit: (0.7, 1.3),
            rasch_answers: 200,
        }
    }
}

/// What is striking about a question, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// The best chose this wrong option more often than the right one: the key may be wrong.
    BeatsKey {
        option: usize,
    },
    /// Those who did well on the rest did worse here.
    NegativeDiscrimination,
    /// The more somebody earned in all, the less here: cov(x, T) < 0.
    NegativeCovariance,
    /// Fewer points than blind guessing earns.
    BelowGuessing,
    WeakDiscrimination,
    /// Does not fit the Rasch model that the other questions fit.
    Misfit,
    /// Hardly anybody chose this wrong option.
    DeadOption {
        option: usize,
    },
    TooEasy,
}

impl Flag {
    /// Whether the question should not be drawn again before somebody has looked at it. The others are hints.
    pub const fn is_suspicious(self) -> bool {
        matches!(
            self,
            Flag::BeatsKey { .. }
                | Flag::NegativeDiscrimination
                | Flag::NegativeCovariance
                | Flag::BelowGuessing
        )
    }
}

impl ItemReport {
    pub fn is_suspicious(&self) -> bool {
        self.flags.iter().any(|flag| flag.is_suspicious())
    }
}

pub(super) fn flags(item: &ItemReport, thresholds: &Thresholds) -> Vec<Flag> {
    if item.answers < thresholds.least_answers {
        return Vec::new();
    }
    let mut flags = Vec::new();
    // With several right options each of them is a key of its own; then no single one can be beaten.
    let mut keys = item.options.iter().filter(|option| option.in_key);
    if let (Some(key), None) = (keys.next(), keys.next()) {
        let wrong = item.options.iter().enumerate().filter(|(_, option)| !option.in_key);
        flags.extend(
            wrong.filter(|(_, option)| option.upper > key.upper).map(|(option, _)| Flag::BeatsKey { option }),
        );
    }
    match item.discrimination {
        Some(index) if index < thresholds.discrimination_bad => flags.push(Flag::NegativeDiscrimination),
        Some(index) if index < thresholds.discrimination_weak => flags.push(Flag::WeakDiscrimination),
        _ => {}
    }
    if item.covariance.is_some_and(|covariance| covariance < 0.0) {
        flags.push(Flag::NegativeCovariance);
    }
    if item.facility.zip(item.guess).is_some_and(|(facility, guess)| facility < guess) {
        flags.push(Flag::BelowGuessing);
    }
    let (low, high) = thresholds.fit;
    let misfits = |square: Option<f64>| square.is_some_and(|square| square < low || square > high);
    if item.rasch.is_some_and(|fit| misfits(fit.infit) || misfits(fit.outfit)) {
        flags.push(Flag::Misfit);
    }
    let least = thresholds.dead_option * item.answers as f64;
    for (option, count) in item.options.iter().enumerate() {
        if !count.in_key && (count.all() as f64) < least {
            flags.push(Flag::DeadOption { option });
        }
    }
    if item.facility.is_some_and(|facility| facility > thresholds.too_easy) {
        flags.push(Flag::TooEasy);
    }
    flags.sort();
    flags
}
