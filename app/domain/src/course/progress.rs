//! How far somebody is in a course.

use serde::{Deserialize, Serialize};

use crate::{id::LessonId, time::Minutes};

/// What one lesson asks for and what a person has earned in it, over all studies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonCredit {
    pub lesson: LessonId,
    /// The lesson's length: it is done when this much has been earned, and no more can be earned in it.
    pub minutes: Minutes,
    /// Sum of the studies' credit, in milliseconds; only the sum is cut to whole minutes.
    pub earned_ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseProgress {
    /// Lessons done.
    pub done: u32,
    /// Lessons there are.
    pub total: u32,
    pub credited: Minutes,
    pub required: Minutes,
    /// Every lesson is done and the required time is reached: the exam is open.
    pub complete: bool,
}

impl LessonCredit {
    /// Minutes that count. Reading one lesson ten times is not reading ten lessons.
    pub fn credited(&self) -> Minutes {
        Minutes::completed_in(self.earned_ms).min(self.minutes)
    }

    pub fn is_done(&self) -> bool {
        self.credited() >= self.minutes
    }
}

/// The progress over all `lessons` of a course that asks for `required` minutes.
///
/// A course without lessons is never complete: an exam must not open because nobody has written the
/// course yet.
pub fn progress(lessons: &[LessonCredit], required: Minutes) -> CourseProgress {
    let credited = Minutes(lessons.iter().map(|lesson| lesson.credited().0).sum());
    let done = lessons.iter().filter(|lesson| lesson.is_done()).count();
    CourseProgress {
        done: done as u32,
        total: lessons.len() as u32,
        credited,
        required,
        complete: !lessons.is_empty() && done == lessons.len() && credited >= required,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn lesson(minutes: u32, earned_seconds: i64) -> LessonCredit {
        let lesson = LessonId(Uuid::from_u128(1));
        LessonCredit { lesson, minutes: Minutes(minutes), earned_ms: earned_seconds * 1000 }
    }

    #[test]
    fn a_course_is_complete_when_every_lesson_is_done() {
        let cases: [(&[LessonCredit], u32, u32, bool); 7] = [
            (&[], 0, 0, false),
            (&[lesson(10, 600), lesson(5, 300)], 2, 15, true),
            (&[lesson(10, 599), lesson(5, 300)], 1, 14, false),
            (&[lesson(10, 6000), lesson(5, 0)], 1, 10, false),
            (&[lesson(10, 600), lesson(4, 240)], 2, 14, false),
            (&[lesson(20, 1200), lesson(0, 0)], 2, 20, true),
            (&[lesson(10, -7)], 0, 0, false),
        ];
        for (lessons, done, credited, complete) in cases {
            let expected = CourseProgress {
                done,
                total: lessons.len() as u32,
                credited: Minutes(credited),
                required: Minutes(15),
                complete,
            };
            assert_eq!(progress(lessons, Minutes(15)), expected, "{lessons:?}");
        }
    }
}
