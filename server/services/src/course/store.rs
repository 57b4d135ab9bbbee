//! The rows of courses, lessons, their files, and studies. Every query is kept to one enterprise.

use std::collections::HashMap;

use domain::{
    course::Study,
    id::{CourseId, LessonId, OrgId, PersonId},
    time::Timestamp,
};
use entities::{candidate, course, lesson, media, person, post, sitting, study};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid,
    sea_query::{ExprTrait as _, Query},
};

use crate::failure::{Failure, Result};

/// What somebody has earned, by lesson, in milliseconds over all studies.
pub(super) type Earned = HashMap<Uuid, i64>;

pub async fn course(conn: &impl ConnectionTrait, org: OrgId, id: CourseId) -> Result<course::Model> {
    let mine = course::Column::OrgId.eq(org.0);
    course::Entity::find_by_id(id.0).filter(mine).one(conn).await?.ok_or(Failure::NotFound)
}

/// The course, held until the transaction ends: its lessons change one at a time.
pub async fn lock_course(conn: &impl ConnectionTrait, org: OrgId, id: CourseId) -> Result<course::Model> {
    let mine = course::Column::OrgId.eq(org.0);
    let found = course::Entity::find_by_id(id.0).filter(mine).lock_exclusive().one(conn).await?;
    found.ok_or(Failure::NotFound)
}

pub async fn courses(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<course::Model>> {
    let all = course::Entity::find().filter(course::Column::OrgId.eq(org.0));
    Ok(all.order_by_asc(course::Column::CreatedAt).order_by_asc(course::Column::Id).all(conn).await?)
}

/// Courses for everybody, for the person's post, and of exams that the person is invited to.
pub async fn courses_for(
    conn: &impl ConnectionTrait,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<course::Model>> {
    let invited = Query::select()
        .column(candidate::Column::SittingId)
        .from(candidate::Entity)
        .and_where(candidate::Column::PersonId.eq(person.0))
        .to_owned();
    let examined = Query::select()
        .column(sitting::Column::CourseId)
        .from(sitting::Entity)
        .and_where(sitting::Column::OrgId.eq(org.0))
        .and_where(sitting::Column::CourseId.is_not_null())
        .and_where(sitting::Column::Id.in_subquery(invited))
        .to_owned();
    let of_post = Query::select()
        .column(person::Column::PostId)
        .from(person::Entity)
        .and_where(person::Column::Id.eq(person.0))
        .and_where(person::Column::PostId.is_not_null())
        .to_owned();
    let theirs = Condition::any()
        .add(course::Column::PostId.is_null())
        .add(course::Column::PostId.in_subquery(of_post))
        .add(course::Column::Id.in_subquery(examined));
    let found = course::Entity::find().filter(course::Column::OrgId.eq(org.0)).filter(theirs);
    Ok(found.order_by_asc(course::Column::CreatedAt).order_by_asc(course::Column::Id).all(conn).await?)
}

pub async fn lesson(conn: &impl ConnectionTrait, org: OrgId, id: LessonId) -> Result<lesson::Model> {
    let mine = lesson::Column::OrgId.eq(org.0);
    lesson::Entity::find_by_id(id.0).filter(mine).one(conn).await?.ok_or(Failure::NotFound)
}

/// The lessons of some courses, in their order.
pub async fn lessons(
    conn: &impl ConnectionTrait,
    org: OrgId,
    courses: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<lesson::Model>> {
    let of = lesson::Column::OrgId.eq(org.0).and(lesson::Column::CourseId.is_in(courses));
    Ok(lesson::Entity::find().filter(of).order_by_asc(lesson::Column::No).all(conn).await?)
}

pub async fn lessons_by_id(
    conn: &impl ConnectionTrait,
    org: OrgId,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<lesson::Model>> {
    let of = lesson::Column::OrgId.eq(org.0).and(lesson::Column::Id.is_in(ids));
    Ok(lesson::Entity::find().filter(of).all(conn).await?)
}

pub async fn media(
    conn: &impl ConnectionTrait,
    org: OrgId,
    lesson: LessonId,
    name: &str,
) -> Result<media::Model> {
    let of = media::Column::OrgId
        .eq(org.0)
        .and(media::Column::LessonId.eq(lesson.0))
        .and(media::Column::Name.eq(name));
    media::Entity::find().filter(of).one(conn).await?.ok_or(Failure::NotFound)
}

pub async fn all_media(
    conn: &impl ConnectionTrait,
    org: OrgId,
    lesson: LessonId,
) -> Result<Vec<media::Model>> {
    let of = media::Column::OrgId.eq(org.0).and(media::Column::LessonId.eq(lesson.0));
    Ok(media::Entity::find().filter(of).order_by_asc(media::Column::Name).all(conn).await?)
}

pub async fn posts(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<post::Model>> {
    let all = post::Entity::find().filter(post::Column::OrgId.eq(org.0));
    Ok(all.order_by_asc(post::Column::Name).all(conn).await?)
}

/// The exams that completing a course opens for a person.
pub async fn sittings_after(
    conn: &impl ConnectionTrait,
    org: OrgId,
    person: PersonId,
    course: CourseId,
) -> Result<Vec<sitting::Model>> {
    let invited = Query::select()
        .column(candidate::Column::SittingId)
        .from(candidate::Entity)
        .and_where(candidate::Column::PersonId.eq(person.0))
        .to_owned();
    let of = sitting::Column::OrgId
        .eq(org.0)
        .and(sitting::Column::CourseId.eq(course.0))
        .and(sitting::Column::Id.in_subquery(invited));
    Ok(sitting::Entity::find().filter(of).order_by_asc(sitting::Column::OpensAt).all(conn).await?)
}

/// Holds the person until the transaction ends: their studies change one at a time, on every server.
pub async fn lock_person(conn: &impl ConnectionTrait, org: OrgId, id: PersonId) -> Result<()> {
    let mine = person::Column::OrgId.eq(org.0);
    let found = person::Entity::find_by_id(id.0).filter(mine).lock_exclusive().one(conn).await?;
    found.map(drop).ok_or(Failure::NotFound)
}

pub async fn earned(
    conn: &impl ConnectionTrait,
    org: OrgId,
    person: PersonId,
    lessons: impl IntoIterator<Item = Uuid>,
) -> Result<Earned> {
    let of = study::Column::OrgId
        .eq(org.0)
        .and(study::Column::PersonId.eq(person.0))
        .and(study::Column::LessonId.is_in(lessons));
    let rows: Vec<(Uuid, i64)> = study::Entity::find()
        .select_only()
        .column(study::Column::LessonId)
        .column(study::Column::CreditedMs)
        .filter(of)
        .into_tuple()
        .all(conn)
        .await?;
    let mut earned = Earned::new();
    for (lesson, ms) in rows {
        *earned.entry(lesson).or_default() += ms;
    }
    Ok(earned)
}

pub async fn studies(conn: &impl ConnectionTrait, org: OrgId, person: PersonId) -> Result<Vec<study::Model>> {
    let of = study::Column::OrgId.eq(org.0).and(study::Column::PersonId.eq(person.0));
    Ok(study::Entity::find().filter(of).order_by_asc(study::Column::OpenedAt).all(conn).await?)
}

/// The studies of a person that have not been closed: one at the most.
pub async fn open_study(
    conn: &impl ConnectionTrait,
    org: OrgId,
    person: PersonId,
) -> Result<Option<study::Model>> {
    let of = study::Column::OrgId
        .eq(org.0)
        .and(study::Column::PersonId.eq(person.0))
        .and(study::Column::ClosedAt.is_null());
    Ok(study::Entity::find().filter(of).one(conn).await?)
}

pub fn study(row: &study::Model) -> Study {
    Study {
        opened_at: Timestamp(row.opened_at),
        beat_at: row.beat_at.map(Timestamp),
        closed_at: row.closed_at.map(Timestamp),
        credited_ms: row.credited_ms,
    }
}

pub fn with(row: study::Model, study: Study) -> study::Model {
    study::Model {
        opened_at: study.opened_at.0,
        beat_at: study.beat_at.map(|at| at.0),
        closed_at: study.closed_at.map(|at| at.0),
        credited_ms: study.credited_ms,
        ..row
    }
}
