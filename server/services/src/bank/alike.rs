//! Questions that resemble each other, across all banks of the enterprise.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use domain::{
    bank::{
        Item,
        alike::{self, Alike, Cluster, Likeness, Pair, Said},
    },
    id::{BankId, ItemId},
    person::access::Action,
};

use super::{Part, apart, merge, search, search::Question};
use crate::{
    ctx::Ctx,
    failure::{Failure, Result},
};

/// A house in which more pairs resemble each other has other troubles; contradictions are among the first.
const PAIRS: usize = 100_000;

/// Questions named beside one that they resemble.
const NAMED: usize = 5;

/// Members of a cluster that are shown.
const MEMBERS: usize = 8;

/// A question that resembles the one it stands beside.
#[derive(Clone, Debug)]
pub struct Resembling {
    pub question: Question,
    pub likeness: Likeness,
    pub percent: usize,
}

/// What resembles a question: the worst and nearest, and how many there are.
#[derive(Clone, Debug, Default)]
pub struct Resemblance {
    pub nearest: Vec<Resembling>,
    pub total: usize,
}

/// Clusters of questions that resemble each other.
#[derive(Clone, Debug)]
pub struct Clusters {
    pub part: Part,
    /// How many clusters have as their worst a contradiction, a repetition, and no more than a resemblance.
    pub counts: BTreeMap<Likeness, u64>,
    pub clusters: Vec<ClusterView>,
    /// There are more than were looked for.
    pub cut: bool,
}

#[derive(Clone, Debug)]
pub struct ClusterView {
    pub worst: Likeness,
    pub members: Vec<Member>,
    /// How many questions the cluster has, shown or not.
    pub total: usize,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub question: Question,
    /// The pair to look at, and how alike the two are. The first member is named by the others.
    pub pair: Option<Pair>,
}

/// The questions that resemble this one; none where it is retired.
pub async fn of_item(ctx: &Ctx, id: ItemId) -> Result<Resemblance> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let (_, index) = ctx.guben.finder.to_compare(conn, org).await?;
    let found = apart(move || index.said(id).map(|said| index.like(said))).await?;
    let (retired, different) = (merge::retired(conn, org).await?, merge::different(conn, org).await?);
    if retired.contains(&id) {
        return Ok(Resemblance::default());
    }
    let counts = |alike: &Alike| {
        alike.item != id
            && !retired.contains(&alike.item)
            && !different.contains(&merge::both(id, alike.item))
    };
    let found: Vec<Alike> = found.unwrap_or_default().into_iter().filter(counts).collect();
    let banks = search::bank_names(conn, org).await?;
    named(ctx, &found, &banks).await
}

/// For each of these questions, which are not in the house yet, those of the house that resemble it.
pub async fn alike_for(ctx: &Ctx, items: Vec<Item>) -> Result<Vec<Resemblance>> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let (_, index) = ctx.guben.finder.to_compare(conn, org).await?;
    let retired = merge::retired(conn, org).await?;
    let found = apart(move || items.iter().map(|item| index.like(&Said::by(item))).collect::<Vec<_>>());
    let banks = search::bank_names(conn, org).await?;
    let mut resemblances = Vec::new();
    for mut found in found.await? {
        found.retain(|alike| !retired.contains(&alike.item));
        resemblances.push(match found.is_empty() {
            true => Resemblance::default(),
            false => named(ctx, &found, &banks).await?,
        });
    }
    Ok(resemblances)
}

async fn named(ctx: &Ctx, found: &[Alike], banks: &BTreeMap<BankId, String>) -> Result<Resemblance> {
    let first = &found[..found.len().min(NAMED)];
    let ids: Vec<ItemId> = first.iter().map(|alike| alike.item).collect();
    let questions = search::questions(ctx, &ids, banks).await?.into_iter();
    let nearest = questions.filter_map(|question| {
        let alike = first.iter().find(|alike| alike.item == question.id)?;
        Some(Resembling { question, likeness: alike.likeness, percent: alike.percent })
    });
    Ok(Resemblance { nearest: nearest.collect(), total: found.len() })
}

/// How two questions resemble each other, if they do.
pub(super) fn compared(one: &Item, other: &Item) -> Option<(Likeness, usize)> {
    alike::compare(&Said::by(one), &Said::by(other))
}

/// Page `page` of the clusters of the whole house, or of those whose worst is `only`; contradictions come first.
pub async fn clusters(ctx: &Ctx, only: Option<Likeness>, page: u64) -> Result<Clusters> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let pairs = house(ctx).await?;
    let cut = pairs.len() >= PAIRS;
    let (retired, different) = (merge::retired(conn, org).await?, merge::different(conn, org).await?);
    let open = move |pair: &&Pair| is_open(pair, &retired, &different);
    let all = apart(move || alike::clusters(pairs.iter().filter(open).copied().collect())).await?;
    let mut counts = BTreeMap::new();
    for cluster in &all {
        *counts.entry(cluster.worst()).or_default() += 1;
    }
    let all: Vec<Cluster> =
        all.into_iter().filter(|cluster| only.is_none_or(|only| only == cluster.worst())).collect();
    let part = Part::of_size(page, all.len() as u64, 20);
    let shown: Vec<Cluster> = all.into_iter().skip(part.before() as usize).take(part.size as usize).collect();
    let ids: Vec<ItemId> = shown.iter().flat_map(members).map(|(id, _)| id).collect();
    let banks = search::bank_names(conn, org).await?;
    let questions = search::questions(ctx, &ids, &banks).await?;
    let questions: HashMap<ItemId, Question> =
        questions.into_iter().map(|question| (question.id, question)).collect();
    let clusters = shown.iter().map(|cluster| ClusterView {
        worst: cluster.worst(),
        total: cluster.items.len(),
        members: members(cluster)
            .into_iter()
            .filter_map(|(id, pair)| Some(Member { question: questions.get(&id)?.clone(), pair }))
            .collect(),
    });
    Ok(Clusters { part, counts, clusters: clusters.collect(), cut })
}

fn is_open(pair: &Pair, retired: &HashSet<ItemId>, different: &HashSet<(ItemId, ItemId)>) -> bool {
    !retired.contains(&pair.one)
        && !retired.contains(&pair.other)
        && !different.contains(&merge::both(pair.one, pair.other))
}

/// The members to show, the two of the worst pair first; each later one with its worst pair.
fn members(cluster: &Cluster) -> Vec<(ItemId, Option<Pair>)> {
    let mut members: Vec<(ItemId, Option<Pair>)> = Vec::new();
    for pair in &cluster.pairs {
        for id in [pair.one, pair.other] {
            if members.len() < MEMBERS && members.iter().all(|(member, _)| *member != id) {
                members.push((id, (!members.is_empty()).then_some(*pair)));
            }
        }
    }
    members
}

/// All pairs of the house; worked out again when there are new versions.
async fn house(ctx: &Ctx) -> Result<Arc<Vec<Pair>>> {
    let finder = &ctx.guben.finder;
    let org = ctx.org();
    // Held while they are worked out, so that two who ask at once do not double the work.
    let mut kept = finder.pairs.lock().await;
    let (mark, index) = finder.to_compare(ctx.db().read(), org).await?;
    if let Some((_, pairs)) = kept.get(&org).filter(|(known, _)| *known == mark) {
        return Ok(pairs.clone());
    }
    let pairs = Arc::new(apart(move || index.pairs(PAIRS)).await?);
    // A few million bytes each; one enterprise rarely waits for another one's list.
    if kept.len() >= 8 {
        kept.clear();
    }
    kept.insert(org, (mark, pairs.clone()));
    Ok(pairs)
}

/// Nobody compares a question with itself.
pub(super) fn two(one: ItemId, other: ItemId) -> Result<()> {
    if one == other { Err(Failure::NotFound) } else { Ok(()) }
}
