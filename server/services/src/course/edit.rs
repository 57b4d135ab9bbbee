//! What a trainer does: make and change courses, their lessons, and the files of lessons.

use domain::{
    id::{CourseId, LessonId, PostId},
    person::access::Action,
    time::Minutes,
};
use entities::{course, lesson, media};
use futures::FutureExt as _;
use sea_orm::prelude::Uuid;

use super::{
    markdown::{self, SafeHtml},
    media::{Accepted, accept},
    progress, store,
};
use crate::{
    blob::Blobs,
    ctx::Ctx,
    db::{Tx, is_taken},
    failure::{Failure, Fault, FieldFault, Refusal, Result},
};

/// In characters.
const MAX_TITLE: usize = 100;
const MAX_SUMMARY: usize = 1000;
const MAX_TEXT: usize = 100_000;
/// A lesson is read in one go: eight hours are a whole shift.
const MAX_MINUTES: i64 = 480;

/// A course in the trainer's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedCourse {
    pub id: CourseId,
    pub title: String,
    pub post: Option<String>,
    pub lessons: usize,
    pub minutes: Minutes,
}

/// A course as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CourseDraft {
    pub title: String,
    pub summary: String,
    /// The post that it is for; for everybody when there is none.
    pub post: Option<PostId>,
}

/// A lesson as it is filled in. New files go with it; files that it has already stay.
#[derive(Clone, Debug, Default)]
pub struct LessonDraft {
    pub title: String,
    pub minutes: i64,
    pub markdown: String,
    pub files: Vec<NewFile>,
}

#[derive(Clone, Debug)]
pub struct NewFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A lesson with everything that its editor needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonEdit {
    pub id: LessonId,
    pub course: CourseId,
    pub course_title: String,
    pub title: String,
    pub minutes: Minutes,
    pub markdown: String,
    /// How it is shown.
    pub html: SafeHtml,
    pub media: Vec<MediaView>,
    /// Files that the text names and nobody has uploaded.
    pub missing: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaView {
    pub name: String,
    pub mime: String,
    /// In bytes.
    pub size: u64,
    /// Whether the text names it.
    pub used: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Up,
    Down,
}

/// Every course of the enterprise.
pub async fn managed(ctx: &Ctx) -> Result<Vec<ManagedCourse>> {
    ctx.must_here(Action::EditCourse)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let courses = store::courses(conn, org).await?;
    let lessons = store::lessons(conn, org, courses.iter().map(|course| course.id)).await?;
    let posts = store::posts(conn, org).await?;
    let rows = courses.into_iter().map(|course| {
        let own = || lessons.iter().filter(|lesson| lesson.course_id == course.id);
        ManagedCourse {
            id: course.id.into(),
            post: posts.iter().find(|post| Some(post.id) == course.post_id).map(|post| post.name.clone()),
            lessons: own().count(),
            minutes: Minutes(own().map(|lesson| progress::minutes(lesson).0).sum()),
            title: course.title,
        }
    });
    Ok(rows.collect())
}

/// The courses that an exam may ask for.
pub async fn titles(ctx: &Ctx) -> Result<Vec<(CourseId, String)>> {
    ctx.must_here(Action::ArrangeSitting)?;
    let courses = store::courses(ctx.db().read(), ctx.org()).await?;
    Ok(courses.into_iter().map(|course| (course.id.into(), course.title)).collect())
}

/// The posts that a course may be for.
pub async fn posts(ctx: &Ctx) -> Result<Vec<(PostId, String)>> {
    ctx.must_here(Action::EditCourse)?;
    let posts = store::posts(ctx.db().read(), ctx.org()).await?;
    Ok(posts.into_iter().map(|post| (post.id.into(), post.name)).collect())
}

/// A course as it stands, to be changed.
pub async fn draft(ctx: &Ctx, id: CourseId) -> Result<CourseDraft> {
    ctx.must_here(Action::EditCourse)?;
    let row = store::course(ctx.db().read(), ctx.org(), id).await?;
    Ok(CourseDraft { title: row.title, summary: row.summary, post: row.post_id.map(PostId) })
}

/// Makes a course under the id that its form was given, so that a form sent twice makes one.
pub async fn create(ctx: &Ctx, id: CourseId, draft: CourseDraft) -> Result<()> {
    ctx.must_here(Action::EditCourse)?;
    check_course(ctx, &draft).await?;
    let row = course::Model {
        id: id.0,
        org_id: ctx.org().0,
        title: draft.title,
        summary: draft.summary,
        post_id: draft.post.map(|post| post.0),
        created_by: ctx.actor.person.0,
        created_at: ctx.now.0,
    };
    once(ctx.write(move |tx| async move { tx.add("course.add", row).await }.boxed()).await)
}

pub async fn change(ctx: &Ctx, id: CourseId, draft: CourseDraft) -> Result<()> {
    ctx.must_here(Action::EditCourse)?;
    check_course(ctx, &draft).await?;
    let org = ctx.org();
    ctx.write(move |tx| {
        async move {
            let row = store::lock_course(tx.conn(), org, id).await?;
            let CourseDraft { title, summary, post } = draft;
            let changed = course::Model { title, summary, post_id: post.map(|post| post.0), ..row };
            tx.change("course.change", changed).await
        }
        .boxed()
    })
    .await
}

/// Adds a lesson at the end of a course, with its files.
pub async fn add_lesson(ctx: &Ctx, id: LessonId, course: CourseId, draft: LessonDraft) -> Result<()> {
    ctx.must_here(Action::EditCourse)?;
    let Ready { title, minutes, markdown, files } = ready(ctx, draft).await?;
    let org = ctx.org();
    let added = ctx.write(move |tx| {
        async move {
            store::lock_course(tx.conn(), org, course).await?;
            let last = store::lessons(tx.conn(), org, [course.0]).await?.last().map_or(0, |lesson| lesson.no);
            let html = markdown::render(&markdown, &title, id).into_string();
            let row = lesson::Model {
                id: id.0,
                org_id: org.0,
                course_id: course.0,
                no: last + 1,
                title,
                source: markdown,
                html,
                minutes,
            };
            tx.add("lesson.add", row).await?;
            keep_files(tx, org.0, id, files).await
        }
        .boxed()
    });
    once(added.await)
}

/// Changes a lesson and adds files to it. A file with the name of an earlier one takes its place.
pub async fn change_lesson(ctx: &Ctx, id: LessonId, draft: LessonDraft) -> Result<()> {
    ctx.must_here(Action::EditCourse)?;
    store::lesson(ctx.db().read(), ctx.org(), id).await?;
    let Ready { title, minutes, markdown, files } = ready(ctx, draft).await?;
    let org = ctx.org();
    ctx.write(move |tx| {
        async move {
            let row = store::lesson(tx.conn(), org, id).await?;
            store::lock_course(tx.conn(), org, row.course_id.into()).await?;
            let row = store::lesson(tx.conn(), org, id).await?;
            let html = markdown::render(&markdown, &title, id).into_string();
            let changed = lesson::Model { title, source: markdown, html, minutes, ..row.clone() };
            if changed != row {
                tx.change("lesson.change", changed).await?;
            }
            keep_files(tx, org.0, id, files).await
        }
        .boxed()
    })
    .await
}

/// Exchanges a lesson with the one before or after it; the first can't go up, nor the last down.
pub async fn move_lesson(ctx: &Ctx, id: LessonId, direction: Move) -> Result<CourseId> {
    ctx.must_here(Action::EditCourse)?;
    let org = ctx.org();
    ctx.write(move |tx| {
        async move {
            let course = store::lesson(tx.conn(), org, id).await?.course_id;
            store::lock_course(tx.conn(), org, course.into()).await?;
            let lessons = store::lessons(tx.conn(), org, [course]).await?;
            let here = lessons.iter().position(|lesson| lesson.id == id.0).ok_or(Failure::NotFound)?;
            let there = match direction {
                Move::Up => here.checked_sub(1),
                Move::Down => Some(here + 1),
            };
            if let Some(other) = there.and_then(|there| lessons.get(there)) {
                let lesson = &lessons[here];
                // Out of the way first: no two lessons of a course may have one number, not even for a moment.
                tx.change("lesson.move", lesson::Model { no: -1, ..lesson.clone() }).await?;
                tx.change("lesson.move", lesson::Model { no: lesson.no, ..other.clone() }).await?;
                tx.change("lesson.move", lesson::Model { no: other.no, ..lesson.clone() }).await?;
            }
            Ok(course.into())
        }
        .boxed()
    })
    .await
}

/// A lesson as it stands, to be changed.
pub async fn edited_lesson(ctx: &Ctx, id: LessonId) -> Result<LessonEdit> {
    ctx.must_here(Action::EditCourse)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let row = store::lesson(conn, org, id).await?;
    let course = store::course(conn, org, row.course_id.into()).await?;
    let media = store::all_media(conn, org, id).await?;
    let named = markdown::files(&row.source);
    Ok(LessonEdit {
        id,
        course: course.id.into(),
        course_title: course.title,
        minutes: progress::minutes(&row),
        title: row.title,
        markdown: row.source,
        html: SafeHtml::stored(row.html),
        missing: named.iter().filter(|name| media.iter().all(|file| file.name != **name)).cloned().collect(),
        media: media
            .into_iter()
            .map(|file| MediaView {
                used: named.contains(&file.name),
                size: file.size.try_into().unwrap_or_default(),
                name: file.name,
                mime: file.mime,
            })
            .collect(),
    })
}

/// A draft that may be stored, with its files kept.
struct Ready {
    title: String,
    minutes: i32,
    markdown: String,
    files: Vec<Kept>,
}

async fn ready(ctx: &Ctx, draft: LessonDraft) -> Result<Ready> {
    let mut faults = Vec::new();
    check_title(&draft.title, &mut faults);
    if !(1..=MAX_MINUTES).contains(&draft.minutes) {
        faults.push(FieldFault { field: "minutes", fault: Fault::OutOfRange { min: 1, max: MAX_MINUTES } });
    }
    if draft.markdown.chars().count() > MAX_TEXT {
        faults.push(FieldFault { field: "markdown", fault: Fault::TooLong { limit: MAX_TEXT } });
    }
    refuse(faults)?;
    Ok(Ready {
        title: draft.title,
        minutes: draft.minutes.try_into().unwrap_or_default(),
        markdown: draft.markdown,
        files: kept(&ctx.guben.blobs, draft.files).await?,
    })
}

/// A file whose bytes are stored, but that belongs to no lesson yet.
pub(super) struct Kept {
    accepted: Accepted,
    digest: String,
    size: i64,
}

/// Stores the bytes of all files, or of none when one of them is refused. Bytes that no row names in the
/// end do no harm: they are found by their hash alone.
pub(super) async fn kept(blobs: &Blobs, files: Vec<NewFile>) -> Result<Vec<Kept>> {
    let accepted = files.iter().map(|file| accept(&file.name, &file.bytes)).collect::<Result<Vec<_>, _>>()?;
    let mut kept = Vec::new();
    for (accepted, file) in accepted.into_iter().zip(files) {
        let size = file.bytes.len() as i64;
        kept.push(Kept { accepted, digest: blobs.keep(file.bytes).await?, size });
    }
    Ok(kept)
}

pub(super) async fn keep_files(tx: &mut Tx, org: Uuid, lesson: LessonId, files: Vec<Kept>) -> Result<()> {
    for Kept { accepted, digest, size } in files {
        let known = store::all_media(tx.conn(), org.into(), lesson).await?;
        let row = media::Model {
            id: Uuid::now_v7(),
            org_id: org,
            lesson_id: Some(lesson.0),
            digest,
            name: accepted.name,
            mime: accepted.kind.mime().to_owned(),
            size,
            created_at: tx.now().0,
        };
        match known.into_iter().find(|file| file.name == row.name) {
            Some(same) if same.digest == row.digest => {}
            Some(earlier) => tx.change("media.change", media::Model { id: earlier.id, ..row }).await?,
            None => tx.add("media.add", row).await?,
        }
    }
    Ok(())
}

async fn check_course(ctx: &Ctx, draft: &CourseDraft) -> Result<()> {
    let mut faults = Vec::new();
    check_title(&draft.title, &mut faults);
    if draft.summary.chars().count() > MAX_SUMMARY {
        faults.push(FieldFault { field: "summary", fault: Fault::TooLong { limit: MAX_SUMMARY } });
    }
    if let Some(post) = draft.post
        && !store::posts(ctx.db().read(), ctx.org()).await?.iter().any(|known| known.id == post.0)
    {
        faults.push(FieldFault { field: "post", fault: Fault::NoSuchChoice });
    }
    refuse(faults)
}

fn check_title(title: &str, faults: &mut Vec<FieldFault>) {
    if title.trim().is_empty() {
        faults.push(FieldFault { field: "title", fault: Fault::Missing });
    } else if title.chars().count() > MAX_TITLE {
        faults.push(FieldFault { field: "title", fault: Fault::TooLong { limit: MAX_TITLE } });
    }
}

fn refuse(faults: Vec<FieldFault>) -> Result<()> {
    if faults.is_empty() { Ok(()) } else { Err(Refusal::Fields(faults).into()) }
}

/// What is there already was made by the same form, sent a second time.
fn once(made: Result<()>) -> Result<()> {
    match made {
        Err(failure) if is_taken(&failure) => Ok(()),
        other => other,
    }
}
