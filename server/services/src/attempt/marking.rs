//! Marking what candidates wrote. Whose it is, and what others gave, is not shown to those who mark.
//!
//! An answer goes by a name that only this server can make of its attempt, so that nobody finds the attempt,
//! and with it the candidate, through an address.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use domain::{
    attempt::{Attempt, ItemNo, Saved, State},
    bank::{Content, Kind, Response, item::Guide},
    grading::marking::{Given, MarkRefused, Markers, Standing, may_look, may_mark, standing},
    id::{AttemptId, PersonId, SittingId},
    paper::{Paper, Sheet, SheetItem},
    person::access::Action,
    points::Points,
};
use entities::{attempt, mark, sitting};
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, prelude::Uuid};

use super::{finish, store};
use crate::{
    Ctx, Guben,
    exam::store as exams,
    failure::{Failure, Fault, Refusal, Result},
};

/// Longest remark, in characters.
const REMARK_LIMIT: usize = 500;

/// A sitting whose answers wait for marks.
#[derive(Clone, Debug)]
pub struct Queue {
    pub sitting: SittingId,
    pub name: String,
    pub markers: Markers,
    /// Answers that wait for somebody.
    pub waiting: usize,
    /// Those of them that the actor may mark.
    pub mine: usize,
}

/// An answer to be marked.
#[derive(Clone, Debug)]
pub struct Task {
    pub id: String,
    pub shown: SheetItem,
    pub guide: Guide,
    pub explanation: String,
    pub answer: String,
    /// How many the actor may still mark at this sitting, this one included.
    pub left: usize,
}

/// One answer that waits, with all that is known of it.
struct Waiting {
    attempt: AttemptId,
    candidate: PersonId,
    no: ItemNo,
    worth: Points,
    given: Vec<Given>,
}

/// The sittings whose answers wait for marks, the oldest first.
pub async fn queues(ctx: &Ctx) -> Result<Vec<Queue>> {
    ctx.must_here(Action::MarkAnswers)?;
    let conn = ctx.db().read();
    let handed_in = attempt::Entity::find()
        .filter(attempt::Column::OrgId.eq(ctx.org().0))
        .filter(attempt::Column::State.contains("\"handed_in\""));
    let mut sittings: Vec<Uuid> = handed_in.all(conn).await?.into_iter().map(|row| row.sitting_id).collect();
    sittings.sort();
    sittings.dedup();
    let rows = sitting::Entity::find().filter(sitting::Column::Id.is_in(sittings));
    let mut queues = Vec::new();
    for row in rows.order_by_asc(sitting::Column::OpensAt).all(conn).await? {
        let (markers, all) = waiting(&ctx.guben, conn, &row).await?;
        if all.is_empty() {
            continue;
        }
        let mine = all.iter().filter(|one| one.is_for(markers, ctx.actor.person)).count();
        queues.push(Queue { sitting: row.id.into(), name: row.name, markers, waiting: all.len(), mine });
    }
    Ok(queues)
}

/// The next answer for the actor at a sitting: question by question, so that one guide is in mind at a time.
pub async fn next(ctx: &Ctx, id: SittingId) -> Result<Option<Task>> {
    ctx.must_here(Action::MarkAnswers)?;
    let conn = ctx.db().read();
    let row = exams::sitting(conn, ctx.org().0, id.0).await?;
    let (markers, all) = waiting(&ctx.guben, conn, &row).await?;
    let mut mine: Vec<&Waiting> = all.iter().filter(|one| one.is_for(markers, ctx.actor.person)).collect();
    let mut questions: HashMap<AttemptId, Arc<Paper>> = HashMap::new();
    for one in &mine {
        questions.insert(one.attempt, ctx.guben.papers.get(conn, one.attempt).await?);
    }
    // The order of candidates says nothing: it is that of the answers' names.
    mine.sort_by_cached_key(|one| {
        let question = questions.get(&one.attempt).and_then(|paper| paper.slot(one.no));
        (question.map(|slot| (slot.version, slot.part)), name(ctx, one.attempt, one.no))
    });
    let left = mine.len();
    let Some(one) = mine.first() else { return Ok(None) };
    let paper = ctx.guben.papers.get(conn, one.attempt).await?;
    let items = ctx.guben.items.get(conn, paper.slots.iter().map(|slot| slot.version)).await?;
    let find = |version| items.get(&version).map(|item| &**item);
    let corrupt = |error: domain::paper::WrongItem| Failure::Corrupt(error.to_string());
    let sheet = Sheet::new(&paper, find, None).map_err(corrupt)?;
    let shown = sheet.items.into_iter().find(|item| item.no == one.no);
    let questions = paper.questions(find).collect::<Result<Vec<_>, _>>().map_err(corrupt)?;
    let question = questions.into_iter().find(|question| question.no == one.no);
    let (Some(shown), Some(question)) = (shown, question) else {
        return Err(Failure::Corrupt("a question to be marked is missing".into()));
    };
    let Content::ShortAnswer { guide } = question.content() else {
        return Err(Failure::Corrupt("a question that people mark has no guide".into()));
    };
    let answer = match store::answers(conn, one.attempt.0).await?.remove(&one.no) {
        Some(Saved { response: Response::Texts(texts), .. }) => texts.join("\n"),
        _ => String::new(),
    };
    Ok(Some(Task {
        id: name(ctx, one.attempt, one.no),
        shown,
        guide: guide.clone(),
        explanation: question.explanation().to_owned(),
        answer,
        left,
    }))
}

/// Gives a mark. When it was the last that a paper waited for, the paper is graded and a pass certified.
pub async fn give(ctx: &Ctx, id: SittingId, task: &str, points: Points, remark: &str) -> Result<()> {
    ctx.must_here(Action::MarkAnswers)?;
    let remark = remark.trim().to_owned();
    if remark.chars().count() > REMARK_LIMIT {
        return Err(Failure::field("remark", Fault::TooLong { limit: REMARK_LIMIT }));
    }
    let conn = ctx.db().read();
    let row = exams::sitting(conn, ctx.org().0, id.0).await?;
    let (markers, all) = waiting(&ctx.guben, conn, &row).await?;
    let found = all.into_iter().find(|one| name(ctx, one.attempt, one.no) == task);
    // Somebody else has settled it, or it is no answer of this sitting.
    let one = found.ok_or(Refusal::Mark(MarkRefused::Settled))?;
    let (guben, marker) = (ctx.guben.clone(), ctx.actor.person);
    ctx.write(move |tx| {
        async move {
            let loaded = store::for_update(tx.conn(), one.attempt.0).await?;
            if !matches!(loaded.attempt.state, State::HandedIn { .. }) {
                return Err(Refusal::Mark(MarkRefused::Settled).into());
            }
            let answers = store::answers(tx.conn(), one.attempt.0).await?;
            let sequence = answers.get(&one.no).map(|saved| saved.sequence);
            let sequence = sequence.ok_or_else(|| Failure::Corrupt("an answer is missing".into()))?;
            let given = given(tx.conn(), one.attempt.0, &answers).await?;
            let given = given.get(&one.no).map(Vec::as_slice).unwrap_or_default();
            may_mark(markers, one.worth, given, one.candidate, marker, points).map_err(Refusal::Mark)?;
            let row = mark::Model {
                attempt_id: one.attempt.0,
                item_no: i32::from(one.no),
                sequence: i32::try_from(sequence).unwrap_or(i32::MAX),
                marker: marker.0,
                org_id: loaded.row.org_id,
                at: tx.now().0,
                points: points.hundredths(),
                remark,
            };
            tx.add("attempt.mark", row).await?;
            finish::mark(&guben, tx, loaded).await
        }
        .boxed()
    })
    .await
}

impl Waiting {
    fn is_for(&self, markers: Markers, marker: PersonId) -> bool {
        may_look(markers, self.worth, &self.given, self.candidate, marker).is_ok()
    }
}

/// The answers of a sitting that wait for somebody.
async fn waiting(
    guben: &Guben,
    conn: &impl ConnectionTrait,
    sitting: &sitting::Model,
) -> Result<(Markers, Vec<Waiting>)> {
    let markers = exams::markers(sitting);
    let rows = attempt::Entity::find().filter(attempt::Column::SittingId.eq(sitting.id));
    let mut waiting = Vec::new();
    for row in rows.order_by_asc(attempt::Column::Id).all(conn).await? {
        let attempt = Attempt { state: serde_json::from_str(&row.state)? };
        if !matches!(attempt.state, State::HandedIn { .. }) {
            continue;
        }
        let id = AttemptId(row.id);
        let paper = guben.papers.get(conn, id).await?;
        let items = guben.items.get(conn, paper.slots.iter().map(|slot| slot.version)).await?;
        let answers = store::answers(conn, row.id).await?;
        let given = given(conn, row.id, &answers).await?;
        for question in paper.questions(|version| items.get(&version).map(|item| &**item)) {
            let question = question.map_err(|error| Failure::Corrupt(error.to_string()))?;
            let written = answers.get(&question.no).is_some_and(|saved| !saved.response.is_blank());
            if !written || !question.content().is_marked_by_people() {
                continue;
            }
            let given = given.get(&question.no).cloned().unwrap_or_default();
            let worth = question.slot.points;
            if let Standing::Wanted(_) = standing(markers, worth, &given) {
                let candidate = row.person_id.into();
                waiting.push(Waiting { attempt: id, candidate, no: question.no, worth, given });
            }
        }
    }
    Ok((markers, waiting))
}

/// The marks that people have given for the answers that count, in the order in which they were given.
async fn given(
    conn: &impl ConnectionTrait,
    attempt: Uuid,
    answers: &BTreeMap<ItemNo, Saved>,
) -> Result<BTreeMap<ItemNo, Vec<Given>>> {
    let rows = mark::Entity::find().filter(mark::Column::AttemptId.eq(attempt));
    let mut given: BTreeMap<ItemNo, Vec<Given>> = BTreeMap::new();
    for row in rows.order_by_asc(mark::Column::At).order_by_asc(mark::Column::Marker).all(conn).await? {
        let no = ItemNo::try_from(row.item_no).map_err(|_| Failure::Corrupt("an item number".into()))?;
        // A reopened paper may have been answered anew since.
        let counts =
            answers.get(&no).is_some_and(|saved| i64::from(saved.sequence) == i64::from(row.sequence));
        if counts {
            let points = Points::from_hundredths(row.points);
            given.entry(no).or_default().push(Given { by: row.marker.into(), points });
        }
    }
    Ok(given)
}

/// The marks of people that stand, by item number.
pub(super) async fn settled(
    conn: &impl ConnectionTrait,
    markers: Markers,
    attempt: Uuid,
    paper: &Paper,
    answers: &BTreeMap<ItemNo, Saved>,
) -> Result<BTreeMap<ItemNo, Points>> {
    if paper.slots.iter().all(|slot| slot.kind != Kind::ShortAnswer) {
        return Ok(BTreeMap::new());
    }
    let given = given(conn, attempt, answers).await?;
    let settled =
        given.iter().filter_map(|(no, given)| match standing(markers, paper.slot(*no)?.points, given) {
            Standing::Settled(points) => Some((*no, points)),
            Standing::Wanted(_) => None,
        });
    Ok(settled.collect())
}

/// The name of an answer, which says nothing of whose it is.
fn name(ctx: &Ctx, attempt: AttemptId, no: ItemNo) -> String {
    let mut name = ctx.guben.keys.lookup("marking", &format!("{attempt}/{no}"));
    name.truncate(32);
    name
}
