//! Arranging exams: paper blueprints, sittings with the people in them, and what a sitting says about
//! its questions.

mod analysis;
mod blueprint;
mod list;
mod plan;
mod sitting;

use axum::routing::{get, post};
use domain::person::access::Action;

use crate::access::{Access, Route, act, form, page};

pub fn routes() -> Vec<Route> {
    let arrange = Access::Needs(Action::ArrangeSitting);
    let see = Access::Needs(Action::SeeSitting);
    let judge = Access::Needs(Action::SeeCoverage);
    vec![
        page("/sittings", see, get(list::show)),
        form("/sittings/new", arrange, get(plan::show).post(plan::submit)),
        page("/sittings/{sitting}", see, get(sitting::show)),
        page("/sittings/{sitting}/analysis", judge, get(analysis::show)),
        page("/sittings/{sitting}/analysis.xlsx", judge, get(analysis::xlsx)),
        act("/sittings/{sitting}/invite", arrange, post(sitting::invite)),
        form("/blueprints/new", arrange, get(blueprint::show).post(blueprint::submit)),
    ]
}
