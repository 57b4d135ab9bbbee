//! How far somebody is in a course: read from the studies, each time it is asked.

use domain::{
    course::{self, CourseProgress, LessonCredit},
    id::{CourseId, OrgId, PersonId},
    time::Minutes,
};
use entities::lesson;
use sea_orm::ConnectionTrait;

use super::store::{self, Earned};
use crate::failure::Result;

/// The progress of `person` in a course of the enterprise `org`. What opens an exam asks this.
pub async fn of(
    conn: &impl ConnectionTrait,
    org: OrgId,
    person: PersonId,
    course: CourseId,
) -> Result<CourseProgress> {
    let lessons = store::lessons(conn, org, [course.0]).await?;
    let earned = store::earned(conn, org, person, lessons.iter().map(|lesson| lesson.id)).await?;
    Ok(over(&lessons, &earned))
}

/// A course asks for the time of all its lessons.
pub(super) fn over<'a>(
    lessons: impl IntoIterator<Item = &'a lesson::Model>,
    earned: &Earned,
) -> CourseProgress {
    let credits: Vec<_> = lessons.into_iter().map(|lesson| credit(lesson, earned)).collect();
    let required = Minutes(credits.iter().map(|credit| credit.minutes.0).sum());
    course::progress(&credits, required)
}

pub(super) fn credit(lesson: &lesson::Model, earned: &Earned) -> LessonCredit {
    LessonCredit {
        lesson: lesson.id.into(),
        minutes: minutes(lesson),
        earned_ms: earned.get(&lesson.id).copied().unwrap_or_default(),
    }
}

pub(super) fn minutes(lesson: &lesson::Model) -> Minutes {
    Minutes(lesson.minutes.try_into().unwrap_or_default())
}
