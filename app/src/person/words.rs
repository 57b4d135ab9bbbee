//! Facts about people in words.

use domain::{
    bank::import::Place,
    person::{
        access::Role,
        roster::{Employment, RosterFault},
    },
};
use services::{
    failure::Fault,
    person::{
        Card,
        import::{Changed, RowFault},
        unit::Unit,
    },
};

use crate::{
    text::{self, Lang},
    ui::Choice,
    wording,
};

/// Kinds of employment as a list to choose from.
pub fn employments(lang: Lang) -> Vec<Choice> {
    Employment::ALL.into_iter().map(|kind| Choice::new(kind.code(), employment_kind(lang, kind))).collect()
}

fn employment_kind(lang: Lang, kind: Employment) -> &'static str {
    use text::person::*;
    match kind {
        Employment::Employee => employee(lang),
        Employment::AgencyWorker => agency(lang),
        Employment::Intern => intern(lang),
        Employment::CasualWorker => casual(lang),
        Employment::ContractorWorker => contractor(lang),
    }
}

pub fn employment(lang: Lang, code: &str) -> String {
    Employment::from_code(code).map_or_else(|| code.to_owned(), |kind| employment_kind(lang, kind).to_owned())
}

/// Units as a list to choose from, each below its parent.
pub fn unit_choices(units: &[Unit]) -> Vec<Choice> {
    units.iter().map(|unit| Choice::new(unit.id.to_string(), below(&unit.trail))).collect()
}

pub fn roles(lang: Lang, roles: Vec<Role>) -> Vec<Choice> {
    roles.into_iter().map(|role| Choice::new(role.code(), wording::role(lang, role))).collect()
}

/// Where a unit stands below the enterprise, which everybody knows; the enterprise itself by its name.
pub fn below(trail: &str) -> &str {
    trail.split_once('/').map_or(trail, |(_, below)| below)
}

/// Number, unit and post in one line.
pub fn place(card: &Card) -> String {
    let parts = [Some(card.number.as_str()), Some(below(&card.unit_trail)), card.post_name.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

pub fn changed(lang: Lang, changed: Changed) -> &'static str {
    use text::person::*;
    match changed {
        Changed::Name => name(lang),
        Changed::Phone => phone(lang),
        Changed::Unit => unit(lang),
        Changed::Post => post(lang),
        Changed::Employment => text::person::employment(lang),
        Changed::NationalId => national_id(lang),
        Changed::JoinedOn => joined_on(lang),
    }
}

/// Why a row of a roster is left out.
pub fn row_fault(lang: Lang, fault: &RowFault) -> String {
    use text::person::*;
    match fault {
        RowFault::Read(fault) => roster_fault(lang, fault),
        RowFault::TooLong { limit } => fault_too_long(lang, limit),
        RowFault::PhoneTaken => fault_phone_taken(lang).into(),
        RowFault::NationalIdTaken => fault_id_taken(lang).into(),
        RowFault::OutOfReach => fault_reach(lang).into(),
        RowFault::TooDeep { deepest } => fault_deep(lang, deepest),
        RowFault::HasLeft => fault_has_left(lang).into(),
    }
}

fn roster_fault(lang: Lang, fault: &RosterFault) -> String {
    use text::person::*;
    let rows =
        |places: &[Place]| places.iter().map(|place| place.row.to_string()).collect::<Vec<_>>().join(", ");
    match fault {
        RosterFault::HeaderMissing => fault_header(lang).into(),
        RosterFault::HiddenSheet => fault_hidden(lang).into(),
        RosterFault::QuotesBroken => fault_quotes(lang).into(),
        RosterFault::ErrorCell { value, .. } => fault_error_cell(lang, value),
        RosterFault::NumberMissing => fault_number_missing(lang).into(),
        RosterFault::NameMissing => fault_name_missing(lang).into(),
        RosterFault::NameUnlikely { value } => fault_name_unlikely(lang, value),
        RosterFault::PhoneWrong { value } => fault_phone(lang, value),
        RosterFault::DocumentWrong { fault } => wording::fault(lang, &Fault::NationalId(*fault)),
        RosterFault::EmploymentUnknown { value } => fault_employment(lang, value),
        RosterFault::DateUnclear { value } => fault_date(lang, value),
        RosterFault::Left { value } => fault_left(lang, value),
        RosterFault::SameAsRow { other } => fault_same_row(lang, other.row),
        RosterFault::NumberTwice { others } => fault_number_twice(lang, rows(others)),
        RosterFault::DocumentTwice { others } => fault_document_twice(lang, rows(others)),
    }
}

/// A browser and its system by the names that people know, from what it calls itself.
pub fn client(lang: Lang, agent: &str) -> String {
    // Each of them also bears the names of those after it.
    let browsers = [
        ("MicroMessenger", "WeChat"),
        ("DingTalk", "DingTalk"),
        ("HuaweiBrowser", "Huawei Browser"),
        ("MiuiBrowser", "Mi Browser"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let systems = [
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let known = |list: &[(&str, &'static str)]| {
        list.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    match (known(&browsers), known(&systems)) {
        (Some(browser), Some(system)) => text::session::client(lang, browser, system),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => text::session::unknown_client(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_called_by_its_name() {
        let phone = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/107.0 Mobile Safari/537.36 MicroMessenger/8.0";
        assert_eq!(client(Lang::En, phone), "WeChat on Android");
        assert_eq!(client(Lang::En, "curl/8.5"), "Unknown device");
    }
}
