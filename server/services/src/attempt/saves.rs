//! Answers on their way to the database: those of many candidates in one write.
//!
//! A save waits a moment for others, and while one group is being committed the next gathers. A group costs as many statements as a single save,
//! so that a full room is cheaper for each than a lone candidate. Every answer is still decided by itself,
//! with the instant of its own request, and acknowledged only after the commit.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use domain::{
    attempt::{
        AnswerRefused, Attempt, ItemNo, Saved, Taken,
        room::{ClockNow, Draft, Held, ItemSettled, Outcome, Settled},
    },
    bank::Response,
    id::PersonId,
    paper::Paper,
    time::Timestamp,
};
use entities::answer;
use futures::FutureExt as _;
use sea_orm::prelude::Uuid;
use tokio::sync::{mpsc, oneshot};

use super::store::{self, Loaded};
use crate::{
    db::{Db, Stamp, Tx},
    failure::{Failure, Result},
};

/// Saves that share a write at most: a large room whose answers all arrive while one commit lasts.
const GROUP: usize = 256;

/// How long a save waits for others to go with. Nobody notices it, and a room that saves a thousand answers a
/// second costs half as much.
const GATHERING: Duration = Duration::from_millis(4);

/// Saves that may wait. Beyond that the server says that it is busy; the page keeps the answers and comes back.
const QUEUE: usize = 4096;

/// What one candidate sends at once.
pub struct Save {
    pub id: Uuid,
    pub person: PersonId,
    pub session: Uuid,
    /// When the request arrived.
    pub now: Timestamp,
    pub paper: Arc<Paper>,
    /// At least one.
    pub drafts: Vec<Draft>,
}

type Reply = oneshot::Sender<Result<Settled>>;

/// The way of all saves of this process.
pub struct Saves(mpsc::Sender<(Save, Reply)>);

impl Saves {
    pub fn open(db: Db) -> Saves {
        let (sender, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(carry_all(db, waiting));
        Saves(sender)
    }

    /// Returns when what was accepted is durable.
    pub async fn carry_out(&self, save: Save) -> Result<Settled> {
        let (reply, settled) = oneshot::channel();
        self.0.try_send((save, reply)).map_err(|_| Failure::Busy)?;
        settled.await.map_err(|_| Failure::Internal("saving has stopped".into()))?
    }
}

async fn carry_all(db: Db, mut waiting: mpsc::Receiver<(Save, Reply)>) {
    while let Some(first) = waiting.recv().await {
        tokio::time::sleep(GATHERING).await;
        let others = std::iter::from_fn(|| waiting.try_recv().ok()).take(GROUP - 1);
        let (saves, replies): (Vec<Save>, Vec<Reply>) = std::iter::once(first).chain(others).unzip();
        for (settled, reply) in settle(&db, saves).await.into_iter().zip(replies) {
            // Nobody may be waiting any more: the phone lost its network. What was written stays.
            let _ = reply.send(settled);
        }
    }
}

/// The outcome of each save, in their order.
async fn settle(db: &Db, saves: Vec<Save>) -> Vec<Result<Settled>> {
    let saves: Vec<Arc<Save>> = saves.into_iter().map(Arc::new).collect();
    match write(db, saves.clone()).await {
        Ok(settled) => settled,
        Err(failure) if saves.len() == 1 => vec![Err(failure)],
        Err(failure) => {
            // Something is wrong with one of them, or with the database: nobody has to answer for another.
            tracing::warn!(error = %failure, saves = saves.len(), "a group of saves is written one by one");
            let mut settled = Vec::with_capacity(saves.len());
            for save in saves {
                settled.push(write(db, vec![save]).await.and_then(|mut one| one.remove(0)));
            }
            settled
        }
    }
}

async fn write(db: &Db, saves: Vec<Arc<Save>>) -> Result<Vec<Result<Settled>>> {
    let Some(first) = saves.first() else { return Ok(Vec::new()) };
    let stamp = Stamp { now: first.now, actor: Some(first.person) };
    db.write(stamp, move |tx| async move { decide(tx, &saves).await }.boxed()).await
}

async fn decide(tx: &mut Tx, saves: &[Arc<Save>]) -> Result<Vec<Result<Settled>>> {
    let attempts = store::all_for_update(tx.conn(), saves.iter().map(|save| save.id)).await?;
    let mut questions: BTreeMap<Uuid, BTreeSet<ItemNo>> = BTreeMap::new();
    for save in saves {
        questions.entry(save.id).or_default().extend(save.drafts.iter().map(|draft| draft.item));
    }
    let mut held = store::answers_to(tx.conn(), &questions).await?;
    let mut rows = Vec::new();
    let mut settled = Vec::with_capacity(saves.len());
    for save in saves {
        // Somebody else's attempt is not found.
        let own = attempts.get(&save.id).filter(|loaded| loaded.row.person_id == save.person.0);
        settled.push(match own {
            Some(loaded) => Ok(save.settle(loaded, &mut held, &mut rows)?),
            None => Err(Failure::NotFound),
        });
    }
    tx.add_stamped("attempt.answer", rows).await?;
    Ok(settled)
}

impl Save {
    /// Decides about each answer; those that are taken are added to `rows` and from now on held.
    fn settle(
        &self,
        loaded: &Loaded,
        held: &mut HashMap<(Uuid, ItemNo), Saved>,
        rows: &mut Vec<(Stamp, answer::Model)>,
    ) -> Result<Settled> {
        let stamp = Stamp { now: self.now, actor: Some(self.person) };
        let mut results = Vec::with_capacity(self.drafts.len());
        for draft in &self.drafts {
            let place = (self.id, draft.item);
            let outcome = match self.response(draft) {
                None => Outcome::DoesNotFit,
                Some(response) => {
                    let before = held.get(&place);
                    match loaded.attempt.answer(&response, draft.sequence, before, self.now) {
                        Ok(Taken::Store) => {
                            rows.push((stamp, self.row(loaded, draft, &response)?));
                            held.insert(place, Saved { sequence: draft.sequence, response, at: self.now });
                            Outcome::Saved { at: self.now }
                        }
                        Ok(Taken::Repeat) => Outcome::Saved { at: before.map_or(self.now, |saved| saved.at) },
                        Err(refused) => self.refusal(draft, &refused),
                    }
                }
            };
            results.push(ItemSettled { item: draft.item, outcome });
        }
        Ok(told(&loaded.attempt, self.now, results))
    }

    /// The answer in terms of the stored question, when the question can have such an answer. Nobody changes
    /// one so often that its number leaves the column.
    fn response(&self, draft: &Draft) -> Option<Response> {
        i32::try_from(draft.sequence).ok()?;
        self.paper.slot(draft.item)?.to_stored(&draft.answer).ok()
    }

    fn row(&self, loaded: &Loaded, draft: &Draft, response: &Response) -> Result<answer::Model> {
        Ok(answer::Model {
            attempt_id: loaded.row.id,
            item_no: i32::from(draft.item),
            sequence: i32::try_from(draft.sequence).map_err(|error| Failure::Internal(error.to_string()))?,
            org_id: loaded.row.org_id,
            at: self.now.0,
            response: serde_json::to_string(response)?,
            session_id: Some(self.session),
        })
    }

    fn refusal(&self, draft: &Draft, refused: &AnswerRefused) -> Outcome {
        match refused {
            AnswerRefused::TimeUp { .. } => Outcome::TimeUp,
            AnswerRefused::Paused { .. } => Outcome::Paused,
            AnswerRefused::HandedIn { .. } | AnswerRefused::Voided { .. } | AnswerRefused::NotStarted => {
                Outcome::HandedIn
            }
            AnswerRefused::NoSuchItem | AnswerRefused::DoesNotFit => Outcome::DoesNotFit,
            AnswerRefused::Stale { saved } => match held_shown(&self.paper, draft.item, saved) {
                Some(held) => Outcome::Stale { held },
                None => Outcome::DoesNotFit,
            },
        }
    }
}

/// What became of some answers, and what the clock does.
pub(super) fn told(attempt: &Attempt, now: Timestamp, results: Vec<ItemSettled>) -> Settled {
    Settled { now, deadline: attempt.end(now), clock: ClockNow::of(&attempt.state), results }
}

/// An answer in terms of the paper as shown.
pub(super) fn held_shown(paper: &Paper, no: ItemNo, saved: &Saved) -> Option<Held> {
    let answer = paper.slot(no)?.to_shown(&saved.response).ok()?;
    Some(Held { item: no, sequence: saved.sequence, answer, at: saved.at })
}
