//! What is in a bank. The filter stands in the address.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use domain::{bank::Kind, id::BankId};
use leptos::prelude::*;
use services::bank::{self, BankView, ImportRow, ItemFilter, KeptDraft};

use super::{bounds, crumbs, pager, search};
use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Badge, Button, ButtonKind, Card, CardHead, Choice, Column, EmptyState, Field, Filters,
        LinkButton, PageHead, Row, Rows, Select, Table, Tone, Toolbar,
    },
    wording,
};

/// What the address asks for.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    kind: String,
    point: String,
    page: u64,
}

impl Asked {
    fn filter(&self) -> ItemFilter {
        ItemFilter {
            kind: Kind::from_code(&self.kind),
            knowledge_point: Some(self.point.clone()).filter(|point| !point.is_empty()),
            words: self.q.trim().to_owned(),
        }
    }

    fn is_narrow(&self) -> bool {
        self.filter() != ItemFilter::default()
    }

    fn address(&self, bank: BankId, page: u64) -> String {
        let asked = Asked { page, ..self.clone() };
        format!("/banks/{bank}?{}", serde_urlencoded::to_string(asked).unwrap_or_default())
    }
}

pub async fn show(visitor: Visitor, Path(id): Path<BankId>, Query(asked): Query<Asked>) -> Answer {
    use text::bank::*;
    let lang = visitor.lang;
    let view = bank::show(visitor.ctx()?, id, asked.filter(), asked.page).await?;
    let drafts = bank::drafts(visitor.ctx()?, id).await?;
    let title = view.name.clone();
    Page::new(&visitor, title.clone()).show(|| {
        let under = kinds_in_words(lang, &view.kinds);
        let import = format!("/banks/{id}/import");
        let import_too = import.clone();
        let is_empty = view.kinds.is_empty();
        let main = match is_empty {
            true => view! {
                <EmptyState title=empty(lang) detail=empty_then(lang)>
                    <Actions>
                        <LinkButton label=text::editor::new_go(lang) href=format!("/banks/{id}/new") />
                        <LinkButton label=import_go(lang) href=import_too kind=ButtonKind::Primary />
                    </Actions>
                </EmptyState>
            }
            .into_any(),
            false => view! { {filters(lang, &asked, &view)} {items(lang, &asked, &view)} }.into_any(),
        };
        view! {
            <PageHead title=title under=under trail=crumbs(lang, Vec::new(), None)>
                {match is_empty {
                    true => view! { <LinkButton label=template(lang) href="/banks/template.xlsx" download=true /> }.into_any(),
                    false => view! {
                        <Actions>
                            <LinkButton label=text::export::go(lang) href=format!("/banks/{id}/export") />
                            <LinkButton label=text::editor::new_go(lang) href=format!("/banks/{id}/new") />
                            <LinkButton label=import_go(lang) href=import kind=ButtonKind::Primary />
                        </Actions>
                    }
                    .into_any(),
                }}
            </PageHead>
            {my_drafts(&visitor, &drafts)}
            {main}
            {uploads(&visitor, &view.imports)}
        }
    })
}

/// `单选题 89 · 多选题 50`
pub fn kinds_in_words(lang: Lang, kinds: &BTreeMap<Kind, u64>) -> String {
    let counted = kinds.iter().map(|(kind, n)| text::bank::kind_count(lang, wording::kind(lang, *kind), n));
    counted.collect::<Vec<_>>().join(" · ")
}

fn filters(lang: Lang, asked: &Asked, view: &BankView) -> impl IntoView + use<> {
    use text::bank::*;
    let kinds = view.kinds.iter().map(|(kind, n)| {
        let counted = kind_count(lang, wording::kind(lang, *kind), n);
        Choice::new(kind.code(), counted)
    });
    let all_kinds: Vec<_> = kinds.collect();
    let points = view.knowledge_points.iter().filter(|(point, _)| !point.is_empty());
    let all_points: Vec<_> =
        points.map(|(point, n)| Choice::new(point.clone(), format!("{point} {n}"))).collect();
    let (action, typed) = (format!("/banks/{}", view.id), asked.clone());
    view! {
        <Filters label=find(lang) action=action>
            <Field label=words(lang) name="q" kind="search" value=typed.q />
            <Select
                label=kind_term(lang)
                name="kind"
                prompt=kind_all(lang)
                options=all_kinds
                value=typed.kind
            />
            <Select
                label=point(lang)
                name="point"
                prompt=point_all(lang)
                options=all_points
                value=typed.point
            />
            <Button label=text::common::search(lang) />
        </Filters>
    }
}

fn items(lang: Lang, asked: &Asked, view: &BankView) -> AnyView {
    use text::bank::*;
    if view.items.is_empty() {
        let bank = format!("/banks/{}", view.id);
        let everywhere = search::everywhere(lang, &asked.q);
        return view! {
            <EmptyState title=nothing_found(lang) detail=nothing_found_then(lang)>
                {everywhere}
                <LinkButton label=clear(lang) href=bank />
            </EmptyState>
        }
        .into_any();
    }
    let head =
        vec![Column::text(stem(lang)), Column::text(kind_term(lang)), Column::number(version_no(lang))];
    let rows = view.items.iter().map(|item| {
        view! {
            <tr>
                <td data-label=stem(lang) data-sentences=true>
                    <a href=format!("/items/{}", item.id)>{item.stem.clone()}</a>
                    <small>{item.knowledge_point.clone()}</small>
                </td>
                <td data-label=kind_term(lang)>
                    <Badge label=wording::kind(lang, item.kind) />
                </td>
                <td data-label=version_no(lang) data-number>
                    {item.version}
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let (from, to) = bounds(view.part);
    let words = part_words(lang, from, to, view.part.total);
    let narrow = asked.is_narrow().then(|| {
        let (words, href) = (found(lang, view.part.total), format!("/banks/{}", view.id));
        let everywhere = search::everywhere(lang, &asked.q);
        view! {
            <Toolbar>
                <p>{words}</p>
                {everywhere}
                <a href=href>{clear(lang)}</a>
            </Toolbar>
        }
    });
    let pages = pager(pages(lang), view.part, words, |page| asked.address(view.id, page));
    view! {
        <Card>
            {narrow}
            <Table label=list(lang) head=head cards=true sticky=true>
                {rows}
            </Table>
            {pages}
        </Card>
    }
    .into_any()
}

/// What the reader has begun to write here.
fn my_drafts(visitor: &Visitor, mine: &[KeptDraft]) -> Option<impl IntoView + use<>> {
    use text::editor::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let rows = mine.iter().map(|kept| {
        let (kind, at) = (wording::kind(lang, kept.draft.kind()), zone.minute(kept.saved_at));
        let (href, detail) = match kept.item {
            None => (format!("/banks/{}/new?draft={}", kept.bank, kept.id), draft_at(lang, kind, at)),
            Some(item) => (format!("/items/{item}/edit"), draft_of_item(lang, kind, at)),
        };
        let stem = kept.draft.ask.stem.trim();
        let label = if stem.is_empty() { draft_blank(lang).to_owned() } else { clip(stem) };
        view! { <Row label=label detail=detail href=href>{""}</Row> }
    });
    let rows = rows.collect_view();
    (!mine.is_empty()).then(|| {
        view! {
            <Card>
                <CardHead title=text::editor::drafts(lang) />
                <Rows lined=true>{rows}</Rows>
            </Card>
        }
    })
}

/// The beginning of a stem, enough to know it by.
fn clip(stem: &str) -> String {
    match stem.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &stem[..end]),
        None => stem.to_owned(),
    }
}

fn uploads(visitor: &Visitor, imports: &[ImportRow]) -> Option<impl IntoView + use<>> {
    let (lang, zone) = (visitor.lang, visitor.zone());
    let rows = imports.iter().map(|import| {
        let (tone, state) = match import.added {
            Some(added) => (Tone::Ok, text::bank::import_done(lang, added)),
            None => (Tone::Warn, text::bank::import_open(lang).to_owned()),
        };
        view! {
            <Row
                label=import.file_name.clone()
                detail=text::bank::by(lang, &import.by, zone.minute(import.at))
                href=format!("/imports/{}", import.id)
            >
                <Badge tone=tone label=state />
            </Row>
        }
    });
    let rows = rows.collect_view();
    (!imports.is_empty()).then(|| {
        view! {
            <Card>
                <CardHead title=text::bank::imports(lang) />
                <Rows lined=true>{rows}</Rows>
            </Card>
        }
    })
}
