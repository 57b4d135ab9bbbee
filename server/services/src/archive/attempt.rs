//! Attempts as the archive shows them: the paper as it was shown, the answers, the marks, the clock.
//!
//! Keys and marks of single questions are left out where they could help somebody who may still sit the
//! exam. They are taken out here, before a page or a print can get them.

use std::collections::HashMap;

use domain::{
    attempt::{Attempt, Event, State},
    grading::Outcome,
    id::{AttemptId, PersonId, SittingId},
    paper::{SheetItem, ShownResponse},
    points::Points,
    time::Timestamp,
};
use sea_orm::prelude::Uuid;

use super::store;
use crate::{
    Ctx,
    attempt::{AttemptReport, Released, Withheld, report, result::withheld},
    exam::store as exams,
    failure::Result,
};

/// One attempt with all that is known about it.
#[derive(Clone, Debug)]
pub struct AttemptView {
    pub attempt: AttemptId,
    pub sitting: SittingId,
    pub name: String,
    /// 1 for the first, 2 for the first make-up.
    pub no: i32,
    pub state: State,
    pub pass_percent: u8,
    pub history: Vec<Step>,
    pub keys: Keys,
    /// As shown to the candidate; none while the exam is running.
    pub questions: Vec<Question>,
    pub seed: String,
    pub paper_digest: String,
    pub algorithm: u16,
}

/// One line of the clock history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub at: Timestamp,
    /// Nobody when the server acted by itself.
    pub who: Option<String>,
    pub event: Event,
    /// Until when there was time after this; none while the clock did not run.
    pub deadline: Option<Timestamp>,
}

/// Whether the right answers, and with them the marks of each question, are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    Shown,
    /// Not before the sitting has closed for everybody.
    After(Timestamp),
    /// It has closed, and somebody is still at it.
    StillOpen,
    NotGraded,
    /// The attempt was voided: there are no marks.
    Voided,
}

/// A question as it was shown.
#[derive(Clone, Debug)]
pub struct Question {
    pub shown: SheetItem,
    pub given: Option<ShownResponse>,
    /// Only where the keys are shown.
    pub judged: Option<Judged>,
}

/// What was made of an answer. Right or wrong alone gives a true/false key away, so that all of this is
/// shown or none of it.
#[derive(Clone, Debug)]
pub struct Judged {
    pub outcome: Outcome,
    pub earned: Points,
    pub right: ShownResponse,
    pub explanation: String,
    pub legal_basis: String,
}

impl AttemptView {
    /// When it began; it has, or it would not be in the archive.
    pub fn started_at(&self) -> Option<Timestamp> {
        self.state.started_at()
    }

    pub fn ended_at(&self) -> Option<Timestamp> {
        self.state.ended_at()
    }

    pub fn answered(&self) -> usize {
        self.questions.iter().filter(|question| question.given.is_some()).count()
    }
}

/// The attempts of a person that have begun, oldest first, as the actor may see them.
pub(super) async fn views(ctx: &Ctx, person: PersonId) -> Result<Vec<AttemptView>> {
    let conn = ctx.db().read();
    let reports = report(&ctx.guben, ctx.org().0, person.0).await?;
    let invited = store::sittings_of(conn, ctx.org(), ctx.actor.person).await?;
    let doers = reports.iter().flat_map(|report| &report.history).filter_map(|(_, who, _)| *who);
    let names = store::names(conn, ctx.org(), doers).await?;
    let mut views = Vec::with_capacity(reports.len());
    for report in reports {
        let rules = exams::rules(&exams::sitting(conn, ctx.org().0, report.sitting.0).await?);
        let candidate = person == ctx.actor.person || invited.contains(&report.sitting.0);
        let keys = match report.state {
            State::NotStarted | State::InProgress { .. } | State::Paused { .. } | State::HandedIn { .. } => {
                Keys::NotGraded
            }
            State::Voided { .. } => Keys::Voided,
            State::Graded { .. } if candidate => match withheld(conn, &rules, ctx.now).await? {
                Some(Withheld::Until(time)) => Keys::After(time),
                Some(Withheld::StillOpen) => Keys::StillOpen,
                None => Keys::Shown,
            },
            State::Graded { .. } => Keys::Shown,
        };
        views.push(view(report, keys, &names));
    }
    Ok(views)
}

fn view(report: AttemptReport, keys: Keys, names: &HashMap<Uuid, String>) -> AttemptView {
    let items = if report.state.ended_at().is_none() { Vec::new() } else { report.items };
    let mut replayed = Attempt::NEW;
    let history = report.history.into_iter().map(|(at, who, event)| {
        replayed.apply(event.clone());
        let who = who.and_then(|person| names.get(&person.0).cloned());
        Step { at, who, event, deadline: replayed.deadline() }
    });
    AttemptView {
        attempt: report.attempt,
        sitting: report.sitting,
        name: report.name,
        no: report.no,
        state: report.state,
        pass_percent: report.pass_percent,
        history: history.collect(),
        questions: items.into_iter().map(|item| question(item, keys)).collect(),
        keys,
        seed: report.seed,
        paper_digest: report.paper_digest,
        algorithm: report.algorithm,
    }
}

fn question(item: Released, keys: Keys) -> Question {
    let judged = Judged {
        outcome: item.mark.outcome,
        earned: item.mark.points,
        right: item.right,
        explanation: item.explanation,
        legal_basis: item.legal_basis,
    };
    Question { shown: item.shown, given: item.given, judged: (keys == Keys::Shown).then_some(judged) }
}
