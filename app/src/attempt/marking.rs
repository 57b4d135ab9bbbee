//! Marking what candidates wrote: the sittings that wait, and one answer at a time, without a name.

use axum::{extract::Path, http::StatusCode};
use domain::{
    grading::marking::{MarkRefused, Markers},
    id::SittingId,
    points::Points,
};
use leptos::prelude::*;
use services::{
    attempt::marking::{self, Queue, Task},
    failure::{Failure, Fault, FieldFault, Refusal},
};

use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    shown,
    text::{self, Lang},
    ui::{
        Actions, Badge, Breadcrumbs, Button, ButtonKind, Card, CardHead, Crumb, EmptyState, Field,
        LinkButton, Notice, PageHead, Row, Rows, TextArea, Tone,
    },
};

pub async fn list(visitor: Visitor) -> Answer {
    use text::marking::*;
    let lang = visitor.lang;
    let queues = marking::queues(visitor.ctx()?).await?;
    Page::new(&visitor, title(lang)).show(|| {
        let rows = queues.iter().map(|queue| row(lang, queue)).collect_view();
        let shown = if queues.is_empty() {
            view! { <EmptyState title=nothing(lang) detail=nothing_then(lang) /> }.into_any()
        } else {
            view! {
                <Card>
                    <Rows lined=true>{rows}</Rows>
                </Card>
            }
            .into_any()
        };
        view! {
            <PageHead title=title(lang) under=about(lang) />
            {shown}
        }
    })
}

fn row(lang: Lang, queue: &Queue) -> impl IntoView + use<> {
    use text::marking::*;
    let markers = match queue.markers {
        Markers::One => one_marker(lang),
        Markers::Two => two_markers(lang),
    };
    let detail = format!("{} · {markers}", waiting(lang, queue.waiting));
    let badge = match queue.mine {
        0 => view! { <Badge tone=Tone::Info label=none_for_you(lang) /> },
        mine => view! { <Badge tone=Tone::Warn label=for_you(lang, mine) /> },
    };
    let href = (queue.mine > 0).then(|| format!("/marking/{}", queue.sitting));
    view! {
        <Row label=queue.name.clone() href=href detail=detail>
            {badge}
        </Row>
    }
}

pub async fn show(visitor: Visitor, Path(id): Path<SittingId>) -> Answer {
    let task = marking::next(visitor.ctx()?, id).await?;
    page(&visitor, task, Form::default(), None)
}

pub async fn submit(visitor: Visitor, Path(id): Path<SittingId>, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let given = match form.text("points").parse::<Points>() {
        Ok(points) => marking::give(ctx, id, form.get("task"), points, form.get("remark")).await,
        Err(()) => Err(Failure::field("points", Fault::NotANumber)),
    };
    let refused = match given {
        Ok(()) => return see_other(format!("/marking/{id}")),
        Err(Failure::Refused(Refusal::Mark(MarkRefused::OutOfRange { most }))) => {
            let max = most.hundredths() / 100;
            Refusal::Fields(vec![FieldFault { field: "points", fault: Fault::OutOfRange { min: 0, max } }])
        }
        Err(Failure::Refused(refusal)) => refusal,
        Err(failure) => return Err(failure.into()),
    };
    let task = marking::next(ctx, id).await?;
    // What was typed belongs to the answer that it was typed for.
    let same = task.as_ref().is_some_and(|task| task.id == form.get("task"));
    match refused {
        Refusal::Fields(_) if same => page(&visitor, task, form.refused(refused), None),
        _ => page(&visitor, task, Form::default(), Some(refused)),
    }
}

fn page(visitor: &Visitor, task: Option<Task>, form: Form, told: Option<Refusal>) -> Answer {
    use text::marking::*;
    let lang = visitor.lang;
    let status = if told.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Page::new(visitor, title(lang)).of_form(&form).status(status).show(|| {
        let notice =
            told.map(|_| view! { <Notice tone=Tone::Warn title=settled(lang) next=settled_then(lang) /> });
        let trail = vec![Crumb::link(title(lang), "/marking"), Crumb::here(one(lang))];
        let trail = view! { <Breadcrumbs label=text::bank::trail(lang) items=trail /> }.into_any();
        let shown = match task {
            None => view! {
                <EmptyState title=done(lang) detail=done_then(lang)>
                    <LinkButton kind=ButtonKind::Primary href="/marking" label=back(lang) />
                </EmptyState>
            }
            .into_any(),
            Some(task) => answer(visitor, task, form),
        };
        view! {
            <PageHead title=one(lang) trail=trail />
            {notice}
            {shown}
        }
    })
}

fn answer(visitor: &Visitor, task: Task, form: Form) -> AnyView {
    use text::marking::*;
    let lang = visitor.lang;
    let points = task.guide.points.iter().map(|point| {
        view! {
            <li>
                {point.text.clone()}
                " "
                <small>{weight(lang, point.weight)}</small>
            </li>
        }
    });
    let points = points.collect_view();
    let points = (!task.guide.points.is_empty()).then(|| view! { <ul>{points}</ul> });
    let reference = task.guide.reference.clone();
    let error = form.error(lang, "points");
    let worth = task.shown.points;
    view! {
        {form.notice(visitor)}
        <Card>
            <CardHead title=question(lang)><span>{left(lang, task.left)}</span></CardHead>
            {shown::asked(&task.shown, lang)}
        </Card>
        <Card>
            <CardHead title=guide(lang) />
            <p class="written">{reference}</p>
            {points}
        </Card>
        <Card>
            <CardHead title=what_was_written(lang) />
            <p class="written" dir="auto">{task.answer}</p>
        </Card>
        <Card>
            <form method="post">
                <input type="hidden" name="task" value=task.id />
                <Field
                    label=points_of(lang, worth)
                    name="points"
                    value=form.get("points").to_owned()
                    error=error
                    inputmode="decimal"
                    autocomplete="off"
                    required=true
                />
                <TextArea
                    label=remark(lang)
                    name="remark"
                    value=form.get("remark").to_owned()
                    hint=remark_hint(lang)
                    error=form.error(lang, "remark")
                    note=text::common::optional(lang)
                    rows=2
                />
                <Actions>
                    <LinkButton href="/marking" label=later(lang) />
                    <Button kind=ButtonKind::Primary label=give(lang) />
                </Actions>
            </form>
        </Card>
    }
    .into_any()
}
