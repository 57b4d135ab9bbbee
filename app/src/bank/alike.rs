//! Questions that resemble each other: all of the house, and those beside one question.

use axum::extract::Query;
use domain::{bank::alike::Likeness, id::ItemId};
use leptos::prelude::*;
use services::{
    Failure,
    bank::{
        alike::{self, ClusterView, Clusters, Member, Resemblance},
        merge::Retired,
    },
};

use super::{bounds, crumbs, pager};
use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{Badge, Card, CardHead, EmptyState, LinkButton, NavItem, Notice, PageHead, Row, Rows, Tabs, Tone},
    wording,
};

#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    only: String,
    page: u64,
}

const ALL: [Likeness; 3] = [Likeness::Contradiction, Likeness::Same, Likeness::Near];

fn code(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Contradiction => "contradiction",
        Likeness::Same => "same",
        Likeness::Near => "near",
    }
}

fn tone(likeness: Likeness) -> Tone {
    match likeness {
        Likeness::Contradiction => Tone::Bad,
        Likeness::Same => Tone::Warn,
        Likeness::Near => Tone::Plain,
    }
}

/// `Keys contradict`, `Same question`, `87 % alike`.
fn badge(lang: Lang, likeness: Likeness, percent: usize) -> impl IntoView {
    view! { <Badge tone=tone(likeness) label=in_words(lang, likeness, percent) /> }
}

pub fn in_words(lang: Lang, likeness: Likeness, percent: usize) -> String {
    use text::bank_alike::*;
    match likeness {
        Likeness::Contradiction => contradiction(lang).to_owned(),
        Likeness::Same => same(lang).to_owned(),
        Likeness::Near => near(lang, percent),
    }
}

/// The address where two questions stand side by side.
pub fn beside(one: ItemId, other: ItemId) -> String {
    format!("/items/{one}/beside/{other}")
}

pub async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    use text::bank_alike::*;
    let lang = visitor.lang;
    let only = ALL.into_iter().find(|likeness| code(*likeness) == asked.only);
    let found = alike::clusters(visitor.ctx()?, only, asked.page).await?;
    let total: u64 = found.counts.values().sum();
    let contradictions = found.counts.get(&Likeness::Contradiction).copied().unwrap_or(0);
    let heading = match (total, contradictions) {
        (0, _) => title_none(lang).to_owned(),
        (_, 0) => title(lang, total),
        _ => title_contradictions(lang, contradictions),
    };
    Page::new(&visitor, heading.clone()).show(|| {
        let main = match total {
            0 => view! { <EmptyState detail=none_then(lang) /> }.into_any(),
            _ => list(lang, only, &found),
        };
        view! {
            <PageHead title=heading under=under(lang) trail=crumbs(lang, Vec::new(), None) />
            {main}
        }
    })
}

fn list(lang: Lang, only: Option<Likeness>, found: &Clusters) -> AnyView {
    use text::bank_alike::*;
    let total: u64 = found.counts.values().sum();
    let address = |only: Option<Likeness>, page: u64| match only {
        Some(only) => format!("/banks/alike?only={}&page={page}", code(only)),
        None => format!("/banks/alike?page={page}"),
    };
    let mut tabs = vec![NavItem::new(tab_all(lang, total), address(None, 1), only.is_none())];
    tabs.extend(ALL.into_iter().map(|likeness| {
        let count = found.counts.get(&likeness).copied().unwrap_or(0);
        let words = match likeness {
            Likeness::Contradiction => tab_contradiction(lang, count),
            Likeness::Same => tab_same(lang, count),
            Likeness::Near => tab_near(lang, count),
        };
        NavItem::new(words, address(Some(likeness), 1), only == Some(likeness))
    }));
    let cut = found.cut.then(|| view! { <Notice tone=Tone::Info title=cut(lang) next=cut_then(lang) /> });
    let clusters = found.clusters.iter().map(|of| cluster(lang, of)).collect_view();
    let empty = found.clusters.is_empty().then(|| view! { <EmptyState detail=none_of(lang) /> });
    let (from, to) = bounds(found.part);
    let words = part_words(lang, from, to, found.part.total);
    let pages = pager(pages(lang), found.part, words, |page| address(only, page));
    view! {
        {cut}
        <Tabs label=tabs_label(lang) items=tabs />
        {clusters}
        {empty}
        {pages}
    }
    .into_any()
}

fn cluster(lang: Lang, cluster: &ClusterView) -> impl IntoView + use<> {
    use text::bank_alike::*;
    let title = match cluster.worst {
        Likeness::Contradiction => contradiction_title(lang),
        Likeness::Same => same_title(lang),
        Likeness::Near => near_title(lang),
    };
    let hidden = cluster.total.saturating_sub(cluster.members.len());
    let more = (hidden > 0).then(|| view! { <p><small>{more(lang, hidden)}</small></p> });
    let rows = cluster.members.iter().map(|of| member(lang, of)).collect_view();
    let tone = match cluster.worst {
        Likeness::Contradiction => Tone::Bad,
        Likeness::Same | Likeness::Near => Tone::Plain,
    };
    let size = text::common::items(lang, cluster.total);
    view! {
        <Card tone=tone>
            <CardHead title=title>
                <span>{size}</span>
            </CardHead>
            <Rows lined=true>{rows}</Rows>
            {more}
        </Card>
    }
}

fn member(lang: Lang, member: &Member) -> impl IntoView + use<> {
    let question = &member.question;
    let end = member.pair.map(|pair| {
        view! {
            <span>
                {badge(lang, pair.likeness, pair.percent)} " "
                <LinkButton
                    label=text::bank_alike::compare(lang)
                    href=beside(pair.one, pair.other)
                    small=true
                />
            </span>
        }
    });
    let detail = described(lang, &question.bank_name, &question.item);
    view! {
        <Row label=question.item.stem.clone() detail=detail href=format!("/items/{}", question.id)>
            {end}
        </Row>
    }
}

/// `消防 · 单选题 · 答案：B. 绿区`
fn described(lang: Lang, bank: &str, item: &domain::bank::Item) -> String {
    let key = super::item::key_lines(lang, &item.content).join(text::bank_alike::comma(lang));
    let kind = wording::kind(lang, item.content.kind());
    format!("{bank} · {kind} · {}", text::bank_alike::key_is(lang, key))
}

/// What a question's page says about those that it resembles; nothing where there are none.
pub async fn card(visitor: &Visitor, id: ItemId) -> Result<Option<AnyView>, Failure> {
    let found = alike::of_item(visitor.ctx()?, id).await?;
    Ok((found.total > 0).then(|| resembling(visitor.lang, id, &found)))
}

fn resembling(lang: Lang, id: ItemId, found: &Resemblance) -> AnyView {
    use text::bank_alike::*;
    let rows = found.nearest.iter().map(|of| {
        let question = &of.question;
        let detail = described(lang, &question.bank_name, &question.item);
        let (badge, side) = (badge(lang, of.likeness, of.percent), beside(id, question.id));
        view! {
            <Row label=question.item.stem.clone() detail=detail href=format!("/items/{}", question.id)>
                <span>{badge} " " <LinkButton label=compare(lang) href=side small=true /></span>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let hidden = found.total.saturating_sub(found.nearest.len());
    let more = (hidden > 0).then(|| view! { <p><small>{more(lang, hidden)}</small></p> });
    let contradicted = found.nearest.iter().any(|of| of.likeness == Likeness::Contradiction);
    let tone = if contradicted { Tone::Bad } else { Tone::Plain };
    let title = resembles(lang, found.total);
    view! {
        <Card tone=tone>
            <CardHead title=title />
            <Rows lined=true>{rows}</Rows>
            {more}
        </Card>
    }
    .into_any()
}

/// That a question is retired, by whom and why.
pub fn retired_notice(visitor: &Visitor, id: ItemId, retired: &Retired) -> AnyView {
    use text::bank_alike::*;
    let lang = visitor.lang;
    let by = text::bank::by(lang, &retired.by, visitor.zone().minute(retired.at));
    let (kept, side) = (format!("/items/{}", retired.kept), beside(id, retired.kept));
    let words = kept_is(lang, &retired.kept_bank_name, &retired.kept_stem);
    view! {
        <Notice
            tone=Tone::Warn
            title=retired_title(lang)
            kept=retired_by(lang, by, &retired.reason)
            next=retired_then(lang)
        >
            <p>
                <a href=kept>{words}</a>
            </p>
            <p>
                <a href=side>{compare(lang)}</a>
            </p>
        </Notice>
    }
    .into_any()
}
