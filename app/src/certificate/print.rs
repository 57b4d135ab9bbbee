//! The words of a printed certificate.

use domain::{certificate::Status, time::Zone};
use services::certificate::{CertificateLabels, CertificatePrint, Printable};

use super::last_day;
use crate::text::{self, Lang};

pub fn worded(lang: Lang, zone: Zone, printable: &Printable) -> CertificatePrint {
    use text::print::*;
    let content = &printable.content;
    let or_nothing = |value: &str| if value.is_empty() { nothing(lang).to_owned() } else { value.to_owned() };
    let score = text::certificate::score_of(lang, content.score, content.possible, content.pass_percent);
    let (statement, hours) = match content.course {
        Some(_) => (statement(lang), text::common::minutes(lang, content.minutes.0)),
        None => (statement_exam(lang), nothing(lang).to_owned()),
    };
    CertificatePrint {
        language: lang.tag().to_owned(),
        labels: labels(lang),
        made_at: content.issued_at,
        title: content.title.clone(),
        enterprise: content.enterprise.clone(),
        holder: content.holder.clone(),
        masked_id: or_nothing(&content.masked_id),
        statement: statement.to_owned(),
        post: or_nothing(&content.post),
        programme: content.programme.clone(),
        hours,
        score,
        number: content.number.to_string(),
        issued_on: zone.date(content.issued_at),
        valid_until: last_day(zone, content.valid_until),
        // Signed by hand, beside the stamp.
        signer: String::new(),
        verify_at: printable.verify_at.clone(),
        qr: printable.qr.clone(),
        fingerprint: printable.fingerprint.clone(),
        key_id: content.key.to_string(),
        record: printable.record.clone(),
        overprint: match printable.status {
            Status::Active => None,
            Status::Expired { .. } => Some(expired(lang).to_owned()),
            Status::Revoked(_) => Some(revoked(lang).to_owned()),
        },
    }
}

fn labels(lang: Lang) -> CertificateLabels {
    use text::print::*;
    CertificateLabels {
        masked_id: masked_id(lang).into(),
        post: post(lang).into(),
        programme: programme(lang).into(),
        hours: hours(lang).into(),
        score: score(lang).into(),
        number: number(lang).into(),
        issued_on: issued_on(lang).into(),
        valid_until: valid_until(lang).into(),
        issuer: issuer(lang).into(),
        signer: signer(lang).into(),
        seal: seal(lang).into(),
        verify: verify(lang).into(),
        qr: qr(lang).into(),
        fingerprint: fingerprint(lang).into(),
        key_id: key_id(lang).into(),
    }
}
