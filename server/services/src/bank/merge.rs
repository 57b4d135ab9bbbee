//! What was decided about questions that resemble each other: one is kept and the other retired, or they are
//! different.
//!
//! A retired question is not drawn any more. It stays where it is, papers keep it, and it can come back.

use std::collections::HashSet;

use domain::{
    bank::alike::Likeness,
    id::{BankId, ItemId, ItemVersionId},
    person::access::Action,
    time::Timestamp,
};
use entities::{item, item_difference, item_merge};
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, prelude::Uuid, sea_query::SimpleExpr,
};

use super::{alike, item::ItemView, item::item as look, store};
use crate::{
    ctx::Ctx,
    db::is_taken,
    failure::{Failure, Fault, Refusal, Result},
};

/// Longest reason, in characters.
const REASON_LIMIT: usize = 500;

/// Two questions side by side.
#[derive(Clone, Debug)]
pub struct PairView {
    pub one: ItemView,
    pub other: ItemView,
    /// How they resemble each other, and the share that they have in common.
    pub likeness: Option<(Likeness, usize)>,
    /// Which of them is retired already, and why.
    pub retired: Option<(ItemId, Retired)>,
    /// Somebody has said that they are different, as they stand.
    pub different: Option<(String, Timestamp)>,
}

/// That a question was retired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retired {
    pub kept: ItemId,
    pub kept_bank: BankId,
    pub kept_bank_name: String,
    pub kept_stem: String,
    pub by: String,
    pub at: Timestamp,
    pub reason: String,
}

/// Two questions to compare and to decide about.
pub async fn pair(ctx: &Ctx, one: ItemId, other: ItemId) -> Result<PairView> {
    ctx.must_here(Action::EditBank)?;
    alike::two(one, other)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let (one, other) = (look(ctx, one).await?, look(ctx, other).await?);
    let mut gone = None;
    for id in [one.id, other.id] {
        if gone.is_none() {
            gone = retirement(ctx, id).await?.map(|retired| (id, retired));
        }
    }
    let (low, high) = versions(one.newest().id, other.newest().id);
    let said = item_difference::Entity::find_by_id((low, high)).one(conn).await?;
    let different = match said {
        None => None,
        Some(row) => {
            let names = store::person_names(conn, org, [row.created_by]).await?;
            let by = names.get(&row.created_by).cloned().unwrap_or_default();
            Some((by, Timestamp(row.created_at)))
        }
    };
    let likeness = alike::compared(&one.newest().item, &other.newest().item);
    Ok(PairView { one, other, likeness, retired: gone, different })
}

/// In favour of what a question was retired, if it was.
pub async fn retirement(ctx: &Ctx, id: ItemId) -> Result<Option<Retired>> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let mine = item_merge::Column::OrgId.eq(org.0).and(item_merge::Column::ItemId.eq(id.0));
    let Some(row) = item_merge::Entity::find().filter(mine).filter(lasts()).one(conn).await? else {
        return Ok(None);
    };
    let kept = look(ctx, row.kept_id.into()).await?;
    let names = store::person_names(conn, org, [row.created_by]).await?;
    Ok(Some(Retired {
        kept: kept.id,
        kept_bank: kept.bank,
        kept_stem: kept.newest().item.stem.clone(),
        kept_bank_name: kept.bank_name,
        by: names.get(&row.created_by).cloned().unwrap_or_default(),
        at: Timestamp(row.created_at),
        reason: row.reason,
    }))
}

/// Retires `gone` in favour of `kept`. `once` comes from the form, so that one sent twice does it once.
///
/// # Errors
/// [`Refusal::AlreadyDone`] when one of them is retired already.
pub async fn keep(ctx: &Ctx, once: Uuid, kept: ItemId, gone: ItemId, reason: &str) -> Result<()> {
    ctx.must_here(Action::EditBank)?;
    alike::two(kept, gone)?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Failure::field("reason", Fault::Missing));
    }
    if reason.chars().count() > REASON_LIMIT {
        return Err(Failure::field("reason", Fault::TooLong { limit: REASON_LIMIT }));
    }
    let org = ctx.org();
    let row = item_merge::Model {
        id: once,
        org_id: org.0,
        item_id: gone.0,
        kept_id: kept.0,
        reason,
        created_by: ctx.actor.person.0,
        created_at: ctx.now.0,
        ended_by: None,
        ended_at: None,
    };
    let done = ctx.write(move |tx| {
        async move {
            // Always in the same order, so that two who decide about the same pair do not wait for each other.
            let (low, high) = both(kept, gone);
            store::lock_item(tx.conn(), org, low).await?;
            store::lock_item(tx.conn(), org, high).await?;
            let these = item_merge::Column::ItemId.is_in([kept.0, gone.0]);
            let held = item_merge::Entity::find().filter(these).filter(lasts()).one(tx.conn()).await?;
            match held {
                Some(held) if held.id == once => Ok(()),
                Some(_) => Err(Refusal::AlreadyDone.into()),
                None => tx.add("item.retire", row).await,
            }
        }
        .boxed()
    });
    match done.await {
        Err(failure) if is_taken(&failure) => Ok(()),
        done => done,
    }
}

/// Brings a retired question back.
///
/// # Errors
/// [`Refusal::AlreadyDone`] when it is not retired.
pub async fn restore(ctx: &Ctx, id: ItemId) -> Result<()> {
    ctx.must_here(Action::EditBank)?;
    let (org, by) = (ctx.org(), ctx.actor.person);
    ctx.write(move |tx| {
        async move {
            store::lock_item(tx.conn(), org, id).await?;
            let mine = item_merge::Column::OrgId.eq(org.0).and(item_merge::Column::ItemId.eq(id.0));
            let held = item_merge::Entity::find().filter(mine).filter(lasts()).one(tx.conn()).await?;
            let row = held.ok_or(Refusal::AlreadyDone)?;
            let ended = item_merge::Model { ended_by: Some(by.0), ended_at: Some(tx.now().0), ..row };
            tx.change("item.restore", ended).await
        }
        .boxed()
    })
    .await
}

/// Remembers that two questions are different, as they stand now. When one of them is changed they are compared again.
pub async fn differ(ctx: &Ctx, one: ItemId, other: ItemId) -> Result<()> {
    ctx.must_here(Action::EditBank)?;
    alike::two(one, other)?;
    let (org, by) = (ctx.org(), ctx.actor.person);
    let done = ctx.write(move |tx| {
        async move {
            let one = store::item(tx.conn(), org, one).await?;
            let other = store::item(tx.conn(), org, other).await?;
            let (one_version, other_version) = versions(one.version_id.into(), other.version_id.into());
            let row = item_difference::Model {
                one_version,
                other_version,
                org_id: org.0,
                created_by: by.0,
                created_at: tx.now().0,
            };
            tx.add("item.differ", row).await
        }
        .boxed()
    });
    match done.await {
        Err(failure) if is_taken(&failure) => Ok(()),
        done => done,
    }
}

/// Two questions, the earlier first.
pub(super) fn both(one: ItemId, other: ItemId) -> (ItemId, ItemId) {
    (one.min(other), one.max(other))
}

fn versions(one: ItemVersionId, other: ItemVersionId) -> (Uuid, Uuid) {
    let (low, high) = if one < other { (one, other) } else { (other, one) };
    (low.0, high.0)
}

/// A merge that was not taken back.
fn lasts() -> SimpleExpr {
    item_merge::Column::EndedAt.is_null()
}

/// The questions that may be drawn: a condition on the table of questions.
pub(crate) fn not_retired() -> SimpleExpr {
    let retired = item_merge::Entity::find().select_only().column(item_merge::Column::ItemId);
    item::Column::Id.not_in_subquery(retired.filter(lasts()).into_query())
}

/// The questions of the enterprise that are retired.
pub(super) async fn retired(conn: &impl ConnectionTrait, org: domain::id::OrgId) -> Result<HashSet<ItemId>> {
    let all = item_merge::Entity::find().select_only().column(item_merge::Column::ItemId);
    let mine = all.filter(item_merge::Column::OrgId.eq(org.0)).filter(lasts());
    let ids: Vec<Uuid> = mine.into_tuple().all(conn).await?;
    Ok(ids.into_iter().map(ItemId).collect())
}

/// The pairs of questions that were said to be different and have not been changed since.
pub(super) async fn different(
    conn: &impl ConnectionTrait,
    org: domain::id::OrgId,
) -> Result<HashSet<(ItemId, ItemId)>> {
    let mine = item_difference::Entity::find().filter(item_difference::Column::OrgId.eq(org.0));
    let rows = mine.order_by_asc(item_difference::Column::CreatedAt).all(conn).await?;
    let named = rows.iter().flat_map(|row| [row.one_version, row.other_version]);
    let items = store::items_of_current(conn, org, named.collect::<HashSet<_>>()).await?;
    let pairs = rows
        .iter()
        .filter_map(|row| Some(both(*items.get(&row.one_version)?, *items.get(&row.other_version)?)));
    Ok(pairs.collect())
}
