//! One change of many questions: shown before it is made, and undone as one while nothing newer was changed.
//!
//! An undo is a change of its own, with its own author and reason: nothing is erased.

use std::collections::{BTreeSet, HashMap};

use domain::{
    bank::{
        Item, Kind,
        bulk::{Change, Outcome},
        life::{Refused, Step, Validity, WORDS_LIMIT},
    },
    id::{BankId, BulkEditId, ItemId, ItemVersionId},
    person::access::Action,
    time::Timestamp,
};
use entities::{bulk_edit, item, item_version};
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, prelude::Uuid};
use serde::{Deserialize, Serialize};

use super::{
    super::{item::store_version, shelf, store as items},
    Stood, review,
    store::{self, SOME},
    take,
};
use crate::{
    bank::ItemFilter,
    ctx::Ctx,
    db::{Tx, is_taken},
    failure::{Failure, Fault, Refusal, Result},
};

/// The most questions of one change: the writer is held up by it, and others are writing exams.
pub const MOST: usize = 2000;

/// Questions that are shown before a change.
const SAMPLE: usize = 10;

/// Which questions somebody has chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum Selection {
    Picked(Vec<ItemId>),
    /// All that a filter lets through.
    Matching(ItemFilter),
}

/// What a change would do.
#[derive(Clone, Debug)]
pub struct Plan {
    pub bank_name: String,
    pub chosen: Vec<ItemId>,
    pub changes: usize,
    /// How many of them have a version that waits for release; they get another one.
    pub sample: Vec<Sample>,
}

#[derive(Clone, Debug)]
pub struct Sample {
    pub id: ItemId,
    pub kind: Kind,
    pub stem: String,
    pub before: Before,
}

/// What a question has now where the change would put something else.
#[derive(Clone, Debug)]
pub struct Before {
    pub item: Item,
    pub tags: BTreeSet<String>,
    pub valid: Validity,
}

/// What was done to one question, and what undoes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Done {
    item: Uuid,
    /// The question's newest event after it.
    seq: i32,
    undo: Undo,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Undo {
    /// Back to what this version says.
    Version(ItemVersionId),
    Tags(BTreeSet<String>),
    Validity(Validity),
    Lift,
    Quarantine(String),
}

/// A change that was made.
#[derive(Clone, Debug)]
pub struct EditView {
    pub id: BulkEditId,
    pub bank: BankId,
    pub bank_name: String,
    pub change: Change,
    pub reason: String,
    pub by: String,
    pub at: Timestamp,
    pub questions: Vec<(ItemId, String)>,
    pub all: usize,
    /// What it takes back, where it is an undo.
    pub undo_of: Option<BulkEditId>,
    pub undone: Option<BulkEditId>,
    /// How many of its questions were changed since; while there are any, it can't be undone.
    pub changed_since: usize,
}

/// One question of a change, as the transaction holds it.
struct Held {
    row: item::Model,
    version: item_version::Model,
    item: Item,
    stood: Stood,
}

/// The questions that are chosen, no more than [`MOST`].
async fn chosen(ctx: &Ctx, bank: BankId, selection: Selection) -> Result<Vec<ItemId>> {
    let chosen = match selection {
        Selection::Picked(items) => items,
        Selection::Matching(filter) => shelf::matching(ctx, bank, &filter).await?,
    };
    match chosen.len() {
        0 => Err(Refused::NothingToDo.into()),
        many if many > MOST => Err(Failure::field("scope", Fault::OutOfRange { min: 1, max: MOST as i64 })),
        _ => Ok(chosen),
    }
}

async fn hold(conn: &impl ConnectionTrait, rows: Vec<item::Model>) -> Result<Vec<Held>> {
    let mut stood = store::of_items(conn, rows.iter().map(|row| row.id)).await?;
    let mut versions = HashMap::new();
    for some in rows.chunks(SOME) {
        let these = item_version::Column::Id.is_in(some.iter().map(|row| row.version_id));
        for version in item_version::Entity::find().filter(these).all(conn).await? {
            versions.insert(version.id, version);
        }
    }
    let held = rows.into_iter().map(|row| {
        let version = versions.remove(&row.version_id);
        let version = version.ok_or_else(|| Failure::Corrupt(format!("item {} has no version", row.id)))?;
        let stood = stood.remove(&row.id).unwrap_or_else(|| Stood::plain(&row));
        Ok(Held { item: serde_json::from_str(&version.content)?, row, version, stood })
    });
    held.collect()
}

/// What a change would do, before it is made.
pub async fn plan(ctx: &Ctx, bank: BankId, selection: Selection, change: &Change) -> Result<Plan> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let bank_name = items::bank(conn, org, bank).await?.name;
    let chosen = chosen(ctx, bank, selection).await?;
    let mut rows = Vec::new();
    for some in chosen.chunks(SOME) {
        let these = item::Entity::find()
            .filter(item::Column::OrgId.eq(org.0))
            .filter(item::Column::BankId.eq(bank.0))
            .filter(item::Column::Id.is_in(some.iter().map(|id| id.0)));
        rows.extend(these.all(conn).await?);
    }
    let held = hold(conn, rows).await?;
    let touched: Vec<_> =
        held.into_iter().filter(|held| change.of(&held.item, &held.stood.standing).is_some()).collect();
    let changes = touched.len();
    let sample = touched.into_iter().take(SAMPLE).map(|held| Sample {
        id: held.row.id.into(),
        kind: held.item.content.kind(),
        stem: held.item.stem.clone(),
        before: Before {
            tags: held.stood.standing.tags.clone(),
            valid: held.stood.standing.valid,
            item: held.item,
        },
    });
    Ok(Plan { bank_name, chosen, changes, sample: sample.collect() })
}

/// How many questions somebody has chosen, and of which bank.
pub async fn count(ctx: &Ctx, bank: BankId, selection: Selection) -> Result<(String, usize)> {
    ctx.must_here(Action::EditBank)?;
    let name = items::bank(ctx.db().read(), ctx.org(), bank).await?.name;
    Ok((name, chosen(ctx, bank, selection).await?.len()))
}

fn reason_of(reason: &str) -> Result<String> {
    match reason.trim() {
        "" => Err(Failure::field("reason", Fault::Missing)),
        long if long.chars().count() > WORDS_LIMIT => {
            Err(Failure::field("reason", Fault::TooLong { limit: WORDS_LIMIT }))
        }
        reason => Ok(reason.to_owned()),
    }
}

/// Makes a change. `id` comes from the form, so that one sent twice is made once.
pub async fn make(
    ctx: &Ctx,
    id: BulkEditId,
    bank: BankId,
    picked: Vec<ItemId>,
    change: Change,
    reason: &str,
) -> Result<()> {
    ctx.must_here(Action::EditBank)?;
    let reason = reason_of(reason)?;
    let org = ctx.org();
    items::bank(ctx.db().read(), org, bank).await?;
    let picked: Vec<Uuid> =
        chosen(ctx, bank, Selection::Picked(picked)).await?.into_iter().map(|id| id.0).collect();
    let made = ctx.write(move |tx| {
        async move {
            let rows = store::lock_items(tx.conn(), org, Some(bank.0), &picked).await?;
            let rule = store::rule(tx.conn(), bank.0).await?;
            let mut steps = Vec::new();
            for mut held in hold(tx.conn(), rows).await? {
                let Some(outcome) = change.of(&held.item, &held.stood.standing) else { continue };
                let standing = &held.stood.standing;
                let undo = match &outcome {
                    Outcome::Version(_) => Undo::Version(held.version.id.into()),
                    Outcome::Tags(_) => Undo::Tags(standing.tags.clone()),
                    Outcome::Validity(_) => Undo::Validity(standing.valid),
                    Outcome::Quarantine => Undo::Lift,
                    Outcome::Lift => Undo::Quarantine(
                        standing
                            .quarantine
                            .as_ref()
                            .map_or_else(|| reason.clone(), |said| said.words.clone()),
                    ),
                };
                let item = held.row.id;
                let step = match outcome {
                    Outcome::Version(changed) => {
                        let store = (rule, Some(id.0));
                        store_held(tx, &mut held, *changed, reason.clone(), store).await?;
                        None
                    }
                    Outcome::Tags(tags) => Some(Step::SetTags(tags)),
                    Outcome::Validity(valid) => Some(Step::SetValidity(valid)),
                    Outcome::Quarantine => Some(Step::Quarantine { reason: reason.clone() }),
                    Outcome::Lift => Some(Step::Lift { reason: reason.clone() }),
                };
                if let Some(step) = step {
                    take(tx, &held.row, &mut held.stood, step, Some(id.0)).await?;
                }
                steps.push(Done { item, seq: held.stood.seq, undo });
            }
            if steps.is_empty() {
                return Err(Refused::NothingToDo.into());
            }
            let row = bulk_edit::Model {
                id: id.0,
                org_id: org.0,
                bank_id: bank.0,
                change: serde_json::to_string(&change)?,
                reason,
                steps: serde_json::to_string(&steps)?,
                undo_of: None,
                created_by: tx.stamp.actor.map(|person| person.0).unwrap_or_default(),
                created_at: tx.now().0,
            };
            tx.add("bank.bulk_edit", row).await
        }
        .boxed()
    });
    match made.await {
        Err(failure) if is_taken(&failure) => Ok(()),
        made => made,
    }
}

async fn store_held(
    tx: &mut Tx,
    held: &mut Held,
    item: Item,
    reason: String,
    (rule, bulk): (domain::bank::life::Review, Option<Uuid>),
) -> Result<()> {
    let latest = items::latest(tx.conn(), held.row.id).await?;
    let change = super::super::item::NewVersion {
        version: latest + 1,
        id: ItemVersionId(Uuid::now_v7()),
        before: &held.item,
        item,
        source: super::super::Source::Change { reason },
        import: None,
        ready: true,
    };
    store_version(tx, held.row.clone(), &mut held.stood, change, rule, bulk)
        .await?
        .map_err(|_| Failure::from(Refused::AskedElsewhere))
}

/// Takes a change back as a whole. `once` comes from the form.
///
/// # Errors
/// [`Refused::ChangedSince`] when anything happened to one of its questions thereafter,
/// [`Refusal::AlreadyDone`] when it was taken back already.
pub async fn undo(ctx: &Ctx, id: BulkEditId, once: BulkEditId, reason: &str) -> Result<()> {
    ctx.must_here(Action::EditBank)?;
    let reason = reason_of(reason)?;
    let org = ctx.org();
    let edit = store::bulk_edit(ctx.db().read(), org, id.0).await?;
    let made = ctx.write(move |tx| {
        async move {
            match store::undo_of(tx.conn(), id.0).await? {
                Some(there) if there.id == once.0 => return Ok(()),
                Some(_) => return Err(Refusal::AlreadyDone.into()),
                None => {}
            }
            let done: Vec<Done> = serde_json::from_str(&edit.steps)?;
            let ids: Vec<Uuid> = done.iter().map(|done| done.item).collect();
            let rows = store::lock_items(tx.conn(), org, Some(edit.bank_id), &ids).await?;
            let rule = store::rule(tx.conn(), edit.bank_id).await?;
            let mut held: HashMap<Uuid, Held> =
                hold(tx.conn(), rows).await?.into_iter().map(|held| (held.row.id, held)).collect();
            if done.iter().any(|done| held.get(&done.item).is_none_or(|held| held.stood.seq != done.seq)) {
                return Err(Refused::ChangedSince.into());
            }
            let mut steps = Vec::new();
            for Done { item, undo, .. } in done {
                let Some(mut held) = held.remove(&item) else { continue };
                let redo = take_back(tx, &mut held, undo, &reason, (rule, Some(once.0))).await?;
                steps.push(Done { item, seq: held.stood.seq, undo: redo });
            }
            let row = bulk_edit::Model {
                id: once.0,
                reason,
                steps: serde_json::to_string(&steps)?,
                undo_of: Some(id.0),
                created_by: tx.stamp.actor.map(|person| person.0).unwrap_or_default(),
                created_at: tx.now().0,
                ..edit
            };
            tx.add("bank.bulk_undo", row).await
        }
        .boxed()
    });
    match made.await {
        Err(failure) if is_taken(&failure) => Err(Refusal::AlreadyDone.into()),
        made => made,
    }
}

/// Takes back what was done to one question, and says what would do it again.
async fn take_back(
    tx: &mut Tx,
    held: &mut Held,
    undo: Undo,
    reason: &str,
    store: (domain::bank::life::Review, Option<Uuid>),
) -> Result<Undo> {
    let standing = &held.stood.standing;
    let (step, redo) = match undo {
        Undo::Version(before) => {
            let redo = Undo::Version(held.version.id.into());
            let own = |open: &domain::bank::life::Open| {
                tx.stamp.actor.is_some_and(|who| open.authors.contains(&who))
            };
            // A draft beside what was released before is given up; what is released gets another version.
            if standing.released == Some(before) && standing.open.as_ref().is_some_and(own) {
                review::discard_in(tx, held.row.clone(), &mut held.stood, store.1).await?;
            } else {
                let versions = items::versions(tx.conn(), held.row.id.into()).await?;
                let back = versions.into_iter().find(|version| version.id == before.0);
                let back = back.ok_or_else(|| Failure::Corrupt("a version is missing".into()))?;
                let item = serde_json::from_str(&back.content)?;
                store_held(tx, held, item, reason.to_owned(), store).await?;
            }
            return Ok(redo);
        }
        Undo::Tags(tags) => (Step::SetTags(tags), Undo::Tags(standing.tags.clone())),
        Undo::Validity(valid) => (Step::SetValidity(valid), Undo::Validity(standing.valid)),
        Undo::Lift => (Step::Lift { reason: reason.to_owned() }, Undo::Quarantine(reason.to_owned())),
        Undo::Quarantine(words) => (Step::Quarantine { reason: words }, Undo::Lift),
    };
    take(tx, &held.row, &mut held.stood, step, store.1).await?;
    Ok(redo)
}

/// A change and what can still be done about it.
pub async fn show(ctx: &Ctx, id: BulkEditId) -> Result<EditView> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let edit = store::bulk_edit(conn, org, id.0).await?;
    let bank = items::bank(conn, org, edit.bank_id.into()).await?;
    let done: Vec<Done> = serde_json::from_str(&edit.steps)?;
    let stood = store::of_items(conn, done.iter().map(|done| done.item)).await?;
    let changed_since =
        done.iter().filter(|done| stood.get(&done.item).is_none_or(|stood| stood.seq != done.seq)).count();
    let shown: Vec<Uuid> = done.iter().take(SAMPLE).map(|done| done.item).collect();
    let texts = super::todo::texts(conn, org.0, shown.clone()).await?;
    let questions = shown.iter().filter_map(|id| Some(((*id).into(), texts.get(id)?.1.stem.clone())));
    let names = items::person_names(conn, org, [edit.created_by]).await?;
    Ok(EditView {
        id,
        bank: bank.id.into(),
        bank_name: bank.name,
        change: serde_json::from_str(&edit.change)?,
        reason: edit.reason,
        by: names.get(&edit.created_by).cloned().unwrap_or_default(),
        at: Timestamp(edit.created_at),
        questions: questions.collect(),
        all: done.len(),
        undo_of: edit.undo_of.map(Into::into),
        undone: store::undo_of(conn, id.0).await?.map(|row| row.id.into()),
        changed_since,
    })
}

/// A change in the list of a bank's changes.
#[derive(Clone, Debug)]
pub struct EditRow {
    pub id: BulkEditId,
    pub change: Change,
    pub is_undo: bool,
    pub by: String,
    pub at: Timestamp,
    pub all: usize,
}

/// The newest changes of many questions of a bank.
pub async fn list(ctx: &Ctx, bank: BankId) -> Result<Vec<EditRow>> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let rows = store::bulk_edits(conn, org, bank.0).await?;
    let names = items::person_names(conn, org, rows.iter().map(|row| row.created_by)).await?;
    let rows = rows.into_iter().map(|row| {
        let done: Vec<Done> = serde_json::from_str(&row.steps)?;
        Ok(EditRow {
            id: row.id.into(),
            change: serde_json::from_str(&row.change)?,
            is_undo: row.undo_of.is_some(),
            by: names.get(&row.created_by).cloned().unwrap_or_default(),
            at: Timestamp(row.created_at),
            all: done.len(),
        })
    });
    rows.collect()
}
