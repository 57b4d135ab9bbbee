//! Two questions side by side, and what is decided about them.

use axum::extract::Path;
use domain::{bank::alike::differences, id::ItemId};
use leptos::prelude::*;
use services::{
    Failure, Refusal,
    bank::merge::{self, PairView},
    failure::{Fault, FieldFault},
};

use super::{
    alike::{beside, in_words, retired_notice},
    crumbs, item,
};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{Actions, Button, Card, CardHead, Column, Field, Marked, Notice, PageHead, Table, Tone, marked},
    wording::kind,
};

type Two = Path<(ItemId, ItemId)>;

pub async fn show(visitor: Visitor, Path((one, other)): Two) -> Answer {
    page(&visitor, one, other, Form::default()).await
}

pub async fn submit(visitor: Visitor, Path((one, other)): Two, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let (once, reason) = (form.once(), form.get("reason"));
    let done = match form.get("do") {
        "keep_one" => merge::keep(ctx, once, one, other, reason).await,
        "keep_other" => merge::keep(ctx, once, other, one, reason).await,
        "differ" => merge::differ(ctx, one, other).await,
        "restore" => {
            let view = merge::pair(ctx, one, other).await?;
            match view.retired {
                Some((gone, _)) => merge::restore(ctx, gone).await,
                None => Err(Refusal::AlreadyDone.into()),
            }
        }
        _ => {
            // Whoever may not see them is not told what is wrong with the form.
            merge::pair(ctx, one, other).await?;
            Err(Refusal::Fields(vec![FieldFault { field: "do", fault: Fault::NoSuchChoice }]).into())
        }
    };
    match done {
        Ok(()) => see_other(beside(one, other)),
        Err(Failure::Refused(refusal)) => page(&visitor, one, other, form.refused(refusal)).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn page(visitor: &Visitor, one: ItemId, other: ItemId, form: Form) -> Answer {
    use text::bank_alike::*;
    let lang = visitor.lang;
    let view = merge::pair(visitor.ctx()?, one, other).await?;
    let heading = match view.likeness {
        Some((likeness, percent)) => beside_title(lang, in_words(lang, likeness, percent)),
        None => beside_unlike(lang).to_owned(),
    };
    Page::new(visitor, heading.clone()).of_form(&form).show(|| {
        let steps = vec![(all(lang).to_owned(), "/banks/alike".to_owned())];
        let different = view.different.as_ref().map(|(by, at)| {
            let by = text::bank::by(lang, by, visitor.zone().minute(*at));
            view! { <Notice tone=Tone::Ok title=different_title(lang) kept=by next=different_then(lang) /> }
        });
        let retired = view.retired.as_ref().map(|(id, retired)| retired_notice(visitor, *id, retired));
        view! {
            <PageHead title=heading trail=crumbs(lang, steps, None) />
            {form.notice(visitor)}
            {retired}
            {different}
            {table(lang, &view)}
            {decision(lang, &view, &form)}
        }
    })
}

/// Part by part, with what differs marked.
fn table(lang: Lang, view: &PairView) -> impl IntoView + use<> {
    use text::bank_alike::*;
    let (one, other) = (&view.one.newest().item, &view.other.newest().item);
    let (first, second) = (first_of(lang, &view.one.bank_name), second_of(lang, &view.other.bank_name));
    let pairs = item::parts(lang, one).into_iter().zip(item::parts(lang, other));
    let kinds = (
        text::bank::kind_term(lang),
        kind(lang, one.content.kind()).to_owned(),
        kind(lang, other.content.kind()).to_owned(),
    );
    let texts = pairs.map(|(one, other)| (one.name, one.lines.join("\n"), other.lines.join("\n")));
    let rows =
        std::iter::once(kinds).chain(texts).filter(|(_, one, other)| !(one.is_empty() && other.is_empty()));
    let rows = rows.map(|(name, one, other)| {
        let (left, right) = differences(&one, &other);
        view! {
            <tr>
                <th scope="row" data-label=text::bank::part_of(lang)>
                    {name}
                </th>
                <td data-label=first.clone()>
                    <Marked pieces=marked(left) />
                </td>
                <td data-label=second.clone()>
                    <Marked pieces=marked(right) />
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![
        Column::text(text::bank::part_of(lang)),
        Column::text(first.clone()),
        Column::text(second.clone()),
    ];
    let (see_one, see_other) = (format!("/items/{}", view.one.id), format!("/items/{}", view.other.id));
    view! {
        <Card>
            <CardHead title=side_by_side(lang)>
                <span>
                    <a href=see_one>{see_first(lang)}</a>
                    " "
                    <a href=see_other>{see_second(lang)}</a>
                </span>
            </CardHead>
            <Table label=side_by_side(lang) head=head cards=true>
                {rows}
            </Table>
        </Card>
    }
}

fn decision(lang: Lang, view: &PairView, form: &Form) -> AnyView {
    use text::bank_alike::*;
    let action = beside(view.one.id, view.other.id);
    if view.retired.is_some() {
        return view! {
            <Card>
                <CardHead title=restore_title(lang) />
                <form method="post" action=action>
                    <Actions note=restore_note(lang)>
                        <Button label=restore(lang) name="do" value="restore" />
                    </Actions>
                </form>
            </Card>
        }
        .into_any();
    }
    let differ = view.different.is_none().then(|| {
        view! { <Button label=differ(lang) name="do" value="differ" unchecked=true /> }
    });
    let (typed, wrong) = (form.get("reason").to_owned(), form.error(lang, "reason"));
    let once = form.once_field();
    view! {
        <Card>
            <CardHead title=decide(lang) />
            <form method="post" action=action>
                {once}
                <Field
                    label=reason(lang)
                    name="reason"
                    value=typed
                    hint=reason_hint(lang)
                    error=wrong
                    maxlength="500"
                    required=true
                />
                <Actions note=decide_note(lang)>
                    {differ}
                    <Button label=keep_second(lang) name="do" value="keep_other" />
                    <Button label=keep_first(lang) name="do" value="keep_one" />
                </Actions>
            </form>
        </Card>
    }
    .into_any()
}
