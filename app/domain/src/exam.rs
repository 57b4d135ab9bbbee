//! Sittings (场次): an exam for chosen people, open for a stretch of time.

use serde::{Deserialize, Serialize};

use crate::{
    attempt::{ARRIVAL_GRACE_MS, State},
    id::SittingId,
    time::{Minutes, Timestamp},
};

/// The rules of one sitting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    pub id: SittingId,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
    /// The longest an attempt may take; the closing time cuts it short.
    pub limit: Minutes,
    /// Percent of the paper's points that pass.
    pub pass_percent: u8,
    /// Make-up exams (补考) after a first attempt that failed.
    pub make_ups: u8,
    /// How long after a failed attempt the make-up may begin.
    pub make_up_delay: Minutes,
}

/// What is wrong with the rules that somebody typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SittingFault {
    EndsBeforeItBegins,
    LimitOutOfRange,
    LimitLongerThanWindow,
    PassOutOfRange,
    TooManyMakeUps,
    /// The make-up could only begin after the sitting has closed.
    NoRoomForMakeUp,
}

/// Why somebody can't begin now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartRefused {
    NotOpenYet {
        opens_at: Timestamp,
    },
    Closed {
        closed_at: Timestamp,
    },
    CourseUnfinished,
    AlreadyPassed,
    /// All attempts are used up: further training comes first.
    NoAttemptLeft {
        allowed: u8,
    },
    WaitForMakeUp {
        until: Timestamp,
    },
    /// The make-up may begin only after the sitting closes.
    MakeUpTooLate,
}

/// What is known of a candidate's earlier attempts when the next one is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    pub at: Timestamp,
    pub passed: bool,
}

impl Ended {
    /// The attempt in this state, if it uses up one of those that are allowed. A voided one does not: the
    /// candidate may be given another paper.
    pub fn of(state: &State) -> Option<Ended> {
        match *state {
            State::NotStarted | State::InProgress { .. } | State::Paused { .. } | State::Voided { .. } => {
                None
            }
            State::HandedIn { at, .. } => Some(Ended { at, passed: false }),
            State::Graded { at, passed, .. } => Some(Ended { at, passed }),
        }
    }
}

impl Sitting {
    /// Every fault of the rules, none when they can be used.
    pub fn faults(&self) -> Vec<SittingFault> {
        let mut faults = Vec::new();
        let window = self.closes_at.since(self.opens_at);
        if window <= 0 {
            faults.push(SittingFault::EndsBeforeItBegins);
        }
        if !(1..=24 * 60).contains(&self.limit.0) {
            faults.push(SittingFault::LimitOutOfRange);
        } else if window > 0 && self.limit.millis() > window {
            faults.push(SittingFault::LimitLongerThanWindow);
        }
        if !(1..=100).contains(&self.pass_percent) {
            faults.push(SittingFault::PassOutOfRange);
        }
        if self.make_ups > 5 {
            faults.push(SittingFault::TooManyMakeUps);
        }
        if self.make_ups > 0 && window > 0 && self.make_up_delay.millis() >= window {
            faults.push(SittingFault::NoRoomForMakeUp);
        }
        faults
    }

    /// When an attempt that begins at `start` ends: its limit, cut short by the closing time (the rule of
    /// peers' time-limit and closing-date rules together).
    pub fn deadline(&self, start: Timestamp) -> Timestamp {
        start.plus(self.limit).min(self.closes_at)
    }

    /// Whether the time is one in which people may begin. The closing instant itself is still open.
    pub fn open(&self, now: Timestamp) -> Result<(), StartRefused> {
        if now < self.opens_at {
            return Err(StartRefused::NotOpenYet { opens_at: self.opens_at });
        }
        if now > self.closes_at {
            return Err(StartRefused::Closed { closed_at: self.closes_at });
        }
        Ok(())
    }

    /// Whether a new attempt may begin at `now`, after the attempts in `ended`, oldest first. Voided attempts
    /// are not among them.
    pub fn may_start(
        &self,
        ended: &[Ended],
        course_complete: bool,
        now: Timestamp,
    ) -> Result<(), StartRefused> {
        if ended.iter().any(|attempt| attempt.passed) {
            return Err(StartRefused::AlreadyPassed);
        }
        self.open(now)?;
        if !course_complete {
            return Err(StartRefused::CourseUnfinished);
        }
        let allowed = self.make_ups.saturating_add(1);
        if ended.len() >= usize::from(allowed) {
            return Err(StartRefused::NoAttemptLeft { allowed });
        }
        if let Some(last) = ended.last() {
            let until = last.at.plus(self.make_up_delay);
            if until > self.closes_at {
                return Err(StartRefused::MakeUpTooLate);
            }
            if now < until {
                return Err(StartRefused::WaitForMakeUp { until });
            }
        }
        Ok(())
    }

    /// Whether candidates may see keys and explanations: after the window has closed, and nobody is at it any
    /// more. An extension or a pause may have taken somebody past the closing time; `open` is whether one has.
    pub fn answers_released(&self, open: bool, now: Timestamp) -> bool {
        !open && now > self.closes_at.plus_millis(ARRIVAL_GRACE_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn minute(n: i64) -> Timestamp {
        Timestamp(n * 60_000)
    }

    fn sitting() -> Sitting {
        Sitting {
            id: SittingId(Uuid::from_u128(1)),
            opens_at: minute(100),
            closes_at: minute(220),
            limit: Minutes(60),
            pass_percent: 80,
            make_ups: 1,
            make_up_delay: Minutes(10),
        }
    }

    #[test]
    fn the_closing_time_cuts_the_limit() {
        assert_eq!(sitting().deadline(minute(100)), minute(160));
        assert_eq!(sitting().deadline(minute(200)), minute(220));
    }

    #[test]
    fn who_may_begin_when() {
        let failed = Ended { at: minute(150), passed: false };
        let passed = Ended { at: minute(150), passed: true };
        type Case<'a> = (&'a [Ended], bool, i64, Result<(), StartRefused>);
        let cases: &[Case] = &[
            (&[], true, 99, Err(StartRefused::NotOpenYet { opens_at: minute(100) })),
            (&[], true, 100, Ok(())),
            (&[], true, 220, Ok(())),
            (&[], true, 221, Err(StartRefused::Closed { closed_at: minute(220) })),
            (&[], false, 150, Err(StartRefused::CourseUnfinished)),
            (&[passed], true, 170, Err(StartRefused::AlreadyPassed)),
            (&[failed], true, 155, Err(StartRefused::WaitForMakeUp { until: minute(160) })),
            (&[failed], true, 160, Ok(())),
            (&[failed, failed], true, 170, Err(StartRefused::NoAttemptLeft { allowed: 2 })),
            (&[Ended { at: minute(215), passed: false }], true, 219, Err(StartRefused::MakeUpTooLate)),
        ];
        for (ended, course, at, expected) in cases {
            assert_eq!(sitting().may_start(ended, *course, minute(*at)), *expected, "at minute {at}");
        }
    }

    /// Somebody whose attempt was voided may be given another paper, at once and at any number of them.
    #[test]
    fn a_voided_attempt_uses_up_none() {
        let reason = crate::attempt::proctor::Reason::new("试卷外泄").unwrap();
        let voided = State::Voided { started_at: minute(100), at: minute(150), reason };
        let ended: Vec<_> = [&voided, &voided, &voided].into_iter().filter_map(Ended::of).collect();
        assert_eq!(sitting().may_start(&ended, true, minute(150)), Ok(()));
    }

    #[test]
    fn keys_wait_for_the_last_candidate() {
        assert!(!sitting().answers_released(false, minute(221)));
        assert!(sitting().answers_released(false, minute(222)));
        assert!(!sitting().answers_released(true, minute(222)), "somebody was given time past the end");
    }

    #[test]
    fn rules_that_cannot_work_are_all_named() {
        assert_eq!(sitting().faults(), []);
        let bad = Sitting {
            closes_at: minute(100),
            limit: Minutes(0),
            pass_percent: 101,
            make_ups: 9,
            ..sitting()
        };
        assert_eq!(
            bad.faults(),
            [
                SittingFault::EndsBeforeItBegins,
                SittingFault::LimitOutOfRange,
                SittingFault::PassOutOfRange,
                SittingFault::TooManyMakeUps
            ]
        );
        let long = Sitting { limit: Minutes(180), make_up_delay: Minutes(120), ..sitting() };
        assert_eq!(long.faults(), [SittingFault::LimitLongerThanWindow, SittingFault::NoRoomForMakeUp]);
    }
}
