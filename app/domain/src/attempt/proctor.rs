//! What a proctor does to an attempt: give time, stop the clock, collect, void, reopen.
//!
//! Everything but letting the clock go on needs a reason, which the clock history keeps. No step moves a
//! deadline to an earlier time.

use serde::{Deserialize, Serialize};

use super::{ARRIVAL_GRACE_MS, Attempt, Event, HandedInBy, State};
use crate::{
    id::OrderId,
    time::{Minutes, Timestamp},
};

/// Why a proctor did something, as it is kept: not empty, and short enough for a line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reason(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonFault {
    Missing,
    TooLong { limit: usize },
}

impl Reason {
    /// In characters.
    pub const LIMIT: usize = 200;

    pub fn new(text: &str) -> Result<Reason, ReasonFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ReasonFault::Missing);
        }
        if text.chars().count() > Self::LIMIT {
            return Err(ReasonFault::TooLong { limit: Self::LIMIT });
        }
        Ok(Reason(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Time that a proctor gives at once: whole minutes, within [`ExtraTime::MOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtraTime(Minutes);

impl ExtraTime {
    /// Eight hours: whoever needs more than a shift needs another sitting.
    pub const MOST: u32 = 8 * 60;

    pub fn new(minutes: u32) -> Option<ExtraTime> {
        (1..=Self::MOST).contains(&minutes).then_some(ExtraTime(Minutes(minutes)))
    }
}

/// What has become of the certificate that an attempt may have earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certified {
    Never,
    Stands,
    Revoked,
}

/// What a decision to reopen an attempt needs to know besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around {
    /// [`Attempt::end_given`]
    pub end: Timestamp,
    pub certified: Certified,
    /// The candidate has begun a later attempt at this sitting.
    pub superseded: bool,
    /// The candidates of this sitting may see the right answers.
    pub keys_released: bool,
}

/// Why a proctor can't do this. Nothing is changed in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SteerRefused {
    NotStarted,
    TimeUp {
        deadline: Timestamp,
    },
    AlreadyPaused {
        since: Timestamp,
    },
    NotPaused,
    HandedIn {
        at: Timestamp,
    },
    Voided {
        at: Timestamp,
    },
    /// There is nothing to reopen: it is not handed in.
    StillOpen,
    /// A certificate was issued for it.
    Certified,
    /// The candidate is at a later attempt already, or has finished one.
    Superseded,
    KeysReleased,
    /// Its time ended then, so that it has to be given some.
    NeedsTime {
        ended: Timestamp,
    },
}

/// Whether time was given on this order already: a form that arrives twice gives it once.
pub fn was_carried_out(order: OrderId, events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event, Event::Extended { order: given, .. } if *given == order))
}

impl Attempt {
    /// Gives more time. Within the arrival grace it comes early enough: nothing is closed yet.
    ///
    /// The same order again would give it again; [`was_carried_out`] tells.
    pub fn extend(
        &mut self,
        order: OrderId,
        extra: ExtraTime,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Event, SteerRefused> {
        self.must_be_open()?;
        match self.deadline() {
            Some(deadline) if now > deadline.plus_millis(ARRIVAL_GRACE_MS) => {
                Err(SteerRefused::TimeUp { deadline })
            }
            _ => Ok(self.record(Event::Extended { order, minutes: extra.0, reason })),
        }
    }

    /// Stops the clock. What is left stays left; an attempt whose time is up can't be paused.
    pub fn pause(&mut self, reason: Reason, now: Timestamp) -> Result<Event, SteerRefused> {
        self.must_be_open()?;
        match self.state {
            State::Paused { since, .. } => Err(SteerRefused::AlreadyPaused { since }),
            State::InProgress { deadline, .. } if now >= deadline => Err(SteerRefused::TimeUp { deadline }),
            _ => Ok(self.record(Event::Paused { at: now, reason })),
        }
    }

    /// Lets the clock go on with what was left, past the sitting's closing time if need be.
    pub fn resume(&mut self, now: Timestamp) -> Result<Event, SteerRefused> {
        self.must_be_open()?;
        match self.state {
            State::Paused { .. } => Ok(self.record(Event::Resumed { at: now })),
            _ => Err(SteerRefused::NotPaused),
        }
    }

    /// Ends the attempt with what was saved. After the deadline it was the clock that did, at the deadline.
    pub fn collect(&mut self, reason: Reason, now: Timestamp) -> Result<Event, SteerRefused> {
        self.must_be_open()?;
        Ok(self.record(match self.deadline() {
            Some(deadline) if now >= deadline => Event::HandedIn { at: deadline, by: HandedInBy::Clock },
            _ => Event::Collected { at: now, reason },
        }))
    }

    /// Takes the attempt out of the count, for good. A certificate has to be revoked before.
    pub fn void(
        &mut self,
        certified: Certified,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Event, SteerRefused> {
        match self.state {
            State::NotStarted => Err(SteerRefused::NotStarted),
            State::Voided { at, .. } => Err(SteerRefused::Voided { at }),
            _ if certified == Certified::Stands => Err(SteerRefused::Certified),
            _ => Ok(self.record(Event::Voided { at: now, reason })),
        }
    }

    /// Takes back a hand-in that was a mistake, the clock's, or the proctor's. The time goes on as it was
    /// given; `extra` comes on top, and counts from `now` when that time has ended.
    pub fn reopen(
        &mut self,
        around: Around,
        extra: Option<ExtraTime>,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Event, SteerRefused> {
        match self.state {
            State::HandedIn { .. } | State::Graded { .. } => {}
            State::InProgress { .. } | State::Paused { .. } => return Err(SteerRefused::StillOpen),
            State::NotStarted => return Err(SteerRefused::NotStarted),
            State::Voided { at, .. } => return Err(SteerRefused::Voided { at }),
        }
        if around.certified != Certified::Never {
            return Err(SteerRefused::Certified);
        }
        if around.superseded {
            return Err(SteerRefused::Superseded);
        }
        if around.keys_released {
            return Err(SteerRefused::KeysReleased);
        }
        let minutes = match extra {
            Some(ExtraTime(minutes)) => minutes,
            None if around.end <= now => return Err(SteerRefused::NeedsTime { ended: around.end }),
            None => Minutes(0),
        };
        let deadline = around.end.max(now).plus(minutes);
        Ok(self.record(Event::Reopened { deadline, minutes, reason }))
    }

    /// Until when the candidate would have had time, had the paper not been handed in; of several times, the
    /// last. None for one that was never handed in.
    pub fn end_given(events: impl IntoIterator<Item = Event>) -> Option<Timestamp> {
        let mut attempt = Attempt::NEW;
        let mut end = None;
        for event in events {
            let before = attempt.clone();
            attempt.apply(event);
            if let (true, State::HandedIn { at, .. }) = (before.state.is_open(), &attempt.state) {
                end = Some(before.end(*at));
            }
        }
        end
    }

    /// Refuses where nobody is at it.
    fn must_be_open(&self) -> Result<(), SteerRefused> {
        match self.state {
            State::InProgress { .. } | State::Paused { .. } => Ok(()),
            State::NotStarted => Err(SteerRefused::NotStarted),
            State::HandedIn { at, .. } | State::Graded { at, .. } => Err(SteerRefused::HandedIn { at }),
            State::Voided { at, .. } => Err(SteerRefused::Voided { at }),
        }
    }
}
