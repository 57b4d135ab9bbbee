//! How questions stand: what waits for a second person, what is out of time, out of use or in doubt.
//!
//! Every step goes one way, [`take`]: the domain decides, the event is added, and the standing, which is what
//! the events lead to, is replaced. A question of which nothing but its versions is stored is plain.

pub mod bulk;
pub mod law;
pub mod review;
mod store;
pub mod todo;
pub mod uses;

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    bank::life::{Event, Look, Refused, Standing, Step, Validity},
    id::{ItemId, ItemVersionId},
    person::access::Action,
    time::Timestamp,
};
use entities::{item, item_event, item_standing};
use futures::FutureExt as _;
use sea_orm::{ConnectionTrait, prelude::Uuid};

use crate::{
    ctx::Ctx,
    db::Tx,
    failure::{Failure, Result},
};

pub(crate) use store::{drawn, of_bank, of_item, rule};

/// A standing with the number of its newest event, 0 where there is none.
#[derive(Clone, Debug)]
pub struct Stood {
    pub standing: Standing,
    pub seq: i32,
}

impl Stood {
    fn plain(item: &item::Model) -> Stood {
        Stood { standing: Standing::plain(item.version_id.into()), seq: 0 }
    }
}

/// What happened to a question, when, and by whom.
#[derive(Clone, Debug)]
pub struct EventView {
    pub event: Event,
    pub by: String,
    pub at: Timestamp,
}

/// The life of one question, for its page.
#[derive(Clone, Debug)]
pub struct Life {
    pub standing: Standing,
    /// The newest first.
    pub events: Vec<EventView>,
    /// Everybody whom the standing names.
    pub names: BTreeMap<Uuid, String>,
}

impl Life {
    pub fn name(&self, person: domain::id::PersonId) -> &str {
        self.names.get(&person.0).map_or("", String::as_str)
    }

    /// Who looked at a version before it was released; none where it never was.
    ///
    /// Versions that were stored without an event of their own were released as they came.
    pub fn look(&self, version: ItemVersionId) -> Option<(Look, Option<&EventView>)> {
        let mut drafted = false;
        for view in &self.events {
            match &view.event {
                Event::Released { version: of, look, .. } if *of == version => {
                    return Some((*look, Some(view)));
                }
                Event::Drafted { version: of, .. } if *of == version => drafted = true,
                _ => {}
            }
        }
        (!drafted).then_some((Look::Nobody, None))
    }
}

pub(crate) async fn life(conn: &impl ConnectionTrait, row: &item::Model) -> Result<Life> {
    let stood = store::of_item(conn, row).await?;
    let events = store::events(conn, row.id).await?;
    let standing = &stood.standing;
    let said = [
        standing.quarantine.as_ref().map(|said| said.by),
        standing.doubt.as_ref().map(|doubt| doubt.said.by),
        standing.open.as_ref().and_then(|open| open.sent_back.as_ref()).map(|said| said.by),
    ];
    let mut people: BTreeSet<Uuid> = said.into_iter().flatten().map(|person| person.0).collect();
    people.extend(standing.open.iter().flat_map(|open| open.authors.iter().map(|person| person.0)));
    people.extend(events.iter().map(|event| event.actor));
    let names = super::store::person_names(conn, row.org_id.into(), people).await?;
    let events = events.into_iter().map(|row| {
        Ok(EventView {
            event: serde_json::from_str(&row.event)?,
            by: names.get(&row.actor).cloned().unwrap_or_default(),
            at: Timestamp(row.at),
        })
    });
    let events = events.collect::<Result<_>>()?;
    Ok(Life { standing: stood.standing, events, names: names.into_iter().collect() })
}

/// What is written down about an event in the chain.
fn action(event: &Event) -> &'static str {
    match event {
        Event::Drafted { .. } => "item.draft",
        Event::Submitted { .. } => "item.submit",
        Event::SentBack { .. } => "item.send_back",
        Event::Released { .. } => "item.release",
        Event::Discarded { .. } => "item.discard",
        Event::ValidityChanged { .. } => "item.limit",
        Event::Quarantined { .. } => "item.quarantine",
        Event::Lifted { .. } => "item.lift",
        Event::Doubted { .. } => "item.doubt",
        Event::Confirmed { .. } => "item.confirm",
        Event::Tagged { .. } => "item.tag",
    }
}

/// Takes a step with a question that the transaction holds. `stood` is how it stands, and stands thereafter.
pub(crate) async fn take(
    tx: &mut Tx,
    item: &item::Model,
    stood: &mut Stood,
    step: Step,
    bulk: Option<Uuid>,
) -> Result<Event> {
    let who = tx.stamp.actor.ok_or_else(|| Failure::Internal("a question changed by nobody".into()))?;
    let at = tx.now();
    let event = stood.standing.decide(who, at, step)?;
    stood.standing.apply(who, at, &event);
    stood.seq += 1;
    tx.add(
        "item_event.add",
        item_event::Model {
            item_id: item.id,
            seq: stood.seq,
            org_id: item.org_id,
            at: at.0,
            actor: who.0,
            bulk_id: bulk,
            event: serde_json::to_string(&event)?,
        },
    )
    .await?;
    let row = store::row(item, stood)?;
    match stood.seq {
        1 => tx.add(action(&event), row).await?,
        _ => tx.change(action(&event), row).await?,
    }
    Ok(event)
}

/// The first steps of questions that came into a bank in which a second person looks at everything.
pub(crate) async fn came_in(tx: &mut Tx, bank: Uuid, items: &[item::Model]) -> Result<()> {
    let Some(org) = items.first().map(|item| item.org_id) else { return Ok(()) };
    let review = rule(tx.conn(), bank).await?;
    if review == domain::bank::life::Review::NotAsked {
        return Ok(());
    }
    let who = tx.stamp.actor.ok_or_else(|| Failure::Internal("a question by nobody".into()))?;
    let at = tx.now();
    let (mut events, mut rows): (Vec<_>, Vec<item_standing::Model>) = (Vec::new(), Vec::new());
    for item in items {
        let mut stood = Stood { standing: Standing::default(), seq: 1 };
        let step = Step::Store { version: item.version_id.into(), review, ready: true, substance: true };
        let event = stood.standing.decide(who, at, step)?;
        stood.standing.apply(who, at, &event);
        events.push(item_event::Model {
            item_id: item.id,
            seq: 1,
            org_id: org,
            at: at.0,
            actor: who.0,
            bulk_id: None,
            event: serde_json::to_string(&event)?,
        });
        rows.push(store::row(item, &stood)?);
    }
    tx.add_all("item_event.add", events).await?;
    tx.add_all("item.draft", rows).await
}

/// A step that concerns nothing but how the question stands.
async fn step(ctx: &Ctx, id: ItemId, step: Step) -> Result<()> {
    ctx.must_here(Action::EditBank)?;
    let org = ctx.org();
    ctx.write(move |tx| {
        async move {
            let row = super::store::lock_item(tx.conn(), org, id).await?;
            let mut stood = store::of_item(tx.conn(), &row).await?;
            take(tx, &row, &mut stood, step, None).await.map(drop)
        }
        .boxed()
    })
    .await
}

pub async fn set_validity(ctx: &Ctx, id: ItemId, valid: Validity) -> Result<()> {
    step(ctx, id, Step::SetValidity(valid)).await
}

pub async fn quarantine(ctx: &Ctx, id: ItemId, reason: String) -> Result<()> {
    step(ctx, id, Step::Quarantine { reason }).await
}

pub async fn lift(ctx: &Ctx, id: ItemId, reason: String) -> Result<()> {
    step(ctx, id, Step::Lift { reason }).await
}

/// Says that a question is still true although what it rests on has changed.
pub async fn confirm(ctx: &Ctx, id: ItemId, note: String) -> Result<()> {
    step(ctx, id, Step::Confirm { note }).await
}

pub async fn set_tags(ctx: &Ctx, id: ItemId, tags: BTreeSet<String>) -> Result<()> {
    step(ctx, id, Step::SetTags(tags)).await
}

/// Refuses what is done to another version than the one that somebody has looked at.
fn must_be_seen(standing: &Standing, seen: ItemVersionId) -> Result<()> {
    match &standing.open {
        Some(open) if open.version != seen => Err(Refused::ChangedSince.into()),
        _ => Ok(()),
    }
}
