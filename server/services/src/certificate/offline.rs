//! Checks a certificate without the register: `guben verify` with a file and the public key alone.
//!
//! This finds every forgery and everything that has expired. Whether a certificate was revoked since
//! stands in no file, so that the best answer here is "cannot tell".

use domain::{
    certificate::{Content, Facts, Register, Scanned, Signature, Token, TokenFault, Verdict, judge},
    time::{Timestamp, Zone},
};
use serde::Serialize;

use super::{Record, store};
use crate::keys::PublicKey;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    #[serde(flatten)]
    pub verdict: Verdict,
    /// What is stated; worth as much as the verdict says.
    pub stated: Stated,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stated {
    /// By a PDF or a `certificate.json`: everything.
    Record(Box<Content>),
    /// By a QR code: the public facts. Their `title` is empty, since the code has no room for it.
    Code(Facts),
}

/// Why there is nothing to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACertificate {
    #[error(
        "this PDF holds no signed record: it is not a certificate of Guben, or was made anew by another program"
    )]
    PlainPdf,
    #[error("not the signed record of a certificate")]
    Record,
    /// The short address; only the server can find the certificate behind it.
    #[error(
        "a short address can only be checked by the server; offline it takes the QR code's text or a file"
    )]
    TokenAlone,
    #[error("not the text of a certificate's QR code: {0:?}")]
    Code(TokenFault),
}

/// Checks `file`: a PDF that [`pdf`](super::pdf) printed, a `certificate.json`, or a text file with the QR
/// code's text or address.
///
/// # Errors
/// [`NotACertificate`] when there is nothing in it that could be right or wrong.
pub fn check(
    file: &[u8],
    keys: &[PublicKey],
    now: Timestamp,
    zone: Zone,
) -> Result<Checked, NotACertificate> {
    if file.starts_with(b"%PDF") {
        return record(&Record::find_in(file).ok_or(NotACertificate::PlainPdf)?, keys, now);
    }
    let text = std::str::from_utf8(file).map_err(|_| NotACertificate::Record)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('{') {
        return record(&serde_json::from_str(text).map_err(|_| NotACertificate::Record)?, keys, now);
    }
    code(text, keys, now, zone)
}

fn record(record: &Record, keys: &[PublicKey], now: Timestamp) -> Result<Checked, NotACertificate> {
    let signed = record.content.as_bytes();
    let content = Content::from_canonical_bytes(signed).map_err(|_| NotACertificate::Record)?;
    let signature =
        match (keys.iter().find(|key| key.key_id() == record.key), store::signature(&record.signature)) {
            (_, None) => Signature::Wrong,
            // The content names the key as well; a record that contradicts itself was not written by us.
            _ if content.key != record.key => Signature::Wrong,
            (None, _) => Signature::KeyUnknown,
            (Some(key), Some(signature)) if key.verify(signed, &signature) => Signature::Right,
            (Some(_), Some(_)) => Signature::Wrong,
        };
    let verdict = judge(signature, &Register::NotAsked { valid_until: content.valid_until }, now);
    Ok(Checked { verdict, stated: Stated::Record(Box::new(content)) })
}

fn code(text: &str, keys: &[PublicKey], now: Timestamp, zone: Zone) -> Result<Checked, NotACertificate> {
    let text = last_part(text);
    if text.parse::<Token>().is_ok() {
        return Err(NotACertificate::TokenAlone);
    }
    let scanned: Scanned = text.parse().map_err(NotACertificate::Code)?;
    let signature = match keys.iter().find(|key| key.key_id() == scanned.payload.key) {
        None => Signature::KeyUnknown,
        Some(key) if key.verify(&scanned.signing_bytes(), &scanned.signature) => Signature::Right,
        Some(_) => Signature::Wrong,
    };
    let valid_until = scanned.payload.valid_through.end(zone);
    Ok(Checked {
        verdict: judge(signature, &Register::NotAsked { valid_until }, now),
        stated: Stated::Code(facts(&scanned)),
    })
}

/// The code within the address that it is printed as.
pub(super) fn last_part(text: &str) -> &str {
    let address = text.trim().split(['?', '#']).next().unwrap_or_default();
    address.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// What a QR code states.
pub(super) fn facts(scanned: &Scanned) -> Facts {
    let payload = &scanned.payload;
    Facts {
        number: payload.number.to_string(),
        title: String::new(),
        enterprise: payload.enterprise.clone(),
        holder: payload.holder.clone(),
        post: payload.post.clone(),
        issued_on: payload.issued_on.to_string(),
        valid_through: payload.valid_through.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use domain::{
        certificate::{CannotTell, NotValid, Number, Payload},
        points::Points,
        time::Minutes,
    };
    use uuid::Uuid;

    use super::*;
    use crate::keys::{Keys, Signer as _};

    const CHINA: Zone = Zone::CHINA;
    const UNSURE: Verdict = Verdict::CannotTell(CannotTell::RegisterNotAsked);
    const FORGED: Verdict = Verdict::NotValid(NotValid::BadSignature);

    fn keys() -> (Keys, PublicKey) {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let public = PublicKey::from_pem(&keys.public_pem().unwrap()).unwrap();
        (keys, public)
    }

    fn issued() -> Timestamp {
        CHINA.parse_input("2026-06-18T16:20").unwrap()
    }

    fn content(keys: &Keys) -> Content {
        Content {
            certificate: Uuid::from_u128(1).into(),
            number: Number::new("LA", 2026, "QY", 1873).unwrap(),
            title: "全员安全培训合格证".into(),
            org: Uuid::from_u128(2).into(),
            enterprise: "莱安建设有限公司".into(),
            person: Uuid::from_u128(3).into(),
            holder: "刘建国".into(),
            masked_id: String::new(),
            post: "架子工".into(),
            programme: "新工人岗前安全培训".into(),
            course: None,
            minutes: Minutes(0),
            attempt: Uuid::from_u128(5).into(),
            score: Points::whole(92),
            possible: Points::whole(100),
            pass_percent: 80,
            issued_at: issued(),
            valid_until: domain::certificate::content::valid_until(issued(), 12, CHINA),
            key: keys.key_id(),
        }
    }

    fn signed(keys: &Keys, content: &Content) -> Record {
        let signature = STANDARD.encode(keys.sign(&content.canonical_bytes()));
        Record {
            content: String::from_utf8(content.canonical_bytes()).unwrap(),
            signature,
            key: keys.key_id(),
        }
    }

    fn code(keys: &Keys, content: &Content) -> String {
        let (token, payload) = (Token([7; 16]), Payload::of(content, CHINA));
        let signature = keys.sign(&payload.signing_bytes(&token));
        format!("https://guben.example/verify/{}", Scanned { token, payload, signature })
    }

    fn verdict(file: &[u8], keys: &[PublicKey], now: Timestamp) -> Verdict {
        check(file, keys, now, CHINA).unwrap().verdict
    }

    #[test]
    fn what_was_issued_is_unsure_without_the_register_and_never_valid() {
        let (keys, public) = keys();
        let content = content(&keys);
        let record = signed(&keys, &content).to_json();
        let checked = check(&record, &[public], issued(), CHINA).unwrap();
        assert_eq!(checked, Checked { verdict: UNSURE, stated: Stated::Record(Box::new(content.clone())) });
        let (_, stranger) = self::keys();
        let public = PublicKey::from_pem(&keys.public_pem().unwrap()).unwrap();
        let ring = [stranger, public];
        assert_eq!(
            verdict(code(&keys, &content).as_bytes(), &ring, issued()),
            UNSURE,
            "the right key is found"
        );
        let pdf = format!("%PDF-1.7 {} %%EOF", signed(&keys, &content).to_mark());
        assert_eq!(verdict(pdf.as_bytes(), &ring, issued()), UNSURE);
    }

    #[test]
    fn whoever_changes_a_letter_is_found_out() {
        let (keys, public) = keys();
        let ring = [public];
        let mut record = signed(&keys, &content(&keys));
        record.content = record.content.replace("刘建国", "刘建军");
        assert_eq!(verdict(&record.to_json(), &ring, issued()), FORGED);
        assert_eq!(verdict(format!("%PDF-1.7 {}", record.to_mark()).as_bytes(), &ring, issued()), FORGED);
        let mut record = signed(&keys, &content(&keys));
        record.signature = STANDARD.encode([0; 64]);
        assert_eq!(verdict(&record.to_json(), &ring, issued()), FORGED);
        record.signature = "none".into();
        assert_eq!(verdict(&record.to_json(), &ring, issued()), FORGED);

        let mine = code(&keys, &content(&keys));
        let other = code(&keys, &Content { holder: "王敏".into(), ..content(&keys) });
        let (head, _) = mine.rsplit_once('.').unwrap();
        let (_, signature) = other.rsplit_once('.').unwrap();
        assert_eq!(verdict(format!("{head}.{signature}").as_bytes(), &ring, issued()), FORGED);
    }

    #[test]
    fn what_has_expired_is_not_valid_and_a_foreign_key_can_t_tell() {
        let (keys, public) = keys();
        let content = content(&keys);
        let (record, code) = (signed(&keys, &content).to_json(), code(&keys, &content));
        let expired = Verdict::NotValid(NotValid::Expired { since: content.valid_until });
        let ring = [public];
        assert_eq!(verdict(&record, &ring, content.valid_until), expired);
        assert_eq!(verdict(code.as_bytes(), &ring, content.valid_until), expired);
        let (_, stranger) = self::keys();
        for file in [&record[..], code.as_bytes()] {
            assert_eq!(
                verdict(file, std::slice::from_ref(&stranger), issued()),
                Verdict::CannotTell(CannotTell::KeyUnknown)
            );
        }
    }

    #[test]
    fn what_is_no_certificate_is_named() {
        let fault = |file: &[u8]| check(file, &[], issued(), CHINA).unwrap_err();
        assert_eq!(fault(b"%PDF-1.7 somebody's menu"), NotACertificate::PlainPdf);
        assert_eq!(fault(b"{\"a\": 1}"), NotACertificate::Record);
        assert_eq!(fault(&[0xff, 0xfe, 0x00]), NotACertificate::Record);
        assert_eq!(fault(b"LA-2026-QY-001873-L"), NotACertificate::Code(TokenFault::Shape));
        let short = format!("https://guben.example/verify/{}\n", Token([7; 16]));
        assert_eq!(fault(short.as_bytes()), NotACertificate::TokenAlone);
    }
}
