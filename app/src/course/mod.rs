//! Courses: a learner's list, a course, a lesson with its timer; a trainer's list and editors.

use std::str::FromStr;

use axum::routing::{get, post};
use domain::person::access::Action;
use services::{Failure, Refusal};

use crate::{
    access::{Access::Needs, Route, act, form, page},
    answer::Trouble,
};

mod beat;
mod course_form;
mod lesson;
mod lesson_form;
mod list;
mod manage;
mod media;
mod overview;

pub use beat::beat;

pub fn routes() -> Vec<Route> {
    vec![
        page("/courses", Needs(Action::Own), get(list::show)),
        page("/courses/{id}", Needs(Action::Own), get(overview::show)),
        page("/lessons/{id}", Needs(Action::Own), get(lesson::show)),
        act("/lessons/{id}/open", Needs(Action::Own), post(lesson::open)),
        act("/lessons/{id}/done", Needs(Action::Own), post(lesson::done)),
        page("/media/{lesson}/{name}", Needs(Action::Own), get(media::send)),
        page("/courses/manage", Needs(Action::EditCourse), get(manage::show)),
        form("/courses/new", Needs(Action::EditCourse), get(course_form::blank).post(course_form::add)),
        form(
            "/courses/{id}/edit",
            Needs(Action::EditCourse),
            get(course_form::show).post(course_form::submit),
        ),
        form(
            "/courses/{id}/lessons/new",
            Needs(Action::EditCourse),
            get(lesson_form::blank).post(lesson_form::add),
        ),
        form(
            "/lessons/{id}/edit",
            Needs(Action::EditCourse),
            get(lesson_form::show).post(lesson_form::submit),
        ),
        act("/lessons/{id}/move", Needs(Action::EditCourse), post(course_form::shift)),
    ]
}

/// An id from an address. What can't be one names nothing.
fn id<T: FromStr>(text: &str) -> Result<T, Trouble> {
    text.parse().map_err(|_| Trouble(Failure::NotFound))
}

/// What a form can show again; everything else is trouble.
fn refusal(failure: Failure) -> Result<Refusal, Trouble> {
    match failure {
        Failure::Refused(refusal) => Ok(refusal),
        failure => Err(Trouble(failure)),
    }
}

/// What the page before has just done, from the address.
#[derive(serde::Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}
