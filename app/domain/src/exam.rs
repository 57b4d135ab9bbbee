//! Sittings (场次): an exam for chosen people, open for a stretch of time.

use serde::{Deserialize, Serialize};

use crate::{
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

    /// Whether a new attempt may begin at `now`, after the attempts in `ended`, oldest first.
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

    /// When keys and explanations may be seen: after the window has closed for everybody.
    pub fn answers_released(&self, now: Timestamp) -> bool {
        now > self.closes_at.plus_millis(crate::attempt::ARRIVAL_GRACE_MS)
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
