//! Why a run can't go on.

use std::time::Duration;

use hyper::StatusCode;

#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The connection broke or was refused: the server is gone, or not there yet.
    #[error("{request}: {error}")]
    Unreachable { request: String, error: String },
    #[error("{request}: no answer within {within:?}")]
    TooSlow { request: String, within: Duration },
    #[error("{request}: answered {status}, {expected} was expected: {start}")]
    Unexpected { request: String, status: StatusCode, expected: StatusCode, start: String },
    #[error("{what} can't be read: {error}")]
    Unreadable { what: String, error: String },
    #[error("the answer {sequence} to question {item} was not taken: {outcome}")]
    NotTaken { item: u16, sequence: u32, outcome: String },
    #[error("{program} {arguments}: {error}")]
    Program { program: String, arguments: String, error: String },
    #[error("the server did not {what} within {within:?}")]
    NotServing { what: &'static str, within: Duration },
    #[error("interrupted")]
    Interrupted,
    #[error("database: {0}")]
    Database(#[from] sea_orm::DbErr),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Fault {
    pub fn unreadable(what: impl Into<String>, error: impl ToString) -> Fault {
        Fault::Unreadable { what: what.into(), error: error.to_string() }
    }

    /// Whether the same request may succeed when the server is back or has caught up.
    pub fn may_pass(&self) -> bool {
        match self {
            Fault::Unreachable { .. } | Fault::TooSlow { .. } => true,
            Fault::Unexpected { status, .. } => *status == StatusCode::SERVICE_UNAVAILABLE,
            _ => false,
        }
    }
}
