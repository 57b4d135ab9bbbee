//! Sitting an exam: the start page, the room, handing in, the result.

mod finish;
pub mod paper;
mod result;
mod room;
mod start;

use axum::routing::get;
use domain::person::access::Action;

use crate::access::{Access, Route, form, page};

pub fn routes() -> Vec<Route> {
    let own = Access::Needs(Action::Own);
    vec![
        form("/exams/{sitting}", own, get(start::show).post(start::submit)),
        form("/attempts/{attempt}", own, get(room::show).post(room::submit)),
        form("/attempts/{attempt}/hand-in", own, get(finish::show).post(finish::submit)),
        page("/attempts/{attempt}/result", own, get(result::show)),
    ]
}
