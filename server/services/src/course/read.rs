//! What a learner sees: the own courses, one course, one lesson. Reading changes nothing.

use domain::{
    course::CourseProgress,
    id::{CourseId, LessonId, SittingId},
    person::access::Action,
    time::{Minutes, Timestamp},
};
use entities::{course, lesson};
use sea_orm::ConnectionTrait;

use super::{
    markdown::SafeHtml,
    progress,
    store::{self, Earned},
};
use crate::{ctx::Ctx, failure::Result};

/// A course in somebody's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyCourse {
    pub id: CourseId,
    pub title: String,
    pub summary: String,
    pub progress: CourseProgress,
}

/// A course with how far its reader is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseView {
    pub id: CourseId,
    pub title: String,
    pub summary: String,
    /// The post that it is for; for everybody when there is none.
    pub post: Option<String>,
    pub lessons: Vec<LessonRow>,
    pub progress: CourseProgress,
    /// Where to go on: the lesson that is open, or else the first that is not done.
    pub next: Option<LessonId>,
    /// The reader's exams that completing it opens.
    pub opens: Vec<Opens>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opens {
    pub sitting: SittingId,
    pub name: String,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonRow {
    pub id: LessonId,
    /// Its place in the course, from 1.
    pub no: usize,
    pub title: String,
    pub minutes: Minutes,
    pub credited: Minutes,
    pub state: LessonState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessonState {
    New,
    Begun,
    Done,
}

/// A lesson to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonView {
    pub id: LessonId,
    pub course: CourseId,
    pub course_title: String,
    /// Its place in the course, from 1, and of how many.
    pub no: usize,
    pub total: usize,
    pub title: String,
    pub html: SafeHtml,
    pub minutes: Minutes,
    pub credited: Minutes,
    /// Whether this is the lesson whose time is counted now.
    pub counting: bool,
}

/// The courses that the actor is meant to take, with how far they are in each.
pub async fn mine(ctx: &Ctx) -> Result<Vec<MyCourse>> {
    ctx.must_here(Action::Own)?;
    let conn = ctx.db().read();
    let courses = store::courses_for(conn, ctx.org(), ctx.actor.person).await?;
    let lessons = store::lessons(conn, ctx.org(), courses.iter().map(|course| course.id)).await?;
    let earned = earned(ctx, conn, &lessons).await?;
    let rows = courses.into_iter().map(|course| {
        let own = lessons.iter().filter(|lesson| lesson.course_id == course.id);
        MyCourse {
            id: course.id.into(),
            progress: progress::over(own, &earned),
            title: course.title,
            summary: course.summary,
        }
    });
    Ok(rows.collect())
}

/// A course of the own enterprise.
pub async fn course(ctx: &Ctx, id: CourseId) -> Result<CourseView> {
    ctx.must_here(Action::Own)?;
    let (conn, org, person) = (ctx.db().read(), ctx.org(), ctx.actor.person);
    let row = store::course(conn, org, id).await?;
    let lessons = store::lessons(conn, org, [id.0]).await?;
    let earned = earned(ctx, conn, &lessons).await?;
    let open = store::open_study(conn, org, person).await?.map(|study| study.lesson_id);
    let opens = store::sittings_after(conn, org, person, id).await?;
    let post = post_name(conn, ctx, &row).await?;
    let progress = progress::over(&lessons, &earned);
    let lessons: Vec<_> =
        lessons.iter().zip(1..).map(|(lesson, no)| lesson_row(lesson, no, &earned)).collect();
    let unfinished = |lesson: &&LessonRow| lesson.state != LessonState::Done;
    let going_on = lessons.iter().filter(unfinished).find(|lesson| Some(lesson.id.0) == open);
    Ok(CourseView {
        id,
        title: row.title,
        summary: row.summary,
        post,
        next: going_on.or_else(|| lessons.iter().find(unfinished)).map(|lesson| lesson.id),
        lessons,
        progress,
        opens: opens
            .into_iter()
            .map(|sitting| Opens {
                sitting: sitting.id.into(),
                name: sitting.name,
                opens_at: Timestamp(sitting.opens_at),
                closes_at: Timestamp(sitting.closes_at),
            })
            .collect(),
    })
}

/// A lesson of the own enterprise, with what its reader has earned in it.
pub async fn lesson(ctx: &Ctx, id: LessonId) -> Result<LessonView> {
    ctx.must_here(Action::Own)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let row = store::lesson(conn, org, id).await?;
    let course = store::course(conn, org, row.course_id.into()).await?;
    let lessons = store::lessons(conn, org, [course.id]).await?;
    let place = lessons.iter().take_while(|lesson| lesson.id != row.id).count();
    let earned = store::earned(conn, org, ctx.actor.person, [row.id]).await?;
    let credit = progress::credit(&row, &earned);
    let open = store::open_study(conn, org, ctx.actor.person).await?;
    Ok(LessonView {
        id,
        course: course.id.into(),
        course_title: course.title,
        no: place + 1,
        total: lessons.len(),
        title: row.title,
        html: SafeHtml::stored(row.html),
        minutes: credit.minutes,
        credited: credit.credited(),
        counting: open.is_some_and(|study| study.lesson_id == id.0),
    })
}

fn lesson_row(row: &lesson::Model, no: usize, earned: &Earned) -> LessonRow {
    let credit = progress::credit(row, earned);
    LessonRow {
        id: credit.lesson,
        no,
        title: row.title.clone(),
        minutes: credit.minutes,
        credited: credit.credited(),
        state: match credit {
            done if done.is_done() => LessonState::Done,
            begun if begun.earned_ms > 0 => LessonState::Begun,
            _ => LessonState::New,
        },
    }
}

async fn earned(ctx: &Ctx, conn: &impl ConnectionTrait, lessons: &[lesson::Model]) -> Result<Earned> {
    store::earned(conn, ctx.org(), ctx.actor.person, lessons.iter().map(|lesson| lesson.id)).await
}

async fn post_name(conn: &impl ConnectionTrait, ctx: &Ctx, course: &course::Model) -> Result<Option<String>> {
    let Some(id) = course.post_id else { return Ok(None) };
    let posts = store::posts(conn, ctx.org()).await?;
    Ok(posts.into_iter().find(|post| post.id == id).map(|post| post.name))
}
