//! The running exam: the paper as the candidate sees it, and every answer that is saved.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    attempt::{
        ItemNo, Phase, Saved,
        room::{ClockNow, Draft, Room, Settled},
    },
    bank::Response,
    id::AttemptId,
    paper::{Paper, Sheet},
    person::access::Action,
};
use sea_orm::ConnectionTrait;

use super::{
    saves::{self, Save},
    store,
};
use crate::{
    Ctx,
    exam::store as exams,
    failure::{Failure, Result},
};

/// What stands behind the door of an exam.
#[derive(Clone, Debug)]
pub enum Entrance {
    /// The clock runs or stands; the room knows which.
    Room(Box<Room>),
    /// Time is up, the paper is handed in or voided: there is a result, or there will be in a moment.
    Over,
}

/// The paper of a running or paused exam with the answers that are held.
pub async fn room(ctx: &Ctx, id: AttemptId) -> Result<Entrance> {
    ctx.must_here(Action::Own)?;
    let conn = ctx.db().read();
    let loaded = store::own(conn, id.0, ctx.actor.person.0).await?;
    let started_at = match (loaded.attempt.phase(ctx.now), loaded.attempt.state.started_at()) {
        (Phase::Running { .. } | Phase::Paused { .. }, Some(started_at)) => started_at,
        _ => return Ok(Entrance::Over),
    };
    let sitting = exams::sitting(conn, ctx.org().0, loaded.row.sitting_id).await?;
    let paper = ctx.guben.papers.get(conn, id).await?;
    let held = store::answers(conn, id.0).await?;
    let held = held.iter().filter_map(|(no, saved)| saves::held_shown(&paper, *no, saved)).collect();
    let sheet = sheet(ctx, conn, &paper).await?;
    Ok(Entrance::Room(Box::new(Room {
        attempt: id,
        title: sitting.name,
        now: ctx.now,
        started_at,
        deadline: loaded.attempt.end(ctx.now),
        clock: ClockNow::of(&loaded.attempt.state),
        zone: ctx.guben.settings.zone,
        sheet,
        held,
    })))
}

/// Saves answers. Each is decided by itself; one that is refused spoils none of the others. Without answers
/// it only tells the time.
pub async fn save(ctx: &Ctx, id: AttemptId, drafts: Vec<Draft>) -> Result<Settled> {
    ctx.must_here(Action::Own)?;
    let conn = ctx.db().read();
    if drafts.is_empty() {
        let loaded = store::own(conn, id.0, ctx.actor.person.0).await?;
        return Ok(saves::told(&loaded.attempt, ctx.now, Vec::new()));
    }
    // Whose paper it is, is decided with the attempt's row in hand.
    let paper = ctx.guben.papers.get(conn, id).await?;
    let save = Save { id: id.0, person: ctx.actor.person, session: ctx.session, now: ctx.now, paper, drafts };
    ctx.guben.saves.carry_out(save).await
}

/// The paper as the candidate sees it.
pub(super) async fn sheet(ctx: &Ctx, conn: &impl ConnectionTrait, paper: &Arc<Paper>) -> Result<Sheet> {
    let items = ctx.guben.items.get(conn, paper.slots.iter().map(|slot| slot.version)).await?;
    Sheet::new(paper, |version| items.get(&version).map(|item| &**item), None)
        .map_err(|error| Failure::Corrupt(error.to_string()))
}

/// The answers that count, as grading wants them.
pub(crate) fn responses(held: BTreeMap<ItemNo, Saved>) -> BTreeMap<ItemNo, Response> {
    held.into_iter().map(|(no, saved)| (no, saved.response)).collect()
}
