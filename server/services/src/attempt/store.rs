//! Rows of attempts, as domain values.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    attempt::{Attempt, Event, ItemNo, Saved, State, latest},
    exam::Ended,
    time::Timestamp,
};
use entities::{answer, attempt, attempt_event};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder,
    QuerySelect,
    prelude::Uuid,
    sea_query::{Alias, Expr, Query},
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

/// These attempts, whosever they are, to be changed. Locked in the order of their ids, so that two servers
/// can't wait for each other.
pub async fn all_for_update(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Loaded>> {
    let these = attempt::Entity::find().filter(attempt::Column::Id.is_in(ids));
    let rows = these.order_by_asc(attempt::Column::Id).lock_exclusive().all(conn).await?;
    rows.into_iter().map(|row| Ok((row.id, Loaded::from_row(row)?))).collect()
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
    attempts.iter().filter_map(|loaded| Ended::of(&loaded.attempt.state)).collect()
}

/// Which of the allowed attempts this is, from 1: one that was voided is followed by one of the same number.
pub fn nth<'a>(before: impl IntoIterator<Item = &'a State>) -> i32 {
    let counted = before.into_iter().filter(|state| !matches!(state, State::Voided { .. })).count();
    i32::try_from(counted).map_or(i32::MAX, |counted| counted.saturating_add(1))
}

/// Whether anybody at this sitting is at it, with the clock running or standing.
pub async fn any_open(conn: &impl ConnectionTrait, sitting: Uuid) -> Result<bool> {
    let states = attempt::Entity::find().select_only().column(attempt::Column::State);
    let states = states.filter(attempt::Column::SittingId.eq(sitting)).into_tuple::<String>();
    for state in states.all(conn).await? {
        if serde_json::from_str::<State>(&state)?.is_open() {
            return Ok(true);
        }
    }
    Ok(false)
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

/// The answers that count, of all questions of an attempt.
pub async fn answers(conn: &impl ConnectionTrait, attempt: Uuid) -> Result<BTreeMap<ItemNo, Saved>> {
    let rows = answer::Entity::find().filter(answer::Column::AttemptId.eq(attempt)).all(conn).await?;
    Ok(latest(rows.into_iter().map(saved).collect::<Result<Vec<_>>>()?))
}

/// The answers that count, of all questions of these attempts.
pub async fn answers_of(
    conn: &impl ConnectionTrait,
    attempts: Vec<Uuid>,
) -> Result<HashMap<Uuid, BTreeMap<ItemNo, Saved>>> {
    let mut all: HashMap<Uuid, Vec<(ItemNo, Saved)>> = HashMap::new();
    // An engine takes only so many parameters in one statement.
    for some in attempts.chunks(1_000) {
        let theirs = answer::Column::AttemptId.is_in(some.iter().copied());
        for row in answer::Entity::find().filter(theirs).all(conn).await? {
            all.entry(row.attempt_id).or_default().push(saved(row)?);
        }
    }
    Ok(all.into_iter().map(|(attempt, answers)| (attempt, latest(answers))).collect())
}

/// The answers that count, of these questions alone, by attempt and question.
pub async fn answers_to(
    conn: &impl ConnectionTrait,
    questions: &BTreeMap<Uuid, BTreeSet<ItemNo>>,
) -> Result<HashMap<(Uuid, ItemNo), Saved>> {
    use answer::Column as A;
    // Of a question that was answered often, only the newest row is fetched.
    let newer = Alias::new("newer");
    let newest = Query::select()
        .expr(Expr::col((newer.clone(), A::Sequence)).max())
        .from_as(answer::Entity, newer.clone())
        .and_where(Expr::col((newer.clone(), A::AttemptId)).equals((answer::Entity, A::AttemptId)))
        .and_where(Expr::col((newer, A::ItemNo)).equals((answer::Entity, A::ItemNo)))
        .to_owned();
    let asked = questions.iter().fold(Condition::any(), |any, (attempt, items)| {
        any.add(A::AttemptId.eq(*attempt).and(A::ItemNo.is_in(items.iter().map(|no| i32::from(*no)))))
    });
    let rows = answer::Entity::find().filter(asked).filter(A::Sequence.in_subquery(newest)).all(conn).await?;
    let held = rows.into_iter().map(|row| {
        let attempt = row.attempt_id;
        saved(row).map(|(no, saved)| ((attempt, no), saved))
    });
    held.collect()
}

fn saved(row: answer::Model) -> Result<(ItemNo, Saved)> {
    let no = ItemNo::try_from(row.item_no).map_err(|_| Failure::Corrupt("an item number".into()))?;
    let sequence = u32::try_from(row.sequence).map_err(|_| Failure::Corrupt("a sequence number".into()))?;
    Ok((no, Saved { sequence, response: serde_json::from_str(&row.response)?, at: Timestamp(row.at) }))
}
