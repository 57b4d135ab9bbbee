use axum::{extract::Path, http::header, response::IntoResponse as _};
use domain::id::CertificateId;
use services::certificate;

use super::print;
use crate::{
    answer::{Answer, download},
    door::Visitor,
};

pub async fn pdf(visitor: Visitor, Path(id): Path<CertificateId>) -> Answer {
    let mut name = String::new();
    let word = |printable: &certificate::Printable| {
        name = format!("{}.pdf", printable.content.number);
        print::worded(visitor.lang, visitor.zone(), printable)
    };
    let pdf = certificate::pdf(visitor.ctx()?, id, word).await?;
    download(&name, "application/pdf", pdf)
}

/// The signed record, for whoever wants to check it without us.
pub async fn record(visitor: Visitor, Path(id): Path<CertificateId>) -> Answer {
    let record = certificate::record(visitor.ctx()?, id).await?;
    download("certificate.json", "application/json", record.to_json())
}

/// The public key, as `guben verify --key` reads it.
pub async fn key(visitor: Visitor) -> Answer {
    let pem = visitor.guben.keys.public_pem()?;
    Ok(([(header::CONTENT_TYPE, "application/x-pem-file")], pem).into_response())
}
