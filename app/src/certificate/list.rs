use axum::extract::Query;
use leptos::prelude::*;
use services::certificate::{self, CertificateView, Filter, List, PAGE};

use super::{last_day, state};
use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text,
    ui::{Badge, Button, Column, EmptyState, Field, Filters, LinkButton, NavItem, PageHead, Pager, Table},
};

#[derive(Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    /// Counts from 1.
    #[serde(default)]
    page: u64,
}

pub async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    use text::certificate::*;
    let lang = visitor.lang;
    let page = asked.page.max(1);
    let filter = Filter { query: asked.q.clone(), page: page - 1 };
    let found = certificate::list(visitor.ctx()?, &filter).await?;
    let title = match (asked.q.is_empty(), found.total) {
        (true, 0) => empty(lang).to_owned(),
        (false, 0) => none_found(lang).to_owned(),
        (true, n) => list_title(lang, n),
        (false, n) => found_title(lang, n),
    };
    Page::new(&visitor, title.clone()).show(|| {
        let pages = found.total.div_ceil(PAGE);
        view! {
            <PageHead title=title />
            {(found.total > 0 || !asked.q.is_empty())
                .then(|| {
                    view! {
                        <Filters label=text::common::search(lang)>
                            <Field label=search_label(lang) name="q" kind="search" value=asked.q.clone() />
                            <Button label=text::common::search(lang) />
                        </Filters>
                    }
                })}
            {match (found.total, asked.q.is_empty()) {
                (0, true) => {
                    view! { <EmptyState title=empty(lang) detail=empty_then(lang) /> }.into_any()
                }
                (0, false) => {
                    view! {
                        <EmptyState title=none_found(lang) detail=none_found_then(lang)>
                            <LinkButton href="/certificates" label=show_all(lang) />
                        </EmptyState>
                    }
                        .into_any()
                }
                _ => table_of(&visitor, found),
            }}
            {(pages > 1).then(|| pager(&visitor, &asked.q, page, pages))}
        }
    })
}

fn table_of(visitor: &Visitor, found: List) -> AnyView {
    use text::certificate::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let head = [holder(lang), number(lang), name(lang), programme(lang), issued_on(lang), valid_through(lang), text::certificate::state(lang)]
        .map(Column::text);
    let row = |CertificateView { content, status }: CertificateView| {
        let (tone, word) = state(lang, &status);
        view! {
            <tr>
                <td data-label=holder(lang)>
                    <a href=format!("/certificates/{}", content.certificate)>{content.holder}</a>
                </td>
                <td data-label=number(lang)>{content.number.to_string()}</td>
                <td data-label=name(lang)>{content.title}</td>
                <td data-label=programme(lang)>{content.programme}</td>
                <td data-label=issued_on(lang)>{zone.date(content.issued_at)}</td>
                <td data-label=valid_through(lang)>{last_day(zone, content.valid_until)}</td>
                <td data-label=text::certificate::state(lang)>
                    <Badge label=word tone=tone />
                </td>
            </tr>
        }
    };
    let rows = found.rows.into_iter().map(row).collect_view();
    view! {
        <Table label=table(lang) head=head.into() cards=true>
            {rows}
        </Table>
    }
    .into_any()
}

fn pager(visitor: &Visitor, query: &str, page: u64, pages: u64) -> impl IntoView + use<> {
    use text::certificate::*;
    let lang = visitor.lang;
    let to = |label: &str, page: u64| {
        let query = serde_urlencoded::to_string([("q", query), ("page", &page.to_string())]).unwrap_or_default();
        NavItem::new(label, format!("/certificates?{query}"), false)
    };
    let before = (page > 1).then(|| to(page_before(lang), page - 1));
    let after = (page < pages).then(|| to(page_after(lang), page + 1));
    let items = before.into_iter().chain(after).collect();
    view! { <Pager label=text::certificate::pages(lang) words=page_of(lang, page, pages) items=items /> }
}
