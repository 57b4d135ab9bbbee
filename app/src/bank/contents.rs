//! What is in a bank. The filter stands in the address.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use domain::{
    bank::{Kind, life::Review, point},
    id::BankId,
};
use leptos::prelude::*;
use services::bank::{self, BankView, ImportRow, ItemFilter, KeptDraft, State, life::bulk};

use super::{bounds, bulk_done, crumbs, pager, search, standing};
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
    #[serde(skip_serializing_if = "String::is_empty")]
    tag: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    state: String,
    page: u64,
}

impl Asked {
    /// What another page hands on in its own address.
    pub fn of<'a>(get: impl Fn(&str) -> &'a str) -> Asked {
        let text = |name: &str| get(name).to_owned();
        Asked {
            q: text("q"),
            kind: text("kind"),
            point: text("point"),
            tag: text("tag"),
            state: text("state"),
            page: get("page").parse().unwrap_or(1),
        }
    }

    pub fn page(&self) -> u64 {
        self.page
    }

    pub fn filter(&self) -> ItemFilter {
        ItemFilter {
            kind: Kind::from_code(&self.kind),
            knowledge_point: Some(self.point.clone()).filter(|point| !point.is_empty()),
            words: self.q.trim().to_owned(),
            tag: Some(self.tag.clone()).filter(|tag| !tag.is_empty()),
            state: State::from_code(&self.state),
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
    let ctx = visitor.ctx()?;
    let view = bank::show(ctx, id, asked.filter(), asked.page).await?;
    let edits = bulk::list(ctx, id).await?;
    let drafts = bank::drafts(ctx, id).await?;
    let title = view.name.clone();
    Page::new(&visitor, title.clone()).show(|| {
        let under = match view.review {
            Review::NotAsked => kinds_in_words(lang, &view.kinds),
            Review::Required => {
                format!("{} · {}", kinds_in_words(lang, &view.kinds), text::life::review_on(lang))
            }
        };
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
            false => view! { {filters(lang, &asked, &view)} {tree(lang, &asked, &view)} {items(&visitor, &asked, &view)} }.into_any(),
        };
        view! {
            <PageHead title=title under=under trail=crumbs(lang, Vec::new(), None)>
                {match is_empty {
                    true => view! { <LinkButton label=template(lang) href="/banks/template.xlsx" download=true /> }.into_any(),
                    false => view! {
                        <Actions>
                            <LinkButton label=text::life::rules_go(lang) href=format!("/banks/{id}/rules") />
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
            {bulk_done::list(&visitor, &edits)}
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
    let points = point::tree(view.knowledge_points.iter().map(|(point, n)| (point.as_str(), *n)));
    let indented = |node: point::Node| {
        let label = format!("{}{} {}", "\u{2003}".repeat(node.depth), node.name, node.all);
        Choice::new(node.path, label)
    };
    let all_points: Vec<_> = points.into_iter().map(indented).collect();
    let tags = view.tags.iter().map(|(tag, n)| Choice::new(tag.clone(), format!("{tag} {n}")));
    let tags: Vec<_> = tags.collect();
    let states = State::ALL.map(|state| Choice::new(state.code(), state_words(lang, state))).to_vec();
    let tag_field = (!tags.is_empty()).then(|| {
        view! {
            <Select
                label=text::life::tags_term(lang)
                name="tag"
                prompt=text::life::tag_all(lang)
                options=tags
                value=asked.tag.clone()
            />
        }
    });
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
            {tag_field}
            <Select
                label=text::life::title(lang)
                name="state"
                prompt=text::life::state_all(lang)
                options=states
                value=typed.state
            />
            <Button label=text::common::search(lang) />
        </Filters>
    }
}

pub fn state_words(lang: Lang, state: State) -> &'static str {
    use text::life::*;
    match state {
        State::Draft => draft(lang),
        State::InReview => in_review(lang),
        State::Doubted => doubted(lang),
        State::Quarantined => quarantined(lang),
        State::Ending => list_ending(lang),
    }
}

/// The knowledge points with their branches, where they have any.
fn tree(lang: Lang, asked: &Asked, view: &BankView) -> Option<AnyView> {
    let nodes = point::tree(view.knowledge_points.iter().map(|(point, n)| (point.as_str(), *n)));
    nodes.iter().any(|node| node.depth > 0).then(|| {
        let rows = nodes.into_iter().map(|node| {
            let current = (node.path == asked.point).then_some("true");
            let asked = Asked { point: node.path.clone(), page: 1, ..asked.clone() };
            view! {
                <li data-depth=node.depth.min(5).to_string()>
                    <a href=asked.address(view.id, 1) aria-current=current>
                        {node.name}
                    </a>
                    <span>{node.all}</span>
                </li>
            }
        });
        let rows = rows.collect_view();
        view! {
            <Card>
                <details>
                    <summary>{text::life::tree_title(lang)}</summary>
                    <ul class="tree" role="list">
                        {rows}
                    </ul>
                </details>
            </Card>
        }
        .into_any()
    })
}

fn items(visitor: &Visitor, asked: &Asked, view: &BankView) -> AnyView {
    use text::bank::*;
    let lang = visitor.lang;
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
    let head = vec![
        Column::text(text::life::pick(lang)),
        Column::text(stem(lang)),
        Column::text(kind_term(lang)),
        Column::number(version_no(lang)),
    ];
    let rows = view.items.iter().map(|item| {
        let marks = standing::badges(visitor, &item.standing);
        let tags = item.standing.tags.iter().map(|tag| view! { <Badge label=tag.clone() /> " " });
        let tags = tags.collect_view();
        view! {
            <tr>
                <td data-label=text::life::pick(lang)>
                    <input
                        type="checkbox"
                        name="item"
                        value=item.id.to_string()
                        form="bulk"
                        aria-label=text::life::pick_this(lang, &item.stem)
                    />
                </td>
                <td data-label=stem(lang) data-sentences=true>
                    <a href=format!("/items/{}", item.id)>{item.stem.clone()}</a>
                    <small>{item.knowledge_point.clone()}</small>
                    {marks}
                    {tags}
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
    let bulk = bulk_form(lang, asked, view);
    let pages = pager(pages(lang), view.part, words, |page| asked.address(view.id, page));
    view! {
        <Card>
            {narrow}
            <Table label=list(lang) head=head cards=true sticky=true>
                {rows}
            </Table>
            {pages}
            {bulk}
        </Card>
    }
    .into_any()
}

/// Which of them are to be changed: those that are ticked, all on this page, or all that match.
fn bulk_form(lang: Lang, asked: &Asked, view: &BankView) -> impl IntoView + use<> {
    use text::life::*;
    let fields = [
        ("q", asked.q.clone()),
        ("kind", asked.kind.clone()),
        ("point", asked.point.clone()),
        ("tag", asked.tag.clone()),
        ("state", asked.state.clone()),
        ("page", view.part.no.to_string()),
    ];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let fields = fields.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let fields = fields.collect_view();
    let (shown, all) = (view.items.len() as u64, view.part.total);
    let page = (shown < all).then(|| {
        view! { <Button label=bulk_page(lang, shown) name="scope" value="page" /> }
    });
    view! {
        <form id="bulk" method="get" action=format!("/banks/{}/bulk", view.id)>
            {fields}
            <Actions note=bulk_note(lang)>
                <Button label=bulk_all(lang, all) name="scope" value="all" />
                {page}
                <Button label=bulk_picked(lang) name="scope" value="picked" />
            </Actions>
        </form>
    }
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
