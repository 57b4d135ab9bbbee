//! An attempt (作答): one candidate's way through one paper.
//!
//! ```text
//! not started ──start──▶ in progress ──hand in / time up──▶ handed in ──grade──▶ graded
//! ```
//!
//! Each step returns the event that is stored; the row beside the events is a cache of them, and
//! [`Attempt::replay`] gives the same state from the events alone. "Time is up" is read from the attempt
//! and `now`, so it does not wait for the job that makes it final.

pub mod room;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{bank::Response, exam::Sitting, points::Points, time::Timestamp};

/// How long after the deadline an answer may still arrive and count, in milliseconds.
///
/// It covers a slow network, not writing time: the page locks at the deadline. 60 s is what Moodle
/// allows for the same purpose (`graceperiodmin`).
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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    NotStarted,
    InProgress {
        started_at: Timestamp,
        deadline: Timestamp,
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
}

/// What happened to an attempt, in the order in which it happened: its clock history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Started { at: Timestamp, deadline: Timestamp },
    HandedIn { at: Timestamp, by: HandedInBy },
    Graded { score: Points, possible: Points, passed: bool },
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
    HandedIn {
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// The deadline has passed; what was saved counts.
    TimeUp {
        deadline: Timestamp,
    },
    Over,
}

impl Attempt {
    pub const NEW: Attempt = Attempt { state: State::NotStarted };

    /// Begins at `now`; beginning again is nothing new, so that a lost reply costs nobody the exam.
    pub fn start(&mut self, sitting: &Sitting, now: Timestamp) -> Option<Event> {
        match self.state {
            State::NotStarted => {
                let event = Event::Started { at: now, deadline: sitting.deadline(now) };
                self.apply(event);
                Some(event)
            }
            State::InProgress { .. } | State::HandedIn { .. } | State::Graded { .. } => None,
        }
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
            State::InProgress { deadline, .. } => {
                if now > deadline.plus_millis(ARRIVAL_GRACE_MS) {
                    return Err(AnswerRefused::TimeUp { deadline });
                }
            }
        }
        match held {
            Some(held) if held.sequence == sequence && held.response == *response => Ok(Taken::Repeat),
            Some(held) if held.sequence >= sequence => Err(AnswerRefused::Stale { saved: held.clone() }),
            _ => Ok(Taken::Store),
        }
    }

    /// Hands the paper in. After the deadline it was the clock that did, at the deadline.
    pub fn hand_in(&mut self, now: Timestamp) -> Option<Event> {
        let State::InProgress { deadline, .. } = self.state else { return None };
        let event = if now >= deadline {
            Event::HandedIn { at: deadline, by: HandedInBy::Clock }
        } else {
            Event::HandedIn { at: now, by: HandedInBy::Candidate }
        };
        self.apply(event);
        Some(event)
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
        let event = Event::Graded { score, possible, passed };
        self.apply(event);
        Some(event)
    }

    /// The next instant at which somebody has to look at this attempt, if ever.
    pub fn next_check_at(&self) -> Option<Timestamp> {
        match self.state {
            State::InProgress { deadline, .. } => Some(deadline.plus_millis(ARRIVAL_GRACE_MS)),
            State::NotStarted | State::HandedIn { .. } | State::Graded { .. } => None,
        }
    }

    /// When the time for answers ends, or ended; `now` for one that has not begun.
    pub fn end(&self, now: Timestamp) -> Timestamp {
        match self.state {
            State::NotStarted => now,
            State::InProgress { deadline, .. } => deadline,
            State::HandedIn { at, .. } | State::Graded { at, .. } => at,
        }
    }

    pub fn phase(&self, now: Timestamp) -> Phase {
        match self.state {
            State::NotStarted => Phase::NotStarted,
            State::InProgress { deadline, .. } if now < deadline => {
                Phase::Running { deadline, remaining_ms: deadline.since(now) }
            }
            State::InProgress { deadline, .. } => Phase::TimeUp { deadline },
            State::HandedIn { .. } | State::Graded { .. } => Phase::Over,
        }
    }

    /// The state that `events` lead to. Events that could not have happened there change nothing.
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Attempt {
        let mut attempt = Attempt::NEW;
        events.into_iter().for_each(|event| attempt.apply(event));
        attempt
    }

    fn apply(&mut self, event: Event) {
        self.state = match (self.state, event) {
            (State::NotStarted, Event::Started { at, deadline }) => {
                State::InProgress { started_at: at, deadline }
            }
            (State::InProgress { started_at, .. }, Event::HandedIn { at, by }) => {
                State::HandedIn { started_at, at, by }
            }
            (State::HandedIn { started_at, at, by }, Event::Graded { score, possible, passed }) => {
                State::Graded { started_at, at, by, score, possible, passed }
            }
            (state, _) => state,
        };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::SittingId, time::Minutes};
    use uuid::Uuid;

    fn minute(n: i64) -> Timestamp {
        Timestamp(n * 60_000)
    }

    fn sitting() -> Sitting {
        Sitting {
            id: SittingId(Uuid::from_u128(1)),
            opens_at: minute(0),
            closes_at: minute(200),
            limit: Minutes(60),
            pass_percent: 80,
            make_ups: 1,
            make_up_delay: Minutes(0),
        }
    }

    /// Began at minute 10, so that it ends at minute 70.
    fn running() -> Attempt {
        let mut attempt = Attempt::NEW;
        attempt.start(&sitting(), minute(10)).unwrap();
        attempt
    }

    fn saved(sequence: Sequence, choice: usize) -> Saved {
        Saved { sequence, response: Response::One(choice), at: minute(15) }
    }

    #[test]
    fn beginning_twice_moves_no_deadline() {
        let mut attempt = running();
        assert_eq!(attempt.start(&sitting(), minute(20)), None);
        assert_eq!(attempt, running());
    }

    #[test]
    fn an_answer_counts_until_the_grace_is_over() {
        let cases =
            [(minute(10), true), (minute(70), true), (minute(71), true), (minute(71).plus_millis(1), false)];
        for (now, taken) in cases {
            let answer = running().answer(&Response::One(0), 1, None, now);
            assert_eq!(answer.is_ok(), taken, "{now:?}");
        }
    }

    #[test]
    fn a_newer_answer_is_never_overwritten() {
        let held = saved(3, 1);
        let answer =
            |sequence, choice| running().answer(&Response::One(choice), sequence, Some(&held), minute(20));
        assert_eq!(answer(4, 0), Ok(Taken::Store));
        assert_eq!(answer(3, 1), Ok(Taken::Repeat));
        assert_eq!(answer(3, 0), Err(AnswerRefused::Stale { saved: held.clone() }));
        assert_eq!(answer(2, 1), Err(AnswerRefused::Stale { saved: held.clone() }));
    }

    #[test]
    fn nothing_is_taken_before_the_start_or_after_the_end() {
        let answer = |attempt: Attempt| attempt.answer(&Response::One(0), 1, None, minute(30));
        assert_eq!(answer(Attempt::NEW), Err(AnswerRefused::NotStarted));
        let mut done = running();
        done.hand_in(minute(20));
        assert_eq!(answer(done), Err(AnswerRefused::HandedIn { at: minute(20) }));
    }

    #[test]
    fn the_clock_hands_in_at_the_deadline_however_late_it_looks() {
        let mut attempt = running();
        assert_eq!(attempt.close(minute(70)), None, "answers may still be on their way");
        let closed = Event::HandedIn { at: minute(70), by: HandedInBy::Clock };
        assert_eq!(attempt.close(minute(5000)), Some(closed));
        assert_eq!(attempt.close(minute(5001)), None, "once is enough");
    }

    #[test]
    fn handing_in_late_is_the_clocks_doing() {
        let mut attempt = running();
        assert_eq!(
            attempt.hand_in(minute(70).plus_millis(30_000)),
            Some(Event::HandedIn { at: minute(70), by: HandedInBy::Clock })
        );
    }

    #[test]
    fn time_is_up_for_whoever_looks() {
        assert_eq!(
            running().phase(minute(69)),
            Phase::Running { deadline: minute(70), remaining_ms: 60_000 }
        );
        assert_eq!(running().phase(minute(70)), Phase::TimeUp { deadline: minute(70) });
    }

    #[test]
    fn the_events_alone_give_the_state() {
        let mut attempt = Attempt::NEW;
        let events = [
            attempt.start(&sitting(), minute(10)),
            attempt.hand_in(minute(40)),
            attempt.grade(Points::whole(92), Points::whole(100), true),
        ];
        assert_eq!(Attempt::replay(events.into_iter().flatten()), attempt);
        assert!(matches!(attempt.state, State::Graded { passed: true, .. }));
    }

    #[test]
    fn of_each_question_the_last_answer_counts() {
        let answers = latest([(1, saved(2, 1)), (1, saved(1, 0)), (2, saved(1, 3))]);
        assert_eq!(answers, BTreeMap::from([(1, saved(2, 1)), (2, saved(1, 3))]));
    }
}
