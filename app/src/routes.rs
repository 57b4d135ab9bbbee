//! Every address of the product, feature by feature, each with its rule.

use std::sync::Arc;

use axum::{
    Json, Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use domain::person::access::Action;
use leptos::prelude::provide_context;
use services::Guben;

use crate::{
    access::{Access, Route, mount},
    archive, attempt, audit, bank, certificate, course,
    door::{self, Visitor},
    exam, home,
    island::room::api::RoomTrouble,
    notice, person, report,
};

pub fn all() -> Vec<Route> {
    [
        home::routes(),
        person::routes(),
        course::routes(),
        bank::routes(),
        exam::routes(),
        attempt::routes(),
        certificate::routes(),
        notice::routes(),
        archive::routes(),
        report::routes(),
        audit::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The rule of each server function. One that stands here not is not served.
pub const SERVER_FUNCTIONS: &[(&str, Access)] =
    &[("/api/attempt/save", Access::Needs(Action::Own)), ("/api/study/beat", Access::Needs(Action::Own))];

/// Longest call of a server function, in bytes: the answers of the longest paper ten times over.
const FUNCTION_LIMIT: usize = 1024 * 1024;

/// All pages and server functions behind the door.
pub fn router(guben: Arc<Guben>) -> Router {
    let pages = mount(Router::new(), all());
    let api = SERVER_FUNCTIONS.iter().fold(Router::new(), |router, (path, rule)| {
        let rule = *rule;
        let guarded = post(serve_function).route_layer(axum::middleware::from_fn(
            move |visitor: Visitor, request, next| async move {
                if visitor.who.is_none() && rule != Access::Public {
                    return signed_out();
                }
                door::guard(rule, visitor, request, next).await
            },
        ));
        router.route(path, guarded)
    });
    pages
        .merge(api)
        .fallback(door::nothing_here)
        .layer(axum::middleware::from_fn_with_state(guben.clone(), door::enter))
        .with_state(guben)
}

/// An island cannot read a page: it is told in the error of its function. Both have the same word for this.
fn signed_out() -> Response {
    (StatusCode::UNAUTHORIZED, Json(RoomTrouble::SignedOut)).into_response()
}

async fn serve_function(visitor: Visitor, request: axum::extract::Request) -> Response {
    // Leptos reads a body of any length; this one has to fit.
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, FUNCTION_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let request = axum::extract::Request::from_parts(parts, body.into());
    let context = move || provide_context(visitor.clone());
    leptos_axum::handle_server_fns_with_context(context, request).await.into_response()
}
