//! What single cells of a roster say.

use time::{Date, Duration, Month};

use super::{Document, Employment, NationalIdFault, RosterFault};
use crate::bank::import::{table::Cell, text};

/// Refuses what can hardly be a name.
pub fn likely_name(name: &str) -> Result<(), RosterFault> {
    if name.is_empty() {
        return Err(RosterFault::NameMissing);
    }
    let unlikely = name.chars().count() > 50
        || name.chars().any(char::is_numeric)
        || !name.chars().any(char::is_alphabetic);
    if unlikely { Err(RosterFault::NameUnlikely { value: name.into() }) } else { Ok(()) }
}

/// A telephone number as it is stored: digits without blanks and dashes, `+86` taken off.
///
/// # Errors
/// [`RosterFault::PhoneWrong`] for anything that is no telephone number.
pub fn phone(typed: &str) -> Result<Option<String>, RosterFault> {
    let bare: String =
        text::folded(typed).chars().filter(|c| !matches!(c, '-' | '(' | ')' | '–' | '\'')).collect();
    if bare.is_empty() {
        return Ok(None);
    }
    let domestic = bare.strip_prefix("+86").or_else(|| bare.strip_prefix("0086")).unwrap_or(&bare);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mobile = domestic.len() == 11 && domestic.starts_with('1') && digits(domestic);
    let landline = (10..=12).contains(&domestic.len()) && domestic.starts_with('0') && digits(domestic);
    let abroad =
        bare.strip_prefix('+').is_some_and(|number| (7..=15).contains(&number.len()) && digits(number));
    if mobile || landline {
        Ok(Some(domestic.into()))
    } else if abroad && domestic == bare {
        Ok(Some(bare))
    } else {
        Err(RosterFault::PhoneWrong { value: typed.into() })
    }
}

/// The identity document of a cell.
pub fn document(cell: &Cell) -> Result<Option<Document>, NationalIdFault> {
    // A number cell of 16 digits and more has lost its end, even if the check character happens to fit.
    if let Cell::Number(number) = cell
        && *number >= 1e15
    {
        return Err(NationalIdFault::PrecisionLost);
    }
    Document::parse(&cell.text())
}

/// Who employs a person, by the words that lists use.
pub fn employment(typed: &str) -> Result<Option<Employment>, RosterFault> {
    const WORDS: &[(&str, Employment)] = &[
        ("派遣", Employment::AgencyWorker),
        ("agency", Employment::AgencyWorker),
        ("实习", Employment::Intern),
        ("见习", Employment::Intern),
        ("intern", Employment::Intern),
        ("外包", Employment::ContractorWorker),
        ("承包", Employment::ContractorWorker),
        ("外协", Employment::ContractorWorker),
        ("外来", Employment::ContractorWorker),
        ("相关方", Employment::ContractorWorker),
        ("contractor", Employment::ContractorWorker),
        ("临时", Employment::CasualWorker),
        ("季节", Employment::CasualWorker),
        ("灵活", Employment::CasualWorker),
        ("兼职", Employment::CasualWorker),
        ("小时工", Employment::CasualWorker),
        ("casual", Employment::CasualWorker),
        ("temporary", Employment::CasualWorker),
        ("正式", Employment::Employee),
        ("合同", Employment::Employee),
        ("在编", Employment::Employee),
        ("全职", Employment::Employee),
        ("自有", Employment::Employee),
        ("employee", Employment::Employee),
        ("permanent", Employment::Employee),
    ];
    let lower = text::lower(typed);
    let known = WORDS.iter().find(|(word, _)| lower.contains(word)).map(|(_, employment)| *employment);
    match (known, lower.is_empty()) {
        (Some(employment), _) => Ok(Some(employment)),
        (None, true) => Ok(None),
        (None, false) => Err(RosterFault::EmploymentUnknown { value: typed.into() }),
    }
}

/// `2020-3-5`, `2020.3.5`, `2020/03/05`, `2020年3月5日`, `20200305`, a date cell, or its serial number.
pub fn day(cell: &Cell) -> Result<Option<Date>, RosterFault> {
    let unclear = || RosterFault::DateUnclear { value: cell.text() };
    match cell {
        Cell::Empty => return Ok(None),
        Cell::Date(date) => return Ok(Some(*date)),
        // Days since 1899-12-30, from 1950 to 2059; 20200305 is larger.
        Cell::Number(serial) if (18_264.0..58_440.0).contains(serial) => {
            let epoch = Date::from_calendar_date(1899, Month::December, 30).map_err(|_| unclear())?;
            return Ok(Some(epoch + Duration::days(*serial as i64)));
        }
        Cell::Text(_) | Cell::Number(_) | Cell::Bool(_) | Cell::Error(_) | Cell::Picture(_) => {}
    }
    let typed = text::folded(&cell.text());
    if typed.is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = match typed.len() {
        8 if typed.bytes().all(|byte| byte.is_ascii_digit()) => vec![&typed[..4], &typed[4..6], &typed[6..]],
        _ => typed.split(['-', '.', '/', '年', '月', '日']).filter(|part| !part.is_empty()).collect(),
    };
    let [year, month, day] = parts.as_slice() else { return Err(unclear()) };
    let date = || {
        let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
        Date::from_calendar_date(year.parse().ok().filter(|_| year.len() == 4)?, month, day.parse().ok()?)
            .ok()
    };
    date().map(Some).ok_or_else(unclear)
}

/// The levels of an organisation from the top down: `一分厂/焊接车间`.
pub fn path(typed: &str) -> Vec<String> {
    let levels = typed.split(['/', '\\', '>', '＞', '→', '／', '|']).map(text::trim);
    levels.filter(|level| !level.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_documents_come_in_many_forms() {
        let fifth_of_march = Date::from_calendar_date(1990, Month::March, 5).unwrap();
        for cell in [
            Cell::from("1990.3.5"),
            "1990年3月5日".into(),
            "19900305".into(),
            Cell::Number(32937.0),
            Cell::Number(19900305.0),
            Cell::Date(fifth_of_march),
        ] {
            assert_eq!(day(&cell), Ok(Some(fifth_of_march)), "{cell:?}");
        }
        for unclear in ["90/3/5", "3/5/1990", "1990.13.5", "2020年3月", "去年"] {
            assert!(day(&unclear.into()).is_err(), "{unclear}");
        }
        assert_eq!(document(&Cell::Number(110105194912310020.0)), Err(NationalIdFault::PrecisionLost));
        assert_eq!(document(&"h12345678".into()), Ok(Some(Document::Other("H12345678".into()))));
        assert_eq!(document(&" ".into()), Ok(None));
    }
}
