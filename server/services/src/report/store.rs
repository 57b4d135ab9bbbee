//! Everything about the roster that a report counts, each kind in one query for the whole enterprise.

use std::collections::{HashMap, HashSet};

use domain::{
    attempt::State,
    certificate::{self, Content, Revocation, Status},
    id::OrgId,
    report::standing::Known,
    time::Timestamp,
};
use entities::{
    attempt, candidate, certificate as certificate_row, certificate_event, course, lesson, sitting, study,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid,
    sea_query::ExprTrait as _,
};

use crate::{
    certificate::EventKind,
    failure::{Failure, Result},
};

/// Sittings, the newest first.
pub async fn sittings(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<sitting::Model>> {
    let all = sitting::Entity::find().filter(sitting::Column::OrgId.eq(org.0));
    Ok(all.order_by_desc(sitting::Column::OpensAt).order_by_desc(sitting::Column::Id).all(conn).await?)
}

/// What is known of people at sittings, by sitting and person.
pub type KnownBy = HashMap<(Uuid, Uuid), Known>;

pub async fn known(conn: &impl ConnectionTrait, org: OrgId, now: Timestamp) -> Result<KnownBy> {
    let mut known = KnownBy::new();
    for row in candidate::Entity::find().filter(candidate::Column::OrgId.eq(org.0)).all(conn).await? {
        known.entry((row.sitting_id, row.person_id)).or_default().invited = true;
    }
    let mut sitting_of = HashMap::new();
    let attempts = attempt::Entity::find().filter(attempt::Column::OrgId.eq(org.0));
    for row in attempts.order_by_asc(attempt::Column::No).all(conn).await? {
        let state: State = serde_json::from_str(&row.state)?;
        known.entry((row.sitting_id, row.person_id)).or_default().attempts.push(state);
        sitting_of.insert(row.id, row.sitting_id);
    }
    let revoked = revocations(conn, org).await?;
    let certificates = certificate_row::Entity::find().filter(certificate_row::Column::OrgId.eq(org.0));
    for row in certificates.order_by_asc(certificate_row::Column::IssuedAt).all(conn).await? {
        let status = status(&row, revoked.get(&row.id), now)?;
        if let Some(sitting) = sitting_of.get(&row.attempt_id) {
            known.entry((*sitting, row.person_id)).or_default().certificates.push(status);
        }
    }
    Ok(known)
}

fn status(row: &certificate_row::Model, revocation: Option<&Revocation>, now: Timestamp) -> Result<Status> {
    let content = Content::from_canonical_bytes(row.content.as_bytes());
    let content = content.map_err(|error| Failure::Corrupt(format!("certificate {}: {error}", row.id)))?;
    Ok(certificate::status(&content, revocation, now))
}

async fn revocations(conn: &impl ConnectionTrait, org: OrgId) -> Result<HashMap<Uuid, Revocation>> {
    let revoked = certificate_event::Column::OrgId
        .eq(org.0)
        .and(certificate_event::Column::Event.eq(EventKind::Revoked.code()));
    let rows = certificate_event::Entity::find().filter(revoked).all(conn).await?;
    let by = |row: certificate_event::Model| {
        (row.certificate_id, Revocation { at: Timestamp(row.at), reason: row.reason })
    };
    Ok(rows.into_iter().map(by).collect())
}

/// A course with its lessons and their lengths in minutes.
pub struct Course {
    pub id: Uuid,
    /// The post it is for; nobody's in particular is everybody's.
    pub post: Option<Uuid>,
    pub lessons: Vec<(Uuid, u32)>,
}

pub async fn courses(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Course>> {
    use lesson::Column as L;
    let lessons = lesson::Entity::find().select_only().columns([L::Id, L::CourseId, L::Minutes]);
    let mut of_course: HashMap<Uuid, Vec<(Uuid, u32)>> = HashMap::new();
    for (id, course, minutes) in
        lessons.filter(L::OrgId.eq(org.0)).into_tuple::<(Uuid, Uuid, i32)>().all(conn).await?
    {
        of_course.entry(course).or_default().push((id, minutes.try_into().unwrap_or_default()));
    }
    let courses = course::Entity::find().filter(course::Column::OrgId.eq(org.0)).all(conn).await?;
    let course = |row: course::Model| Course {
        lessons: of_course.remove(&row.id).unwrap_or_default(),
        id: row.id,
        post: row.post_id,
    };
    Ok(courses.into_iter().map(course).collect())
}

/// Milliseconds earned by person and lesson, over all studies.
pub async fn earned(conn: &impl ConnectionTrait, org: OrgId) -> Result<HashMap<(Uuid, Uuid), i64>> {
    use study::Column as S;
    let studies = study::Entity::find().select_only().columns([S::PersonId, S::LessonId, S::CreditedMs]);
    let mut earned = HashMap::new();
    for (person, lesson, ms) in
        studies.filter(S::OrgId.eq(org.0)).into_tuple::<(Uuid, Uuid, i64)>().all(conn).await?
    {
        *earned.entry((person, lesson)).or_default() += ms;
    }
    Ok(earned)
}

/// The sittings that a person is invited to, by person.
pub fn invitations(known: &KnownBy) -> HashMap<Uuid, HashSet<Uuid>> {
    let mut invitations: HashMap<Uuid, HashSet<Uuid>> = HashMap::new();
    for ((sitting, person), known) in known {
        if known.invited {
            invitations.entry(*person).or_default().insert(*sitting);
        }
    }
    invitations
}
