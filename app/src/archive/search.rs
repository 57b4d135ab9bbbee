//! Whose file: by name, number, phone or identity number.

use axum::extract::Query;
use domain::person::{national_id::NationalId, roster::Document};
use leptos::prelude::*;
use services::archive::{self, LIMIT, Search};

use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{Badge, Button, ButtonKind, Column, EmptyState, Field, LinkButton, Notice, PageHead, Table, Tone},
};

#[derive(Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// The list. An address is kept in histories and logs, so that nobody is looked for by a whole identity
/// number that stands in one.
pub async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    if NationalId::parse(&asked.q).is_ok() {
        let nothing = Search { people: Vec::new(), more: false };
        return list(&visitor, Asked::default(), nothing, true);
    }
    let found = archive::find(visitor.ctx()?, &asked.q).await?;
    list(&visitor, asked, found, false)
}

/// The form: identity numbers are found here, everything else by an address.
pub async fn find(visitor: Visitor, form: Form) -> Answer {
    let text = form.text("q");
    if let Ok(Some(document)) = Document::parse(&text) {
        let found = archive::find_by_document(visitor.ctx()?, &document).await?;
        if !found.people.is_empty() || matches!(document, Document::NationalId(_)) {
            return list(&visitor, Asked { q: document.masked() }, found, false);
        }
    }
    let query = serde_urlencoded::to_string([("q", text)]).unwrap_or_default();
    see_other(format!("/files?{query}"))
}

fn list(visitor: &Visitor, asked: Asked, found: Search, in_address: bool) -> Answer {
    use text::archive::*;
    let lang = visitor.lang;
    let count = found.people.len();
    let title = match (in_address, asked.q.is_empty(), found.more, count) {
        (true, ..) => whose(lang).to_owned(),
        (_, _, true, _) => more_than(lang, LIMIT),
        (_, true, _, n) => files(lang, n),
        (_, false, _, 0) => found_none(lang).to_owned(),
        (_, false, _, n) => found_some(lang, n),
    };
    Page::new(visitor, title.clone()).show(|| {
        let refused = in_address.then(|| {
            view! { <Notice tone=Tone::Warn title=id_in_address(lang) next=id_in_address_then(lang) /> }
        });
        let more = found.more.then(|| view! { <p>{more_then(lang, LIMIT)}</p> });
        let body = match (count, in_address) {
            (_, true) => ().into_any(),
            (0, _) => view! {
                <EmptyState detail=found_none_then(lang)>
                    <LinkButton href="/files" label=all_files(lang) />
                </EmptyState>
            }
            .into_any(),
            _ => table(visitor, found),
        };
        view! {
            <PageHead title=title over=text::nav::archive(lang) />
            {refused}
            <form class="filters" method="post" action="/files" role="search" aria-label=search_label(lang)>
                <Field label=search_label(lang) name="q" kind="search" value=asked.q hint=search_hint(lang) />
                <Button kind=ButtonKind::Primary label=text::common::search(lang) />
            </form>
            {more}
            {body}
        }
    })
}

fn table(visitor: &Visitor, found: Search) -> AnyView {
    use text::archive::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let rows = found.people.into_iter().map(|person| {
        let left = person.left.map(|at| view! { <Badge label=left_on(lang, zone.date(at)) /> });
        view! {
            <tr>
                <td data-label=name(lang)>
                    <a href=format!("/files/{}", person.id)>{person.name}</a>
                    " "
                    {left}
                </td>
                <td data-label=number(lang)>{person.number}</td>
                <td data-label=unit(lang)>{person.unit}</td>
                <td data-label=post(lang)>{or_none(lang, person.post)}</td>
                <td data-label=identity(lang)>{or_none(lang, person.masked_id)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = [name(lang), number(lang), unit(lang), post(lang), identity(lang)].map(Column::text);
    view! {
        <Table label=text::nav::archive(lang) head=head.into() cards=true>
            {rows}
        </Table>
    }
    .into_any()
}

fn or_none(lang: text::Lang, value: String) -> String {
    if value.is_empty() { text::common::unknown(lang).to_owned() } else { value }
}
