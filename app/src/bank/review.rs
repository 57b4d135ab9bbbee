//! What a version changes against the released one, and what becomes of it.

use axum::extract::Path;
use domain::{
    bank::{
        difference::{Mark, marked},
        life::Stage,
    },
    id::ItemId,
};
use leptos::prelude::*;
use services::{
    Failure,
    bank::{self, ItemView, VersionView, life::review},
    failure::Fault,
};

use super::{
    crumbs,
    item::{as_seen, parts, secret},
};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Button, ButtonKind, Card, CardHead, Column, EmptyState, LinkButton, Notice, PageHead, Table,
        TextArea, Tone,
    },
};

pub async fn show(visitor: Visitor, Path(id): Path<ItemId>) -> Answer {
    let view = bank::item(visitor.ctx()?, id).await?;
    page(&visitor, &view, Form::default())
}

pub async fn submit(visitor: Visitor, Path(id): Path<ItemId>, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    bank::item(ctx, id).await?;
    let seen = form.get("seen").parse().unwrap_or(uuid::Uuid::nil().into());
    let done = match form.get("do") {
        "release" => review::release(ctx, id, seen).await.map(|()| true),
        "send_back" => review::send_back(ctx, id, seen, form.text("reason")).await.map(|()| true),
        "submit" => review::submit(ctx, id).await.map(|()| false),
        "discard" => review::discard(ctx, id).await.map(|()| false),
        _ => Err(Failure::field("do", Fault::NoSuchChoice)),
    };
    match done {
        // Whoever reviews goes on with the next one.
        Ok(true) => see_other("/banks/todo"),
        Ok(false) => see_other(format!("/items/{id}")),
        Err(Failure::Refused(refusal)) => page(&visitor, &bank::item(ctx, id).await?, form.refused(refusal)),
        Err(failure) => Err(failure.into()),
    }
}

fn page(visitor: &Visitor, view: &ItemView, form: Form) -> Answer {
    use text::life::*;
    let lang = visitor.lang;
    let who = visitor.ctx()?.actor.person;
    let here = format!("/items/{}", view.id);
    let steps = vec![
        (view.bank_name.clone(), format!("/banks/{}", view.bank)),
        (super::item::title(lang, view), here.clone()),
    ];
    let waiting = view.life.standing.open.as_ref().and_then(|open| Some((open, view.version(open.version)?)));
    let Some((open, version)) = waiting else {
        let current = text::bank::see_version(lang, view.newest().version);
        return Page::new(visitor, review_title_none(lang)).of_form(&form).show(|| {
            view! {
                <PageHead title=review_title_none(lang) trail=crumbs(lang, steps, Some(review_trail(lang))) />
                {form.notice(visitor)}
                <EmptyState detail=review_none(lang)>
                    <LinkButton label=current href=here />
                </EmptyState>
            }
        });
    };
    let title = review_title(lang, version.version);
    let seen = version.id.to_string();
    let names: Vec<_> = open.authors.iter().map(|person| view.life.name(*person)).collect();
    let under = written_by(lang, names.join(text::life::comma(lang)), visitor.zone().minute(open.since));
    let sent_back = open.sent_back.as_ref().map(|said| {
        let by = text::bank::by(lang, view.life.name(said.by), visitor.zone().minute(said.at));
        view! { <Notice tone=Tone::Warn title=sent_back_title(lang, &said.words) next=by /> }
    });
    let mine = open.authors.contains(&who);
    let acts = match (mine, open.stage) {
        (true, stage) => author_acts(lang, view, stage),
        (false, Stage::InReview) => reviewer_acts(lang, &seen, &form),
        (false, Stage::Draft) => {
            view! { <Notice tone=Tone::Info title=still_draft(lang) next=still_draft_then(lang) /> }
                .into_any()
        }
    };
    Page::new(visitor, title.clone()).of_form(&form).show(|| {
        let changes = match view.released() {
            Some(released) => difference(lang, released, version),
            None => {
                view! { <Notice tone=Tone::Info title=first_version(lang) next=first_version_then(lang) /> }
                    .into_any()
            }
        };
        let (seen_as, secrets) = (as_seen(lang, &version.item), secret(lang, &version.item));
        view! {
            <PageHead title=title under=under trail=crumbs(lang, steps, Some(review_trail(lang))) />
            {form.notice(visitor)}
            {sent_back}
            {changes}
            <Card>
                <CardHead title=text::bank::as_seen(lang) />
                {seen_as}
            </Card>
            <Card>
                <CardHead title=text::bank::secret(lang) />
                {secrets}
            </Card>
            {acts}
        }
    })
}

/// Field by field, with the words that go and the words that come.
fn difference(lang: Lang, before: &VersionView, after: &VersionView) -> AnyView {
    use text::life::*;
    let (old, new) = (released_no(lang, before.version), review_no(lang, after.version));
    let pairs = parts(lang, &before.item).into_iter().zip(parts(lang, &after.item));
    let rows = pairs.filter(|(was, is)| was.lines != is.lines).map(|(was, is)| {
        let marks = marked(&was.lines.join("\n"), &is.lines.join("\n"));
        let side = |hidden: Mark| {
            let shown = marks.iter().filter(|(mark, _)| *mark != hidden);
            shown
                .map(|(mark, words)| match mark {
                    Mark::Same => words.clone().into_any(),
                    Mark::Removed => view! { <del>{words.clone()}</del> }.into_any(),
                    Mark::Added => view! { <ins>{words.clone()}</ins> }.into_any(),
                })
                .collect_view()
        };
        let (was_side, is_side) = (side(Mark::Added), side(Mark::Removed));
        view! {
            <tr>
                <th scope="row" data-label=text::bank::part_of(lang)>
                    {is.name}
                </th>
                <td data-label=old.clone() class="difference">
                    {was_side}
                </td>
                <td data-label=new.clone() class="difference">
                    {is_side}
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![
        Column::text(text::bank::part_of(lang)),
        Column::sentences(old.clone()),
        Column::sentences(new.clone()),
    ];
    let why = match &after.source {
        bank::Source::Change { reason } => Some(text::bank::because(lang, reason)),
        bank::Source::File { .. } | bank::Source::Written => None,
    };
    let label = text::bank::changes(lang, before.version, after.version);
    view! {
        <Card>
            <CardHead title=difference_title(lang) />
            {why.map(|why| view! { <p>{why}</p> })}
            <Table
                label=label
                head=head
                cards=true
            >
                {rows}
            </Table>
        </Card>
    }
    .into_any()
}

fn reviewer_acts(lang: Lang, seen: &str, form: &Form) -> AnyView {
    use text::life::*;
    let (seen, typed) = (seen.to_owned(), form.text("reason"));
    let seen_too = seen.clone();
    view! {
        <Card>
            <CardHead title=decide(lang) />
            <form method="post">
                <input type="hidden" name="seen" value=seen />
                <input type="hidden" name="do" value="release" />
                <Actions note=release_note(lang)>
                    <Button label=release_go(lang) kind=ButtonKind::Primary />
                </Actions>
            </form>
            <form method="post">
                <input type="hidden" name="seen" value=seen_too />
                <input type="hidden" name="do" value="send_back" />
                <TextArea
                    label=send_back_reason(lang)
                    name="reason"
                    value=typed
                    hint=send_back_hint(lang)
                    rows=3
                    maxlength="500"
                    required=true
                />
                <Actions>
                    <Button label=send_back_go(lang) />
                </Actions>
            </form>
        </Card>
    }
    .into_any()
}

fn author_acts(lang: Lang, view: &ItemView, stage: Stage) -> AnyView {
    use text::life::*;
    let note = match stage {
        Stage::Draft => own_draft(lang),
        Stage::InReview => own_review(lang),
    };
    let submit = (stage == Stage::Draft).then(|| {
        view! { <Button label=submit_go(lang) name="do" value="submit" kind=ButtonKind::Primary /> }
    });
    let discard = view.life.standing.released.is_some().then(|| {
        view! { <Button label=discard_go(lang) name="do" value="discard" kind=ButtonKind::Danger /> }
    });
    let edit = format!("/items/{}/edit", view.id);
    view! {
        <Card>
            <CardHead title=decide(lang) />
            <p>{note}</p>
            <form method="post">
                <Actions>
                    {discard} <LinkButton label=text::bank::edit(lang) href=edit />
                    {submit}
                </Actions>
            </form>
        </Card>
    }
    .into_any()
}
