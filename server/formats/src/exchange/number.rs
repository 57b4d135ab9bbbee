//! Numbers as files write them.

use domain::bank::item::Range;
use rust_decimal::Decimal;

/// `220`, `-0.5`, `1.5e3`. Other ways of writing numbers differ from country to country.
pub fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let plain = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'))
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    if !plain {
        return None;
    }
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

/// The numbers from `least` to `most`.
pub fn between(least: Decimal, most: Decimal) -> Option<Range> {
    let half = |sum: Decimal| sum.checked_div(Decimal::TWO);
    let value = half(least.checked_add(most)?)?;
    let tolerance = half(most.checked_sub(least)?)?;
    // A width with 28 digits can't be halved exactly.
    let exact = value.checked_sub(tolerance)? == least && value.checked_add(tolerance)? == most;
    (exact && most >= least).then_some(Range { value, tolerance })
}
