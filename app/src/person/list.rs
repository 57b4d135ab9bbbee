//! The roster as a list. What is asked for stands in the address, but never a whole identity number.

use axum::extract::Query;
use domain::person::{access::Action, roster::Document};
use leptos::prelude::*;
use services::person::{
    Card as Person,
    roster::{self, Filter, People, Presence},
    unit,
};

use super::words;
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Badge, Button, ButtonKind, Card, Choice, Column, EmptyState, Field, LinkButton, NavItem, PageHead,
        Pager, Select, Table, Tone, Toolbar,
    },
};

/// What the address asks for.
#[derive(Clone, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    unit: String,
    state: String,
    page: u64,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            text: self.q.clone(),
            unit: self.unit.parse().ok(),
            post: None,
            presence: match self.state.as_str() {
                "left" => Presence::Left,
                "all" => Presence::Everybody,
                _ => Presence::Present,
            },
        }
    }

    fn is_narrow(&self) -> bool {
        !self.q.is_empty() || !self.unit.is_empty()
    }

    fn address(&self, page: u64) -> String {
        let asked = Asked { page, ..self.clone() };
        format!("/people?{}", serde_urlencoded::to_string(asked).unwrap_or_default())
    }
}

pub async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    render(&visitor, &asked).await
}

/// The search. It comes as a post, so that an identity number stays out of addresses and of the
/// records that are made of them.
pub async fn find(visitor: Visitor, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let typed = form.text("q");
    if let Ok(Some(document)) = Document::parse(&typed) {
        return match roster::find_by_document(ctx, &document).await? {
            Some(person) => see_other(format!("/people/{person}")),
            None => see_other(Asked { q: document.masked(), ..Asked::default() }.address(1)),
        };
    }
    let asked = Asked { q: typed, unit: form.text("unit"), state: form.text("state"), page: 1 };
    see_other(asked.address(1))
}

async fn render(visitor: &Visitor, asked: &Asked) -> Answer {
    use text::person::*;
    let ctx = visitor.ctx()?;
    let lang = visitor.lang;
    let found = roster::people(ctx, &asked.filter(), asked.page).await?;
    let units = unit::tree(ctx, Action::SeeRoster).await?;
    let may = |action| ctx.actor.may_somewhere(action);
    let (edits, hands_out) = (may(Action::EditRoster), may(Action::ResetPassword));
    let heading = match asked.filter().presence {
        _ if asked.is_narrow() => title_found(lang, found.total),
        Presence::Present => title(lang, found.total),
        Presence::Left => title_left(lang, found.total),
        Presence::Everybody => title_all(lang, found.total),
    };
    let states = vec![
        Choice::new("present", present(lang)),
        Choice::new("left", left(lang)),
        Choice::new("all", everybody(lang)),
    ];
    let people = match (found.cards.is_empty(), asked.is_narrow()) {
        (false, _) => table(visitor, asked, found).into_any(),
        (true, true) => {
            view! { <EmptyState title=none_found(lang) detail=none_found_then(lang) /> }.into_any()
        }
        (true, false) => view! { <EmptyState title=nobody(lang) detail=nobody_then(lang) /> }.into_any(),
    };
    let narrow = asked.is_narrow();
    Page::new(visitor, heading.clone()).show(|| {
        view! {
            <PageHead title=heading>
                <div class="actions">
                    {edits
                        .then(|| {
                            view! {
                                <LinkButton label=import(lang) href="/people/import" />
                                <LinkButton label=add(lang) href="/people/new" kind=ButtonKind::Primary />
                            }
                        })}
                </div>
            </PageHead>
            <form class="filters" method="post" action="/people" role="search" aria-label=text::person::find(lang)>
                <Field label=text::person::find(lang) name="q" kind="search" value=asked.q.clone() />
                <Select
                    label=unit(lang)
                    name="unit"
                    prompt=unit_all(lang)
                    options=words::unit_choices(&units)
                    value=asked.unit.clone()
                />
                <Select label=presence(lang) name="state" options=states value=asked.state.clone() />
                <Button label=find_go(lang) />
            </form>
            <Card>
                <Toolbar>
                    <a href="/people/units">{text::person::units(lang)}</a>
                    {hands_out.then(|| view! { <a href="/people/passwords">{passwords(lang)}</a> })}
                    {narrow.then(|| view! { <a href="/people">{clear(lang)}</a> })}
                </Toolbar>
                {people}
            </Card>
        }
    })
}

fn table(visitor: &Visitor, asked: &Asked, found: People) -> impl IntoView + use<> {
    use text::person::*;
    let lang = visitor.lang;
    let zone = visitor.zone();
    let head = [number(lang), name(lang), unit(lang), post(lang), employment(lang), presence(lang)]
        .map(Column::text);
    let rows = found.cards.into_iter().map(move |card| row(lang, zone, card)).collect_view();
    let pager = (found.pages > 1).then(|| {
        let mut items = Vec::new();
        if found.page > 1 {
            items.push(NavItem::new(previous(lang), asked.address(found.page - 1), false));
        }
        if found.page < found.pages {
            items.push(NavItem::new(next(lang), asked.address(found.page + 1), false));
        }
        let words = page(lang, found.page, found.pages);
        view! { <Pager label=pages(lang) words=words items=items /> }
    });
    view! {
        <Table label=list(lang) head=head.into() cards=true>
            {rows}
        </Table>
        {pager}
    }
}

fn row(lang: Lang, zone: domain::time::Zone, card: Person) -> impl IntoView {
    use text::person::*;
    let state = match card.left {
        None => view! { <Badge label=present(lang) tone=Tone::Ok /> }.into_any(),
        Some(at) => view! { <Badge label=left_on(lang, zone.date(at)) /> }.into_any(),
    };
    view! {
        <tr>
            <td data-label=number(lang)>{card.number}</td>
            <th scope="row" data-label=name(lang)>
                <a href=format!("/people/{}", card.id)>{card.name}</a>
            </th>
            <td data-label=unit(lang)>{words::below(&card.unit_trail).to_owned()}</td>
            <td data-label=post(lang)>{card.post_name.unwrap_or_else(|| post_none(lang).into())}</td>
            <td data-label=employment(lang)>{words::employment(lang, &card.employment)}</td>
            <td data-label=presence(lang)>{state}</td>
        </tr>
    }
}
