//! Before the exam: what is waiting for somebody, and the start.

use domain::{
    attempt::State,
    exam::{Sitting, StartRefused},
    id::{AttemptId, CourseId, SittingId},
    person::access::Action,
    points::Points,
};
use entities::{candidate, course, sitting};
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, prelude::Uuid};

use super::store;
use crate::{
    Ctx,
    db::is_taken,
    exam::{blueprint, sitting as sittings, store as exams},
    failure::{Failure, Refusal, Result},
};

/// An exam that somebody is invited to.
#[derive(Clone, Debug)]
pub struct Exam {
    pub sitting: Sitting,
    pub name: String,
    pub standing: Standing,
    /// The course that opens it, and whether it is finished.
    pub course: Option<(CourseId, String, bool)>,
}

/// How somebody stands with an exam, and so what there is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be begun now; `make_up` when an earlier attempt failed.
    Open {
        make_up: bool,
    },
    /// Begun, and paused at the most.
    Running {
        attempt: AttemptId,
    },
    Passed {
        attempt: AttemptId,
        score: Points,
    },
    /// Not now, for this reason; `last` is the attempt that failed or was voided, if there is one.
    Waiting {
        why: StartRefused,
        last: Option<AttemptId>,
    },
}

/// The start page of one exam.
#[derive(Clone, Debug)]
pub struct Desk {
    pub exam: Exam,
    pub items: u64,
    pub total: Points,
    /// When an attempt begun now would end.
    pub ends_at: domain::time::Timestamp,
}

/// Every exam the actor is invited to, the next to close first.
pub async fn mine(ctx: &Ctx) -> Result<Vec<Exam>> {
    ctx.must_here(Action::Own)?;
    let conn = ctx.db().read();
    let invited = candidate::Entity::find().filter(candidate::Column::PersonId.eq(ctx.actor.person.0));
    let invited = invited.all(conn).await?;
    let sittings =
        sitting::Entity::find().filter(sitting::Column::Id.is_in(invited.iter().map(|row| row.sitting_id)));
    let mut exams = Vec::new();
    for row in sittings.all(conn).await? {
        exams.push(exam(ctx, conn, &row).await?);
    }
    exams.sort_by_key(|exam| exam.sitting.closes_at);
    Ok(exams)
}

pub async fn desk(ctx: &Ctx, id: SittingId) -> Result<Desk> {
    ctx.must_here(Action::Own)?;
    let conn = ctx.db().read();
    let row = invited(conn, ctx, id).await?;
    let blueprint = exams::blueprint(conn, row.org_id, row.blueprint_id).await?;
    let cells = exams::cells(&blueprint)?;
    let exam = exam(ctx, conn, &row).await?;
    Ok(Desk { items: cells.items(), total: cells.total(), ends_at: exam.sitting.deadline(ctx.now), exam })
}

/// Begins the exam, or goes on with the one that is running. Beginning twice is beginning once.
pub async fn start(ctx: &Ctx, id: SittingId) -> Result<AttemptId> {
    ctx.must_here(Action::Own)?;
    let conn = ctx.db().read();
    let row = invited(conn, ctx, id).await?;
    let course_complete = course_complete(conn, ctx, &row).await?;
    let fresh = next_paper(ctx, conn, &row).await?;
    let person = ctx.actor.person.0;
    let started = ctx.write(move |tx| {
        async move {
            let rules = exams::rules(&row);
            let mut attempts = store::of_sitting(tx.conn(), row.id, person).await?;
            if let Some(running) = attempts.iter().find(|one| one.attempt.state.is_open()) {
                return Ok(running.row.id.into());
            }
            let now = tx.now();
            rules.may_start(&store::ended(&attempts), course_complete, now).map_err(Refusal::Start)?;
            let waiting = attempts.iter().position(|one| one.attempt.state == State::NotStarted);
            let mut loaded = match (waiting, fresh) {
                (Some(index), _) => {
                    let id = attempts.swap_remove(index).row.id;
                    store::own_for_update(tx.conn(), id, person).await?
                }
                (None, Some(paper)) => {
                    let no = attempts.iter().map(|one| one.row.no).max().unwrap_or(0) + 1;
                    let id = sittings::prepare(tx, &row, person, no, &paper).await?;
                    store::own_for_update(tx.conn(), id.0, person).await?
                }
                (None, None) => return Err(Refusal::AlreadyDone.into()),
            };
            if let Some(event) = loaded.attempt.start(&rules, now) {
                store::record(tx, &mut loaded, "attempt.start", event).await?;
            }
            Ok(loaded.row.id.into())
        }
        .boxed()
    });
    match started.await {
        // Two windows began the make-up at once: the other one's paper is the one.
        Err(failure) if is_taken(&failure) => Err(Refusal::AlreadyDone.into()),
        started => started,
    }
}

/// The paper of a make-up, or of another try after a voided one, drawn when it is asked for; none while a
/// prepared one is waiting.
async fn next_paper(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    row: &sitting::Model,
) -> Result<Option<domain::paper::Paper>> {
    let person = ctx.actor.person.0;
    let attempts = store::of_sitting(conn, row.id, person).await?;
    let over = |state: &State| match state {
        State::NotStarted | State::InProgress { .. } | State::Paused { .. } => false,
        State::Graded { passed, .. } => !passed,
        State::HandedIn { .. } | State::Voided { .. } => true,
    };
    if !attempts.iter().all(|one| over(&one.attempt.state)) {
        return Ok(None);
    }
    let blueprint = exams::blueprint(conn, row.org_id, row.blueprint_id).await?;
    let pool = blueprint::pool(conn, blueprint.bank_id, ctx.now).await?;
    let drawn = sittings::draw(conn, row.org_id, &exams::cells(&blueprint)?, &pool, &[person]).await?;
    Ok(drawn.into_iter().next().map(|(_, paper)| paper))
}

async fn invited(conn: &impl ConnectionTrait, ctx: &Ctx, id: SittingId) -> Result<sitting::Model> {
    let me = candidate::Entity::find_by_id((id.0, ctx.actor.person.0)).one(conn).await?;
    me.ok_or(Failure::NotFound)?;
    exams::sitting(conn, ctx.org().0, id.0).await
}

async fn exam(ctx: &Ctx, conn: &impl ConnectionTrait, row: &sitting::Model) -> Result<Exam> {
    let rules = exams::rules(row);
    let attempts = store::of_sitting(conn, row.id, ctx.actor.person.0).await?;
    let course = match row.course_id {
        Some(id) => course::Entity::find_by_id(id).one(conn).await?,
        None => None,
    };
    let complete = course_complete(conn, ctx, row).await?;
    Ok(Exam {
        standing: standing(&rules, &attempts, complete, ctx.now),
        name: row.name.clone(),
        course: course.map(|course| (course.id.into(), course.title, complete)),
        sitting: rules,
    })
}

fn standing(
    rules: &Sitting,
    attempts: &[store::Loaded],
    course_complete: bool,
    now: domain::time::Timestamp,
) -> Standing {
    for one in attempts {
        let attempt = one.row.id.into();
        match one.attempt.state {
            State::InProgress { .. } | State::Paused { .. } => return Standing::Running { attempt },
            State::Graded { passed: true, score, .. } => return Standing::Passed { attempt, score },
            State::NotStarted
            | State::HandedIn { .. }
            | State::Graded { passed: false, .. }
            | State::Voided { .. } => {}
        }
    }
    let ended = store::ended(attempts);
    let has_result = |state: &State| matches!(state, State::Graded { .. } | State::Voided { .. });
    let last = attempts.iter().rev().find(|one| has_result(&one.attempt.state));
    match rules.may_start(&ended, course_complete, now) {
        Ok(()) => Standing::Open { make_up: !ended.is_empty() },
        Err(why) => Standing::Waiting { why, last: last.map(|one| one.row.id.into()) },
    }
}

async fn course_complete(conn: &impl ConnectionTrait, ctx: &Ctx, row: &sitting::Model) -> Result<bool> {
    match row.course_id {
        None => Ok(true),
        Some(course) => {
            let person: Uuid = ctx.actor.person.0;
            Ok(crate::course::progress::of(conn, row.org_id.into(), person.into(), course.into())
                .await?
                .complete)
        }
    }
}
