//! Handing in: the paper is closed, graded, and a pass is certified, all in one transaction.

use std::sync::Arc;

use domain::{exam::StartRefused, grading::grade, id::AttemptId, person::access::Action};
use futures::FutureExt as _;

use super::{marking, room, store};
use crate::{
    Ctx, Guben,
    certificate::{self, Grounds},
    db::Tx,
    exam::store as exams,
    failure::{Failure, Result},
    notice::{self, NoticeKind},
};

/// Hands the paper in. Handing in twice is handing in once.
pub async fn hand_in(ctx: &Ctx, id: AttemptId) -> Result<()> {
    ctx.must_here(Action::Own)?;
    let person = ctx.actor.person.0;
    let guben = ctx.guben.clone();
    ctx.write(move |tx| {
        async move {
            let mut loaded = store::own_for_update(tx.conn(), id.0, person).await?;
            let Some(event) = loaded.attempt.hand_in(tx.now()) else { return Ok(()) };
            store::record(tx, &mut loaded, "attempt.hand_in", event).await?;
            mark(&guben, tx, loaded).await
        }
        .boxed()
    })
    .await
}

/// Grades an attempt that has been handed in, certifies a pass, and tells the candidate.
///
/// Whoever handed the paper in, the record says that the server did this.
pub(super) async fn mark(guben: &Arc<Guben>, tx: &mut Tx, loaded: store::Loaded) -> Result<()> {
    let who = tx.stamp.actor.take();
    let marked = grade_and_certify(guben, tx, loaded).await;
    tx.stamp.actor = who;
    marked
}

async fn grade_and_certify(guben: &Arc<Guben>, tx: &mut Tx, mut loaded: store::Loaded) -> Result<()> {
    let id = AttemptId(loaded.row.id);
    let sitting = exams::sitting(tx.conn(), loaded.row.org_id, loaded.row.sitting_id).await?;
    let rules = exams::rules(&sitting);
    let paper = guben.papers.get(tx.conn(), id).await?;
    let items = guben.items.get(tx.conn(), paper.slots.iter().map(|slot| slot.version)).await?;
    let answers = store::answers(tx.conn(), id.0).await?;
    let markers = exams::markers(&sitting);
    let marked = marking::settled(tx.conn(), markers, id.0, &paper, &answers).await?;
    let responses = room::responses(answers);
    let graded = grade(&paper, |version| items.get(&version).map(|item| &**item), &responses, &marked)
        .map_err(|error| Failure::Corrupt(error.to_string()))?;
    if graded.awaits_marking() {
        return Ok(());
    }
    let passed = graded.passes(rules.pass_percent);
    let Some(event) = loaded.attempt.grade(graded.total, graded.possible, passed) else { return Ok(()) };
    store::record(tx, &mut loaded, "attempt.grade", event).await?;

    let (org, person) = (loaded.row.org_id, loaded.row.person_id);
    if passed {
        let grounds = Grounds {
            org,
            person,
            attempt: id.0,
            title: sitting.certificate_title.clone(),
            months: u32::try_from(sitting.certificate_months).unwrap_or(12),
            programme: sitting.name.clone(),
            course: sitting.course_id,
            score: graded.total,
            possible: graded.possible,
            pass_percent: rules.pass_percent,
        };
        certificate::issue(guben, tx, grounds).await?;
    }
    let make_up = !passed && make_up_left(tx, &rules, &loaded).await?;
    let told = NoticeKind::Result {
        sitting: sitting.name,
        attempt: id,
        score: graded.total,
        possible: graded.possible,
        passed,
        make_up,
    };
    notice::enqueue(tx, org, person, told).await
}

/// Whether the candidate may still take a make-up at this sitting, at once or later.
async fn make_up_left(tx: &Tx, rules: &domain::exam::Sitting, loaded: &store::Loaded) -> Result<bool> {
    let attempts = store::of_sitting(tx.conn(), loaded.row.sitting_id, loaded.row.person_id).await?;
    let answer = rules.may_start(&store::ended(&attempts), true, tx.now());
    Ok(matches!(answer, Ok(()) | Err(StartRefused::WaitForMakeUp { .. })))
}
