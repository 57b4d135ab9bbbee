//! The proctor's part: watching a room, and steering what runs in it.
//!
//! Everything is decided attempt by attempt, each in a write of its own, by the rules in
//! `domain::attempt::proctor`. Nobody steers an exam of one's own.

use std::sync::Arc;

use domain::{
    attempt::{
        Attempt, Event, State,
        proctor::{Around, ExtraTime, Reason, ReasonFault, SteerRefused, was_carried_out},
    },
    exam::Sitting,
    id::{AttemptId, OrderId, PersonId, SittingId},
    person::access::{Action, Object},
    time::Timestamp,
};
use entities::attempt;
use futures::{FutureExt as _, future::join_all};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait as _, QueryFilter};

use super::{finish, result::withheld, store};
use crate::{
    Ctx, Guben, certificate,
    db::Tx,
    exam::{
        sitting::{self, AttemptRow, CandidateRow},
        store as exams,
    },
    failure::{Failure, Fault, Refusal, Result},
    person::{self, session},
};

/// Without any request for so long, somebody at an exam is away: eight times in which an open page asks for
/// the time, and twice how exactly the last use of a session is kept.
pub const AWAY_MS: i64 = 2 * session::SEEN_EVERY_MS;

/// A room as it is now.
#[derive(Clone, Debug)]
pub struct Watch {
    pub sitting: SittingId,
    pub name: String,
    pub rules: Sitting,
    /// Questions on a paper.
    pub items: u64,
    /// In the order of their numbers.
    pub seats: Vec<Seat>,
}

/// Somebody who was invited, with the newest attempt.
#[derive(Clone, Debug)]
pub struct Seat {
    pub person: PersonId,
    pub number: String,
    pub name: String,
    pub unit: String,
    pub attempt: Option<AttemptRow>,
    /// When anything was last heard; exact to a minute.
    pub seen: Option<Timestamp>,
    pub away: bool,
    /// Whether the actor may steer this one.
    pub steerable: bool,
}

impl Seat {
    pub fn state(&self) -> &State {
        self.attempt.as_ref().map_or(&State::NotStarted, |attempt| &attempt.state)
    }
}

impl Watch {
    pub fn seat(&self, attempt: AttemptId) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.attempt.as_ref().is_some_and(|row| row.id == attempt))
    }

    /// Those whom an order to the whole room reaches.
    pub fn open(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|seat| seat.steerable && seat.state().is_open())
    }
}

/// Whom an order is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    One(AttemptId),
    /// Everybody within the actor's reach who is at it.
    All(SittingId),
}

/// What came of an order: how many it was carried out for, and why it was not for the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steered {
    pub done: usize,
    pub refused: Vec<(AttemptId, SteerRefused)>,
}

/// The room of a sitting, with those of its candidates who are within the actor's reach.
pub async fn watch(ctx: &Ctx, id: SittingId) -> Result<Watch> {
    let view = sitting::show(ctx, id).await?;
    let people = view.people.iter().map(|row| row.person);
    let mut seen = session::last_seen(ctx.db().read(), people).await?;
    let scopes = ctx.actor.scopes(Action::Proctor);
    let seat = |row: CandidateRow| {
        let attempt = row.attempts.into_iter().last();
        let saved = attempt.as_ref().and_then(|attempt| attempt.saved_at);
        let started = attempt.as_ref().and_then(|attempt| attempt.state.started_at());
        let seen = seen.remove(&row.person).max(saved).max(started);
        let open = attempt.as_ref().is_some_and(|attempt| attempt.state.is_open());
        Seat {
            away: open && seen.is_none_or(|seen| ctx.now.since(seen) > AWAY_MS),
            steerable: row.person != ctx.actor.person
                && scopes.iter().any(|scope| scope.contains(&row.unit_path)),
            person: row.person,
            number: row.number,
            name: row.name,
            unit: row.unit,
            attempt,
            seen,
        }
    };
    Ok(Watch {
        sitting: id,
        name: view.row.name,
        rules: view.row.rules,
        items: view.items,
        seats: view.people.into_iter().map(seat).collect(),
    })
}

/// Gives time. The same `order` gives it once, however often it arrives.
pub async fn extend(ctx: &Ctx, whom: Whom, order: OrderId, minutes: u32, reason: &str) -> Result<Steered> {
    each(ctx, whom, Order::Extend { order, extra: extra_time(minutes)?, reason: because(reason)? }).await
}

/// Stops the clock.
pub async fn pause(ctx: &Ctx, whom: Whom, reason: &str) -> Result<Steered> {
    each(ctx, whom, Order::Pause { reason: because(reason)? }).await
}

/// Lets the clock go on.
pub async fn resume(ctx: &Ctx, whom: Whom) -> Result<Steered> {
    each(ctx, whom, Order::Resume).await
}

/// Ends attempts with what was saved, and grades them.
pub async fn collect(ctx: &Ctx, whom: Whom, reason: &str) -> Result<Steered> {
    each(ctx, whom, Order::Collect { reason: because(reason)? }).await
}

/// Takes attempts out of the count. Whoever was at one may begin another.
pub async fn void(ctx: &Ctx, whom: Whom, reason: &str) -> Result<Steered> {
    each(ctx, whom, Order::Void { reason: because(reason)? }).await
}

/// Takes a hand-in back; `minutes` come on top of the time that was left, 0 for none.
pub async fn reopen(ctx: &Ctx, id: AttemptId, minutes: u32, reason: &str) -> Result<()> {
    let extra = match minutes {
        0 => None,
        minutes => Some(extra_time(minutes)?),
    };
    each(ctx, Whom::One(id), Order::Reopen { extra, reason: because(reason)? }).await.map(drop)
}

#[derive(Clone, Debug)]
enum Order {
    Extend { order: OrderId, extra: ExtraTime, reason: Reason },
    Pause { reason: Reason },
    Resume,
    Collect { reason: Reason },
    Void { reason: Reason },
    Reopen { extra: Option<ExtraTime>, reason: Reason },
}

impl Order {
    /// As the audit log calls it.
    fn action(&self) -> &'static str {
        match self {
            Order::Extend { .. } => "attempt.extend",
            Order::Pause { .. } => "attempt.pause",
            Order::Resume => "attempt.resume",
            Order::Collect { .. } => "attempt.collect",
            Order::Void { .. } => "attempt.void",
            Order::Reopen { .. } => "attempt.reopen",
        }
    }

    /// What the rules make of it; nothing where it was carried out before.
    async fn decide(
        self,
        tx: &Tx,
        loaded: &mut store::Loaded,
    ) -> Result<Result<Option<Event>, SteerRefused>> {
        let (now, attempt) = (tx.now(), &mut loaded.attempt);
        Ok(match self {
            Order::Extend { order, extra, reason } => {
                if was_carried_out(order, &events(tx, &loaded.row).await?) {
                    return Ok(Ok(None));
                }
                attempt.extend(order, extra, reason, now)
            }
            Order::Pause { reason } => attempt.pause(reason, now),
            Order::Resume => attempt.resume(now),
            Order::Collect { reason } => attempt.collect(reason, now),
            Order::Void { reason } => {
                attempt.void(certificate::certified(tx.conn(), loaded.row.id).await?, reason, now)
            }
            Order::Reopen { extra, reason } => {
                let around = around(tx, &loaded.row).await?;
                attempt.reopen(around, extra, reason, now)
            }
        }
        .map(Some))
    }
}

/// Carries an order out, attempt by attempt. One that is refused stops none of the others; where it is for one
/// alone, the refusal is the answer.
async fn each(ctx: &Ctx, whom: Whom, order: Order) -> Result<Steered> {
    let attempts = match whom {
        Whom::One(id) => vec![within_reach(ctx, id).await?],
        Whom::All(id) => {
            ctx.must_here(Action::Proctor)?;
            watch(ctx, id).await?.open().filter_map(|seat| Some(seat.attempt.as_ref()?.id)).collect()
        }
    };
    let steering = attempts.iter().map(|id| steer(ctx, *id, order.clone()));
    let mut steered = Steered::default();
    for (id, outcome) in attempts.iter().zip(join_all(steering).await) {
        match outcome? {
            Ok(()) => steered.done += 1,
            Err(why) if whom == Whom::One(*id) => return Err(Refusal::Steer(why).into()),
            Err(why) => steered.refused.push((*id, why)),
        }
    }
    Ok(steered)
}

/// An attempt that the actor may steer.
async fn within_reach(ctx: &Ctx, id: AttemptId) -> Result<AttemptId> {
    let conn = ctx.db().read();
    let here = attempt::Column::Id.eq(id.0).and(attempt::Column::OrgId.eq(ctx.org().0));
    let row = attempt::Entity::find().filter(here).one(conn).await?.ok_or(Failure::NotFound)?;
    let candidate = person::card(conn, ctx.org(), row.person_id.into()).await?;
    ctx.must(Action::Proctor, Object::Unit(ctx.org(), &candidate.unit_path))?;
    if candidate.id == ctx.actor.person {
        return Err(Refusal::OwnExam.into());
    }
    Ok(id)
}

async fn steer(ctx: &Ctx, id: AttemptId, order: Order) -> Result<Result<(), SteerRefused>> {
    let guben = ctx.guben.clone();
    ctx.write(move |tx| async move { carry_out(&guben, tx, id, order).await }.boxed()).await
}

async fn carry_out(
    guben: &Arc<Guben>,
    tx: &mut Tx,
    id: AttemptId,
    order: Order,
) -> Result<Result<(), SteerRefused>> {
    let mut loaded = store::for_update(tx.conn(), id.0).await?;
    // What the job has not got to yet has ended all the same, and is told apart from what runs.
    if let Some(event) = loaded.attempt.close(tx.now()) {
        store::record(tx, &mut loaded, "attempt.close", event).await?;
        finish::mark(guben, tx, loaded).await?;
        loaded = store::for_update(tx.conn(), id.0).await?;
    }
    let action = order.action();
    match order.decide(tx, &mut loaded).await? {
        Err(why) => return Ok(Err(why)),
        Ok(None) => {}
        Ok(Some(event)) => {
            store::record(tx, &mut loaded, action, event).await?;
            if matches!(loaded.attempt.state, State::HandedIn { .. }) {
                finish::mark(guben, tx, loaded).await?;
            }
        }
    }
    Ok(Ok(()))
}

async fn around(tx: &Tx, row: &attempt::Model) -> Result<Around> {
    let conn = tx.conn();
    let rules = exams::rules(&exams::sitting(conn, row.org_id, row.sitting_id).await?);
    let all = store::of_sitting(conn, row.sitting_id, row.person_id).await?;
    let counts = |state: &State| !matches!(state, State::NotStarted | State::Voided { .. });
    let events = events(tx, row).await?;
    Ok(Around {
        end: Attempt::end_given(events).unwrap_or(tx.now()),
        certified: certificate::certified(conn, row.id).await?,
        superseded: all.iter().any(|one| one.row.no > row.no && counts(&one.attempt.state)),
        keys_released: withheld(conn, &rules, tx.now()).await?.is_none(),
    })
}

async fn events(tx: &Tx, row: &attempt::Model) -> Result<Vec<Event>> {
    Ok(sitting::events(tx.conn(), row.id).await?.into_iter().map(|(_, event)| event).collect())
}

fn because(reason: &str) -> Result<Reason> {
    Reason::new(reason).map_err(|fault| {
        Failure::field(
            "reason",
            match fault {
                ReasonFault::Missing => Fault::Missing,
                ReasonFault::TooLong { limit } => Fault::TooLong { limit },
            },
        )
    })
}

fn extra_time(minutes: u32) -> Result<ExtraTime> {
    let fault = Fault::OutOfRange { min: 1, max: i64::from(ExtraTime::MOST) };
    ExtraTime::new(minutes).ok_or_else(|| Failure::field("minutes", fault))
}
