//! From a server function to a use case and back.

use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use services::{Ctx, Failure};

use crate::{answer, door::Visitor, island::room::api::RoomTrouble};

/// The request of whoever is signed in.
pub fn ctx() -> Result<Ctx, RoomTrouble> {
    let visitor = use_context::<Visitor>();
    let ctx = visitor.as_ref().and_then(|visitor| visitor.ctx().ok().cloned());
    ctx.ok_or_else(|| {
        set_status(StatusCode::UNAUTHORIZED);
        RoomTrouble::SignedOut
    })
}

/// What the browser is told, with its status. What is ours to mend is logged here.
pub fn reply<T>(result: Result<T, Failure>) -> Result<T, RoomTrouble> {
    result.map_err(|failure| {
        set_status(answer::status(&failure));
        answer::log(&failure, "attempt/save");
        match failure {
            Failure::SignedOut => RoomTrouble::SignedOut,
            Failure::NotFound | Failure::Forbidden | Failure::Refused(_) => RoomTrouble::NotYours,
            Failure::Busy | Failure::Db(_) | Failure::Corrupt(_) | Failure::Internal(_) => {
                RoomTrouble::NotNow
            }
        }
    })
}

/// A call that made no sense is its sender's fault; left alone, it would be answered as one of ours.
pub fn unreadable() {
    set_status(StatusCode::BAD_REQUEST);
}

fn set_status(status: StatusCode) {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(status);
    }
}
