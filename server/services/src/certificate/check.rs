use domain::{
    certificate::{
        CannotTell, Facts, NotValid, Payload, Register, Scanned, Signature, Token, Verdict, judge, status,
    },
    time::Timestamp,
};

use super::{offline, store};
use crate::{Guben, failure::Result, keys::Signer as _};

/// The public answer about one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub verdict: Verdict,
    /// What is stated, masked. Absent where nothing was found, and where what was found can't be trusted.
    pub facts: Option<Facts>,
    /// Of the signed content, as it stands on the PDF.
    pub fingerprint: Option<String>,
}

/// Judges the certificate behind a QR code's text or its short address, the bare token.
///
/// It is found by its random token alone, never by number or id, and nothing is told about it that is not
/// masked. No account is needed.
pub async fn check(guben: &Guben, text: &str, now: Timestamp) -> Result<Checked> {
    let Some((token, scanned)) = read(text) else { return Ok(unknown()) };
    let found = store::by_token(guben.db.read(), &token).await?;
    let carried = scanned.as_ref().map(|scanned| carried(guben, scanned));
    let Some(stored) = found else {
        let signature = carried.unwrap_or(Signature::KeyUnknown);
        return Ok(answer(
            judge(signature, &Register::NoSuch, now),
            scanned.as_ref().map(offline::facts),
            None,
        ));
    };
    let Ok(content) = stored.content() else {
        return Ok(answer(Verdict::NotValid(NotValid::BadSignature), None, None));
    };
    let signature = match (stored.signature(&guben.keys), carried, &scanned) {
        (_, Some(Signature::Wrong), _) | (Signature::Wrong, _, _) => Signature::Wrong,
        // A right code on another certificate's address.
        (_, _, Some(scanned)) if scanned.payload != Payload::of(&content, guben.settings.zone) => {
            Signature::Wrong
        }
        (held, _, _) => held,
    };
    let register = Register::Knows(status(&content, stored.revocation().as_ref(), now));
    let fingerprint = super::print::fingerprint(&stored.row.content);
    let facts = content.facts(guben.settings.zone);
    Ok(answer(judge(signature, &register, now), Some(facts), Some(fingerprint)))
}

/// The answer while the register can't be read: what the code itself proves, and never "valid".
pub fn unreachable(guben: &Guben, text: &str, now: Timestamp) -> Checked {
    let cannot_tell = Verdict::CannotTell(CannotTell::RegisterNotAsked);
    let Some((_, Some(scanned))) = read(text) else { return answer(cannot_tell, None, None) };
    let valid_until = scanned.payload.valid_through.end(guben.settings.zone);
    let verdict = judge(carried(guben, &scanned), &Register::NotAsked { valid_until }, now);
    answer(verdict, Some(offline::facts(&scanned)), None)
}

/// The code within what somebody has pasted: an address, or the text of a QR code. `None` when it can't
/// be either.
pub fn code_in(text: &str) -> Option<String> {
    read(text).map(|_| offline::last_part(text).to_owned())
}

fn read(text: &str) -> Option<(Token, Option<Scanned>)> {
    let text = offline::last_part(text);
    match text.parse::<Scanned>() {
        Ok(scanned) => Some((scanned.token, Some(scanned))),
        Err(_) => Some((text.parse().ok()?, None)),
    }
}

/// The signature that the code itself carries.
fn carried(guben: &Guben, scanned: &Scanned) -> Signature {
    if scanned.payload.key != guben.keys.key_id() {
        Signature::KeyUnknown
    } else if guben.keys.verify(&scanned.signing_bytes(), &scanned.signature) {
        Signature::Right
    } else {
        Signature::Wrong
    }
}

fn unknown() -> Checked {
    answer(Verdict::NotValid(NotValid::Unknown), None, None)
}

fn answer(verdict: Verdict, facts: Option<Facts>, fingerprint: Option<String>) -> Checked {
    match verdict {
        Verdict::NotValid(NotValid::BadSignature | NotValid::Unknown) => {
            Checked { verdict, facts: None, fingerprint: None }
        }
        _ => Checked { verdict, facts, fingerprint },
    }
}
