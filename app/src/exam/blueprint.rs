//! A new blueprint: the bank is chosen, then how many questions of what it offers.

use axum::extract::Query;
use domain::{
    bank::Kind,
    id::BankId,
    paper::{Blueprint, BlueprintFault, Cell, Supply},
    points::Points,
};
use leptos::prelude::*;
use services::{
    Failure, Refusal,
    exam::blueprint::{self, Offer, Refused},
    failure::{Fault, FieldFault},
};

use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Button, ButtonKind, Card, Column, EmptyState, Field, LinkButton, Notice, PageHead, Row,
        Rows, Table, Tone,
    },
    wording,
};

#[derive(serde::Deserialize)]
pub struct Asked {
    bank: Option<BankId>,
}

pub async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    match asked.bank {
        Some(bank) => page(&visitor, bank, Form::default(), &[]).await,
        None => choose_bank(&visitor).await,
    }
}

pub async fn submit(visitor: Visitor, Query(asked): Query<Asked>, form: Form) -> Answer {
    let Some(bank) = asked.bank else { return see_other("/blueprints/new") };
    let ctx = visitor.ctx()?;
    let offer = blueprint::offer(ctx, bank).await?;
    let cells = match cells(&form, &offer) {
        Ok(cells) => cells,
        Err(fault) => return page(&visitor, bank, form.refused(Refusal::Fields(vec![fault])), &[]).await,
    };
    match blueprint::create(ctx, form.once().into(), bank, form.text("name"), cells).await {
        Ok(_) => see_other("/sittings"),
        Err(Refused::Short(short)) => {
            page(&visitor, bank, form.refused(Refusal::Blueprint(Vec::new())), &short).await
        }
        Err(Refused::Failure(Failure::Refused(refusal))) => {
            page(&visitor, bank, form.refused(refusal), &[]).await
        }
        Err(Refused::Failure(failure)) => Err(failure.into()),
    }
}

async fn choose_bank(visitor: &Visitor) -> Answer {
    use text::blueprint::*;
    let lang = visitor.lang;
    let banks = blueprint::banks(visitor.ctx()?).await?;
    Page::new(visitor, which_bank(lang)).show(|| {
        let rows = banks
            .iter()
            .map(|(id, name)| view! { <Row label=name.clone() href=format!("/blueprints/new?bank={id}") /> })
            .collect_view();
        view! {
            <PageHead title=which_bank(lang) over=text::sittings::new_blueprint(lang) />
            {if banks.is_empty() {
                view! {
                    <EmptyState title=no_bank(lang) detail=no_bank_then(lang)>
                        <LinkButton kind=ButtonKind::Primary href="/banks" label=text::nav::banks(lang) />
                    </EmptyState>
                }
                    .into_any()
            } else {
                view! {
                    <Card>
                        <Rows lined=true>{rows}</Rows>
                    </Card>
                }
                    .into_any()
            }}
        }
    })
}

/// The lines of the table: first each kind as a whole, then its knowledge points.
fn lines(offer: &Offer) -> Vec<(Kind, Option<String>, u32)> {
    let mut lines = Vec::new();
    for kind in Kind::ALL {
        let points: Vec<_> = offer.counts.iter().filter(|((of, _), _)| *of == kind).collect();
        let all: u32 = points.iter().map(|(_, count)| **count).sum();
        if all == 0 {
            continue;
        }
        lines.push((kind, None, all));
        let named = points.into_iter().filter(|((_, point), _)| !point.is_empty());
        lines.extend(named.map(|((_, point), count)| (kind, Some(point.clone()), *count)));
    }
    lines
}

/// The cells that were filled in; a line without a count asks for nothing.
fn cells(form: &Form, offer: &Offer) -> Result<Blueprint, FieldFault> {
    let mut cells = Vec::new();
    for (line, (kind, knowledge_point, _)) in lines(offer).into_iter().enumerate() {
        let count = form.text(&format!("count-{line}"));
        if count.is_empty() || count == "0" {
            continue;
        }
        let count = count.parse().map_err(|_| FieldFault { field: "count", fault: Fault::NotANumber })?;
        let points: Points = form
            .text(&format!("points-{line}"))
            .parse()
            .map_err(|()| FieldFault { field: "points", fault: Fault::NotANumber })?;
        cells.push(Cell { kind, knowledge_point, count, points });
    }
    Ok(Blueprint { cells })
}

async fn page(visitor: &Visitor, bank: BankId, form: Form, short: &[Supply]) -> Answer {
    use text::blueprint::*;
    let lang = visitor.lang;
    let offer = blueprint::offer(visitor.ctx()?, bank).await?;
    let name = if form.is_refused() { form.get("name").to_owned() } else { default_name(lang, &offer.name) };
    let name_error = form.error(lang, "name");
    let reasons = reasons(lang, &form, &offer, short);
    let title = how_many(lang);
    Page::new(visitor, title).of_form(&form).show(|| {
        let rows = lines(&offer).into_iter().enumerate().map(|(index, line)| table_row(lang, &form, index, line));
        let rows = rows.collect_view();
        let columns = [kind_term(lang), point_term(lang), there_are(lang), count_term(lang), points_term(lang)];
        view! {
            <PageHead title=title over=offer.name.clone() under=how_many_then(lang) />
            {(!reasons.is_empty()).then(|| {
                view! {
                    <Notice tone=Tone::Bad title=text::refusal::blueprint(lang) kept=text::refusal::form_kept(lang)>
                        <ul>{reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}</ul>
                    </Notice>
                }
            })}
            <form method="post" class="stack">
                {form.once_field()}
                <Card>
                    <Field label=name_term(lang) name="name" value=name error=name_error required=true />
                </Card>
                <Table label=title head=columns.map(Column::text).to_vec() cards=true>
                    {rows}
                </Table>
                <Actions>
                    <LinkButton href="/sittings" label=text::common::cancel(lang) />
                    <Button kind=ButtonKind::Primary label=save(lang) />
                </Actions>
            </form>
        }
    })
}

fn table_row(
    lang: Lang,
    form: &Form,
    index: usize,
    line: (Kind, Option<String>, u32),
) -> impl IntoView + use<> {
    use text::blueprint::*;
    let (kind, point, there) = line;
    let (count, points) = (format!("count-{index}"), format!("points-{index}"));
    let kind = wording::kind(lang, kind);
    let what = point.clone().map_or_else(|| kind.to_owned(), |point| format!("{kind} · {point}"));
    let usual = if form.get(&points).is_empty() { "1".to_owned() } else { form.get(&points).to_owned() };
    let is_whole = point.is_none();
    view! {
        <tr data-group=is_whole>
            <td data-label=kind_term(lang)>{kind}</td>
            <td data-label=point_term(lang)>{point.unwrap_or_else(|| any_point(lang).into())}</td>
            <td data-label=there_are(lang)>{there}</td>
            <td data-label=count_term(lang)>
                <input
                    class="control"
                    inputmode="numeric"
                    aria-label=count_of(lang, &what)
                    value=form.get(&count).to_owned()
                    name=count
                />
            </td>
            <td data-label=points_term(lang)>
                <input class="control" inputmode="decimal" aria-label=points_of(lang, &what) value=usual name=points />
            </td>
        </tr>
    }
}

/// Everything that keeps the blueprint from being used, line by line.
fn reasons(lang: Lang, form: &Form, offer: &Offer, short: &[Supply]) -> Vec<String> {
    use text::blueprint::*;
    let asked: Vec<_> = cells(form, offer).map(|blueprint| blueprint.cells).unwrap_or_default();
    let name = |cell: usize| {
        let Some(cell) = asked.get(cell) else { return String::new() };
        let kind = wording::kind(lang, cell.kind);
        cell.knowledge_point.as_ref().map_or_else(|| kind.to_owned(), |point| format!("{kind} · {point}"))
    };
    let mut reasons: Vec<String> = short
        .iter()
        .map(|supply| too_few(lang, name(supply.cell), supply.wanted, supply.available))
        .collect();
    match form.refusal() {
        Some(Refusal::Blueprint(faults)) => reasons.extend(faults.iter().map(|fault| match fault {
            BlueprintFault::NoCells => nothing_asked(lang).to_owned(),
            BlueprintFault::NoItems { cell } => no_items(lang, name(*cell)),
            BlueprintFault::NoPoints { cell } => no_points(lang, name(*cell)),
            BlueprintFault::EmptyKnowledgePoint { cell } => empty_point(lang, name(*cell)),
            BlueprintFault::Twice { cell, .. } => twice(lang, name(*cell)),
            BlueprintFault::TooManyItems { items, most } => too_many(lang, items, most),
        })),
        Some(Refusal::Fields(faults)) => {
            reasons.extend(faults.iter().map(|fault| {
                format!("{}：{}", fault_field(lang, fault.field), wording::fault(lang, &fault.fault))
            }));
        }
        _ => {}
    }
    reasons
}

fn fault_field(lang: Lang, field: &str) -> &'static str {
    match field {
        "count" => text::blueprint::count_term(lang),
        "points" => text::blueprint::points_term(lang),
        _ => text::blueprint::name_term(lang),
    }
}
