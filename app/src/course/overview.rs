//! One course: its lessons, where to go on, and which exam it opens.

use axum::extract::{Path, Query};
use domain::id::LessonId;
use leptos::prelude::*;
use services::course::{CourseView, LessonRow, LessonState, Opens};

use super::{Done, id};
use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{
        ActionBar, Badge, Button, ButtonKind, Card, CardHead, LinkButton, Notice, PageHead, Progress, Row,
        Rows, Tone,
    },
};

pub async fn show(visitor: Visitor, Path(course): Path<String>, Query(closed): Query<Done>) -> Answer {
    use text::course::*;
    let lang = visitor.lang;
    let course = services::course::course(visitor.ctx()?, id(&course)?).await?;
    let progress = course.progress;
    let under = match (&course.post, progress.complete) {
        (_, true) => complete(lang).to_owned(),
        (Some(post), false) => for_post(lang, post, progress.total - progress.done),
        (None, false) => for_everybody(lang, progress.total - progress.done),
    };
    let zone = visitor.zone();
    Page::new(&visitor, course.title.clone()).show(|| {
        let just = closed_notice(lang, &course, &closed.done);
        let opens = (!course.opens.is_empty()).then(|| exams(lang, zone, &course.opens, progress.complete));
        let action = action(lang, &course);
        let rows = course.lessons.into_iter().map(|lesson| row(lang, lesson)).collect_view();
        view! {
            <PageHead title=course.title under=under />
            {just}
            <Card>
                <p>{course.summary}</p>
                <Progress
                    label=learned_label(lang)
                    value=progress.credited.0.into()
                    max=progress.required.0.into()
                    words=lessons_and_minutes(
                        lang,
                        progress.done,
                        progress.total,
                        progress.credited.0,
                        progress.required.0,
                    )
                />
            </Card>
            <Card>
                <CardHead title=lessons(lang) />
                <Rows lined=true>{rows}</Rows>
            </Card>
            {opens}
            {action}
        }
    })
}

fn row(lang: Lang, lesson: LessonRow) -> AnyView {
    use text::course::*;
    let detail = match lesson.state {
        LessonState::New => lesson_new(lang, lesson.minutes.0),
        LessonState::Begun => lesson_begun(lang, lesson.credited.0, lesson.minutes.0),
        LessonState::Done => lesson_done(lang, lesson.minutes.0),
    };
    let state = match lesson.state {
        LessonState::New => view! { <Badge label=new(lang) /> },
        LessonState::Begun => view! { <Badge label=begun(lang) tone=Tone::Info /> },
        LessonState::Done => view! { <Badge label=done(lang) tone=Tone::Ok /> },
    };
    view! {
        <Row
            label=format!("{} {}", lesson.no, lesson.title)
            detail=detail
            href=format!("/lessons/{}", lesson.id)
        >
            {state}
        </Row>
    }
    .into_any()
}

fn exams(lang: Lang, zone: domain::time::Zone, exams: &[Opens], open: bool) -> AnyView {
    use text::course::*;
    let rows = exams
        .iter()
        .map(|exam| {
            let window = exam_window(lang, zone.minute(exam.opens_at), zone.minute(exam.closes_at));
            view! { <Row label=exam.name.clone() detail=window href=format!("/exams/{}", exam.sitting) /> }
        })
        .collect_view();
    let title = if open { exam_open(lang) } else { exam_closed(lang) };
    view! {
        <Card>
            <CardHead title=title />
            <Rows lined=true>{rows}</Rows>
        </Card>
    }
    .into_any()
}

/// What came of the lesson that was just closed.
fn closed_notice(lang: Lang, course: &CourseView, closed: &str) -> Option<AnyView> {
    use text::course::*;
    let lesson = course.lessons.iter().find(|lesson| lesson.id.to_string() == closed)?;
    let minutes = lesson.credited.0;
    let notice = match lesson.state {
        LessonState::Done => view! {
            <Notice tone=Tone::Ok title=closed_done(lang, &lesson.title) kept=kept_minutes(lang, minutes) />
        }
        .into_any(),
        LessonState::New | LessonState::Begun => view! {
            <Notice
                tone=Tone::Warn
                title=closed_early(lang, lesson.minutes.0 - minutes)
                kept=kept_minutes(lang, minutes)
                next=closed_early_then(lang)
            />
        }
        .into_any(),
    };
    Some(notice)
}

/// The one thing to do next.
fn action(lang: Lang, course: &CourseView) -> Option<AnyView> {
    use text::course::*;
    if let Some(next) = course.next.and_then(|next| course.lessons.iter().find(|lesson| lesson.id == next)) {
        let label = match next.state {
            LessonState::New => learn_lesson(lang, next.no),
            LessonState::Begun | LessonState::Done => go_on_lesson(lang, next.no),
        };
        let button = open_button(next.id, label);
        return Some(view! { <ActionBar>{button}</ActionBar> }.into_any());
    }
    let exam = course.opens.first().filter(|_| course.progress.complete)?;
    let href = format!("/exams/{}", exam.sitting);
    let exam = view! {
        <ActionBar>
            <LinkButton label=to_exam(lang) href=href kind=ButtonKind::Primary wide=true />
        </ActionBar>
    };
    Some(exam.into_any())
}

/// Opens a lesson, from which moment its time counts.
pub(super) fn open_button(lesson: LessonId, label: String) -> AnyView {
    view! {
        <form method="post" action=format!("/lessons/{lesson}/open")>
            <Button label=label kind=ButtonKind::Primary wide=true />
        </form>
    }
    .into_any()
}
