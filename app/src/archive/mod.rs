//! The archive: finding a person, the one-person-one-file page, each attempt with its paper, and the same
//! on paper.

mod attempt;
mod file;
mod history;
mod print;
mod search;
mod tables;
mod words;

pub use words::employment;

use axum::routing::get;
use domain::person::access::Action;

use crate::access::{Access::Needs, Route, form, page};

pub fn routes() -> Vec<Route> {
    let (see, own) = (Needs(Action::SeeFile), Needs(Action::Own));
    vec![
        form("/files", see, get(search::show).post(search::find)),
        page("/files/{id}", see, get(file::show)),
        page("/files/{id}/pdf", see, get(print::show)),
        page("/files/{id}/attempts/{attempt}", see, get(attempt::show)),
        page("/me", own, get(file::mine)),
        page("/me/pdf", own, get(print::mine)),
        page("/me/attempts/{id}", own, get(attempt::mine)),
    ]
}
