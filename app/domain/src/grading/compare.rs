//! What was written, held against what is right.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::bank::item::{Range, Unit};

/// Whether two texts differ in nothing but how they were typed: full-width or half-width signs, capital
/// or small letters, white space around, and white space beside a Chinese character ("2 米").
///
/// Between words and numbers any white space is one space. Numbers are compared as they are written:
/// "2" is not "2.0", and whoever writes the key gives both if both are meant.
pub fn same_text(a: &str, b: &str) -> bool {
    as_compared(a) == as_compared(b)
}

/// Whether two texts are the same letter for letter, white space around them and between words apart.
pub fn same_letters(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

fn as_compared(text: &str) -> String {
    let folded: String = half_width(text).chars().flat_map(char::to_lowercase).collect();
    let mut compared = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
        if compared.ends_with(|c: char| c.is_ascii()) && word.starts_with(|c: char| c.is_ascii()) {
            compared.push(' ');
        }
        compared.push_str(word);
    }
    compared
}

fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(narrow).collect()
}

/// Whether `text` is a number in one of the ranges, in a unit that counts.
pub fn in_range(text: &str, answers: &[Range], unit: Option<&Unit>) -> bool {
    number(text, unit).is_some_and(|number| answers.iter().any(|range| range.contains(number)))
}

impl Range {
    pub fn contains(&self, number: Decimal) -> bool {
        // A sum that does not fit into 28 digits is no number that anybody is examined on.
        let from = self.value.checked_sub(self.tolerance);
        let to = self.value.checked_add(self.tolerance);
        from.zip(to).is_some_and(|(from, to)| from <= number && number <= to)
    }
}

/// The number that somebody wrote: `1.5`, `－２`, `1,500`, `2e-3`, `0.5 MPa`.
///
/// A comma parts thousands and nothing else, since "1,5" may be meant as either. Without `unit` there are
/// only digits; with one, its name may follow, and must when the candidate is to know it.
pub fn number(text: &str, unit: Option<&Unit>) -> Option<Decimal> {
    let text = half_width(text).replace(['−', '–'], "-");
    let text = text.trim();
    let digits: Cow<'_, str> = match unit {
        None => text.into(),
        Some(unit) => match without_unit(text, unit) {
            Some(digits) => digits.into(),
            None if unit.required => return None,
            None => text.into(),
        },
    };
    let digits = without_commas(digits.trim())?;
    let digits = digits.strip_prefix('+').unwrap_or(&digits);
    digits.parse().ok().or_else(|| Decimal::from_scientific(digits).ok())
}

/// What stands before the unit, if one of its names ends the text.
fn without_unit(text: &str, unit: &Unit) -> Option<String> {
    let starts = text.char_indices().map(|(at, _)| at).skip(1);
    let mut found = starts.filter(|at| unit.names.iter().any(|name| same_unit(name, &text[*at..])));
    found.next().map(|at| text[..at].to_owned())
}

/// Units are compared with their letters as they are: mW is not MW.
fn same_unit(a: &str, b: &str) -> bool {
    half_width(a).split_whitespace().eq(b.split_whitespace())
}

fn without_commas(digits: &str) -> Option<String> {
    if !digits.contains(',') {
        return Some(digits.to_owned());
    }
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let first = groups.next().unwrap_or_default();
    let of_digits = |group: &str| group.chars().all(|c| c.is_ascii_digit());
    let grouped = matches!(first.len(), 1..=3)
        && of_digits(first)
        && groups.all(|group| group.len() == 3 && of_digits(group))
        && !rest.contains(',');
    grouped.then(|| digits.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_text_was_typed_makes_no_difference() {
        for (a, b) in [
            ("GB 30871", "ｇｂ　30871 "),
            ("2米", "２ 米"),
            ("安全 第一", "安全第一"),
            ("A，B", "a,b"),
            ("lock  out", "Lock Out"),
        ] {
            assert!(same_text(a, b), "{a} {b}");
        }
        for (a, b) in [("2", "2.0"), ("1 2", "12"), ("安全带", "安全绳"), ("lock out", "lockout")] {
            assert!(!same_text(a, b), "{a} {b}");
        }
        assert!(same_letters(" MPa ", "MPa"));
        assert!(!same_letters("MPa", "mpa"));
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let metres = Unit { names: vec!["m".into(), "米".into()], required: false };
        let known = Unit { required: true, ..metres.clone() };
        let d = |text: &str| Some(text.parse::<Decimal>().unwrap());
        for (text, unit, expected) in [
            ("1.50", None, d("1.5")),
            (" －２ ", None, d("-2")),
            ("−2", None, d("-2")),
            ("+3", None, d("3")),
            ("1,500", None, d("1500")),
            ("12,345.5", None, d("12345.5")),
            ("1,5", None, None),
            ("15,00", None, None),
            ("2e-3", None, d("0.002")),
            ("2 米", None, None),
            ("2 米", Some(&metres), d("2")),
            ("２ｍ", Some(&metres), d("2")),
            ("2", Some(&metres), d("2")),
            ("2", Some(&known), None),
            ("2 m", Some(&known), d("2")),
            ("2 M", Some(&known), None),
            ("米", Some(&metres), None),
            ("大约 2", None, None),
            ("", None, None),
        ] {
            assert_eq!(number(text, unit), expected, "{text}");
        }
    }

    #[test]
    fn a_range_holds_its_ends() {
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        let range = Range { value: d("0.5"), tolerance: d("0.1") };
        for (text, right) in
            [("0.4", true), ("0.6", true), ("0.39", false), ("0.61", false), ("0.5000", true)]
        {
            assert_eq!(in_range(text, &[range], None), right, "{text}");
        }
        let widest = Range { value: Decimal::MAX, tolerance: Decimal::MAX };
        assert!(!widest.contains(Decimal::ONE));
    }
}
