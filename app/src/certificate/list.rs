use axum::extract::Query;
use leptos::prelude::*;
use services::certificate::{self, CertificateView, Filter, List, PAGE};

use super::{last_day, state};
use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text::{self, certificate as t},
    ui::{
        Badge, Button, Column, EmptyState, Field, Filters, LinkButton, NavItem, PageHead, Pager, Prose, Table,
    },
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
    let lang = visitor.lang;
    let page = asked.page.max(1);
    let filter = Filter { query: asked.q.clone(), page: page - 1 };
    let found = certificate::list(visitor.ctx()?, &filter).await?;
    let title = match (asked.q.is_empty(), found.total) {
        (true, 0) => t::empty(lang).to_owned(),
        (false, 0) => t::none_found(lang).to_owned(),
        (true, n) => t::list_title(lang, n),
        (false, n) => t::found_title(lang, n),
    };
    Page::new(&visitor, title.clone()).show(|| {
        let (total, all) = (found.total, asked.q.is_empty());
        let pages = total.div_ceil(PAGE);
        let pager = (pages > 1).then(|| pager(&visitor, &asked.q, page, pages));
        view! {
            <PageHead title=title />
            {(total > 0 || !all)
                .then(|| {
                    view! {
                        <Filters label=text::common::search(lang)>
                            <Field label=t::search_label(lang) name="q" kind="search" value=asked.q />
                            <Button label=text::common::search(lang) />
                        </Filters>
                    }
                })}
            {match (total, all) {
                (0, true) => {
                    view! { <EmptyState detail=t::empty_then(lang) /> }.into_any()
                }
                (0, false) => {
                    view! {
                        <EmptyState detail=t::none_found_then(lang)>
                            <LinkButton href="/certificates" label=t::show_all(lang) />
                        </EmptyState>
                    }
                        .into_any()
                }
                _ => table_of(&visitor, found),
            }}
            {pager}
        }
    })
}

fn table_of(visitor: &Visitor, found: List) -> AnyView {
    let (lang, zone) = (visitor.lang, visitor.zone());
    let head = [
        t::holder(lang),
        t::number(lang),
        t::programme(lang),
        t::issued_on(lang),
        t::valid_through(lang),
        t::state(lang),
    ]
    .map(Column::text);
    let row = |CertificateView { content, status }: CertificateView| {
        let (tone, word) = state(lang, &status);
        view! {
            <tr>
                <td data-label=t::holder(lang)>
                    <a href=format!("/certificates/{}", content.certificate)>{content.holder}</a>
                </td>
                <td data-label=t::number(lang)><Prose words=content.number.to_string() /></td>
                <td data-label=t::programme(lang)>{content.programme}</td>
                <td data-label=t::issued_on(lang)>{zone.date(content.issued_at)}</td>
                <td data-label=t::valid_through(lang)>{last_day(zone, content.valid_until)}</td>
                <td data-label=t::state(lang)>
                    <Badge label=word tone=tone />
                </td>
            </tr>
        }
    };
    let rows = found.rows.into_iter().map(row).collect_view();
    view! {
        <Table label=t::table(lang) head=head.into() cards=true>
            {rows}
        </Table>
    }
    .into_any()
}

fn pager(visitor: &Visitor, query: &str, page: u64, pages: u64) -> impl IntoView + use<> {
    let lang = visitor.lang;
    let to = |label: &str, page: u64| {
        let query =
            serde_urlencoded::to_string([("q", query), ("page", &page.to_string())]).unwrap_or_default();
        NavItem::new(label, format!("/certificates?{query}"), false)
    };
    let before = (page > 1).then(|| to(t::page_before(lang), page - 1));
    let after = (page < pages).then(|| to(t::page_after(lang), page + 1));
    let items = before.into_iter().chain(after).collect();
    view! { <Pager label=t::pages(lang) words=t::page_of(lang, page, pages) items=items /> }
}
