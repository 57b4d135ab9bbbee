use domain::{
    certificate::Number,
    id::CertificateId,
    person::access::{Action, Object},
};
use entities::certificate_event;
use futures::FutureExt as _;

use super::{EventKind, store};
use crate::{
    Ctx,
    db::is_taken,
    failure::{Failure, Fault, Refusal, Result},
    notice::{self, NoticeKind},
};

/// Longest reason, in characters.
pub const REASON_LIMIT: usize = 200;

/// Revokes a certificate for good, and tells its holder why.
pub async fn revoke(ctx: &Ctx, id: CertificateId, reason: &str) -> Result<()> {
    let conn = ctx.db().read();
    let stored = store::certificate(conn, ctx.org(), id).await?;
    let unit = store::unit_of_holder(conn, &stored.row).await?;
    ctx.must(Action::RevokeCertificate, Object::Unit(ctx.org(), &unit))?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Failure::field("reason", Fault::Missing));
    }
    if reason.chars().count() > REASON_LIMIT {
        return Err(Failure::field("reason", Fault::TooLong { limit: REASON_LIMIT }));
    }
    if stored.revocation().is_some() {
        return Err(Refusal::AlreadyDone.into());
    }
    let number: Number = stored.content()?.number;
    let event = certificate_event::Model {
        certificate_id: id.0,
        // Two who revoke at once want the same place in the history, and only one gets it.
        seq: i32::try_from(stored.events.len()).unwrap_or(i32::MAX - 1) + 1,
        org_id: stored.row.org_id,
        at: ctx.now.0,
        actor: Some(ctx.actor.person.0),
        event: EventKind::Revoked.code().into(),
        reason: reason.clone(),
    };
    let (org, person) = (stored.row.org_id, stored.row.person_id);
    let revoked = ctx
        .write(move |tx| {
            async move {
                tx.add("certificate.revoke", event).await?;
                notice::enqueue(tx, org, person, NoticeKind::CertificateRevoked { number, reason }).await
            }
            .boxed()
        })
        .await;
    match revoked {
        Err(failure) if is_taken(&failure) => Err(Refusal::AlreadyDone.into()),
        done => done,
    }
}
