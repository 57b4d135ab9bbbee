//! The running exam: the paper as the candidate sees it, and every answer that is saved.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    attempt::{
        AnswerRefused, ItemNo, Phase, Saved, State, Taken,
        room::{Draft, Held, ItemSettled, Outcome, Room, Settled},
    },
    bank::Response,
    id::AttemptId,
    paper::{Paper, Sheet},
    person::access::Action,
    time::Timestamp,
};
use entities::answer;
use futures::FutureExt as _;
use sea_orm::ConnectionTrait;

use super::store;
use crate::{
    Ctx,
    exam::store as exams,
    failure::{Failure, Result},
};

/// What stands behind the door of an exam.
#[derive(Clone, Debug)]
pub enum Entrance {
    Room(Box<Room>),
    /// Time is up or the paper is handed in: there is a result, or there will be in a moment.
    Over,
}

/// The paper of a running exam with the answers that are held.
pub async fn room(ctx: &Ctx, id: AttemptId) -> Result<Entrance> {
    ctx.must_here(Action::Own)?;
    let conn = ctx.db().read();
    let loaded = store::own(conn, id.0, ctx.actor.person.0).await?;
    let State::InProgress { started_at, deadline } = loaded.attempt.state else {
        return Ok(Entrance::Over);
    };
    if !matches!(loaded.attempt.phase(ctx.now), Phase::Running { .. }) {
        return Ok(Entrance::Over);
    }
    let sitting = exams::sitting(conn, ctx.org().0, loaded.row.sitting_id).await?;
    let paper = ctx.guben.papers.get(conn, id).await?;
    let held = store::answers(conn, id.0).await?;
    let held = held.iter().filter_map(|(no, (saved, at))| held_shown(&paper, *no, saved, *at)).collect();
    let sheet = sheet(ctx, conn, &paper).await?;
    Ok(Entrance::Room(Box::new(Room {
        attempt: id,
        title: sitting.name,
        now: ctx.now,
        started_at,
        deadline,
        zone: ctx.guben.settings.zone,
        sheet,
        held,
    })))
}

/// Saves answers. Each is decided by itself; one that is refused spoils none of the others.
pub async fn save(ctx: &Ctx, id: AttemptId, drafts: Vec<Draft>) -> Result<Settled> {
    ctx.must_here(Action::Own)?;
    // Whose paper it is, is decided below, with the attempt's row in hand.
    let paper = ctx.guben.papers.get(ctx.db().read(), id).await?;
    let (person, session) = (ctx.actor.person.0, ctx.session);
    ctx.write(move |tx| {
        async move {
            let loaded = store::own_for_update(tx.conn(), id.0, person).await?;
            let State::InProgress { deadline, .. } = loaded.attempt.state else {
                return settled_late(&loaded.attempt.state, drafts, tx.now());
            };
            let mut held = store::answers_to(tx.conn(), id.0, drafts.iter().map(|draft| draft.item)).await?;
            let now = tx.now();
            let mut rows: Vec<answer::Model> = Vec::new();
            let mut results = Vec::with_capacity(drafts.len());
            for draft in drafts {
                let outcome = match fit(&paper, &draft) {
                    None => Outcome::DoesNotFit,
                    Some(response) => {
                        let before = held.get(&draft.item);
                        match loaded.attempt.answer(
                            &response,
                            draft.sequence,
                            before.map(|(saved, _)| saved),
                            now,
                        ) {
                            Ok(Taken::Store) => {
                                rows.push(row(&loaded, &draft, &response, session, now)?);
                                held.insert(draft.item, (Saved { sequence: draft.sequence, response }, now));
                                Outcome::Saved { at: now }
                            }
                            Ok(Taken::Repeat) => Outcome::Saved { at: before.map_or(now, |(_, at)| *at) },
                            Err(refused) => {
                                refusal(&paper, &draft, refused, before.map_or(now, |(_, at)| *at))
                            }
                        }
                    }
                };
                results.push(ItemSettled { item: draft.item, outcome });
            }
            tx.add_all("attempt.answer", rows).await?;
            Ok(Settled { now, deadline, results })
        }
        .boxed()
    })
    .await
}

fn row(
    loaded: &store::Loaded,
    draft: &Draft,
    response: &Response,
    session: sea_orm::prelude::Uuid,
    now: Timestamp,
) -> Result<answer::Model> {
    Ok(answer::Model {
        attempt_id: loaded.row.id,
        item_no: i32::from(draft.item),
        sequence: i32::try_from(draft.sequence).map_err(|_| Failure::NotFound)?,
        org_id: loaded.row.org_id,
        at: now.0,
        response: serde_json::to_string(response)?,
        session_id: Some(session),
    })
}

/// The answer in terms of the stored question, when the question can have such an answer.
fn fit(paper: &Paper, draft: &Draft) -> Option<Response> {
    paper.slot(draft.item)?.to_stored(&draft.answer).ok()
}

fn refusal(paper: &Paper, draft: &Draft, refused: AnswerRefused, at: Timestamp) -> Outcome {
    match refused {
        AnswerRefused::TimeUp { .. } => Outcome::TimeUp,
        AnswerRefused::HandedIn { .. } | AnswerRefused::NotStarted => Outcome::HandedIn,
        AnswerRefused::NoSuchItem | AnswerRefused::DoesNotFit => Outcome::DoesNotFit,
        AnswerRefused::Stale { saved } => match held_shown(paper, draft.item, &saved, at) {
            Some(held) => Outcome::Stale { held },
            None => Outcome::DoesNotFit,
        },
    }
}

fn settled_late(state: &State, drafts: Vec<Draft>, now: Timestamp) -> Result<Settled> {
    let deadline = match state {
        State::HandedIn { at, .. } | State::Graded { at, .. } => *at,
        State::NotStarted | State::InProgress { .. } => now,
    };
    let results =
        drafts.into_iter().map(|draft| ItemSettled { item: draft.item, outcome: Outcome::HandedIn });
    Ok(Settled { now, deadline, results: results.collect() })
}

fn held_shown(paper: &Paper, no: ItemNo, saved: &Saved, at: Timestamp) -> Option<Held> {
    let answer = paper.slot(no)?.to_shown(&saved.response).ok()?;
    Some(Held { item: no, sequence: saved.sequence, answer, at })
}

/// The paper as the candidate sees it.
pub(super) async fn sheet(ctx: &Ctx, conn: &impl ConnectionTrait, paper: &Arc<Paper>) -> Result<Sheet> {
    let items = ctx.guben.items.get(conn, paper.slots.iter().map(|slot| slot.version)).await?;
    Sheet::new(paper, |version| items.get(&version).map(|item| &**item))
        .map_err(|error| Failure::Corrupt(error.to_string()))
}

/// The answers that count, as grading wants them.
pub(super) fn responses(held: BTreeMap<ItemNo, store::HeldRow>) -> BTreeMap<ItemNo, Response> {
    held.into_iter().map(|(no, (saved, _))| (no, saved.response)).collect()
}
