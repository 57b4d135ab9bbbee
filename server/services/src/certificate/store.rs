//! The rows of certificates, as domain values.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    attempt::proctor::Certified,
    certificate::{self, Content, KeyId, Revocation, Signature, Token},
    id::{CertificateId, OrgId},
    person::access::UnitPath,
    time::Timestamp,
};
use entities::{certificate as row, certificate_event as event, person, unit};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, prelude::Uuid,
    sea_query::ExprTrait as _,
};

use super::{CertificateView, EventKind};
use crate::{
    failure::{Failure, Result},
    keys::Signer,
};

/// A certificate as it lies in the register.
pub struct Stored {
    pub row: row::Model,
    /// Oldest first.
    pub events: Vec<event::Model>,
}

impl Stored {
    /// # Errors
    /// [`Failure::Corrupt`] when the content is not what was written.
    pub fn content(&self) -> Result<Content> {
        Content::from_canonical_bytes(self.row.content.as_bytes())
            .map_err(|error| Failure::Corrupt(format!("certificate {}: {error}", self.row.id)))
    }

    pub fn revocation(&self) -> Option<Revocation> {
        let revoked = self.events.iter().find(|event| event.event == EventKind::Revoked.code())?;
        Some(Revocation { at: Timestamp(revoked.at), reason: revoked.reason.clone() })
    }

    pub fn view(&self, now: Timestamp) -> Result<CertificateView> {
        let content = self.content()?;
        let status = certificate::status(&content, self.revocation().as_ref(), now);
        Ok(CertificateView { content, status })
    }

    /// Whether the stored signature belongs to the stored content.
    pub fn signature(&self, signer: &impl Signer) -> Signature {
        let Some(signature) = signature(&self.row.signature) else { return Signature::Wrong };
        match self.row.key_id.parse::<KeyId>() {
            Ok(key) if key != signer.key_id() => Signature::KeyUnknown,
            Ok(_) if signer.verify(self.row.content.as_bytes(), &signature) => Signature::Right,
            _ => Signature::Wrong,
        }
    }

    pub fn token(&self) -> Result<Token> {
        let token = self.row.token.parse();
        token.map_err(|fault| Failure::Corrupt(format!("certificate {}: token {fault:?}", self.row.id)))
    }
}

/// Signatures are stored as base64.
pub fn signature(text: &str) -> Option<[u8; 64]> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

pub async fn certificate(conn: &impl ConnectionTrait, org: OrgId, id: CertificateId) -> Result<Stored> {
    let mine = row::Column::Id.eq(id.0).and(row::Column::OrgId.eq(org.0));
    let row = row::Entity::find().filter(mine).one(conn).await?.ok_or(Failure::NotFound)?;
    with_events(conn, row).await
}

/// The one way in for the public: the whole token or nothing.
pub async fn by_token(conn: &impl ConnectionTrait, token: &Token) -> Result<Option<Stored>> {
    let found = row::Entity::find().filter(row::Column::Token.eq(token.to_string())).one(conn).await?;
    match found {
        Some(row) => Ok(Some(with_events(conn, row).await?)),
        None => Ok(None),
    }
}

/// What has become of the certificate that an attempt may have earned.
pub async fn certified(conn: &impl ConnectionTrait, attempt: Uuid) -> Result<Certified> {
    let of_attempt = row::Column::AttemptId.eq(attempt);
    let Some(row) = row::Entity::find().filter(of_attempt).one(conn).await? else {
        return Ok(Certified::Never);
    };
    let revoked = with_events(conn, row).await?.revocation().is_some();
    Ok(if revoked { Certified::Revoked } else { Certified::Stands })
}

async fn with_events(conn: &impl ConnectionTrait, row: row::Model) -> Result<Stored> {
    let events = event::Entity::find().filter(event::Column::CertificateId.eq(row.id));
    let events = events.order_by_asc(event::Column::Seq).all(conn).await?;
    Ok(Stored { row, events })
}

/// Adds their events to certificates, in the same order.
pub async fn all_with_events(conn: &impl ConnectionTrait, rows: Vec<row::Model>) -> Result<Vec<Stored>> {
    let of_these = event::Column::CertificateId.is_in(rows.iter().map(|row| row.id));
    let events = event::Entity::find().filter(of_these).order_by_asc(event::Column::Seq).all(conn).await?;
    let mut by_certificate: HashMap<Uuid, Vec<event::Model>> = HashMap::new();
    for event in events {
        by_certificate.entry(event.certificate_id).or_default().push(event);
    }
    let stored = |row: row::Model| Stored { events: by_certificate.remove(&row.id).unwrap_or_default(), row };
    Ok(rows.into_iter().map(stored).collect())
}

/// Where the holder works, which decides who may see the certificate.
pub async fn unit_of_holder(conn: &impl ConnectionTrait, row: &row::Model) -> Result<UnitPath> {
    let holder = person::Entity::find_by_id(row.person_id).one(conn).await?.ok_or(Failure::NotFound)?;
    let unit = unit::Entity::find_by_id(holder.unit_id).one(conn).await?.ok_or(Failure::NotFound)?;
    Ok(UnitPath(unit.path))
}
