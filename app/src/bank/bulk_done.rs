//! A change of many questions that was made, and how it is taken back.

use axum::extract::Path;
use domain::id::BulkEditId;
use leptos::prelude::*;
use services::{
    Failure,
    bank::life::bulk::{self, EditRow},
};

use super::{bulk::in_words, crumbs};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{Actions, Button, Card, CardHead, Fact, Facts, Notice, PageHead, Row, Rows, TextArea, Tone},
};

pub async fn show(visitor: Visitor, Path(id): Path<BulkEditId>) -> Answer {
    page(&visitor, id, Form::default()).await
}

pub async fn submit(visitor: Visitor, Path(id): Path<BulkEditId>, form: Form) -> Answer {
    let once = form.once().into();
    let ctx = visitor.ctx()?;
    bulk::show(ctx, id).await?;
    match bulk::undo(ctx, id, once, form.get("reason")).await {
        Ok(()) => see_other(format!("/edits/{once}")),
        Err(Failure::Refused(refusal)) => page(&visitor, id, form.refused(refusal)).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn page(visitor: &Visitor, id: BulkEditId, form: Form) -> Answer {
    use text::life::*;
    let lang = visitor.lang;
    let edit = bulk::show(visitor.ctx()?, id).await?;
    let title = match edit.undo_of {
        None => edit_title(lang, edit.all),
        Some(_) => undo_title(lang, edit.all),
    };
    Page::new(visitor, title.clone()).of_form(&form).show(|| {
        let steps = vec![(edit.bank_name.clone(), format!("/banks/{}", edit.bank))];
        let under = text::bank::by(lang, &edit.by, visitor.zone().minute(edit.at));
        let link = |id: BulkEditId, words: &'static str| {
            view! {
                <p>
                    <a href=format!("/edits/{id}")>{words}</a>
                </p>
            }
        };
        let undone = edit.undone.map(|undo| {
            view! { <Notice tone=Tone::Info title=undone(lang)>{link(undo, see_undo(lang))}</Notice> }
        });
        let origin = edit.undo_of.map(|of| {
            view! { <Notice tone=Tone::Info title=is_undo(lang)>{link(of, see_edit(lang))}</Notice> }
        });
        let changed = edit.changed_since;
        let (once, typed, wrong) = (form.once_field(), form.text("reason"), form.error(lang, "reason"));
        let go = undo_go(lang, edit.all);
        let undo = match (edit.undone, changed) {
            (Some(_), _) => ().into_any(),
            (None, 0) => view! {
                <Card>
                    <CardHead title=undo_head(lang) />
                    <p>{undo_note(lang)}</p>
                    <form method="post">
                        {once}
                        <TextArea
                            label=reason(lang)
                            name="reason"
                            value=typed
                            error=wrong
                            rows=2
                            maxlength="500"
                            required=true
                        />
                        <Actions>
                            <Button label=go />
                        </Actions>
                    </form>
                </Card>
            }
            .into_any(),
            (None, some) => {
                view! { <Notice tone=Tone::Info title=undo_late(lang, some) next=undo_late_then(lang) /> }
                    .into_any()
            }
        };
        let rows = edit.questions.iter().map(|(item, stem)| {
            view! { <Row label=stem.clone() href=format!("/items/{item}") /> }
        });
        let rows = rows.collect_view();
        let (what, why) = (in_words(visitor, &edit.change), edit.reason.clone());
        let sample = bulk_sample(lang, edit.questions.len(), edit.all);
        view! {
            <PageHead title=title under=under trail=crumbs(lang, steps, Some(bulk_trail(lang))) />
            {form.notice(visitor)}
            {undone}
            {origin}
            <Card>
                <Facts>
                    <Fact term=bulk_what(lang)>{what}</Fact>
                    <Fact term=reason(lang)>{why}</Fact>
                </Facts>
                <CardHead title=sample />
                <Rows lined=true>{rows}</Rows>
            </Card>
            {undo}
        }
    })
}

/// The last changes of many questions, on the page of their bank.
pub fn list(visitor: &Visitor, edits: &[EditRow]) -> Option<AnyView> {
    use text::life::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let rows = edits.iter().map(|edit| {
        let what = in_words(visitor, &edit.change);
        let label = if edit.is_undo { undid(lang, what) } else { what };
        let by = text::bank::by(lang, &edit.by, zone.minute(edit.at));
        let all = text::common::items(lang, edit.all);
        view! {
            <Row label=label detail=by href=format!("/edits/{}", edit.id)>
                <span>{all}</span>
            </Row>
        }
    });
    let rows = rows.collect_view();
    (!edits.is_empty()).then(|| {
        view! {
            <Card>
                <CardHead title=edits_title(lang) />
                <Rows lined=true>{rows}</Rows>
            </Card>
        }
        .into_any()
    })
}
