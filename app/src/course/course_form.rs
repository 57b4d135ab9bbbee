//! Making and changing a course, and the order of its lessons.

use axum::extract::{Path, Query};
use domain::id::{CourseId, LessonId, PostId};
use leptos::prelude::*;
use services::{
    Failure, Result,
    course::{self, CourseDraft, CourseView, LessonRow, Move},
    failure::Fault,
};

use super::{Done, id, refusal};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Breadcrumbs, Button, ButtonKind, Card, CardHead, Choice, Crumb, EmptyState, Field,
        LinkButton, Notice, PageHead, Row, Rows, Select, TextArea, Tone,
    },
};

pub async fn blank(visitor: Visitor) -> Answer {
    render_new(&visitor, Form::default()).await
}

pub async fn add(visitor: Visitor, form: Form) -> Answer {
    let course = CourseId(form.once());
    let made = match draft(&form) {
        Ok(draft) => course::create(visitor.ctx()?, course, draft).await,
        Err(failure) => Err(failure),
    };
    match made {
        Ok(()) => see_other(format!("/courses/{course}/edit?done=made")),
        Err(failure) => render_new(&visitor, form.refused(refusal(failure)?)).await,
    }
}

pub async fn show(visitor: Visitor, Path(course): Path<String>, Query(just): Query<Done>) -> Answer {
    let course: CourseId = id(&course)?;
    let draft = course::draft(visitor.ctx()?, course).await?;
    let form = Form::of([
        ("title", draft.title),
        ("summary", draft.summary),
        ("post", draft.post.map(|post| post.to_string()).unwrap_or_default()),
    ]);
    render(&visitor, course, form, &just.done).await
}

pub async fn submit(visitor: Visitor, Path(course): Path<String>, form: Form) -> Answer {
    let course: CourseId = id(&course)?;
    let changed = match draft(&form) {
        Ok(draft) => course::change(visitor.ctx()?, course, draft).await,
        Err(failure) => Err(failure),
    };
    match changed {
        Ok(()) => see_other(format!("/courses/{course}/edit?done=saved")),
        Err(failure) => render(&visitor, course, form.refused(refusal(failure)?), "").await,
    }
}

/// Moves a lesson up or down and shows the course again.
pub async fn shift(visitor: Visitor, Path(lesson): Path<String>, form: Form) -> Answer {
    let direction = if form.get("to") == "up" { Move::Up } else { Move::Down };
    let course = course::move_lesson(visitor.ctx()?, id(&lesson)?, direction).await?;
    see_other(format!("/courses/{course}/edit#lessons"))
}

fn draft(form: &Form) -> Result<CourseDraft> {
    let post = match form.get("post") {
        "" => None,
        post => Some(post.parse().map_err(|_| Failure::field("post", Fault::NoSuchChoice))?),
    };
    Ok(CourseDraft { title: form.text("title"), summary: form.text("summary"), post })
}

async fn render_new(visitor: &Visitor, form: Form) -> Answer {
    use text::course::*;
    let lang = visitor.lang;
    let posts = course::posts(visitor.ctx()?).await?;
    Page::new(visitor, make(lang)).of_form(&form).show(|| {
        let trail = trail(lang);
        view! {
            <PageHead title=make(lang) trail=trail />
            {form.notice(visitor)}
            <Card>
                <form method="post" action="/courses/new">
                    {form.once_field()} {fields(lang, &form, posts)} <Actions note=make_note(lang)>
                        <LinkButton label=text::common::cancel(lang) href="/courses/manage" />
                        <Button label=make_it(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
        }
    })
}

async fn render(visitor: &Visitor, course: CourseId, form: Form, just: &str) -> Answer {
    use text::course::*;
    let lang = visitor.lang;
    let ctx = visitor.ctx()?;
    let posts = course::posts(ctx).await?;
    let stored = course::course(ctx, course).await?;
    let said = match just {
        "made" => Some(made(lang)),
        "saved" => Some(saved(lang)),
        _ => None,
    };
    Page::new(visitor, stored.title.clone()).of_form(&form).show(|| {
        let trail = trail(lang);
        let said = said.map(|said| view! { <Notice tone=Tone::Ok title=said /> });
        let lessons = lessons_card(lang, &stored);
        view! {
            <PageHead title=stored.title trail=trail>
                <LinkButton label=as_learner(lang) href=format!("/courses/{course}") />
            </PageHead>
            {said}
            {form.notice(visitor)}
            <Card>
                <form method="post" action=format!("/courses/{course}/edit")>
                    {fields(lang, &form, posts)} <Actions>
                        <Button label=text::common::save(lang) />
                    </Actions>
                </form>
            </Card>
            {lessons}
        }
    })
}

fn trail(lang: Lang) -> AnyView {
    let items = vec![Crumb::link(text::nav::courses(lang), "/courses/manage")];
    view! { <Breadcrumbs label=text::lesson::trail(lang) items=items /> }.into_any()
}

fn fields(lang: Lang, form: &Form, posts: Vec<(PostId, String)>) -> AnyView {
    use text::course::*;
    let posts = posts.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    view! {
        <Field
            label=title_label(lang)
            name="title"
            value=form.get("title")
            required=true
            maxlength="100"
            error=form.error(lang, "title")
        />
        <TextArea
            label=summary_label(lang)
            name="summary"
            value=form.get("summary")
            hint=summary_hint(lang)
            note=text::common::optional(lang)
            error=form.error(lang, "summary")
        />
        <Select
            label=post_label(lang)
            name="post"
            options=posts
            value=form.get("post")
            prompt=everybody(lang)
            hint=post_hint(lang)
            error=form.error(lang, "post")
        />
    }
    .into_any()
}

fn lessons_card(lang: Lang, course: &CourseView) -> AnyView {
    use text::course::*;
    let new = format!("/courses/{}/lessons/new", course.id);
    if course.lessons.is_empty() {
        return view! {
            <EmptyState title=no_lessons(lang) detail=no_lessons_then(lang)>
                <LinkButton label=add_lesson(lang) href=new kind=ButtonKind::Primary />
            </EmptyState>
        }
        .into_any();
    }
    let last = course.lessons.len();
    let total = total_minutes(lang, last, course.progress.required.0);
    let rows = course.lessons.iter().map(|lesson| lesson_row(lang, lesson, last)).collect_view();
    view! {
        <Card id="lessons">
            <CardHead title=lessons(lang)>
                <span>{total}</span>
            </CardHead>
            <Rows lined=true>{rows}</Rows>
            <Actions>
                <LinkButton label=add_lesson(lang) href=new kind=ButtonKind::Primary />
            </Actions>
        </Card>
    }
    .into_any()
}

fn lesson_row(lang: Lang, lesson: &LessonRow, last: usize) -> AnyView {
    use text::course::*;
    let up = (lesson.no > 1).then(|| shift_button(lesson.id, "up", up(lang, &lesson.title)));
    let down = (lesson.no < last).then(|| shift_button(lesson.id, "down", down(lang, &lesson.title)));
    view! {
        <Row
            label=format!("{} {}", lesson.no, lesson.title)
            detail=text::common::minutes(lang, lesson.minutes.0)
            href=format!("/lessons/{}/edit", lesson.id)
        >
            <span class="shift">{up} {down}</span>
        </Row>
    }
    .into_any()
}

/// An arrow; `label` says which lesson it moves.
fn shift_button(lesson: LessonId, to: &'static str, label: String) -> AnyView {
    let arrow = if to == "up" { "↑" } else { "↓" };
    view! {
        <form method="post" action=format!("/lessons/{lesson}/move")>
            <button class="button" data-kind="plain" data-small name="to" value=to aria-label=label>
                {arrow}
            </button>
        </form>
    }
    .into_any()
}
