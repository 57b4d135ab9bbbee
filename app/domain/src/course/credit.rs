//! How much learning time one study of a lesson is worth.
//!
//! A study begins when the lesson is opened and ends when the person closes it or opens another one:
//! nobody has two at a time, so that a person's credit for a day can never exceed the day. While the
//! page is in front, its timer sends a beat every [`BEAT_PERIOD_MS`]. What counts is the time between
//! two signs of life, at most [`GAP_CAP_MS`] for each gap: who goes away earns nothing for being away.
//!
//! Without JavaScript there are no beats, and nothing tells whether the page is still being read. Then
//! the time from opening to closing counts, unless it is longer than [`UNSEEN_LIMIT_MS`], in which case
//! nothing does. That this is weaker evidence stays visible: such a study has no beat on record.
//!
//! One study never earns more than its lesson is long.

use serde::{Deserialize, Serialize};

use crate::{
    id::LessonId,
    time::{Minutes, Timestamp},
};

/// How often an open lesson's page makes itself heard, in milliseconds.
///
/// Often enough that a lost page costs the person no more than half a minute, seldom enough that 500
/// learners are 17 requests a second.
pub const BEAT_PERIOD_MS: i64 = 30_000;

/// The most that one gap between two signs of life counts, in milliseconds.
///
/// Three periods: two beats in a row may be lost to a bad network before anybody loses time by it.
pub const GAP_CAP_MS: i64 = 3 * BEAT_PERIOD_MS;

/// The longest study that counts without a single beat, in milliseconds.
///
/// Four hours are half a shift. Whoever closes the page later has done something else in between, and
/// nobody can say when the reading stopped.
pub const UNSEEN_LIMIT_MS: i64 = 4 * 60 * 60 * 1000;

/// One person's time with one lesson, as far as it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Study {
    pub opened_at: Timestamp,
    /// The last beat, if there was one.
    pub beat_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// What it has earned up to the last beat or, once closed, in all; in milliseconds.
    pub credited_ms: i64,
}

impl Study {
    pub const fn open(now: Timestamp) -> Study {
        Study { opened_at: now, beat_at: None, closed_at: None, credited_ms: 0 }
    }

    /// Counts a beat that reached the server at `now`. A closed study earns nothing more.
    ///
    /// `cap` is the length of the lesson.
    pub fn beat(&mut self, now: Timestamp, cap: Minutes) {
        if self.closed_at.is_none() && now >= self.last_sign() {
            self.earn(self.gap(now), cap);
            self.beat_at = Some(now);
        }
    }

    /// Ends the study at `now`; ending it again changes nothing.
    pub fn close(&mut self, now: Timestamp, cap: Minutes) {
        if self.closed_at.is_some() {
            return;
        }
        let now = now.max(self.last_sign());
        match self.beat_at {
            Some(_) => self.earn(self.gap(now), cap),
            None => {
                let elapsed = now.since(self.opened_at);
                self.earn(if elapsed > UNSEEN_LIMIT_MS { 0 } else { elapsed }, cap);
            }
        }
        self.closed_at = Some(now);
    }

    /// When the page last made itself heard: at the last beat or when it was opened.
    pub fn last_sign(&self) -> Timestamp {
        self.beat_at.unwrap_or(self.opened_at)
    }

    fn gap(&self, now: Timestamp) -> i64 {
        now.since(self.last_sign()).min(GAP_CAP_MS)
    }

    fn earn(&mut self, ms: i64, cap: Minutes) {
        self.credited_ms = (self.credited_ms + ms).min(cap.millis());
    }
}

/// What a whole study earned, in milliseconds, from its record: the same as counting along with [`Study`].
///
/// `beats` are the instants, in order, at which beats reached the server; `cap` is the lesson's length.
pub fn credit(opened_at: Timestamp, beats: &[Timestamp], closed_at: Timestamp, cap: Minutes) -> i64 {
    let mut study = Study::open(opened_at);
    beats.iter().filter(|beat| **beat <= closed_at).for_each(|beat| study.beat(*beat, cap));
    study.close(closed_at, cap);
    study.credited_ms
}

/// What opening a lesson means for the study that is open already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// The lesson is open already, here or on another device, and goes on: a reload is no new study.
    GoOn,
    /// A new study begins; a study that was open has to be closed at the same instant.
    Begin,
}

/// Decides what opening `lesson` at `now` means when `current` is open.
///
/// A lesson goes on only while its study can still count, that is [`UNSEEN_LIMIT_MS`] from its last sign
/// of life.
pub fn opening(current: Option<(LessonId, &Study)>, lesson: LessonId, now: Timestamp) -> Opening {
    match current {
        Some((open, study))
            if open == lesson
                && study.closed_at.is_none()
                && now.since(study.last_sign()) <= UNSEEN_LIMIT_MS =>
        {
            Opening::GoOn
        }
        _ => Opening::Begin,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const LESSON: Minutes = Minutes(45);

    fn second(n: i64) -> Timestamp {
        Timestamp(n * 1000)
    }

    #[test]
    fn what_counts_is_the_time_between_signs_of_life() {
        let every_30: Vec<i64> = (1..=20).map(|n| n * 30).collect();
        let cases: [(&str, &[i64], i64, i64); 9] = [
            ("ten minutes with all beats", &every_30, 600, 600),
            ("closed between two beats", &[30, 60], 75, 75),
            ("two lost beats cost nothing", &[30, 120], 120, 120),
            ("an hour away counts as one gap", &[30, 3630], 3640, 30 + 90 + 10),
            ("left open and closed the next day", &[30, 60], 86_400, 60 + 90),
            ("no JavaScript", &[], 1200, 1200),
            ("no JavaScript, longer than the lesson", &[], 4000, 45 * 60),
            ("no JavaScript, closed after the limit", &[], 14_401, 0),
            ("closed before it was opened", &[], -5, 0),
        ];
        for (name, beats, closed, expected) in cases {
            let beats: Vec<Timestamp> = beats.iter().copied().map(second).collect();
            assert_eq!(credit(second(0), &beats, second(closed), LESSON), expected * 1000, "{name}");
        }
    }

    #[test]
    fn a_closed_study_earns_nothing_more() {
        let mut study = Study::open(second(0));
        study.close(second(60), LESSON);
        let closed = study;
        study.beat(second(90), LESSON);
        study.close(second(120), LESSON);
        assert_eq!(study, closed);
    }

    #[test]
    fn beats_faster_than_the_clock_earn_nothing() {
        let mut study = Study::open(second(0));
        (0..1000).for_each(|_| study.beat(second(30), LESSON));
        assert_eq!(study.credited_ms, 30_000);
        study.beat(second(10), LESSON);
        assert_eq!(study.last_sign(), second(30), "a beat that overtook another one turns nothing back");
    }

    #[test]
    fn a_reload_goes_on_and_another_lesson_begins() {
        let (one, other) = (LessonId(Uuid::from_u128(1)), LessonId(Uuid::from_u128(2)));
        let mut study = Study::open(second(0));
        let limit = UNSEEN_LIMIT_MS / 1000;
        assert_eq!(opening(None, one, second(5)), Opening::Begin);
        assert_eq!(opening(Some((one, &study)), one, second(5)), Opening::GoOn);
        assert_eq!(opening(Some((one, &study)), other, second(5)), Opening::Begin);
        assert_eq!(opening(Some((one, &study)), one, second(limit)), Opening::GoOn);
        assert_eq!(opening(Some((one, &study)), one, second(limit + 1)), Opening::Begin);
        study.close(second(6), LESSON);
        assert_eq!(opening(Some((one, &study)), one, second(7)), Opening::Begin);
    }

    proptest! {
        #[test]
        fn nobody_learns_faster_than_time_passes(
            mut beats in prop::collection::vec(0..20_000i64, 0..60),
            closed in 0..30_000i64,
            cap in 0..120u32,
        ) {
            beats.sort_unstable();
            let beats: Vec<Timestamp> = beats.into_iter().map(second).collect();
            let earned = credit(second(0), &beats, second(closed), Minutes(cap));
            prop_assert!((0..=closed * 1000).contains(&earned));
            prop_assert!(earned <= Minutes(cap).millis());
            let gaps = beats.iter().filter(|beat| **beat <= second(closed)).count() as i64 + 1;
            prop_assert!(gaps == 1 || earned <= gaps * GAP_CAP_MS);
        }
    }
}
