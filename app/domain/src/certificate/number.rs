//! Certificate numbers (证书编号): `LA-2026-QY-001873-L`.
//!
//! The parts are the enterprise's code, the year of issue, the code of the certificate's type, a
//! sequence number and a check character, so that a number read out over the telephone or copied from
//! a worn card is refused rather than taken for another one.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A well-formed certificate number; whether it was ever issued is for the register to say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number {
    org_code: String,
    year: u16,
    type_code: String,
    sequence: u32,
}

/// Why something is no certificate number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberFault {
    /// Not five parts with hyphens between them, or a part of the wrong length.
    Shape,
    /// An enterprise's code is 1 to 8 and a type's 1 to 4 of A–Z and 0–9.
    Code,
    /// Sequence numbers go from 1 to 999999.
    Sequence,
    /// Something was misread: the check character does not belong to the rest.
    Check,
}

impl fmt::Display for NumberFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a certificate number: {self:?}")
    }
}

impl Number {
    /// The number with this sequence number in its year, enterprise and type.
    pub fn new(org_code: &str, year: u16, type_code: &str, sequence: u32) -> Result<Number, NumberFault> {
        let is_code = |code: &str, longest: usize| {
            (1..=longest).contains(&code.len())
                && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        };
        if !is_code(org_code, 8) || !is_code(type_code, 4) {
            return Err(NumberFault::Code);
        }
        if !(1000..=9999).contains(&year) {
            return Err(NumberFault::Shape);
        }
        if !(1..=999_999).contains(&sequence) {
            return Err(NumberFault::Sequence);
        }
        Ok(Number { org_code: org_code.to_owned(), year, type_code: type_code.to_owned(), sequence })
    }

    fn without_check(&self) -> String {
        format!("{}-{:04}-{}-{:06}", self.org_code, self.year, self.type_code, self.sequence)
    }
}

/// The check character of ISO/IEC 7064, MOD 37-2: a digit, a letter or `*`.
///
/// This system catches every single wrong character and every exchange of two neighbours: the weight of
/// a place is a power of 2 modulo the prime 37, so that neither a difference of two characters nor that
/// difference times a power of 2 can vanish. Blood donations are numbered with it (ISBT 128). Hyphens do
/// not take part.
fn check_character(text: &str) -> char {
    const CHARACTERS: &[u8; 37] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";
    let values = text.chars().filter_map(|c| c.to_digit(36));
    let sum = values.fold(0, |sum, value| (sum + value) * 2 % 37);
    char::from(CHARACTERS[((38 - sum) % 37) as usize])
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.without_check();
        write!(f, "{text}-{}", check_character(&text))
    }
}

impl FromStr for Number {
    type Err = NumberFault;

    /// Reads a number as people type it: small letters, full-width signs, spaces and long dashes are
    /// taken for what they stand for.
    fn from_str(text: &str) -> Result<Self, NumberFault> {
        let typed: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| match c {
                '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
                '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
                _ => c,
            })
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let parts: Vec<&str> = typed.split('-').collect();
        let &[org_code, year, type_code, sequence, check] = parts.as_slice() else {
            return Err(NumberFault::Shape);
        };
        let digits =
            |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(sequence, 6) || check.len() != 1 {
            return Err(NumberFault::Shape);
        }
        let year = year.parse().map_err(|_| NumberFault::Shape)?;
        let sequence = sequence.parse().map_err(|_| NumberFault::Sequence)?;
        let number = Number::new(org_code, year, type_code, sequence)?;
        if check.starts_with(check_character(&number.without_check())) {
            Ok(number)
        } else {
            Err(NumberFault::Check)
        }
    }
}

impl TryFrom<String> for Number {
    type Error = NumberFault;
    fn try_from(text: String) -> Result<Self, NumberFault> {
        text.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> String {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_check_character_is_that_of_the_standard() {
        // The example in the documentation of python-stdnum.
        assert_eq!(check_character("G123489654321"), 'Y');
        let number = Number::new("LA", 2026, "QY", 1873).unwrap();
        assert_eq!(number.to_string(), "LA-2026-QY-001873-L");
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let number = Number::new("LA", 2026, "QY", 1873).unwrap();
        let text = number.to_string();
        assert_eq!(text.to_lowercase().parse(), Ok(number.clone()));
        assert_eq!(text.replace('-', " — ").parse(), Ok(number.clone()));
        assert_eq!(text.replace('-', "－").replace('2', "２").parse(), Ok(number));
    }

    #[test]
    fn what_is_no_number_is_refused_with_the_reason() {
        for (text, fault) in [
            ("", NumberFault::Shape),
            ("LA-2026-QY-001873", NumberFault::Shape),
            ("LA-26-QY-001873-0", NumberFault::Shape),
            ("LA-2026-QY-1873-0", NumberFault::Shape),
            ("LÄ-2026-QY-001873-0", NumberFault::Code),
            ("LA-2026--001873-0", NumberFault::Code),
            ("LA-2026-QY-000000-0", NumberFault::Sequence),
            ("LA-2026-QY-001873-!", NumberFault::Check),
        ] {
            assert_eq!(text.parse::<Number>(), Err(fault), "{text}");
        }
        assert_eq!(Number::new("LA", 2026, "QY", 1_000_000), Err(NumberFault::Sequence));
    }

    fn numbers() -> impl Strategy<Value = Number> {
        ("[A-Z0-9]{1,8}", 1000..=9999u16, "[A-Z0-9]{1,4}", 1..=999_999u32)
            .prop_map(|(org, year, kind, sequence)| Number::new(&org, year, &kind, sequence).unwrap())
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(number in numbers()) {
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }

        #[test]
        fn every_single_error_and_every_exchange_of_neighbours_is_noticed(number in numbers()) {
            let text: Vec<char> = number.to_string().chars().collect();
            let places: Vec<usize> = (0..text.len()).filter(|at| text[*at] != '-').collect();
            for at in &places {
                for wrong in ('0'..='9').chain('A'..='Z').chain(['*']) {
                    let mut typed = text.clone();
                    typed[*at] = wrong;
                    let read = String::from_iter(&typed).parse::<Number>();
                    prop_assert!(wrong == text[*at] || read.is_err(), "{typed:?}");
                }
            }
            for pair in places.windows(2) {
                let mut typed = text.clone();
                typed.swap(pair[0], pair[1]);
                let read = String::from_iter(&typed).parse::<Number>();
                prop_assert!(typed == text || read.is_err(), "{typed:?}");
            }
        }
    }
}
