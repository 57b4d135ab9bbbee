//! After the exam: the result at once, the keys when the window has closed for everybody.

use domain::{
    attempt::{Event, Phase, State},
    bank::{Kind, Response},
    exam::Sitting,
    grading::{Mark, grade},
    id::{AttemptId, PersonId, SittingId},
    paper::{Paper, Sheet, SheetItem, ShownResponse},
    person::access::Action,
    points::Points,
    time::Timestamp,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder, prelude::Uuid,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::{marking, room, store};
use crate::{
    Ctx, Guben,
    exam::{sitting as sittings, store as exams},
    failure::{Failure, Result},
};

/// What a candidate is shown after the exam.
#[derive(Clone, Debug)]
pub struct ResultView {
    pub attempt: AttemptId,
    pub sitting: SittingId,
    pub name: String,
    pub no: i32,
    pub state: State,
    pub phase: Phase,
    pub pass_percent: u8,
    pub answered: usize,
    pub items: usize,
    /// Handed in, and something on it waits for people to mark it.
    pub awaits_marking: bool,
    pub standing: super::Standing,
    /// The paper with its keys, or why it is not shown; none where nothing is graded.
    pub released: Option<Result<Vec<Released>, Withheld>>,
}

/// Why a candidate is not shown the paper with its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// The window closes then.
    Until(Timestamp),
    /// It has closed, and somebody is still at it: paused, or with more time than the others.
    StillOpen,
}

/// One question as it was shown, with what was answered and what would have been right.
#[derive(Clone, Debug)]
pub struct Released {
    pub shown: SheetItem,
    pub given: Option<ShownResponse>,
    pub right: ShownResponse,
    pub mark: Mark,
    pub explanation: String,
    pub legal_basis: String,
}

/// Everything about one attempt, for the archive: the paper as shown, answers, marks, clock history.
#[derive(Clone, Debug)]
pub struct AttemptReport {
    pub attempt: AttemptId,
    pub sitting: SittingId,
    pub name: String,
    /// 1 for the first, 2 for the first make-up; those that were voided are not counted.
    pub no: i32,
    pub state: State,
    pub pass_percent: u8,
    pub history: Vec<(Timestamp, Option<PersonId>, Event)>,
    pub items: Vec<Released>,
    pub seed: String,
    pub paper_digest: String,
    pub algorithm: u16,
}

/// The result of the actor's own attempt.
pub async fn result(ctx: &Ctx, id: AttemptId) -> Result<ResultView> {
    ctx.must_here(Action::Own)?;
    let conn = ctx.db().read();
    let loaded = store::own(conn, id.0, ctx.actor.person.0).await?;
    let sitting = exams::sitting(conn, ctx.org().0, loaded.row.sitting_id).await?;
    let rules = exams::rules(&sitting);
    let paper = ctx.guben.papers.get(conn, id).await?;
    let answers = store::answers(conn, id.0).await?;
    let marked = marking::settled(conn, exams::markers(&sitting), id.0, &paper, &answers).await?;
    let responses = room::responses(answers);
    let released = match loaded.attempt.state {
        State::Graded { .. } => Some(match withheld(conn, &rules, ctx.now).await? {
            Some(why) => Err(why),
            None => Ok(released(&ctx.guben, conn, &paper, &responses, &marked).await?),
        }),
        State::NotStarted
        | State::InProgress { .. }
        | State::Paused { .. }
        | State::HandedIn { .. }
        | State::Voided { .. } => None,
    };
    let all = store::of_sitting(conn, loaded.row.sitting_id, loaded.row.person_id).await?;
    let before = all.iter().filter(|one| one.row.no < loaded.row.no).map(|one| &one.attempt.state);
    Ok(ResultView {
        attempt: id,
        sitting: rules.id,
        name: sitting.name,
        no: store::nth(before),
        phase: loaded.attempt.phase(ctx.now),
        pass_percent: rules.pass_percent,
        awaits_marking: matches!(loaded.attempt.state, State::HandedIn { .. })
            && paper.slots.iter().any(|slot| slot.kind == Kind::ShortAnswer),
        state: loaded.attempt.state,
        answered: responses.values().filter(|response| !response.is_blank()).count(),
        items: paper.slots.len(),
        standing: super::desk(ctx, rules.id).await?.exam.standing,
        released,
    })
}

/// Why the candidates of a sitting may not see its keys at `now`, if they may not.
pub(crate) async fn withheld(
    conn: &impl ConnectionTrait,
    rules: &Sitting,
    now: Timestamp,
) -> Result<Option<Withheld>> {
    if !rules.answers_released(false, now) {
        return Ok(Some(Withheld::Until(rules.closes_at)));
    }
    let open = store::any_open(conn, rules.id.0).await?;
    Ok((!rules.answers_released(open, now)).then_some(Withheld::StillOpen))
}

/// Everything about all attempts of a person that have begun, oldest first. The caller has made sure that the reader may see it.
pub async fn report(guben: &Arc<Guben>, org: Uuid, person: Uuid) -> Result<Vec<AttemptReport>> {
    use entities::{attempt, paper};
    let conn = guben.db.read();
    let mine = attempt::Column::OrgId.eq(org).and(attempt::Column::PersonId.eq(person));
    let mut reports = Vec::new();
    let mut earlier: HashMap<Uuid, Vec<State>> = HashMap::new();
    let rows = attempt::Entity::find().filter(mine).order_by_asc(attempt::Column::No);
    for row in rows.all(conn).await? {
        let state: State = serde_json::from_str(&row.state)?;
        if state == State::NotStarted {
            continue;
        }
        let earlier = earlier.entry(row.sitting_id).or_default();
        let no = store::nth(&*earlier);
        earlier.push(state.clone());
        let sitting = exams::sitting(conn, org, row.sitting_id).await?;
        let stored = paper::Entity::find_by_id(row.id).one(conn).await?.ok_or(Failure::NotFound)?;
        let paper = guben.papers.get(conn, row.id.into()).await?;
        let answers = store::answers(conn, row.id).await?;
        let marked = marking::settled(conn, exams::markers(&sitting), row.id, &paper, &answers).await?;
        let responses = room::responses(answers);
        let events = sittings::events(conn, row.id).await?;
        reports.push(AttemptReport {
            attempt: row.id.into(),
            sitting: row.sitting_id.into(),
            name: sitting.name.clone(),
            no,
            state,
            pass_percent: exams::rules(&sitting).pass_percent,
            history: events
                .into_iter()
                .map(|(row, event)| (Timestamp(row.at), row.actor.map(PersonId), event))
                .collect(),
            items: released(guben, conn, &paper, &responses, &marked).await?,
            seed: paper.seed.to_string(),
            paper_digest: stored.digest,
            algorithm: paper.algorithm,
        });
    }
    reports.sort_by_key(|report| report.history.first().map(|(at, ..)| *at));
    Ok(reports)
}

async fn released(
    guben: &Guben,
    conn: &impl ConnectionTrait,
    paper: &Paper,
    responses: &BTreeMap<u16, Response>,
    marked: &BTreeMap<u16, Points>,
) -> Result<Vec<Released>> {
    let corrupt = |error: domain::paper::WrongItem| Failure::Corrupt(error.to_string());
    let items = guben.items.get(conn, paper.slots.iter().map(|slot| slot.version)).await?;
    let find = |version| items.get(&version).map(|item| &**item);
    let sheet = Sheet::new(paper, find, None).map_err(corrupt)?;
    let graded = grade(paper, find, responses, marked).map_err(corrupt)?;
    let questions = paper.questions(find).collect::<Result<Vec<_>, _>>().map_err(corrupt)?;
    let shown = sheet.items.into_iter().zip(questions).zip(graded.marks);
    shown
        .map(|((shown, question), mark)| {
            let right = Response::right(question.content());
            let right = right.and_then(|right| question.slot.to_shown(&right).ok());
            let given = responses.get(&question.no);
            Ok(Released {
                given: given.and_then(|given| question.slot.to_shown(given).ok()),
                right: right.ok_or_else(|| Failure::Corrupt("a key does not fit its question".into()))?,
                mark,
                explanation: question.explanation().to_owned(),
                legal_basis: question.item.legal_basis.clone(),
                shown,
            })
        })
        .collect()
}
