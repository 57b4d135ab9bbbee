//! The citizen identity number (公民身份号码, GB 11643-1999): 17 digits and a check character.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use crate::bank::import::text;

/// A number whose form, birth date and check character are right. Whether it was issued, only the
/// police know. Neither `Debug` nor `Display` shows it whole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NationalId(String);

/// Why a text is no identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum NationalIdFault {
    #[error("an identity number has 18 characters, not {found}")]
    Length { found: usize },
    #[error("an identity number consists of digits, the last may be X")]
    Characters,
    /// Spreadsheets keep 15 digits of a number: `3.70102E+17`, or zeros at the end. The column must
    /// be text *before* the numbers are typed.
    #[error("the spreadsheet has lost the last digits")]
    PrecisionLost,
    /// Numbers of the first generation, without century and check character, ended on 1 January 2013.
    #[error("15 digits are a number of the first generation, no longer valid")]
    FirstGeneration,
    #[error("there is no such birth date")]
    BirthDate,
    #[error("the check character is wrong")]
    CheckCharacter,
}

impl NationalId {
    /// Reads a number as people type it: full-width digits, blanks, a leading apostrophe, a small x.
    pub fn parse(typed: &str) -> Result<Self, NationalIdFault> {
        let number: String = text::folded(typed).trim_start_matches(['\'', '’', '‘']).to_ascii_uppercase();
        if number.contains("E+") {
            return Err(NationalIdFault::PrecisionLost);
        }
        if !number.is_ascii() {
            return Err(NationalIdFault::Characters);
        }
        let (digits, last) = number.split_at(number.len().saturating_sub(1).min(17));
        if !digits.bytes().all(|b| b.is_ascii_digit())
            || !last.bytes().all(|b| b.is_ascii_digit() || b == b'X')
        {
            return Err(NationalIdFault::Characters);
        }
        match number.len() {
            18 => {}
            15 => return Err(NationalIdFault::FirstGeneration),
            found => return Err(NationalIdFault::Length { found }),
        }
        if number != format!("{digits}{}", check_character(digits)) {
            return Err(match number.ends_with("000") {
                true => NationalIdFault::PrecisionLost,
                false => NationalIdFault::CheckCharacter,
            });
        }
        let id = Self(number);
        id.born().map(|_| id.clone()).ok_or(NationalIdFault::BirthDate)
    }

    /// Every character, for storing it encrypted and for the few documents that need it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `3706**********1234`: region and last four, as public notices show it.
    pub fn masked(&self) -> String {
        format!("{}**********{}", &self.0[..4], &self.0[14..])
    }

    /// The birth date in it.
    pub fn birth_date(&self) -> Date {
        self.born().unwrap_or(Date::MIN)
    }

    fn born(&self) -> Option<Date> {
        let number = |from: usize, to: usize| self.0.get(from..to)?.parse::<u16>().ok();
        let month = Month::try_from(u8::try_from(number(10, 12)?).ok()?).ok()?;
        let date =
            Date::from_calendar_date(i32::from(number(6, 10)?), month, u8::try_from(number(12, 14)?).ok()?);
        date.ok().filter(|date| date.year() >= 1850)
    }
}

/// ISO 7064 MOD 11-2, as GB 11643 prescribes.
fn check_character(digits: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHARACTERS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHARACTERS[(sum % 11) as usize]
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl TryFrom<String> for NationalId {
    type Error = NationalIdFault;
    fn try_from(text: String) -> Result<Self, NationalIdFault> {
        Self::parse(&text)
    }
}

impl From<NationalId> for String {
    fn from(id: NationalId) -> String {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of GB 11643-1999 itself.
    const WITH_X: &str = "11010519491231002X";
    const WITH_DIGIT: &str = "440524188001010014";

    #[test]
    fn the_examples_of_the_standard_are_read_however_they_are_typed() {
        for typed in [
            WITH_X,
            "11010519491231002x",
            "'11010519491231002X",
            " 110105 19491231 002X ",
            "１１０１０５１９４９１２３１００２Ｘ",
        ] {
            let id = NationalId::parse(typed).unwrap();
            assert_eq!(id.reveal(), WITH_X, "{typed}");
            assert_eq!(id.birth_date().to_string(), "1949-12-31");
        }
        assert_eq!(NationalId::parse(WITH_DIGIT).unwrap().masked(), "4405**********0014");
    }

    #[test]
    fn every_fault_has_its_name() {
        for (typed, fault) in [
            ("3.70102E+17", NationalIdFault::PrecisionLost),
            ("110105194912310000", NationalIdFault::PrecisionLost),
            ("110105194912310021", NationalIdFault::CheckCharacter),
            ("110105491231002", NationalIdFault::FirstGeneration),
            ("1101051949123100", NationalIdFault::Length { found: 16 }),
            ("", NationalIdFault::Length { found: 0 }),
            ("H12345678", NationalIdFault::Characters),
            ("一一〇", NationalIdFault::Characters),
        ] {
            assert_eq!(NationalId::parse(typed), Err(fault), "{typed}");
        }
        let thirteenth_month = "11010519491331002";
        let number = format!("{thirteenth_month}{}", check_character(thirteenth_month));
        assert_eq!(NationalId::parse(&number), Err(NationalIdFault::BirthDate));
    }

    #[test]
    fn a_number_does_not_reach_the_log() {
        assert_eq!(format!("{:?}", NationalId::parse(WITH_X)), "Ok(1101**********002X)");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(typed in "\\PC{0,24}|[0-9Xx０-９ '.E+]{0,20}") {
            let _ = NationalId::parse(&typed);
        }
    }
}
