//! Studies: the time that people spend with lessons, counted by this server's clock alone.
//!
//! ```text
//! open ──► beat, beat, beat … ──► closed by `finish`, or by opening another lesson
//! ```
//!
//! A person has one open study at the most, whatever the number of devices, so that no minute counts
//! twice. What a study is worth is decided in `domain::course::credit`.

use domain::{
    course::{Opening, Study, credit},
    id::{CourseId, LessonId, OrgId, PersonId},
    person::access::Action,
    time::{Minutes, Timestamp},
};
use entities::study;
use futures::FutureExt as _;
use sea_orm::{ConnectionTrait, prelude::Uuid};

use super::{progress, store};
use crate::{
    ctx::Ctx,
    db::{Db, Tx},
    failure::Result,
};

/// What a lesson's page is told when it has made itself heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// Earned in this lesson so far, over all studies.
    pub credited: Minutes,
    /// Whether time counts here. Not when the lesson was finished or another one was opened elsewhere.
    pub counting: bool,
}

/// Begins or goes on with a lesson. Another one that was open is closed at the same instant.
pub async fn open(ctx: &Ctx, lesson: LessonId) -> Result<()> {
    ctx.must_here(Action::Own)?;
    let (org, person, now) = (ctx.org(), ctx.actor.person, ctx.now);
    ctx.write(move |tx| {
        async move {
            store::lesson(tx.conn(), org, lesson).await?;
            let current = locked(tx, org, person).await?;
            let open = current.as_ref().map(|row| (LessonId(row.lesson_id), store::study(row)));
            let open = open.as_ref().map(|(lesson, study)| (*lesson, study));
            if credit::opening(open, lesson, now) == Opening::GoOn {
                return Ok(());
            }
            if let Some(row) = current {
                close(tx, org, row, now).await?;
            }
            let row = study::Model {
                id: Uuid::now_v7(),
                org_id: org.0,
                person_id: person.0,
                lesson_id: lesson.0,
                opened_at: 0,
                beat_at: None,
                closed_at: None,
                credited_ms: 0,
            };
            tx.add("study.open", store::with(row, Study::open(now))).await
        }
        .boxed()
    })
    .await
}

/// Counts a sign of life from a lesson's page.
pub async fn beat(ctx: &Ctx, lesson: LessonId) -> Result<Beat> {
    ctx.must_here(Action::Own)?;
    let (org, person, now) = (ctx.org(), ctx.actor.person, ctx.now);
    ctx.write(move |tx| {
        async move {
            let length = progress::minutes(&store::lesson(tx.conn(), org, lesson).await?);
            let current = locked(tx, org, person).await?.filter(|row| row.lesson_id == lesson.0);
            let counting = current.is_some();
            if let Some(row) = current {
                let mut study = store::study(&row);
                study.beat(now, length);
                let heard = store::with(row.clone(), study);
                if heard != row {
                    tx.change("study.beat", heard).await?;
                }
            }
            Ok(Beat { credited: credited(tx.conn(), org, person, lesson).await?, counting })
        }
        .boxed()
    })
    .await
}

/// Ends the study of a lesson, and says which course it belongs to. Ending it again changes nothing.
pub async fn finish(ctx: &Ctx, lesson: LessonId) -> Result<CourseId> {
    ctx.must_here(Action::Own)?;
    let (org, person, now) = (ctx.org(), ctx.actor.person, ctx.now);
    ctx.write(move |tx| {
        async move {
            let course = store::lesson(tx.conn(), org, lesson).await?.course_id;
            if let Some(row) = locked(tx, org, person).await?.filter(|row| row.lesson_id == lesson.0) {
                close(tx, org, row, now).await?;
            }
            Ok(course.into())
        }
        .boxed()
    })
    .await
}

/// The open study of a person, who is held until the transaction ends.
async fn locked(tx: &Tx, org: OrgId, person: PersonId) -> Result<Option<study::Model>> {
    store::lock_person(tx.conn(), org, person).await?;
    store::open_study(tx.conn(), org, person).await
}

async fn close(tx: &mut Tx, org: OrgId, row: study::Model, now: Timestamp) -> Result<()> {
    let lesson = store::lesson(tx.conn(), org, row.lesson_id.into()).await?;
    let mut study = store::study(&row);
    study.close(now, progress::minutes(&lesson));
    tx.change("study.close", store::with(row, study)).await
}

async fn credited(
    conn: &impl ConnectionTrait,
    org: OrgId,
    person: PersonId,
    lesson: LessonId,
) -> Result<Minutes> {
    let row = store::lesson(conn, org, lesson).await?;
    let earned = store::earned(conn, org, person, [lesson.0]).await?;
    Ok(progress::credit(&row, &earned).credited())
}

/// A study as the archive shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyView {
    pub lesson: String,
    pub course: String,
    pub opened_at: Timestamp,
    /// Nothing while it goes on.
    pub closed_at: Option<Timestamp>,
    /// What it earned, in full minutes.
    pub minutes: Minutes,
    /// Whether the page made itself heard while it was open. Where it did not (a browser without
    /// scripts), the time from opening to closing counted, which is weaker evidence.
    pub heard: bool,
}

/// Every study of a person, oldest first. Who may see it is for the caller to ask.
pub async fn studied(db: &Db, org: OrgId, person: PersonId) -> Result<Vec<StudyView>> {
    let conn = db.read();
    let rows = store::studies(conn, org, person).await?;
    let lessons = store::lessons_by_id(conn, org, rows.iter().map(|row| row.lesson_id)).await?;
    let courses = store::courses(conn, org).await?;
    let views = rows.into_iter().filter_map(|row| {
        let lesson = lessons.iter().find(|lesson| lesson.id == row.lesson_id)?;
        let course = courses.iter().find(|course| course.id == lesson.course_id)?;
        let study = store::study(&row);
        Some(StudyView {
            lesson: lesson.title.clone(),
            course: course.title.clone(),
            opened_at: study.opened_at,
            closed_at: study.closed_at,
            minutes: Minutes::completed_in(study.credited_ms),
            heard: study.beat_at.is_some(),
        })
    });
    Ok(views.collect())
}
