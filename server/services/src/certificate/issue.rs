use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    certificate::{Content, Number, Token, content::valid_until},
    id::CertificateId,
    points::Points,
    time::Minutes,
};
use entities::{certificate, certificate_event, org, person, post};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Uuid};

use super::EventKind;
use crate::{
    Guben, course,
    db::Tx,
    failure::{Failure, Result},
    keys::{self, Signer as _},
    notice::{self, NoticeKind},
};

/// The code of the certificate's type in its number: 企业, issued by the enterprise itself.
const TYPE_CODE: &str = "QY";

/// What a certificate is issued for.
#[derive(Clone, Debug)]
pub struct Grounds {
    pub org: Uuid,
    pub person: Uuid,
    pub attempt: Uuid,
    /// What the certificate is called.
    pub title: String,
    /// How long it is valid.
    pub months: u32,
    /// The name of the course or the sitting.
    pub programme: String,
    pub course: Option<Uuid>,
    pub score: Points,
    pub possible: Points,
    pub pass_percent: u8,
}

/// Issues the certificate of an attempt that was passed, and tells its holder: part of the write that
/// grades the attempt. An attempt that has its certificate already keeps it.
pub async fn issue(guben: &Guben, tx: &mut Tx, grounds: Grounds) -> Result<CertificateId> {
    let of_attempt = certificate::Column::AttemptId.eq(grounds.attempt);
    if let Some(issued) = certificate::Entity::find().filter(of_attempt).one(tx.conn()).await? {
        return Ok(issued.id.into());
    }
    let (org, person) = (grounds.org, grounds.person);
    let content = content(guben, tx, grounds).await?;
    let signed = content.canonical_bytes();
    let (id, number) = (content.certificate, content.number.clone());
    let row = certificate::Model {
        id: id.0,
        org_id: org,
        person_id: person,
        attempt_id: content.attempt.0,
        number: number.to_string(),
        token: Token(keys::random()).to_string(),
        signature: STANDARD.encode(guben.keys.sign(&signed)),
        content: String::from_utf8(signed).map_err(|error| Failure::Internal(error.to_string()))?,
        key_id: content.key.to_string(),
        issued_at: content.issued_at.0,
        valid_until: content.valid_until.0,
    };
    let event = certificate_event::Model {
        certificate_id: id.0,
        seq: 1,
        org_id: org,
        at: tx.now().0,
        actor: tx.stamp.actor.map(|actor| actor.0),
        event: EventKind::Issued.code().into(),
        reason: String::new(),
    };
    tx.add("certificate.issue", row).await?;
    tx.add("certificate.issue", event).await?;
    notice::enqueue(tx, org, person, NoticeKind::CertificateIssued { certificate: id, number }).await?;
    Ok(id)
}

async fn content(guben: &Guben, tx: &Tx, grounds: Grounds) -> Result<Content> {
    let (conn, now, zone) = (tx.conn(), tx.now(), guben.settings.zone);
    let enterprise = org::Entity::find_by_id(grounds.org).one(conn).await?.ok_or(Failure::NotFound)?;
    let holder = person::Entity::find_by_id(grounds.person).one(conn).await?.ok_or(Failure::NotFound)?;
    let post = match holder.post_id {
        Some(post) => post::Entity::find_by_id(post).one(conn).await?,
        None => None,
    };
    let minutes = match grounds.course {
        Some(course) => {
            let (org, person) = (grounds.org.into(), grounds.person.into());
            course::progress::of(conn, org, person, course.into()).await?.credited
        }
        None => Minutes(0),
    };
    Ok(Content {
        certificate: Uuid::now_v7().into(),
        number: number(tx, &enterprise, &zone.date(now)[..4]).await?,
        title: grounds.title,
        org: grounds.org.into(),
        enterprise: enterprise.name,
        person: grounds.person.into(),
        holder: holder.name,
        masked_id: holder.national_id_masked.unwrap_or_default(),
        post: post.map(|post| post.name).unwrap_or_default(),
        programme: grounds.programme,
        course: grounds.course.map(Into::into),
        minutes,
        attempt: grounds.attempt.into(),
        score: grounds.score,
        possible: grounds.possible,
        pass_percent: grounds.pass_percent,
        issued_at: now,
        valid_until: valid_until(now, grounds.months, zone),
        key: guben.keys.key_id(),
    })
}

/// The next number of the enterprise in `year`.
async fn number(tx: &Tx, enterprise: &org::Model, year: &str) -> Result<Number> {
    let sequence = tx.next_number(enterprise.id, &format!("certificate/{year}")).await?;
    let no_number =
        |why: String| Failure::Internal(format!("no certificate number for {}: {why}", enterprise.code));
    let year = year.parse().map_err(|_| no_number(format!("year {year}")))?;
    let sequence = u32::try_from(sequence).map_err(|error| no_number(error.to_string()))?;
    Number::new(&enterprise.code, year, TYPE_CODE, sequence).map_err(|fault| no_number(fault.to_string()))
}
