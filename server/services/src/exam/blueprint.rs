//! Paper blueprints: so many questions of this kind on that point, so many points each.

use std::collections::BTreeMap;

use domain::{
    bank::Kind,
    id::{BankId, BlueprintId},
    paper::{Blueprint, Candidate, Supply, assemble::Asked, supply},
    person::access::Action,
    points::Points,
};
use entities::{bank, blueprint, item, item_version};
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, prelude::Uuid,
};

use super::store;
use crate::{
    Ctx,
    bank::merge,
    db::is_taken,
    failure::{Failure, Fault, FieldFault, Refusal, Result},
};

/// A blueprint in a list.
#[derive(Clone, Debug)]
pub struct BlueprintRow {
    pub id: BlueprintId,
    pub name: String,
    pub bank: String,
    pub items: u64,
    pub total: Points,
}

/// What a bank offers to a blueprint: how many questions of each kind on each knowledge point.
#[derive(Clone, Debug)]
pub struct Offer {
    pub bank: BankId,
    pub name: String,
    pub counts: BTreeMap<(Kind, String), u32>,
}

/// Why a blueprint was not kept.
#[derive(Debug)]
pub enum Refused {
    Failure(Failure),
    /// The bank has too little for these cells.
    Short(Vec<Supply>),
}

impl<E: Into<Failure>> From<E> for Refused {
    fn from(error: E) -> Self {
        Refused::Failure(error.into())
    }
}

pub async fn list(ctx: &Ctx) -> Result<Vec<BlueprintRow>> {
    ctx.must_here(Action::SeeSitting)?;
    let rows = blueprint::Entity::find()
        .filter(blueprint::Column::OrgId.eq(ctx.org().0))
        .order_by_desc(blueprint::Column::CreatedAt)
        .all(ctx.db().read())
        .await?;
    let names = bank::Entity::find().filter(bank::Column::OrgId.eq(ctx.org().0)).all(ctx.db().read()).await?;
    let names: BTreeMap<Uuid, String> = names.into_iter().map(|row| (row.id, row.name)).collect();
    rows.into_iter()
        .map(|row| {
            let cells = store::cells(&row)?;
            Ok(BlueprintRow {
                id: row.id.into(),
                bank: names.get(&row.bank_id).cloned().unwrap_or_default(),
                name: row.name,
                items: cells.items(),
                total: cells.total(),
            })
        })
        .collect()
}

/// The banks that papers can be made from.
pub async fn banks(ctx: &Ctx) -> Result<Vec<(BankId, String)>> {
    ctx.must_here(Action::ArrangeSitting)?;
    let mine = bank::Entity::find().filter(bank::Column::OrgId.eq(ctx.org().0));
    let rows = mine.order_by_asc(bank::Column::Name).all(ctx.db().read()).await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.name)).collect())
}

pub async fn offer(ctx: &Ctx, bank: BankId) -> Result<Offer> {
    ctx.must_here(Action::ArrangeSitting)?;
    let mine = bank::Column::Id.eq(bank.0).and(bank::Column::OrgId.eq(ctx.org().0));
    let row = bank::Entity::find().filter(mine).one(ctx.db().read()).await?.ok_or(Failure::NotFound)?;
    let mut counts = BTreeMap::new();
    for candidate in pool(ctx.db().read(), bank.0).await? {
        *counts.entry((candidate.kind, candidate.knowledge_point)).or_default() += 1;
    }
    Ok(Offer { bank, name: row.name, counts })
}

/// Keeps a blueprint that its bank can fill. `id` comes from the form, so that one sent twice is one.
pub async fn create(
    ctx: &Ctx,
    id: BlueprintId,
    bank: BankId,
    name: String,
    cells: Blueprint,
) -> Result<BlueprintId, Refused> {
    let offer = offer(ctx, bank).await?;
    if name.trim().is_empty() {
        return Err(Failure::from(Refusal::Fields(vec![FieldFault {
            field: "name",
            fault: Fault::Missing,
        }]))
        .into());
    }
    let faults = cells.faults();
    if !faults.is_empty() {
        return Err(Failure::from(Refusal::Blueprint(faults)).into());
    }
    let short: Vec<_> = supply(&cells, &pool(ctx.db().read(), offer.bank.0).await?);
    let short: Vec<_> = short.into_iter().filter(|supply| !supply.is_enough()).collect();
    if !short.is_empty() {
        return Err(Refused::Short(short));
    }
    let row = blueprint::Model {
        id: id.0,
        org_id: ctx.org().0,
        bank_id: bank.0,
        name,
        cells: serde_json::to_string(&cells.cells)?,
        created_by: ctx.actor.person.0,
        created_at: ctx.now.0,
    };
    match ctx.write(move |tx| tx.add("blueprint.create", row).boxed()).await {
        Ok(()) => Ok(id),
        Err(failure) if is_taken(&failure) => Ok(id),
        Err(failure) => Err(failure.into()),
    }
}

/// The questions of a bank in their current versions, as nobody has had them yet.
pub(crate) async fn pool(conn: &impl ConnectionTrait, bank: Uuid) -> Result<Vec<Candidate>> {
    let current = item::Entity::find().select_only().column(item::Column::VersionId);
    let current = current.filter(item::Column::BankId.eq(bank)).filter(merge::not_retired()).into_query();
    let versions =
        item_version::Entity::find().filter(item_version::Column::Id.in_subquery(current)).all(conn).await?;
    versions
        .into_iter()
        .map(|row| {
            let item: domain::bank::Item = serde_json::from_str(&row.content)?;
            Ok(Candidate {
                item: row.item_id.into(),
                version: row.id.into(),
                kind: item.content.kind(),
                asked: Asked::of(&item.content),
                knowledge_point: item.knowledge_point,
                times_had: 0,
            })
        })
        .collect()
}
