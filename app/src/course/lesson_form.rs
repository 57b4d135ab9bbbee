//! Writing a lesson: its text, its length, and the files that stand in it.

use axum::extract::{Path, Query};
use domain::id::{CourseId, LessonId};
use leptos::prelude::*;
use services::{
    Failure, Refusal, Result,
    course::{self, LessonDraft, LessonEdit, MAX_MEGABYTES, MediaView, NewFile},
};

use super::{Done, id, refusal};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Breadcrumbs, Button, ButtonKind, Card, CardHead, Crumb, Field, FileField, LinkButton,
        Notice, PageHead, Row, Rows, TextArea, Tone,
    },
    wording,
};

/// What the file dialog offers; the bytes decide later.
const ACCEPT: &str = ".png,.jpg,.jpeg,.webp,.gif,.pdf,.mp4,.webm";

pub async fn blank(visitor: Visitor, Path(course): Path<String>) -> Answer {
    render_new(&visitor, id(&course)?, Form::default()).await
}

pub async fn add(visitor: Visitor, Path(course): Path<String>, form: Form) -> Answer {
    let course: CourseId = id(&course)?;
    let lesson = LessonId(form.once());
    let made = match draft(&form) {
        Ok(draft) => course::add_lesson(visitor.ctx()?, lesson, course, draft).await,
        Err(failure) => Err(failure),
    };
    match made {
        Ok(()) => see_other(format!("/lessons/{lesson}/edit?done=saved")),
        Err(failure) => render_new(&visitor, course, form.refused(refusal(failure)?)).await,
    }
}

pub async fn show(visitor: Visitor, Path(lesson): Path<String>, Query(just): Query<Done>) -> Answer {
    let lesson = course::edited_lesson(visitor.ctx()?, id(&lesson)?).await?;
    let form = Form::of([
        ("title", lesson.title.clone()),
        ("minutes", lesson.minutes.0.to_string()),
        ("markdown", lesson.markdown.clone()),
    ]);
    render(&visitor, lesson, form, just.done == "saved")
}

pub async fn submit(visitor: Visitor, Path(lesson): Path<String>, form: Form) -> Answer {
    let lesson: LessonId = id(&lesson)?;
    let ctx = visitor.ctx()?;
    let changed = match draft(&form) {
        Ok(draft) => course::change_lesson(ctx, lesson, draft).await,
        Err(failure) => Err(failure),
    };
    match changed {
        Ok(()) => see_other(format!("/lessons/{lesson}/edit?done=saved")),
        Err(failure) => {
            let form = form.refused(refusal(failure)?);
            render(&visitor, course::edited_lesson(ctx, lesson).await?, form, false)
        }
    }
}

fn draft(form: &Form) -> Result<LessonDraft> {
    let minutes = form.number("minutes").map_err(|fault| Failure::from(Refusal::Fields(vec![fault])))?;
    // Browsers send the line ends of mail; the text is kept with those of files.
    let markdown = form.get("markdown").replace("\r\n", "\n");
    let files =
        form.files("files").map(|file| NewFile { name: file.name.clone(), bytes: file.bytes.to_vec() });
    Ok(LessonDraft { title: form.text("title"), minutes, markdown, files: files.collect() })
}

async fn render_new(visitor: &Visitor, course: CourseId, form: Form) -> Answer {
    use text::course::*;
    let lang = visitor.lang;
    let stored = course::draft(visitor.ctx()?, course).await?;
    Page::new(visitor, add_lesson(lang)).of_form(&form).show(|| {
        let back = format!("/courses/{course}/edit");
        let trail = trail(lang, stored.title, back.clone());
        view! {
            <PageHead title=add_lesson(lang) trail=trail />
            {form.notice(visitor)}
            <Card>
                <form
                    method="post"
                    action=format!("/courses/{course}/lessons/new")
                    enctype="multipart/form-data"
                >
                    {form.once_field()} {fields(lang, &form)} <Actions>
                        <LinkButton label=text::common::cancel(lang) href=back />
                        <Button label=text::common::save(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
        }
    })
}

fn render(visitor: &Visitor, lesson: LessonEdit, form: Form, just_saved: bool) -> Answer {
    use text::course::*;
    let lang = visitor.lang;
    Page::new(visitor, lesson.title.clone()).of_form(&form).show(|| {
        let back = format!("/courses/{}/edit", lesson.course);
        let trail = trail(lang, lesson.course_title, back.clone());
        let said = just_saved.then(|| view! { <Notice tone=Tone::Ok title=saved(lang) /> });
        let missing = (!lesson.missing.is_empty()).then(|| {
            let names = lesson.missing.join(wording::separator(lang));
            view! { <Notice tone=Tone::Warn title=files_missing(lang, names) next=files_missing_then(lang) /> }
        });
        let media = (!lesson.media.is_empty()).then(|| media_card(lang, lesson.id, lesson.media));
        view! {
            <PageHead title=lesson.title trail=trail />
            {said}
            {form.notice(visitor)}
            {missing}
            <Card>
                <form
                    method="post"
                    action=format!("/lessons/{}/edit", lesson.id)
                    enctype="multipart/form-data"
                >
                    {fields(lang, &form)} <Actions note=change_note(lang)>
                        <LinkButton label=to_lessons(lang) href=back />
                        <Button label=text::common::save(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
            {media}
            <Card>
                <CardHead title=preview(lang) />
                <article class="lesson" inner_html=lesson.html.into_string()></article>
            </Card>
        }
    })
}

fn trail(lang: Lang, course: String, back: String) -> AnyView {
    let items = vec![Crumb::link(text::nav::courses(lang), "/courses/manage"), Crumb::link(course, back)];
    view! { <Breadcrumbs label=text::lesson::trail(lang) items=items /> }.into_any()
}

fn fields(lang: Lang, form: &Form) -> AnyView {
    use text::course::*;
    view! {
        <Field
            label=lesson_title(lang)
            name="title"
            value=form.get("title")
            required=true
            maxlength="100"
            error=form.error(lang, "title")
        />
        <Field
            label=minutes_label(lang)
            name="minutes"
            kind="number"
            value=form.get("minutes")
            hint=minutes_hint(lang)
            required=true
            min="1"
            max="480"
            error=form.error(lang, "minutes")
        />
        <TextArea
            label=text_label(lang)
            name="markdown"
            value=form.get("markdown")
            hint=text_hint(lang)
            rows=18
            error=form.error(lang, "markdown")
        />
        <FileField
            label=files_label(lang)
            name="files"
            accept=ACCEPT
            multiple=true
            note=text::common::optional(lang)
            hint=files_hint(lang, MAX_MEGABYTES)
            error=None
        />
    }
    .into_any()
}

fn media_card(lang: Lang, lesson: LessonId, media: Vec<MediaView>) -> AnyView {
    use text::course::*;
    let rows = media
        .into_iter()
        .map(|file| {
            let size = kilobytes(lang, file.size.div_ceil(1024));
            let detail = if file.used { size } else { unused(lang, size) };
            let mark = if file.mime == "application/pdf" { "" } else { "!" };
            let snippet = format!("{mark}[{}]({})", words(lang), file.name);
            view! {
                <Row label=file.name.clone() detail=detail href=format!("/media/{lesson}/{}", file.name)>
                    <code>{snippet}</code>
                </Row>
            }
        })
        .collect_view();
    view! {
        <Card>
            <CardHead title=files(lang) />
            <p>{insert(lang)}</p>
            <Rows lined=true>{rows}</Rows>
        </Card>
    }
    .into_any()
}
