//! One change of many questions: choose it, see what it would do, make it.

use axum::extract::{Path, Query};
use domain::{
    bank::{bulk::Change, life::TAG_LIMIT},
    id::{BankId, ItemId},
};
use leptos::prelude::*;
use services::{
    Failure,
    bank::life::bulk::{self, Before, Plan, Selection},
    failure::Fault,
};

use super::{contents, crumbs, standing};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{
        Actions, Button, ButtonKind, Card, CardHead, Choice, Column, Field, LinkButton, Notice, PageHead,
        Select, Table, TextArea, Tone,
    },
};

pub async fn show(
    visitor: Visitor,
    Path(bank): Path<BankId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let ctx = visitor.ctx()?;
    let get = |name: &str| asked.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let narrow = contents::Asked::of(get);
    let selection = match get("scope") {
        "all" => Selection::Matching(narrow.filter()),
        "page" => {
            let view = services::bank::show(ctx, bank, narrow.filter(), narrow.page()).await?;
            Selection::Picked(view.items.into_iter().map(|row| row.id).collect())
        }
        _ => {
            let picked = asked.iter().filter(|(key, _)| key == "item");
            Selection::Picked(picked.filter_map(|(_, id)| id.parse().ok()).collect())
        }
    };
    match bulk::plan(ctx, bank, selection, &Change::Quarantine).await {
        Ok(plan) => choose(&visitor, bank, &plan.bank_name, &plan.chosen, Form::default()),
        // Nothing is chosen yet, or too much: the page says how it is done.
        Err(Failure::Refused(_)) => {
            let name = services::bank::name(ctx, bank).await?;
            choose(&visitor, bank, &name, &[], Form::default())
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn submit(visitor: Visitor, Path(bank): Path<BankId>, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let name = services::bank::name(ctx, bank).await?;
    let chosen: Vec<ItemId> = form.get("items").split(',').filter_map(|id| id.parse().ok()).collect();
    let change = match change_of(&visitor, &form) {
        Ok(change) => change,
        Err(Failure::Refused(refusal)) => {
            return choose(&visitor, bank, &name, &chosen, form.refused(refusal));
        }
        Err(failure) => return Err(failure.into()),
    };
    if form.get("do") == "make" {
        let id = form.once().into();
        match bulk::make(ctx, id, bank, chosen.clone(), change.clone(), form.get("reason")).await {
            Ok(()) => return see_other(format!("/edits/{id}")),
            Err(Failure::Refused(refusal)) => {
                let plan = bulk::plan(ctx, bank, Selection::Picked(chosen), &change).await?;
                return preview(&visitor, bank, &plan, &change, form.refused(refusal));
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    match bulk::plan(ctx, bank, Selection::Picked(chosen.clone()), &change).await {
        Ok(plan) => preview(&visitor, bank, &plan, &change, form),
        Err(Failure::Refused(refusal)) => choose(&visitor, bank, &name, &chosen, form.refused(refusal)),
        Err(failure) => Err(failure.into()),
    }
}

/// What was chosen to be done.
fn change_of(visitor: &Visitor, form: &Form) -> Result<Change, Failure> {
    let short = |field: &'static str, limit: usize| {
        let typed = form.text(field);
        if typed.chars().count() > limit {
            return Err(Failure::field(field, Fault::TooLong { limit }));
        }
        Ok(typed)
    };
    let tag = |field: &'static str| match short(field, TAG_LIMIT)? {
        tag if tag.is_empty() => Err(Failure::field(field, Fault::Missing)),
        tag => Ok(tag),
    };
    Ok(match form.get("change") {
        "point" => Change::Point(short("point", 100)?),
        "add_tag" => Change::AddTag(tag("add_tag")?),
        "remove_tag" => Change::RemoveTag(tag("remove_tag")?),
        "difficulty" => match form.get("difficulty") {
            "" => Change::Difficulty(None),
            level => match level.parse() {
                Ok(level @ 1..=5) => Change::Difficulty(Some(level)),
                _ => return Err(Failure::field("difficulty", Fault::OutOfRange { min: 1, max: 5 })),
            },
        },
        "basis" => Change::Basis(short("basis", 5000)?),
        "quarantine" => Change::Quarantine,
        "lift" => Change::Lift,
        "until" => Change::ValidUntil(standing::end_of(visitor.zone(), "until", form.get("until"))?),
        _ => return Err(Failure::field("change", Fault::NoSuchChoice)),
    })
}

/// The values of the form that make a change again.
fn fields_of(visitor: &Visitor, change: &Change) -> (&'static str, String) {
    match change {
        Change::Point(point) => ("point", point.clone()),
        Change::AddTag(tag) => ("add_tag", tag.clone()),
        Change::RemoveTag(tag) => ("remove_tag", tag.clone()),
        Change::Difficulty(level) => ("difficulty", level.map(|level| level.to_string()).unwrap_or_default()),
        Change::Basis(basis) => ("basis", basis.clone()),
        Change::Quarantine => ("quarantine", String::new()),
        Change::Lift => ("lift", String::new()),
        Change::ValidUntil(until) => {
            let day = until.map(|until| standing::last_day(visitor.zone(), until));
            ("until", day.unwrap_or_default())
        }
    }
}

/// A change in words.
pub fn in_words(visitor: &Visitor, change: &Change) -> String {
    use text::life::*;
    let lang = visitor.lang;
    match change {
        Change::Point(point) if point.is_empty() => bulk_point_none(lang).to_owned(),
        Change::Point(point) => bulk_point_to(lang, point),
        Change::AddTag(tag) => bulk_tag_to(lang, tag),
        Change::RemoveTag(tag) => bulk_untag_to(lang, tag),
        Change::Difficulty(None) => bulk_difficulty_none(lang).to_owned(),
        Change::Difficulty(Some(level)) => bulk_difficulty_to(lang, level),
        Change::Basis(basis) if basis.is_empty() => bulk_basis_none(lang).to_owned(),
        Change::Basis(basis) => bulk_basis_to(lang, basis),
        Change::Quarantine => quarantine_go(lang).to_owned(),
        Change::Lift => lift_go(lang).to_owned(),
        Change::ValidUntil(None) => bulk_until_none(lang).to_owned(),
        Change::ValidUntil(Some(until)) => bulk_until_to(lang, standing::last_day(visitor.zone(), *until)),
    }
}

/// What a question has where the change puts something else, and what it puts there.
fn sides(visitor: &Visitor, change: &Change, before: &Before) -> (String, String) {
    use text::life::*;
    let lang = visitor.lang;
    let comma = text::life::comma(lang);
    let tags = |tags: &std::collections::BTreeSet<String>| {
        let tags: Vec<_> = tags.iter().map(String::as_str).collect();
        if tags.is_empty() { no_tags(lang).to_owned() } else { tags.join(comma) }
    };
    let or_none = |text: &str| if text.is_empty() { nothing(lang).to_owned() } else { text.to_owned() };
    let level = |level: Option<u8>| level.map_or_else(|| nothing(lang).to_owned(), |level| level.to_string());
    let valid = |valid| standing::valid_in_words(lang, visitor.zone(), valid);
    match change {
        Change::Point(point) => (or_none(&before.item.knowledge_point), or_none(point)),
        Change::Difficulty(to) => (level(before.item.difficulty), level(*to)),
        Change::Basis(basis) => (or_none(&before.item.legal_basis), or_none(basis)),
        Change::AddTag(tag) => {
            let mut after = before.tags.clone();
            after.insert(tag.clone());
            (tags(&before.tags), tags(&after))
        }
        Change::RemoveTag(tag) => {
            let mut after = before.tags.clone();
            after.remove(tag);
            (tags(&before.tags), tags(&after))
        }
        Change::Quarantine => (in_use(lang).to_owned(), quarantined(lang).to_owned()),
        Change::Lift => (quarantined(lang).to_owned(), in_use(lang).to_owned()),
        Change::ValidUntil(until) => {
            let after = domain::bank::life::Validity { until: *until, ..before.valid };
            (valid(before.valid), valid(after))
        }
    }
}

fn joined(chosen: &[ItemId]) -> String {
    chosen.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// Which change: one part of the page for each, of which one is open at a time.
fn choose(visitor: &Visitor, bank: BankId, name: &str, chosen: &[ItemId], form: Form) -> Answer {
    use text::life::*;
    let lang = visitor.lang;
    let steps = vec![(name.to_owned(), format!("/banks/{bank}"))];
    if chosen.is_empty() {
        return Page::new(visitor, bulk_nothing(lang)).of_form(&form).show(|| {
            view! {
                <PageHead title=bulk_nothing(lang) trail=crumbs(lang, steps, Some(bulk_trail(lang))) />
                <Notice tone=Tone::Info title=bulk_nothing_then(lang, bulk::MOST) />
                <Actions>
                    <LinkButton label=text::life::back_to_bank(lang) href=format!("/banks/{bank}") />
                </Actions>
            }
        });
    }
    let title = bulk_title(lang, chosen.len());
    let items = joined(chosen);
    Page::new(visitor, title.clone()).of_form(&form).show(|| {
        let open = form.get("change").to_owned();
        let value = |field: &str| form.get(field).to_owned();
        let error = |field: &str| form.error(lang, field);
        let levels: Vec<_> = (1..=5).map(|n| Choice::new(n.to_string(), n.to_string())).collect();
        let part = |code: &'static str, label: &'static str, inside: AnyView| {
            view! {
                <details name="change" open=open == code>
                    <summary>{label}</summary>
                    {inside}
                    <Actions>
                        <Button label=bulk_preview(lang) name="change" value=code />
                    </Actions>
                </details>
            }
            .into_any()
        };
        let text_part = |code: &'static str, label: &'static str, hint: &'static str| {
            let field = view! {
                <Field label=label name=code value=value(code) hint=hint error=error(code) />
            };
            part(code, label, field.into_any())
        };
        let parts = vec![
            text_part("add_tag", bulk_tag(lang), bulk_tag_hint(lang)),
            text_part("remove_tag", bulk_untag(lang), bulk_untag_hint(lang)),
            text_part("point", text::bank::point(lang), point_hint(lang)),
            part(
                "difficulty",
                text::bank::difficulty(lang),
                view! {
                    <Select
                        label=text::bank::difficulty(lang)
                        name="difficulty"
                        prompt=bulk_difficulty_none(lang)
                        options=levels
                        value=value("difficulty")
                        error=error("difficulty")
                    />
                }
                .into_any(),
            ),
            text_part("basis", text::bank::basis(lang), text::bank::basis_hint(lang)),
            part(
                "until",
                until(lang),
                view! {
                    <Field
                        label=until(lang)
                        name="until"
                        kind="date"
                        value=value("until")
                        hint=until_hint(lang)
                        error=error("until")
                    />
                }
                .into_any(),
            ),
            part("quarantine", quarantine_go(lang), view! { <p>{quarantine_note(lang)}</p> }.into_any()),
            part("lift", lift_go(lang), view! { <p>{bulk_lift_note(lang)}</p> }.into_any()),
        ];
        view! {
            <PageHead title=title under=bulk_under(lang) trail=crumbs(lang, steps, Some(bulk_trail(lang))) />
            {form.notice(visitor)}
            <Card>
                <CardHead title=bulk_what(lang) />
                <form method="post" class="choose-one">
                    <input type="hidden" name="items" value=items />
                    {parts}
                </form>
            </Card>
        }
    })
}

/// What it would do.
fn preview(visitor: &Visitor, bank: BankId, plan: &Plan, change: &Change, form: Form) -> Answer {
    use text::life::*;
    let lang = visitor.lang;
    let (code, value) = fields_of(visitor, change);
    let title = bulk_preview_title(lang, plan.changes);
    let items = joined(&plan.chosen);
    let steps = vec![(plan.bank_name.clone(), format!("/banks/{bank}"))];
    Page::new(visitor, title.clone()).of_form(&form).show(|| {
        let same = plan.chosen.len() - plan.changes;
        let rows = plan.sample.iter().map(|row| {
            let (before, after) = sides(visitor, change, &row.before);
            view! {
                <tr>
                    <td data-label=text::bank::stem(lang) data-sentences=true>
                        {row.stem.clone()}
                    </td>
                    <td data-label=before_term(lang)>{before}</td>
                    <td data-label=after_term(lang)>{after}</td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        let head = vec![
            Column::sentences(text::bank::stem(lang)),
            Column::text(before_term(lang)),
            Column::text(after_term(lang)),
        ];
        let (once, typed, wrong) = (form.once_field(), form.text("reason"), form.error(lang, "reason"));
        let go = bulk_go(lang, plan.changes);
        let make = (plan.changes > 0).then(|| {
            view! {
                <Card>
                    <form method="post">
                        {once} <input type="hidden" name="items" value=items />
                        <input type="hidden" name="change" value=code />
                        <input type="hidden" name=code value=value />
                        <input type="hidden" name="do" value="make" />
                        <TextArea
                            label=reason(lang)
                            name="reason"
                            value=typed
                            hint=bulk_reason_hint(lang)
                            error=wrong
                            rows=2
                            maxlength="500"
                            required=true
                        />
                        <Actions note=bulk_undo_note(lang)>
                            <LinkButton label=text::common::cancel(lang) href=format!("/banks/{bank}") />
                            <Button label=go kind=ButtonKind::Primary />
                        </Actions>
                    </form>
                </Card>
            }
        });
        let sample_title = bulk_sample(lang, plan.sample.len(), plan.changes);
        let sample = (plan.changes > 0).then(|| {
            view! {
                <Card>
                    <CardHead title=sample_title />
                    <Table label=bulk_preview(lang) head=head cards=true>
                        {rows}
                    </Table>
                </Card>
            }
        });
        let under = format!(
            "{}{}",
            in_words(visitor, change),
            match same {
                0 => String::new(),
                same => format!(" · {}", bulk_same(lang, same)),
            }
        );
        view! {
            <PageHead title=title under=under trail=crumbs(lang, steps, Some(bulk_trail(lang))) />
            {form.notice(visitor)}
            {sample}
            {make}
        }
    })
}
