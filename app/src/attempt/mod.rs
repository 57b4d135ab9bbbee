//! Sitting an exam: the start page, the room, handing in, the result; and the proctor's view of the room.

mod finish;
mod marking;
pub mod paper;
mod paused;
mod proctor;
mod result;
mod room;
mod start;

use axum::routing::get;
use domain::person::access::Action;

use crate::access::{Access, Route, form, page};

pub fn routes() -> Vec<Route> {
    let own = Access::Needs(Action::Own);
    let steer = Access::Needs(Action::Proctor);
    let mark = Access::Needs(Action::MarkAnswers);
    vec![
        form("/exams/{sitting}", own, get(start::show).post(start::submit)),
        form("/attempts/{attempt}", own, get(room::show).post(room::submit)),
        form("/attempts/{attempt}/hand-in", own, get(finish::show).post(finish::submit)),
        page("/attempts/{attempt}/result", own, get(result::show)),
        page("/marking", mark, get(marking::list)),
        form("/marking/{sitting}", mark, get(marking::show).post(marking::submit)),
        page("/sittings/{sitting}/room", Access::Needs(Action::SeeSitting), get(proctor::watch::show)),
        form(
            "/sittings/{sitting}/room/all",
            steer,
            get(proctor::steer::show_all).post(proctor::steer::submit_all),
        ),
        form(
            "/sittings/{sitting}/room/{attempt}",
            steer,
            get(proctor::steer::show).post(proctor::steer::submit),
        ),
    ]
}
