//! The exam room: what a candidate's page is given, what it sends, and what it is told.
//!
//! Answers travel in terms of the paper as shown. There is no field in here for a key.

use serde::{Deserialize, Serialize};

use super::{ItemNo, Sequence, State, proctor::Reason};
use crate::{
    id::AttemptId,
    paper::{Sheet, ShownResponse},
    time::{Timestamp, Zone},
};

/// Everything that the page needs to go through the exam, also without a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    pub attempt: AttemptId,
    /// The sitting's name.
    pub title: String,
    /// The server's clock when the page was made. The page counts down the difference to `deadline`, so
    /// that a wrong clock in the browser changes nothing.
    pub now: Timestamp,
    pub started_at: Timestamp,
    /// While the clock stands, what it would be if it went on at `now`.
    pub deadline: Timestamp,
    pub clock: ClockNow,
    /// Local time at the enterprise, for the times of day that the page names.
    pub zone: Zone,
    pub sheet: Sheet,
    /// The answers that the server holds.
    pub held: Vec<Held>,
}

/// What the clock of an attempt does, as its page is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockNow {
    #[default]
    Running,
    /// It stands, for this reason; what was left is left.
    Paused { reason: Reason },
    /// The attempt is over: handed in, by whomever, or voided.
    Over,
}

/// An answer that the server holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub item: ItemNo,
    pub sequence: Sequence,
    pub answer: ShownResponse,
    pub at: Timestamp,
}

/// An answer on its way to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub item: ItemNo,
    /// One more than the number of the answer that the page last knew to be held.
    pub sequence: Sequence,
    pub answer: ShownResponse,
}

/// The server's reply to some drafts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub now: Timestamp,
    /// As in [`Room`].
    pub deadline: Timestamp,
    /// Servers of earlier releases, which know no pause, leave it out.
    #[serde(default)]
    pub clock: ClockNow,
    pub results: Vec<ItemSettled>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemSettled {
    pub item: ItemNo,
    pub outcome: Outcome,
}

/// What became of a draft. Only `Saved` means that it is safe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Saved {
        at: Timestamp,
    },
    /// Another window saved this newer answer, which is kept. The page still has its own.
    Stale {
        held: Held,
    },
    TimeUp,
    /// The clock stands: the page keeps it until the exam goes on.
    Paused,
    HandedIn,
    /// The question has no such answer: the page is old, or somebody plays with it.
    DoesNotFit,
}

impl ClockNow {
    pub fn of(state: &State) -> ClockNow {
        match state {
            State::NotStarted | State::InProgress { .. } => ClockNow::Running,
            State::Paused { reason, .. } => ClockNow::Paused { reason: reason.clone() },
            State::HandedIn { .. } | State::Graded { .. } | State::Voided { .. } => ClockNow::Over,
        }
    }
}

impl Room {
    /// Questions with an answer that says something.
    pub fn answered(&self) -> usize {
        self.held.iter().filter(|held| !held.answer.is_blank()).count()
    }

    pub fn held(&self, item: ItemNo) -> Option<&Held> {
        self.held.iter().find(|held| held.item == item)
    }
}

impl ShownResponse {
    /// Whether nothing is left of the answer, so that the question counts as unanswered.
    pub fn is_blank(&self) -> bool {
        match self {
            ShownResponse::Chosen(chosen) => chosen.is_empty(),
            ShownResponse::Truth(_) => false,
            ShownResponse::Texts(texts) => texts.iter().all(|text| text.trim().is_empty()),
            ShownResponse::Places(places) => places.iter().all(Option::is_none),
        }
    }
}
