//! Numbers as files write them.

use rust_decimal::Decimal;

use crate::bank::item::{Range, Unit};

use super::text;

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

/// Units are no longer than this.
const UNIT: usize = 12;

/// What a number may be: `220`, `220 ± 5 V`, `219..221`, with `|` between several, the unit behind the last.
pub fn ranges(answer: &str) -> Option<(Vec<Range>, Option<Unit>)> {
    let folded: String = answer.chars().map(text::narrow).collect();
    let mut ranges = Vec::new();
    let mut unit = None;
    let mut pieces = folded.split('|').peekable();
    while let Some(piece) = pieces.next() {
        let piece = text::trim(piece);
        let number = |c: char| c.is_ascii_digit() || " .+-±".contains(c);
        let end = piece.find(|c| !number(c)).unwrap_or(piece.len());
        let (said, behind) = (text::trim(&piece[..end]), text::trim(&piece[end..]));
        if !behind.is_empty() {
            let fits = behind.chars().count() <= UNIT && !behind.contains(|c: char| c.is_ascii_digit());
            if pieces.peek().is_some() || !fits {
                return None;
            }
            unit = Some(Unit { names: vec![behind.to_owned()], required: false });
        }
        ranges.push(match (said.split_once(".."), said.split_once('±')) {
            (Some((least, most)), None) => between(decimal(least)?, decimal(most)?)?,
            (None, Some((value, tolerance))) => {
                let tolerance = decimal(tolerance)?;
                (tolerance >= Decimal::ZERO).then_some(Range { value: decimal(value)?, tolerance })?
            }
            (None, None) => Range { value: decimal(said)?, tolerance: Decimal::ZERO },
            _ => return None,
        });
    }
    Some((ranges, unit))
}

/// As [`ranges`] takes it.
pub fn written(answers: &[Range], unit: Option<&Unit>) -> String {
    let numbers: Vec<String> = answers.iter().map(ToString::to_string).collect();
    let unit = unit.and_then(|unit| unit.names.first()).map(|unit| format!(" {unit}")).unwrap_or_default();
    numbers.join(" | ") + &unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_with_tolerance_and_unit() {
        for (answer, said) in [
            ("220", "220"),
            ("220±5", "220 ± 5"),
            ("２２０ ± 0.5 V", "220 ± 0.5 V"),
            ("-1..3", "1 ± 2"),
            ("220 | 110 kV", "220 | 110 kV"),
        ] {
            let (ranges, unit) = ranges(answer).unwrap();
            assert_eq!(written(&ranges, unit.as_ref()), said, "{answer}");
        }
        for no in ["", "大约 220", "1,000", "220 V | 110 V", "220 - 5", "3..1", "5 ± -1", "2 3", "1 m2"] {
            assert_eq!(ranges(no), None, "{no}");
        }
    }
}
