//! HTTP: the pages behind their door, the files, and the layers around everything.

use std::{path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
    routing::get,
};
use services::Guben;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate as _,
        predicate::{DefaultPredicate, NotForContentType, SizeAbove},
    },
    csrf::CsrfLayer,
    services::ServeDir,
    set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
};

/// How long a request may take. An upload over a bad network is the slowest thing that happens.
const PATIENCE: Duration = Duration::from_secs(120);

/// Everything that the server answers.
pub fn router(guben: Arc<Guben>) -> Router {
    let web = guben.settings.web.clone();
    let limit = guben.settings.upload_limit;
    let compression = CompressionLayer::new().compress_when(
        // Smaller answers fit into one packet as they are, and a compressor costs more to set up than they do.
        SizeAbove::new(1024)
            .and(DefaultPredicate::new())
            .and(NotForContentType::const_new("application/pdf"))
            .and(NotForContentType::const_new("video/")),
    );
    let app = app::routes::router(guben.clone())
        .layer(DefaultBodyLimit::max(limit))
        .layer(CsrfLayer::new())
        .layer(compression)
        .merge(files(&web))
        .route("/health", get(|| async { "ok" }));
    #[cfg(feature = "test-clock")]
    let app = app.route("/test/clock", axum::routing::post(set_clock));
    app.layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE))
        .layer(CatchPanicLayer::new())
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("referrer-policy", "same-origin"))
        .layer(fixed("permissions-policy", "camera=(), microphone=(), geolocation=()"))
}

/// The bundle. Names hold a hash of what is in them, so that a browser may keep them for ever.
fn files(web: &Path) -> Router {
    let forever = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, forever);
    let serve = ServeDir::new(web).precompressed_br().precompressed_gzip();
    let bundle = Router::new().fallback_service(serve.clone()).layer(forever);
    let mut router = Router::new().nest("/pkg", bundle);
    for name in ["favicon.svg", "favicon.ico", "icon-180.png", "robots.txt"] {
        if web.join(name).exists() {
            router = router
                .route_service(&format!("/{name}"), tower_http::services::ServeFile::new(web.join(name)));
        }
    }
    router
}

/// Of what is there. What is missing may be there after the next start.
fn forever(response: &Response) -> Option<HeaderValue> {
    let there = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    there.then_some(HeaderValue::from_static("public, max-age=31536000, immutable"))
}

fn fixed(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(HeaderName::from_static(name), HeaderValue::from_static(value))
}

/// Moves the clock of a test's server: `POST /test/clock` with a number of milliseconds as its body.
#[cfg(feature = "test-clock")]
async fn set_clock(body: String) -> StatusCode {
    match body.trim().parse() {
        Ok(millis) => {
            services::clock::shift(millis);
            StatusCode::NO_CONTENT
        }
        Err(_) => StatusCode::BAD_REQUEST,
    }
}
