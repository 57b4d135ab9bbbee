//! The rows of standings, their events and the rules of banks.

use std::collections::HashMap;

use domain::{
    bank::life::{Review, Standing},
    id::OrgId,
    time::Timestamp,
};
use entities::{bank_rule, bulk_edit, item, item_event, item_standing};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid,
};

use super::{super::merge, Stood};
use crate::failure::{Failure, Result};

/// Ids in one question to the database: both engines take more, neither likes much more.
pub const SOME: usize = 1000;

fn stood(row: &item_standing::Model) -> Result<Stood> {
    Ok(Stood { standing: serde_json::from_str(&row.state)?, seq: row.seq })
}

pub fn row(item: &item::Model, stood: &Stood) -> Result<item_standing::Model> {
    let standing = &stood.standing;
    Ok(item_standing::Model {
        item_id: item.id,
        org_id: item.org_id,
        bank_id: item.bank_id,
        seq: stood.seq,
        stage: standing.open.as_ref().map_or("", |open| open.stage.code()).to_owned(),
        doubted: standing.doubt.is_some(),
        quarantined: standing.quarantine.is_some(),
        valid_until: standing.valid.until.map(|until| until.0),
        state: serde_json::to_string(standing)?,
    })
}

pub async fn of_item(conn: &impl ConnectionTrait, item: &item::Model) -> Result<Stood> {
    let row = item_standing::Entity::find_by_id(item.id).one(conn).await?;
    row.as_ref().map_or_else(|| Ok(Stood::plain(item)), stood)
}

/// How these questions stand; those that are plain are left out.
pub async fn of_items(
    conn: &impl ConnectionTrait,
    items: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Stood>> {
    let items: Vec<Uuid> = items.into_iter().collect();
    let mut found = HashMap::new();
    for some in items.chunks(SOME) {
        let these = item_standing::Column::ItemId.is_in(some.iter().copied());
        for row in item_standing::Entity::find().filter(these).all(conn).await? {
            found.insert(row.item_id, stood(&row)?);
        }
    }
    Ok(found)
}

/// How the questions of a bank stand; those that are plain are left out.
pub async fn of_bank(conn: &impl ConnectionTrait, bank: Uuid) -> Result<HashMap<Uuid, Stood>> {
    let of = item_standing::Entity::find().filter(item_standing::Column::BankId.eq(bank));
    of.all(conn).await?.iter().map(|row| Ok((row.item_id, stood(row)?))).collect()
}

/// The version of each question of a bank that a paper drawn `at` this time may ask; those that were retired in
/// favour of another are not asked.
pub async fn drawn(conn: &impl ConnectionTrait, bank: Uuid, at: Timestamp) -> Result<Vec<Uuid>> {
    let standings = of_bank(conn, bank).await?;
    let all: Vec<(Uuid, Uuid)> = item::Entity::find()
        .select_only()
        .column(item::Column::Id)
        .column(item::Column::VersionId)
        .filter(item::Column::BankId.eq(bank))
        .filter(merge::not_retired())
        .into_tuple()
        .all(conn)
        .await?;
    let drawn = all.into_iter().filter_map(|(item, newest)| match standings.get(&item) {
        Some(stood) => stood.standing.drawn(at).map(Uuid::from),
        None => Some(newest),
    });
    Ok(drawn.collect())
}

/// What somebody has to do with, of the whole enterprise.
pub enum Wanted {
    Stage(&'static str),
    AnyStage,
    Doubted,
    Quarantined,
    EndsBefore(Timestamp),
}

pub async fn wanted(
    conn: &impl ConnectionTrait,
    org: OrgId,
    wanted: Wanted,
) -> Result<Vec<(Uuid, Standing)>> {
    use item_standing::Column;
    let this = match wanted {
        Wanted::Stage(stage) => Column::Stage.eq(stage),
        Wanted::AnyStage => Column::Stage.ne(""),
        Wanted::Doubted => Column::Doubted.eq(true),
        Wanted::Quarantined => Column::Quarantined.eq(true),
        Wanted::EndsBefore(end) => Column::ValidUntil.lte(end.0),
    };
    let rows = item_standing::Entity::find().filter(Column::OrgId.eq(org.0).and(this));
    let rows = rows.order_by_asc(Column::ItemId).all(conn).await?;
    rows.iter().map(|row| Ok((row.item_id, stood(row)?.standing))).collect()
}

/// The events of a question, the newest first.
pub async fn events(conn: &impl ConnectionTrait, item: Uuid) -> Result<Vec<item_event::Model>> {
    let of = item_event::Entity::find().filter(item_event::Column::ItemId.eq(item));
    Ok(of.order_by_desc(item_event::Column::Seq).all(conn).await?)
}

/// Whether a bank asks for a second person.
pub async fn rule(conn: &impl ConnectionTrait, bank: Uuid) -> Result<Review> {
    let row = bank_rule::Entity::find_by_id(bank).one(conn).await?;
    Ok(if row.is_some_and(|row| row.review) { Review::Required } else { Review::NotAsked })
}

/// Questions of an enterprise, held until the transaction ends.
pub async fn lock_items(
    conn: &impl ConnectionTrait,
    org: OrgId,
    bank: Option<Uuid>,
    items: &[Uuid],
) -> Result<Vec<item::Model>> {
    let mut found = Vec::new();
    for some in items.chunks(SOME) {
        let mut these = item::Column::OrgId.eq(org.0).and(item::Column::Id.is_in(some.iter().copied()));
        if let Some(bank) = bank {
            these = these.and(item::Column::BankId.eq(bank));
        }
        let rows = item::Entity::find().filter(these).order_by_asc(item::Column::Id).lock_exclusive();
        found.extend(rows.all(conn).await?);
    }
    Ok(found)
}

pub async fn bulk_edit(conn: &impl ConnectionTrait, org: OrgId, id: Uuid) -> Result<bulk_edit::Model> {
    let mine = bulk_edit::Column::OrgId.eq(org.0);
    bulk_edit::Entity::find_by_id(id).filter(mine).one(conn).await?.ok_or(Failure::NotFound)
}

pub async fn undo_of(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<bulk_edit::Model>> {
    Ok(bulk_edit::Entity::find().filter(bulk_edit::Column::UndoOf.eq(id)).one(conn).await?)
}

pub async fn bulk_edits(
    conn: &impl ConnectionTrait,
    org: OrgId,
    bank: Uuid,
) -> Result<Vec<bulk_edit::Model>> {
    let of = bulk_edit::Column::OrgId.eq(org.0).and(bulk_edit::Column::BankId.eq(bank));
    Ok(bulk_edit::Entity::find()
        .filter(of)
        .order_by_desc(bulk_edit::Column::CreatedAt)
        .limit(20)
        .all(conn)
        .await?)
}
