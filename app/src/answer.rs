//! What a handler gives back: a page, a redirect, a file, or trouble that is shown as a page.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::bank::life::Refused;
use services::{Failure, Refusal};

/// Largest upload, unless the operator says otherwise. Larger bodies are cut off by the server's outer layer.
pub const UPLOAD_LIMIT_MB: u32 = 64;

pub type Answer = Result<Response, Trouble>;

/// A failure on its way out. The outermost page layer finds it in the response and shows it in the
/// reader's language; see `door::enter`.
#[derive(Debug)]
pub struct Trouble(pub Failure);

impl<E: Into<Failure>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Trouble(error.into())
    }
}

/// Carries the failure to the layer that words it.
#[derive(Clone)]
pub struct Told(pub std::sync::Arc<Failure>);

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(Told(std::sync::Arc::new(self.0)));
        response
    }
}

/// The one table from failures to statuses.
pub fn status(failure: &Failure) -> StatusCode {
    match failure {
        Failure::NotFound => StatusCode::NOT_FOUND,
        Failure::SignedOut => StatusCode::UNAUTHORIZED,
        Failure::Forbidden => StatusCode::FORBIDDEN,
        Failure::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Failure::Refused(refusal) => match refusal {
            Refusal::LoginWait { .. } => StatusCode::TOO_MANY_REQUESTS,
            Refusal::File(services::failure::FileFault::TooLarge { .. }) => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::Answer(_) | Refusal::Start(_) | Refusal::Steer(_) | Refusal::AlreadyDone => {
                StatusCode::CONFLICT
            }
            Refusal::Life(Refused::ChangedSince | Refused::NothingOpen) => StatusCode::CONFLICT,
            Refusal::OwnExam | Refusal::Life(Refused::OwnWork | Refused::NotTheirWork) => {
                StatusCode::FORBIDDEN
            }
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        },
        Failure::Db(_) | Failure::Corrupt(_) | Failure::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// After something was done: go and look at it. A reload does not do it again.
pub fn see_other(to: impl AsRef<str>) -> Answer {
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to.as_ref().to_owned())]).into_response())
}

/// A file to keep. `name` may hold any character.
pub fn download(name: &str, mime: &'static str, bytes: Vec<u8>) -> Answer {
    let encoded: String = name.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    });
    let disposition = format!("attachment; filename*=UTF-8''{encoded}");
    let headers = [
        (header::CONTENT_TYPE, mime.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// Logs what is ours to mend, once, and gives it a number that the person can quote.
pub fn log(failure: &Failure, path: &str) -> Option<String> {
    match failure {
        Failure::Db(_) | Failure::Corrupt(_) | Failure::Internal(_) => {
            let id = uuid::Uuid::now_v7().simple().to_string();
            let id = id[20..].to_owned();
            tracing::error!(request = %id, path, error = %failure, "request {id} failed");
            Some(id)
        }
        _ => None,
    }
}
