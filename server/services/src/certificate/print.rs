use domain::{
    audit::Digest,
    certificate::{Content, Payload, Scanned, Signature, Status},
    id::CertificateId,
};
use formats::pdf::CertificatePrint;

use super::{Record, register, store::Stored};
use crate::{
    Ctx,
    failure::{Failure, Result},
    keys::Signer as _,
};

/// What stands on a certificate, before it is worded.
#[derive(Clone, Debug)]
pub struct Printable {
    pub content: Content,
    pub status: Status,
    /// The short address, for those who type.
    pub verify_at: String,
    /// What the QR code holds: an address that carries the signed facts.
    pub qr: String,
    /// SHA-256 of the signed content, in hexadecimal.
    pub fingerprint: String,
    /// The signed record as one word, which goes into the PDF for `guben verify`.
    pub record: String,
}

/// A certificate as a PDF, for its holder and for those who may see the holder's file. `word` says it in
/// the reader's language.
pub async fn pdf(
    ctx: &Ctx,
    id: CertificateId,
    word: impl FnOnce(&Printable) -> CertificatePrint,
) -> Result<Vec<u8>> {
    let (stored, _) = register::visible(ctx, id).await?;
    let print = word(&printable(ctx, &stored)?);
    let guben = ctx.guben.clone();
    let printed = tokio::task::spawn_blocking(move || guben.press.certificate(&print)).await;
    let printed = printed.map_err(|error| Failure::Internal(error.to_string()))?;
    printed.map_err(|error| Failure::Internal(format!("certificate {id}: {error}")))
}

/// The signed record, for the same people.
pub async fn record(ctx: &Ctx, id: CertificateId) -> Result<Record> {
    let (stored, _) = register::visible(ctx, id).await?;
    record_of(&stored)
}

fn record_of(stored: &Stored) -> Result<Record> {
    Ok(Record {
        content: stored.row.content.clone(),
        signature: stored.row.signature.clone(),
        key: stored.content()?.key,
    })
}

fn printable(ctx: &Ctx, stored: &Stored) -> Result<Printable> {
    let view = stored.view(ctx.now)?;
    // The QR code's text is signed here and now, which must not vouch for a record that somebody has changed.
    if stored.signature(&ctx.guben.keys) != Signature::Right {
        return Err(Failure::Corrupt(format!("certificate {}: the signature is not ours", stored.row.id)));
    }
    let public_url = &ctx.guben.settings.public_url;
    let (token, payload) = (stored.token()?, Payload::of(&view.content, ctx.guben.settings.zone));
    let signature = ctx.guben.keys.sign(&payload.signing_bytes(&token));
    Ok(Printable {
        verify_at: verify_at(public_url, &token.to_string()),
        qr: verify_at(public_url, &Scanned { token, payload, signature }.to_string()),
        fingerprint: fingerprint(&stored.row.content),
        record: record_of(stored)?.to_mark(),
        content: view.content,
        status: view.status,
    })
}

pub(super) fn verify_at(public_url: &str, code: &str) -> String {
    format!("{public_url}/verify/{code}")
}

pub(super) fn fingerprint(content: &str) -> String {
    Digest::of(content.as_bytes()).to_string()
}
