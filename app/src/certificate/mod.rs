//! Certificates: the list, one certificate with its history, its files, and the public page that anybody
//! may ask whether it is good.

mod card;
mod files;
mod list;
mod pace;
mod print;
mod verify;

use axum::routing::get;
use domain::{
    certificate::Status,
    person::access::Action,
    time::{Timestamp, Zone},
};

use crate::{
    access::{
        Access::{Needs, Public},
        Route, form, page,
    },
    text::{self, Lang},
    ui::Tone,
};

pub fn routes() -> Vec<Route> {
    vec![
        page("/certificates", Needs(Action::SeeFile), get(list::show)),
        // For its holder too; the use case knows whose it is.
        form("/certificates/{id}", Needs(Action::Own), get(card::show).post(card::revoke)),
        page("/certificates/{id}/pdf", Needs(Action::Own), get(files::pdf)),
        page("/certificates/{id}/record", Needs(Action::Own), get(files::record)),
        page("/verify", Public, get(verify::ask)),
        page("/verify/key", Public, get(files::key)),
        page("/verify/{code}", Public, get(verify::show)),
    ]
}

/// A certificate's state in one word, with the colour that says the same.
pub fn state(lang: Lang, status: &Status) -> (Tone, &'static str) {
    use text::certificate::*;
    match status {
        Status::Active => (Tone::Ok, active(lang)),
        Status::Expired { .. } => (Tone::Warn, expired(lang)),
        Status::Revoked(_) => (Tone::Bad, revoked(lang)),
    }
}

/// The last day of a period that ends at `until`.
pub fn last_day(zone: Zone, until: Timestamp) -> String {
    zone.date(until.plus_millis(-1))
}
