//! The exam room's server function.

use domain::{
    attempt::room::{Draft, Settled},
    id::AttemptId,
};
use leptos::prelude::*;
use server_fn::{
    codec::{Json, JsonEncoding},
    error::{FromServerFnError, ServerFnErrorErr},
};

/// Why answers could not be handed to the server. What was typed stays on the device in every case.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomTrouble {
    /// No answer came: no network, or the server is being restarted.
    Unreachable,
    /// The session has ended: sign in again and go on.
    SignedOut,
    /// It is not this person's attempt.
    NotYours,
    /// Too many at once, or something is broken on the server's side: try again soon.
    NotNow,
}

impl FromServerFnError for RoomTrouble {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        #[cfg(feature = "ssr")]
        crate::island_ctx::unreadable();
        RoomTrouble::Unreachable
    }
}

/// Saves answers. An empty list only asks for the time.
#[server(prefix = "/api", endpoint = "attempt/save", input = Json, output = Json)]
pub async fn save_answers(attempt: AttemptId, answers: Vec<Draft>) -> Result<Settled, RoomTrouble> {
    use crate::island_ctx::{ctx, reply};
    reply(services::attempt::save(&ctx()?, attempt, answers).await)
}
