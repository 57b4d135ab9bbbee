//! What waits for somebody: to be released, to be looked at, to be renewed.

use axum::extract::Query;
use leptos::prelude::*;
use services::{
    Failure,
    bank::life::{
        review,
        todo::{self, List, Row as TodoRow, Todo},
    },
};

use super::{crumbs, standing};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Button, ButtonKind, Card, CardHead, EmptyState, LinkButton, NavItem, Notice, PageHead, Row,
        Rows, Tabs, Tone,
    },
    wording,
};

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    list: String,
    /// Set by what was just released in one go.
    released: Option<usize>,
}

pub fn list_of(code: &str) -> List {
    List::ALL.into_iter().find(|list| list.code() == code).unwrap_or(List::Review)
}

pub async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    page(&visitor, list_of(&asked.list), asked.released, Form::default()).await
}

pub async fn submit(visitor: Visitor, form: Form) -> Answer {
    let bank = form.get("bank").parse().map_err(|_| Failure::NotFound)?;
    match review::release_all(visitor.ctx()?, bank).await {
        Ok(released) => see_other(format!("/banks/todo?released={released}")),
        Err(Failure::Refused(refusal)) => page(&visitor, List::Review, None, form.refused(refusal)).await,
        Err(failure) => Err(failure.into()),
    }
}

pub fn list_title(lang: Lang, list: List) -> &'static str {
    use text::life::*;
    match list {
        List::Review => list_review(lang),
        List::Mine => list_mine(lang),
        List::Doubted => list_doubted(lang),
        List::Ending => list_ending(lang),
        List::Quarantined => list_quarantined(lang),
    }
}

async fn page(visitor: &Visitor, list: List, released: Option<usize>, form: Form) -> Answer {
    use text::life::*;
    let lang = visitor.lang;
    let view = todo::show(visitor.ctx()?, list).await?;
    Page::new(visitor, todo_title(lang)).of_form(&form).show(|| {
        let tabs = view.counts.iter().map(|(of, n)| {
            let label = format!("{} {n}", list_title(lang, *of));
            NavItem::new(label, format!("/banks/todo?list={}", of.code()), *of == list)
        });
        let note = match list {
            List::Review => note_review(lang),
            List::Mine => note_mine(lang),
            List::Doubted => note_doubted(lang),
            List::Ending => note_ending(lang),
            List::Quarantined => note_quarantined(lang),
        };
        let done = released.map(|n| view! { <Notice tone=Tone::Ok title=released_all(lang, n) /> });
        view! {
            <PageHead title=todo_title(lang) under=note trail=crumbs(lang, Vec::new(), None)>
                <LinkButton label=laws_go(lang) href="/banks/laws" />
            </PageHead>
            {form.notice(visitor)}
            {done}
            <Tabs label=todo_title(lang) items=tabs.collect() />
            {banks(visitor, list, &view)}
        }
    })
}

/// The rows, a card for each bank.
fn banks(visitor: &Visitor, list: List, view: &Todo) -> AnyView {
    use text::life::*;
    let lang = visitor.lang;
    if view.rows.is_empty() {
        return view! { <EmptyState detail=nothing_waits(lang) /> }.into_any();
    }
    // What runs out is in the order of its end, whatever bank it is in.
    let parts: Vec<&[TodoRow]> = match list {
        List::Ending => vec![&view.rows],
        _ => view.rows.chunk_by(|one, other| one.bank == other.bank).collect(),
    };
    let cards = parts.into_iter().map(|rows| {
        let first = &rows[0];
        let head = match list {
            List::Ending => list_ending(lang).to_owned(),
            _ => first.bank_name.clone(),
        };
        let all = (list == List::Review && rows.len() > 1).then(|| {
            let (bank, go) = (first.bank.to_string(), release_all_go(lang, rows.len()));
            view! {
                <form method="post">
                    <input type="hidden" name="bank" value=bank />
                    <Actions note=release_all_note(lang)>
                        <Button label=go kind=ButtonKind::Primary />
                    </Actions>
                </form>
            }
        });
        let counted = text::common::items(lang, rows.len());
        let shown = rows.iter().map(|row| row_of(visitor, list, view, row)).collect_view();
        view! {
            <Card>
                <CardHead title=head><span>{counted}</span></CardHead>
                <Rows lined=true>{shown}</Rows>
                {all}
            </Card>
        }
    });
    cards.collect_view().into_any()
}

fn row_of(visitor: &Visitor, list: List, view: &Todo, row: &TodoRow) -> AnyView {
    use text::life::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let name = |person: domain::id::PersonId| view.names.get(&person.0).cloned().unwrap_or_default();
    let standing = &row.standing;
    let (page, said) = match list {
        List::Review | List::Mine => (
            "/review",
            standing.open.as_ref().map(|open| {
                let names: Vec<_> = open.authors.iter().map(|person| name(*person)).collect();
                match &open.sent_back {
                    Some(back) => sent_back_title(lang, &back.words),
                    None => {
                        text::bank::by(lang, names.join(text::life::comma(lang)), zone.minute(open.since))
                    }
                }
            }),
        ),
        List::Doubted => {
            ("/standing", standing.doubt.as_ref().map(|doubt| doubt_why(lang, &doubt.law, &doubt.said.words)))
        }
        List::Ending => ("/standing", Some(row.bank_name.clone())),
        List::Quarantined => (
            "/standing",
            standing.quarantine.as_ref().map(|said| {
                let by = text::bank::by(lang, name(said.by), zone.minute(said.at));
                format!("{}\n{by}", said.words)
            }),
        ),
    };
    let detail = format!("{} · {}", wording::kind(lang, row.kind), said.unwrap_or_default());
    let marks = standing::badges(visitor, standing);
    view! {
        <Row label=row.stem.clone() detail=detail href=format!("/items/{}{page}", row.id)>
            <span>{marks}</span>
        </Row>
    }
    .into_any()
}
