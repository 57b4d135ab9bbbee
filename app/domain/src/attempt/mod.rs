//! An attempt (作答): one candidate's way through one paper.
//!
//! ```text
//!                         paused
//!                       pause│▲▼resume
//! not started ──start──▶ in progress ──hand in / time up / collect──▶ handed in ──grade──▶ graded
//!                            ▲                                            │                  │
//!                            └───────────────── reopen ───────────────────┴──────────────────┘
//!                        voided ◀── void ── anything that has begun and earned no certificate
//! ```
//!
//! Each step returns the event that is stored; the row beside the events is a cache of them, and
//! [`Attempt::replay`] gives the same state from the events alone. "Time is up" is read from the attempt
//! and `now`, so it does not wait for the job that makes it final. What a proctor does stands in [`proctor`].

pub mod proctor;
pub mod room;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::proctor::Reason;
use crate::{
    bank::Response,
    exam::Sitting,
    id::OrderId,
    points::Points,
    time::{Minutes, Timestamp},
};

/// How long after the deadline, or after the beginning of a pause, an answer may still arrive and count, in
/// milliseconds.
///
/// It covers a slow network, not writing time: the page locks at once. 60 s is what Moodle allows for the
/// same purpose (`graceperiodmin`).
pub const ARRIVAL_GRACE_MS: i64 = 60_000;

/// The place of a question on its paper, from 1.
pub type ItemNo = u16;

/// How often an answer has been changed, counted by the page that changes it; 0 is "never answered".
pub type Sequence = u32;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandedInBy {
    Candidate,
    /// The deadline came; nobody needs to have been online.
    Clock,
    /// Collected: the proctor ended it.
    Proctor,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    NotStarted,
    InProgress {
        started_at: Timestamp,
        deadline: Timestamp,
    },
    /// The clock stands. It has no deadline, and no job looks at it: it waits for the proctor.
    Paused {
        started_at: Timestamp,
        since: Timestamp,
        /// What was left at the pause, and is left at the resume.
        remaining_ms: i64,
        reason: Reason,
    },
    HandedIn {
        started_at: Timestamp,
        at: Timestamp,
        by: HandedInBy,
    },
    Graded {
        started_at: Timestamp,
        at: Timestamp,
        by: HandedInBy,
        score: Points,
        possible: Points,
        passed: bool,
    },
    /// It counts as if it had never begun: no score, no certificate, and none of the allowed attempts is
    /// used up.
    Voided {
        started_at: Timestamp,
        at: Timestamp,
        reason: Reason,
    },
}

/// What happened to an attempt, in the order in which it happened: its clock history. Who did it stands with
/// the event where it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Started {
        at: Timestamp,
        deadline: Timestamp,
    },
    /// The end moves away by so much, past the sitting's closing time if need be.
    Extended {
        order: OrderId,
        minutes: Minutes,
        reason: Reason,
    },
    Paused {
        at: Timestamp,
        reason: Reason,
    },
    Resumed {
        at: Timestamp,
    },
    /// By the candidate or the clock.
    HandedIn {
        at: Timestamp,
        by: HandedInBy,
    },
    /// By the proctor.
    Collected {
        at: Timestamp,
        reason: Reason,
    },
    Graded {
        score: Points,
        possible: Points,
        passed: bool,
    },
    Voided {
        at: Timestamp,
        reason: Reason,
    },
    /// Back in progress, until `deadline`; `minutes` were given on top of what was left.
    Reopened {
        deadline: Timestamp,
        minutes: Minutes,
        reason: Reason,
    },
}

/// The answer that is held for one question, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub sequence: Sequence,
    pub response: Response,
    pub at: Timestamp,
}

/// Why an answer is not taken. What was saved before stays as it is in every case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerRefused {
    NotStarted,
    TimeUp {
        deadline: Timestamp,
    },
    /// The clock stands since then; the page keeps the answer and sends it when the exam goes on.
    Paused {
        since: Timestamp,
    },
    HandedIn {
        at: Timestamp,
    },
    Voided {
        at: Timestamp,
    },
    NoSuchItem,
    /// The answer can't belong to this question: another kind, or an option that isn't there.
    DoesNotFit,
    /// Another window has saved a newer answer, which is kept.
    Stale {
        saved: Saved,
    },
}

/// What to do with an answer that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    Store,
    /// It is held already: the first acknowledgement was lost and the page sent the answer again.
    Repeat,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub state: State,
}

/// What a candidate is told about the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    NotStarted,
    Running {
        deadline: Timestamp,
        remaining_ms: i64,
    },
    /// The clock stands.
    Paused {
        remaining_ms: i64,
    },
    /// The deadline has passed; what was saved counts.
    TimeUp {
        deadline: Timestamp,
    },
    Over,
}

impl State {
    /// When the candidate began; none has who has not.
    pub fn started_at(&self) -> Option<Timestamp> {
        match self {
            State::NotStarted => None,
            State::InProgress { started_at, .. }
            | State::Paused { started_at, .. }
            | State::HandedIn { started_at, .. }
            | State::Graded { started_at, .. }
            | State::Voided { started_at, .. } => Some(*started_at),
        }
    }

    /// When it ended, if it has.
    pub fn ended_at(&self) -> Option<Timestamp> {
        match self {
            State::NotStarted | State::InProgress { .. } | State::Paused { .. } => None,
            State::HandedIn { at, .. } | State::Graded { at, .. } | State::Voided { at, .. } => Some(*at),
        }
    }

    /// Whether somebody is at it: it has begun and has not ended, with the clock running or standing.
    pub fn is_open(&self) -> bool {
        matches!(self, State::InProgress { .. } | State::Paused { .. })
    }
}

impl Attempt {
    pub const NEW: Attempt = Attempt { state: State::NotStarted };

    /// Begins at `now`; beginning again is nothing new, so that a lost reply costs nobody the exam.
    pub fn start(&mut self, sitting: &Sitting, now: Timestamp) -> Option<Event> {
        if self.state != State::NotStarted {
            return None;
        }
        Some(self.record(Event::Started { at: now, deadline: sitting.deadline(now) }))
    }

    /// Decides about an answer that reached the server at `now`; `held` is the answer it would replace.
    pub fn answer(
        &self,
        response: &Response,
        sequence: Sequence,
        held: Option<&Saved>,
        now: Timestamp,
    ) -> Result<Taken, AnswerRefused> {
        match self.state {
            State::NotStarted => return Err(AnswerRefused::NotStarted),
            State::HandedIn { at, .. } | State::Graded { at, .. } => {
                return Err(AnswerRefused::HandedIn { at });
            }
            State::Voided { at, .. } => return Err(AnswerRefused::Voided { at }),
            State::InProgress { deadline, .. } => {
                if now > deadline.plus_millis(ARRIVAL_GRACE_MS) {
                    return Err(AnswerRefused::TimeUp { deadline });
                }
            }
            State::Paused { since, .. } => {
                if now > since.plus_millis(ARRIVAL_GRACE_MS) {
                    return Err(AnswerRefused::Paused { since });
                }
            }
        }
        match held {
            Some(held) if held.sequence == sequence && held.response == *response => Ok(Taken::Repeat),
            Some(held) if held.sequence >= sequence => Err(AnswerRefused::Stale { saved: held.clone() }),
            _ => Ok(Taken::Store),
        }
    }

    /// Hands the paper in. After the deadline it was the clock that did, at the deadline; while the clock
    /// stands nobody hands in.
    pub fn hand_in(&mut self, now: Timestamp) -> Option<Event> {
        let State::InProgress { deadline, .. } = self.state else { return None };
        Some(self.record(match now >= deadline {
            true => Event::HandedIn { at: deadline, by: HandedInBy::Clock },
            false => Event::HandedIn { at: now, by: HandedInBy::Candidate },
        }))
    }

    /// Closes an attempt whose deadline and arrival grace have passed; does nothing to any other.
    pub fn close(&mut self, now: Timestamp) -> Option<Event> {
        match self.next_check_at() {
            Some(due) if now >= due => self.hand_in(now),
            _ => None,
        }
    }

    pub fn grade(&mut self, score: Points, possible: Points, passed: bool) -> Option<Event> {
        let State::HandedIn { .. } = self.state else { return None };
        Some(self.record(Event::Graded { score, possible, passed }))
    }

    /// The next instant at which somebody has to look at this attempt, if ever.
    pub fn next_check_at(&self) -> Option<Timestamp> {
        self.deadline().map(|deadline| deadline.plus_millis(ARRIVAL_GRACE_MS))
    }

    /// When the running clock comes to its end.
    pub fn deadline(&self) -> Option<Timestamp> {
        match self.state {
            State::InProgress { deadline, .. } => Some(deadline),
            State::NotStarted
            | State::Paused { .. }
            | State::HandedIn { .. }
            | State::Graded { .. }
            | State::Voided { .. } => None,
        }
    }

    /// When the time for answers ends, or ended: for one that has not begun `now`, and for one that is paused
    /// what it would be if it went on now.
    pub fn end(&self, now: Timestamp) -> Timestamp {
        match self.state {
            State::NotStarted => now,
            State::InProgress { deadline, .. } => deadline,
            State::Paused { remaining_ms, .. } => now.plus_millis(remaining_ms),
            State::HandedIn { at, .. } | State::Graded { at, .. } | State::Voided { at, .. } => at,
        }
    }

    pub fn phase(&self, now: Timestamp) -> Phase {
        match self.state {
            State::NotStarted => Phase::NotStarted,
            State::InProgress { deadline, .. } if now < deadline => {
                Phase::Running { deadline, remaining_ms: deadline.since(now) }
            }
            State::InProgress { deadline, .. } => Phase::TimeUp { deadline },
            State::Paused { remaining_ms, .. } => Phase::Paused { remaining_ms },
            State::HandedIn { .. } | State::Graded { .. } | State::Voided { .. } => Phase::Over,
        }
    }

    /// The state that `events` lead to.
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Attempt {
        let mut attempt = Attempt::NEW;
        events.into_iter().for_each(|event| attempt.apply(event));
        attempt
    }

    /// Takes the event up. One that could not have happened here changes nothing.
    pub fn apply(&mut self, event: Event) {
        let before = std::mem::replace(&mut self.state, State::NotStarted);
        self.state = before.after(event);
    }

    fn record(&mut self, event: Event) -> Event {
        self.apply(event.clone());
        event
    }
}

impl State {
    fn after(self, event: Event) -> State {
        match (self, event) {
            (State::NotStarted, Event::Started { at, deadline }) => {
                State::InProgress { started_at: at, deadline }
            }
            (State::InProgress { started_at, deadline }, Event::Extended { minutes, .. }) => {
                State::InProgress { started_at, deadline: deadline.plus(minutes) }
            }
            (State::Paused { started_at, since, remaining_ms, reason }, Event::Extended { minutes, .. }) => {
                let remaining_ms = remaining_ms.saturating_add(minutes.millis());
                State::Paused { started_at, since, remaining_ms, reason }
            }
            (State::InProgress { started_at, deadline }, Event::Paused { at, reason }) => {
                State::Paused { started_at, since: at, remaining_ms: deadline.since(at), reason }
            }
            // Requests overtake each other: a resume that came in before its pause costs nobody time.
            (State::Paused { started_at, since, remaining_ms, .. }, Event::Resumed { at }) => {
                State::InProgress { started_at, deadline: at.max(since).plus_millis(remaining_ms) }
            }
            (State::InProgress { started_at, .. }, Event::HandedIn { at, by }) => {
                State::HandedIn { started_at, at, by }
            }
            (
                State::InProgress { started_at, .. } | State::Paused { started_at, .. },
                Event::Collected { at, .. },
            ) => State::HandedIn { started_at, at, by: HandedInBy::Proctor },
            (State::HandedIn { started_at, at, by }, Event::Graded { score, possible, passed }) => {
                State::Graded { started_at, at, by, score, possible, passed }
            }
            (
                State::InProgress { started_at, .. }
                | State::Paused { started_at, .. }
                | State::HandedIn { started_at, .. }
                | State::Graded { started_at, .. },
                Event::Voided { at, reason },
            ) => State::Voided { started_at, at, reason },
            (
                State::HandedIn { started_at, .. } | State::Graded { started_at, .. },
                Event::Reopened { deadline, .. },
            ) => State::InProgress { started_at, deadline },
            (state, _) => state,
        }
    }
}

/// The answers that count: of each question the one with the highest sequence number.
pub fn latest(answers: impl IntoIterator<Item = (ItemNo, Saved)>) -> BTreeMap<ItemNo, Saved> {
    let mut latest: BTreeMap<ItemNo, Saved> = BTreeMap::new();
    for (no, saved) in answers {
        match latest.get(&no) {
            Some(held) if held.sequence >= saved.sequence => {}
            _ => {
                latest.insert(no, saved);
            }
        }
    }
    latest
}
