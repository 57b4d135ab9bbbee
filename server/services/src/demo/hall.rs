//! A full exam hall for the load generator, and a look at what was really kept.

use std::sync::Arc;

use domain::{
    attempt::State,
    bank::Kind,
    id::{OrgId, PersonId, SittingId, UnitId},
    paper::{Blueprint, Cell, Paper, ShownResponse},
    person::access::{Actor, Grant, Role, UnitPath},
    points::Points,
    time::{Minutes, Timestamp},
};
use entities::{answer, attempt, paper, person};
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Uuid};
use serde::Serialize;

use super::{MANAGERS_BANK, PASSWORD};
use crate::{
    Ctx, Guben,
    db::Stamp,
    exam::{blueprint, sitting},
    failure::{Failure, Result},
    person::{enterprise, set_password},
};

/// An exam that is open, and the password of everybody in it.
#[derive(Clone, Debug, Serialize)]
pub struct Hall {
    pub sitting: SittingId,
    pub password: &'static str,
}

/// What the database holds of one attempt.
#[derive(Clone, Debug, Serialize)]
pub struct Kept {
    pub attempt: Uuid,
    pub person_number: String,
    pub deadline: Timestamp,
    pub answers: Vec<KeptAnswer>,
}

#[derive(Clone, Debug, Serialize)]
pub struct KeptAnswer {
    pub item: i32,
    pub sequence: i32,
    pub response: Option<ShownResponse>,
}

/// Makes an enterprise with `candidates` workers, numbered from W00001, and an exam of 60 questions that is
/// open for a day.
pub async fn seat(guben: &Arc<Guben>, candidates: u32, now: Timestamp) -> Result<Hall> {
    let passhash = guben.hasher.hash(PASSWORD).await?;
    let (org, admin, root) = (OrgId(Uuid::now_v7()), PersonId(Uuid::now_v7()), UnitId(Uuid::now_v7()));
    let people: Vec<PersonId> = (0..candidates).map(|_| PersonId(Uuid::now_v7())).collect();
    let plan = enterprise::Founding {
        org,
        code: "HALL".to_owned(),
        name: "Hall".to_owned(),
        root,
        admin,
        admin_number: "A00001".to_owned(),
        admin_name: "Admin".to_owned(),
        roles: vec![Role::EnterpriseAdmin],
    };
    let seats = people.clone();
    guben
        .write(now, move |tx| {
            async move {
                enterprise::found(tx, plan).await?;
                let rows =
                    seats.iter().zip(1..).map(|(id, no)| candidate(org, *id, root, no, tx.now())).collect();
                tx.add_all("person.add", rows).await?;
                for id in seats {
                    set_password(tx, org, id, passhash.clone(), false).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await?;
    let grants = vec![Grant { role: Role::Trainer, over: UnitPath::root(root) }];
    let actor = Actor { person: admin, org, grants };
    let ctx = Ctx { guben: guben.clone(), actor, session: Uuid::nil(), now };
    let stamp = Stamp { now, actor: Some(admin) };
    let bank = crate::bank::load(guben, stamp, org, admin, "Bank", MANAGERS_BANK.to_vec()).await?;
    let cell = |kind, count| Cell { kind, knowledge_point: None, count, points: Points::whole(1) };
    let cells = vec![cell(Kind::SingleChoice, 34), cell(Kind::MultipleChoice, 14), cell(Kind::TrueFalse, 12)];
    let made =
        blueprint::create(&ctx, Uuid::now_v7().into(), bank, "Paper".to_owned(), Blueprint { cells }).await;
    let blueprint = made.map_err(|refused| Failure::Internal(format!("{refused:?}")))?;
    let plan = sitting::Plan {
        id: Uuid::now_v7().into(),
        name: "Exam".to_owned(),
        blueprint,
        course: None,
        opens_at: now,
        closes_at: now.plus(Minutes(24 * 60)),
        limit: Minutes(120),
        // Anybody who answers passes, so that handing in includes the certificate.
        pass_percent: 1,
        make_ups: 0,
        markers: Default::default(),
        make_up_delay: Minutes(0),
        certificate_title: "Pass".to_owned(),
        certificate_months: 12,
        people,
    };
    Ok(Hall { sitting: sitting::arrange(&ctx, plan).await?, password: PASSWORD })
}

fn candidate(org: OrgId, id: PersonId, unit: UnitId, no: u32, now: Timestamp) -> person::Model {
    person::Model {
        id: id.0,
        org_id: org.0,
        unit_id: unit.0,
        post_id: None,
        number: format!("W{no:05}"),
        name: format!("Candidate {no}"),
        phone: None,
        email: None,
        employment: "employee".to_owned(),
        national_id_sealed: None,
        national_id_hash: None,
        national_id_masked: None,
        joined_on: None,
        left_at: None,
        created_at: now.0,
    }
}

/// Every attempt that has begun, with all its answers as the candidate gave them.
pub async fn kept(guben: &Guben) -> Result<Vec<Kept>> {
    let conn = guben.db.read();
    let people = person::Entity::find().all(conn).await?;
    let mut attempts = Vec::new();
    for row in attempt::Entity::find().all(conn).await? {
        let deadline = match serde_json::from_str(&row.state)? {
            State::NotStarted => continue,
            State::InProgress { deadline, .. } => deadline,
            State::Paused { since, remaining_ms, .. } => since.plus_millis(remaining_ms),
            State::HandedIn { at, .. } | State::Graded { at, .. } | State::Voided { at, .. } => at,
        };
        let stored = paper::Entity::find_by_id(row.id).one(conn).await?.ok_or(Failure::NotFound)?;
        let content: Paper = serde_json::from_str(&stored.content)?;
        let answers = answer::Entity::find().filter(answer::Column::AttemptId.eq(row.id)).all(conn).await?;
        let answers = answers.into_iter().map(|saved| {
            let response = serde_json::from_str(&saved.response)?;
            let slot = u16::try_from(saved.item_no).ok().and_then(|no| content.slot(no));
            let response = slot.and_then(|slot| slot.to_shown(&response).ok());
            Ok(KeptAnswer { item: saved.item_no, sequence: saved.sequence, response })
        });
        attempts.push(Kept {
            attempt: row.id,
            person_number: people
                .iter()
                .find(|one| one.id == row.person_id)
                .map(|one| one.number.clone())
                .unwrap_or_default(),
            deadline,
            answers: answers.collect::<Result<_>>()?,
        });
    }
    Ok(attempts)
}
