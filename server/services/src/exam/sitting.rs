//! Sittings: arranged once, with a frozen paper for each candidate before anybody begins.

use std::collections::HashMap;

use domain::{
    attempt::{Attempt, Event, State},
    exam::Sitting,
    grading::marking::Markers,
    id::{AttemptId, BlueprintId, CourseId, PersonId, SittingId},
    paper::{Candidate, Paper, assemble},
    person::access::{Action, UnitPath},
    seed::Seed,
    time::{Minutes, Timestamp},
};
use entities::{answer, attempt, attempt_event, candidate, course, org, paper, person, post, sitting, unit};
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid, sea_query::Expr,
};

use super::{blueprint, store};
use crate::{
    Ctx,
    attempt::{papers, store as attempts},
    db::{Tx, is_taken},
    failure::{Failure, Fault, FieldFault, Refusal, Result},
    keys,
    notice::{self, NoticeKind},
};

/// What a trainer decides about a sitting.
#[derive(Clone, Debug)]
pub struct Plan {
    pub id: SittingId,
    pub name: String,
    pub blueprint: BlueprintId,
    /// The course that has to be finished first.
    pub course: Option<CourseId>,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
    pub limit: Minutes,
    pub pass_percent: u8,
    pub make_ups: u8,
    pub make_up_delay: Minutes,
    pub certificate_title: String,
    pub certificate_months: u32,
    pub markers: Markers,
    pub people: Vec<PersonId>,
}

#[derive(Clone, Debug)]
pub struct SittingRow {
    pub id: SittingId,
    pub name: String,
    pub rules: Sitting,
    pub candidates: usize,
    pub passed: usize,
}

/// One sitting with everybody in it.
#[derive(Clone, Debug)]
pub struct SittingView {
    pub row: SittingRow,
    pub paper: String,
    /// Questions on a paper.
    pub items: u64,
    pub course: Option<CourseId>,
    pub certificate_title: String,
    pub certificate_months: u32,
    pub people: Vec<CandidateRow>,
}

#[derive(Clone, Debug)]
pub struct CandidateRow {
    pub person: PersonId,
    pub number: String,
    pub name: String,
    pub unit: String,
    pub unit_path: UnitPath,
    pub post: String,
    /// Oldest first; the last one is what counts.
    pub attempts: Vec<AttemptRow>,
}

#[derive(Clone, Debug)]
pub struct AttemptRow {
    pub id: AttemptId,
    /// Which of the allowed attempts it is; those that were voided are not counted.
    pub no: i32,
    pub state: State,
    /// Questions with a saved answer.
    pub answered: usize,
    /// When the last answer was saved.
    pub saved_at: Option<Timestamp>,
}

impl CandidateRow {
    pub fn passed(&self) -> bool {
        self.attempts.iter().any(|attempt| matches!(attempt.state, State::Graded { passed: true, .. }))
    }
}

pub async fn list(ctx: &Ctx) -> Result<Vec<SittingRow>> {
    ctx.must_here(Action::SeeSitting)?;
    let conn = ctx.db().read();
    let org = ctx.org().0;
    let sittings = sitting::Entity::find().filter(sitting::Column::OrgId.eq(org));
    let sittings = sittings.order_by_desc(sitting::Column::OpensAt).all(conn).await?;
    let mut invited: HashMap<Uuid, usize> = HashMap::new();
    for row in candidate::Entity::find().filter(candidate::Column::OrgId.eq(org)).all(conn).await? {
        *invited.entry(row.sitting_id).or_default() += 1;
    }
    let mut passed: HashMap<Uuid, usize> = HashMap::new();
    for row in attempt::Entity::find().filter(attempt::Column::OrgId.eq(org)).all(conn).await? {
        if let State::Graded { passed: true, .. } = serde_json::from_str(&row.state)? {
            *passed.entry(row.sitting_id).or_default() += 1;
        }
    }
    Ok(sittings
        .into_iter()
        .map(|row| SittingRow {
            id: row.id.into(),
            rules: store::rules(&row),
            candidates: invited.get(&row.id).copied().unwrap_or(0),
            passed: passed.get(&row.id).copied().unwrap_or(0),
            name: row.name,
        })
        .collect())
}

/// One sitting, with those of its candidates who are within the actor's reach.
pub async fn show(ctx: &Ctx, id: SittingId) -> Result<SittingView> {
    ctx.must_here(Action::SeeSitting)?;
    let conn = ctx.db().read();
    let org = ctx.org().0;
    let row = store::sitting(conn, org, id.0).await?;
    let invited = candidate::Entity::find().filter(candidate::Column::SittingId.eq(id.0)).all(conn).await?;
    let people =
        person::Entity::find().filter(person::Column::Id.is_in(invited.iter().map(|row| row.person_id)));
    let people = people.order_by_asc(person::Column::Number).all(conn).await?;
    let units = unit::Entity::find().filter(unit::Column::OrgId.eq(org)).all(conn).await?;
    let units: HashMap<Uuid, unit::Model> = units.into_iter().map(|row| (row.id, row)).collect();
    let posts = post::Entity::find().filter(post::Column::OrgId.eq(org)).all(conn).await?;
    let posts: HashMap<Uuid, String> = posts.into_iter().map(|row| (row.id, row.name)).collect();
    let mut attempts = attempts_of(conn, id.0).await?;
    let scopes = ctx.actor.scopes(Action::SeeSitting);
    let within = |person: &person::Model| {
        let path = units.get(&person.unit_id).map(|unit| UnitPath(unit.path.clone()));
        path.is_some_and(|path| scopes.iter().any(|scope| scope.contains(&path)))
    };
    let people: Vec<CandidateRow> = people
        .into_iter()
        .filter(within)
        .map(|person| CandidateRow {
            attempts: attempts.remove(&person.id).unwrap_or_default(),
            unit: units.get(&person.unit_id).map(|unit| unit.name.clone()).unwrap_or_default(),
            unit_path: UnitPath(units.get(&person.unit_id).map(|unit| unit.path.clone()).unwrap_or_default()),
            post: person.post_id.and_then(|post| posts.get(&post).cloned()).unwrap_or_default(),
            person: person.id.into(),
            number: person.number,
            name: person.name,
        })
        .collect();
    let paper = store::blueprint(conn, org, row.blueprint_id).await?;
    Ok(SittingView {
        row: SittingRow {
            id,
            rules: store::rules(&row),
            candidates: people.len(),
            passed: people.iter().filter(|row| row.passed()).count(),
            name: row.name,
        },
        items: store::cells(&paper)?.items(),
        paper: paper.name,
        course: row.course_id.map(Into::into),
        certificate_title: row.certificate_title,
        certificate_months: u32::try_from(row.certificate_months).unwrap_or(0),
        people,
    })
}

async fn attempts_of(conn: &impl ConnectionTrait, sitting: Uuid) -> Result<HashMap<Uuid, Vec<AttemptRow>>> {
    let rows = attempt::Entity::find().filter(attempt::Column::SittingId.eq(sitting));
    let rows = rows.order_by_asc(attempt::Column::No).all(conn).await?;
    let answers = answer::Entity::find()
        .select_only()
        .column(answer::Column::AttemptId)
        .expr(Expr::col(answer::Column::ItemNo).count_distinct())
        .expr(Expr::col(answer::Column::At).max())
        .filter(answer::Column::AttemptId.is_in(rows.iter().map(|row| row.id)))
        .group_by(answer::Column::AttemptId)
        .into_tuple::<(Uuid, i64, i64)>();
    let answers = answers.all(conn).await?;
    let answers: HashMap<Uuid, (i64, i64)> =
        answers.into_iter().map(|(attempt, items, last)| (attempt, (items, last))).collect();
    let mut of_person: HashMap<Uuid, Vec<AttemptRow>> = HashMap::new();
    for row in rows {
        let (items, last) = answers.get(&row.id).copied().unzip();
        let earlier = of_person.entry(row.person_id).or_default();
        let attempt = AttemptRow {
            id: row.id.into(),
            no: attempts::nth(earlier.iter().map(|attempt| &attempt.state)),
            state: serde_json::from_str(&row.state)?,
            answered: items.and_then(|items| usize::try_from(items).ok()).unwrap_or(0),
            saved_at: last.map(Timestamp),
        };
        earlier.push(attempt);
    }
    Ok(of_person)
}

/// Arranges a sitting: checks its rules, draws a paper for everybody, and tells them.
pub async fn arrange(ctx: &Ctx, plan: Plan) -> Result<SittingId> {
    ctx.must_here(Action::ArrangeSitting)?;
    check(&plan)?;
    let conn = ctx.db().read();
    let org = ctx.org().0;
    let blueprint = store::blueprint(conn, org, plan.blueprint.0).await?;
    if let Some(course) = plan.course {
        let own =
            course::Entity::find_by_id(course.0).filter(course::Column::OrgId.eq(org)).one(conn).await?;
        own.ok_or_else(|| Failure::field("course", Fault::NoSuchChoice))?;
    }
    let people = reachable(ctx, &plan.people).await?;
    let pool = blueprint::pool(conn, blueprint.bank_id).await?;
    let cells = store::cells(&blueprint)?;
    let papers = draw(conn, org, &cells, &pool, &people).await?;
    let row = row(ctx, &plan);
    let id = plan.id;
    let arranged = ctx
        .write(move |tx| {
            async move {
                tx.add("sitting.arrange", row.clone()).await?;
                invite(tx, &row, papers).await
            }
            .boxed()
        })
        .await;
    match arranged {
        Ok(()) => Ok(id),
        Err(failure) if is_taken(&failure) => Ok(id),
        Err(failure) => Err(failure),
    }
}

/// Invites more people to a sitting that has not closed. Those who are in it already stay as they are.
pub async fn invite_more(ctx: &Ctx, id: SittingId, people: Vec<PersonId>) -> Result<()> {
    ctx.must_here(Action::ArrangeSitting)?;
    let conn = ctx.db().read();
    let org = ctx.org().0;
    let row = store::sitting(conn, org, id.0).await?;
    let closes_at = Timestamp(row.closes_at);
    if ctx.now > closes_at {
        return Err(Refusal::Start(domain::exam::StartRefused::Closed { closed_at: closes_at }).into());
    }
    let there = candidate::Entity::find().filter(candidate::Column::SittingId.eq(id.0)).all(conn).await?;
    let new: Vec<_> =
        people.into_iter().filter(|person| there.iter().all(|row| row.person_id != person.0)).collect();
    let new = reachable(ctx, &new).await?;
    let blueprint = store::blueprint(conn, org, row.blueprint_id).await?;
    let pool = blueprint::pool(conn, blueprint.bank_id).await?;
    let papers = draw(conn, org, &store::cells(&blueprint)?, &pool, &new).await?;
    ctx.write(move |tx| async move { invite(tx, &row, papers).await }.boxed()).await
}

fn check(plan: &Plan) -> Result<()> {
    if plan.name.trim().is_empty() {
        return Err(Failure::field("name", Fault::Missing));
    }
    if plan.certificate_title.trim().is_empty() {
        return Err(Failure::field("certificate_title", Fault::Missing));
    }
    if !(1..=120).contains(&plan.certificate_months) {
        let fault = Fault::OutOfRange { min: 1, max: 120 };
        return Err(Refusal::Fields(vec![FieldFault { field: "certificate_months", fault }]).into());
    }
    let faults = rules(plan).faults();
    if !faults.is_empty() {
        return Err(Refusal::Sitting(faults).into());
    }
    if plan.people.is_empty() {
        return Err(Refusal::NobodyChosen.into());
    }
    Ok(())
}

fn rules(plan: &Plan) -> Sitting {
    Sitting {
        id: plan.id,
        opens_at: plan.opens_at,
        closes_at: plan.closes_at,
        limit: plan.limit,
        pass_percent: plan.pass_percent,
        make_ups: plan.make_ups,
        make_up_delay: plan.make_up_delay,
    }
}

fn row(ctx: &Ctx, plan: &Plan) -> sitting::Model {
    sitting::Model {
        id: plan.id.0,
        org_id: ctx.org().0,
        name: plan.name.trim().to_owned(),
        blueprint_id: plan.blueprint.0,
        course_id: plan.course.map(|course| course.0),
        opens_at: plan.opens_at.0,
        closes_at: plan.closes_at.0,
        limit_minutes: i32::try_from(plan.limit.0).unwrap_or(i32::MAX),
        pass_percent: i32::from(plan.pass_percent),
        make_ups: i32::from(plan.make_ups),
        make_up_delay_minutes: i32::try_from(plan.make_up_delay.0).unwrap_or(i32::MAX),
        certificate_title: plan.certificate_title.trim().to_owned(),
        certificate_months: i32::try_from(plan.certificate_months).unwrap_or(i32::MAX),
        created_by: ctx.actor.person.0,
        created_at: ctx.now.0,
        markers: match plan.markers {
            Markers::One => 1,
            Markers::Two => 2,
        },
    }
}

/// Those of `people` whom the actor may invite: on the roster, and within the actor's units.
async fn reachable(ctx: &Ctx, people: &[PersonId]) -> Result<Vec<Uuid>> {
    let org = ctx.org().0;
    let conn = ctx.db().read();
    let units = unit::Entity::find().filter(unit::Column::OrgId.eq(org)).all(conn).await?;
    let scopes = ctx.actor.scopes(Action::ArrangeSitting);
    let reach: Vec<Uuid> = units
        .into_iter()
        .filter(|unit| scopes.iter().any(|scope| scope.contains(&UnitPath(unit.path.clone()))))
        .map(|unit| unit.id)
        .collect();
    let found = person::Entity::find()
        .filter(person::Column::OrgId.eq(org))
        .filter(person::Column::LeftAt.is_null())
        .filter(person::Column::Id.is_in(people.iter().map(|person| person.0)))
        .filter(person::Column::UnitId.is_in(reach))
        .all(conn)
        .await?;
    if found.is_empty() || found.len() < people.len() {
        return Err(if found.is_empty() { Refusal::NobodyChosen.into() } else { Failure::NotFound });
    }
    Ok(found.into_iter().map(|person| person.id).collect())
}

/// A paper for each of `people`, preferring what each of them has not had on an earlier paper.
pub(crate) async fn draw(
    conn: &impl ConnectionTrait,
    org: Uuid,
    cells: &domain::paper::Blueprint,
    pool: &[Candidate],
    people: &[Uuid],
) -> Result<Vec<(Uuid, Paper)>> {
    let had = had_before(conn, org, people).await?;
    people
        .iter()
        .map(|person| {
            let mut pool = pool.to_vec();
            if let Some(had) = had.get(person) {
                for candidate in &mut pool {
                    candidate.times_had = had.get(&candidate.item.0).copied().unwrap_or(0);
                }
            }
            let paper = assemble(cells, &pool, Seed(keys::random()));
            let paper = paper.map_err(|_| Failure::from(Refusal::Blueprint(Vec::new())))?;
            Ok((*person, paper))
        })
        .collect()
}

/// How often each person has had each question.
async fn had_before(
    conn: &impl ConnectionTrait,
    org: Uuid,
    people: &[Uuid],
) -> Result<HashMap<Uuid, HashMap<Uuid, u32>>> {
    let mine = attempt::Column::OrgId.eq(org).and(attempt::Column::PersonId.is_in(people.iter().copied()));
    let attempts = attempt::Entity::find().filter(mine).all(conn).await?;
    let whose: HashMap<Uuid, Uuid> = attempts.iter().map(|row| (row.id, row.person_id)).collect();
    let papers =
        paper::Entity::find().filter(paper::Column::AttemptId.is_in(whose.keys().copied())).all(conn).await?;
    let mut had: HashMap<Uuid, HashMap<Uuid, u32>> = HashMap::new();
    for row in papers {
        let paper: Paper = serde_json::from_str(&row.content)?;
        let Some(person) = whose.get(&row.attempt_id) else { continue };
        for slot in &paper.slots {
            *had.entry(*person).or_default().entry(slot.item.0).or_default() += 1;
        }
    }
    Ok(had)
}

/// Stores the invitations with their papers and tells the people.
async fn invite(tx: &mut Tx, sitting: &sitting::Model, papers: Vec<(Uuid, Paper)>) -> Result<()> {
    let (now, org) = (tx.now(), sitting.org_id);
    let mut invited = Vec::new();
    for (person, paper) in papers {
        invited.push(candidate::Model {
            sitting_id: sitting.id,
            person_id: person,
            org_id: org,
            invited_at: now.0,
        });
        prepare(tx, sitting, person, 1, &paper).await?;
        let told = NoticeKind::Invited {
            sitting: sitting.id.into(),
            name: sitting.name.clone(),
            opens_at: Timestamp(sitting.opens_at),
            closes_at: Timestamp(sitting.closes_at),
            minutes: Minutes(u32::try_from(sitting.limit_minutes).unwrap_or(0)),
        };
        notice::enqueue(tx, org, person, told).await?;
    }
    tx.add_all("candidate.invite", invited).await
}

/// Stores an attempt that has not begun, with its frozen paper.
pub(crate) async fn prepare(
    tx: &mut Tx,
    sitting: &sitting::Model,
    person: Uuid,
    no: i32,
    paper: &Paper,
) -> Result<AttemptId> {
    let id = Uuid::now_v7();
    let attempt = attempt::Model {
        id,
        org_id: sitting.org_id,
        sitting_id: sitting.id,
        person_id: person,
        no,
        state: serde_json::to_string(&Attempt::NEW.state)?,
        next_check_at: None,
        created_at: tx.now().0,
    };
    tx.add("attempt.prepare", attempt).await?;
    tx.add("paper.freeze", papers::row(sitting.org_id, id, paper, tx.now())?).await?;
    Ok(id.into())
}

/// The name of an enterprise.
pub(crate) async fn enterprise(conn: &impl ConnectionTrait, id: Uuid) -> Result<org::Model> {
    org::Entity::find_by_id(id).one(conn).await?.ok_or(Failure::NotFound)
}

/// The events of an attempt, in order.
pub(crate) async fn events(
    conn: &impl ConnectionTrait,
    attempt: Uuid,
) -> Result<Vec<(attempt_event::Model, Event)>> {
    let rows = attempt_event::Entity::find().filter(attempt_event::Column::AttemptId.eq(attempt));
    let rows = rows.order_by_asc(attempt_event::Column::Seq).all(conn).await?;
    rows.into_iter().map(|row| Ok((row.clone(), serde_json::from_str(&row.event)?))).collect()
}
