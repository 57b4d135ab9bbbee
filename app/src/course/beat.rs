//! The server's end of a lesson's timer.

use axum::http::StatusCode;
use domain::id::LessonId;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use services::Failure;

use crate::{
    answer,
    door::Visitor,
    island::presence::{BeatTrouble, Heard},
};

/// Counts a sign of life from a lesson's page.
pub async fn beat(lesson: LessonId) -> Result<Heard, BeatTrouble> {
    let counted = match use_context::<Visitor>() {
        Some(Visitor { who: Some(who), .. }) => services::course::beat(&who.ctx, lesson).await,
        _ => Err(Failure::SignedOut),
    };
    match counted {
        Ok(beat) => Ok(Heard { credited: beat.credited, counting: beat.counting }),
        Err(failure) => {
            answer::log(&failure, "study/beat");
            set_status(answer::status(&failure));
            Err(if matches!(failure, Failure::SignedOut) {
                BeatTrouble::SignedOut
            } else {
                BeatTrouble::NotNow
            })
        }
    }
}

fn set_status(status: StatusCode) {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(status);
    }
}
