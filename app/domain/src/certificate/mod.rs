//! Certificates that the enterprise issues itself (全员安全培训合格证), and how they are judged.
//!
//! The signed record is the certificate; PDF and QR code are made from it. Its content is frozen at
//! issue. State licences (特种作业操作证 and the like) are another family and have no place here.

pub mod content;
pub mod number;
pub mod token;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use content::{Content, Facts};
pub use number::{Number, NumberFault};
pub use token::{Payload, Scanned, Token, TokenFault};

use crate::time::Timestamp;

/// Which key signed: the first four bytes of SHA-256 over the Ed25519 public key, written as hex.
///
/// It only picks a key out of the verifier's own file, so that it needs no more bytes than tell a
/// handful of keys apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId(pub [u8; 4]);

impl KeyId {
    pub fn of(public_key: &[u8; 32]) -> KeyId {
        let digest: [u8; 32] = Sha256::digest(public_key).into();
        KeyId([digest[0], digest[1], digest[2], digest[3]])
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl FromStr for KeyId {
    type Err = hex::FromHexError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 4];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(KeyId(bytes))
    }
}

impl TryFrom<String> for KeyId {
    type Error = hex::FromHexError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<KeyId> for String {
    fn from(id: KeyId) -> String {
        id.to_string()
    }
}

/// That a certificate was revoked (吊销). It stays revoked: who earns it back gets a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    pub at: Timestamp,
    pub reason: String,
}

/// What a certificate is worth at one instant, according to the register it was issued from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Status {
    Active,
    Expired {
        /// The first instant at which it was no longer valid.
        since: Timestamp,
    },
    Revoked(Revocation),
}

/// The status at `now`. A revoked certificate is revoked for good, also after it would have expired.
pub fn status(content: &Content, revocation: Option<&Revocation>, now: Timestamp) -> Status {
    match revocation {
        Some(revocation) => Status::Revoked(revocation.clone()),
        None if now >= content.valid_until => Status::Expired { since: content.valid_until },
        None => Status::Active,
    }
}

/// What came of checking the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    Right,
    Wrong,
    /// The verifier has no key of this id.
    KeyUnknown,
}

/// What came of asking the register of issued certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Register {
    Knows(Status),
    NoSuch,
    /// There was no way to ask, as in a check without a network.
    NotAsked {
        /// As the signed text says.
        valid_until: Timestamp,
    },
}

/// The answer to "is this certificate good?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", content = "why", rename_all = "snake_case")]
pub enum Verdict {
    Valid,
    NotValid(NotValid),
    CannotTell(CannotTell),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotValid {
    BadSignature,
    Revoked {
        at: Timestamp,
    },
    Expired {
        since: Timestamp,
    },
    /// Nothing of the kind was issued here.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CannotTell {
    /// The signature was made with a key that the verifier does not have.
    KeyUnknown,
    /// Signed by us, not expired; but nobody could be asked whether it has been revoked since.
    RegisterNotAsked,
    /// Signed with our key, yet absent from the register: the register is incomplete, as after an old
    /// backup was restored, or the key is in the wrong hands.
    NotInRegister,
}

/// Judges a certificate at `now`.
///
/// "Valid" is said only when the signature is right *and* the register knows the certificate as active.
/// What is certainly bad is "not valid" even if something else could not be found out.
pub fn judge(signature: Signature, register: &Register, now: Timestamp) -> Verdict {
    match (signature, register) {
        (Signature::Wrong, _) => Verdict::NotValid(NotValid::BadSignature),
        (_, Register::Knows(Status::Revoked(revocation))) => {
            Verdict::NotValid(NotValid::Revoked { at: revocation.at })
        }
        (_, Register::Knows(Status::Expired { since })) => {
            Verdict::NotValid(NotValid::Expired { since: *since })
        }
        (Signature::Right, Register::Knows(Status::Active)) => Verdict::Valid,
        (Signature::Right, Register::NoSuch) => Verdict::CannotTell(CannotTell::NotInRegister),
        (Signature::KeyUnknown, Register::NoSuch) => Verdict::NotValid(NotValid::Unknown),
        (Signature::Right, Register::NotAsked { valid_until }) if now >= *valid_until => {
            Verdict::NotValid(NotValid::Expired { since: *valid_until })
        }
        (Signature::Right, Register::NotAsked { .. }) => Verdict::CannotTell(CannotTell::RegisterNotAsked),
        (Signature::KeyUnknown, Register::Knows(Status::Active) | Register::NotAsked { .. }) => {
            Verdict::CannotTell(CannotTell::KeyUnknown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEN: Timestamp = Timestamp(1_000);
    const NOW: Timestamp = Timestamp(2_000);
    const LATER: Timestamp = Timestamp(3_000);

    fn revoked() -> Revocation {
        Revocation { at: THEN, reason: "代考".into() }
    }

    #[test]
    fn it_expires_at_an_instant_and_revocation_outlasts_it() {
        let content = content::tests::content();
        let (last, first) = (content.valid_until.plus_millis(-1), content.valid_until);
        assert_eq!(status(&content, None, last), Status::Active);
        assert_eq!(status(&content, None, first), Status::Expired { since: first });
        assert_eq!(status(&content, Some(&revoked()), first), Status::Revoked(revoked()));
    }

    #[test]
    fn valid_is_said_only_when_everything_is_known() {
        use Signature::{KeyUnknown, Right, Wrong};
        let active = Register::Knows(Status::Active);
        let expired = Register::Knows(Status::Expired { since: THEN });
        let revoked = Register::Knows(Status::Revoked(revoked()));
        let offline = |valid_until| Register::NotAsked { valid_until };
        let not = Verdict::NotValid;
        let unsure = Verdict::CannotTell;
        let cases = [
            (Right, &active, Verdict::Valid),
            (Right, &expired, not(NotValid::Expired { since: THEN })),
            (Right, &revoked, not(NotValid::Revoked { at: THEN })),
            (Right, &Register::NoSuch, unsure(CannotTell::NotInRegister)),
            (Right, &offline(LATER), unsure(CannotTell::RegisterNotAsked)),
            (Right, &offline(NOW), not(NotValid::Expired { since: NOW })),
            (Wrong, &active, not(NotValid::BadSignature)),
            (Wrong, &revoked, not(NotValid::BadSignature)),
            (Wrong, &offline(LATER), not(NotValid::BadSignature)),
            (KeyUnknown, &active, unsure(CannotTell::KeyUnknown)),
            (KeyUnknown, &expired, not(NotValid::Expired { since: THEN })),
            (KeyUnknown, &revoked, not(NotValid::Revoked { at: THEN })),
            (KeyUnknown, &Register::NoSuch, not(NotValid::Unknown)),
            // The date was not signed by anybody we know, so that it says nothing either.
            (KeyUnknown, &offline(THEN), unsure(CannotTell::KeyUnknown)),
        ];
        for (signature, register, verdict) in cases {
            assert_eq!(judge(signature, register, NOW), verdict, "{signature:?} {register:?}");
        }
    }

    #[test]
    fn a_key_id_is_written_and_read_back() {
        let id = KeyId::of(&[7; 32]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("xyz".parse::<KeyId>().is_err());
    }
}
