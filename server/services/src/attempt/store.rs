//! Rows of attempts, as domain values.

use std::collections::BTreeMap;

use domain::{
    attempt::{Attempt, Event, ItemNo, Saved},
    exam::Ended,
    time::Timestamp,
};
use entities::{answer, attempt, attempt_event};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder,
    QuerySelect, prelude::Uuid,
};

use crate::{
    db::Tx,
    failure::{Failure, Result},
};

/// An attempt with the row it is stored in.
pub struct Loaded {
    pub row: attempt::Model,
    pub attempt: Attempt,
}

impl Loaded {
    fn from_row(row: attempt::Model) -> Result<Loaded> {
        let attempt = Attempt { state: serde_json::from_str(&row.state)? };
        Ok(Loaded { row, attempt })
    }
}

/// The attempt of this very person; anybody else's is not found.
pub async fn own(conn: &impl ConnectionTrait, id: Uuid, person: Uuid) -> Result<Loaded> {
    let mine = attempt::Column::Id.eq(id).and(attempt::Column::PersonId.eq(person));
    let row = attempt::Entity::find().filter(mine).one(conn).await?.ok_or(Failure::NotFound)?;
    Loaded::from_row(row)
}

/// The same, to be changed: nobody else can change it before this transaction ends.
pub async fn own_for_update(conn: &impl ConnectionTrait, id: Uuid, person: Uuid) -> Result<Loaded> {
    let mine = attempt::Column::Id.eq(id).and(attempt::Column::PersonId.eq(person));
    let row =
        attempt::Entity::find().filter(mine).lock_exclusive().one(conn).await?.ok_or(Failure::NotFound)?;
    Loaded::from_row(row)
}

/// Any attempt, to be closed by the server.
pub async fn for_update(conn: &impl ConnectionTrait, id: Uuid) -> Result<Loaded> {
    let row = attempt::Entity::find_by_id(id).lock_exclusive().one(conn).await?.ok_or(Failure::NotFound)?;
    Loaded::from_row(row)
}

/// All attempts of a person at a sitting, oldest first.
pub async fn of_sitting(conn: &impl ConnectionTrait, sitting: Uuid, person: Uuid) -> Result<Vec<Loaded>> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::SittingId.eq(sitting).and(attempt::Column::PersonId.eq(person)))
        .order_by_asc(attempt::Column::No)
        .all(conn)
        .await?;
    rows.into_iter().map(Loaded::from_row).collect()
}

/// Those of `attempts` that are over, as the rules of a sitting ask for them.
pub fn ended(attempts: &[Loaded]) -> Vec<Ended> {
    use domain::attempt::State;
    let ended = attempts.iter().filter_map(|loaded| match loaded.attempt.state {
        State::NotStarted | State::InProgress { .. } => None,
        State::HandedIn { at, .. } => Some(Ended { at, passed: false }),
        State::Graded { at, passed, .. } => Some(Ended { at, passed }),
    });
    ended.collect()
}

/// Appends an event and brings the row up to date with it.
pub async fn record(tx: &mut Tx, loaded: &mut Loaded, action: &'static str, event: Event) -> Result<()> {
    let before = attempt_event::Entity::find().filter(attempt_event::Column::AttemptId.eq(loaded.row.id));
    let seq =
        before.select_only().column(attempt_event::Column::Seq).into_tuple::<i32>().all(tx.conn()).await?;
    let row = attempt_event::Model {
        attempt_id: loaded.row.id,
        seq: seq.into_iter().max().unwrap_or(0) + 1,
        org_id: loaded.row.org_id,
        at: tx.now().0,
        actor: tx.stamp.actor.map(Into::into),
        event: serde_json::to_string(&event)?,
    };
    tx.add(action, row).await?;
    loaded.row.state = serde_json::to_string(&loaded.attempt.state)?;
    loaded.row.next_check_at = loaded.attempt.next_check_at().map(|at| at.0);
    tx.change(action, loaded.row.clone()).await
}

/// An answer as it is held, with the time at which it was saved.
pub type HeldRow = (Saved, Timestamp);

/// The answers that count, of all questions of an attempt.
pub async fn answers(conn: &impl ConnectionTrait, attempt: Uuid) -> Result<BTreeMap<ItemNo, HeldRow>> {
    let rows = answer::Entity::find().filter(answer::Column::AttemptId.eq(attempt)).all(conn).await?;
    newest(rows)
}

/// The answers that count, of these questions alone.
pub async fn answers_to(
    conn: &impl ConnectionTrait,
    attempt: Uuid,
    items: impl IntoIterator<Item = ItemNo>,
) -> Result<BTreeMap<ItemNo, HeldRow>> {
    let these = Condition::all()
        .add(answer::Column::AttemptId.eq(attempt))
        .add(answer::Column::ItemNo.is_in(items.into_iter().map(i32::from)));
    newest(answer::Entity::find().filter(these).all(conn).await?)
}

fn newest(rows: Vec<answer::Model>) -> Result<BTreeMap<ItemNo, HeldRow>> {
    let mut newest: BTreeMap<ItemNo, HeldRow> = BTreeMap::new();
    for row in rows {
        let no = ItemNo::try_from(row.item_no).map_err(|_| Failure::Corrupt("an item number".into()))?;
        let sequence =
            u32::try_from(row.sequence).map_err(|_| Failure::Corrupt("a sequence number".into()))?;
        if newest.get(&no).is_some_and(|(held, _)| held.sequence >= sequence) {
            continue;
        }
        let saved = Saved { sequence, response: serde_json::from_str(&row.response)? };
        newest.insert(no, (saved, Timestamp(row.at)));
    }
    Ok(newest)
}
