//! What the QR code on a certificate says.
//!
//! ```text
//! <token>.<payload>.<signature>        each part base64url without padding
//! ```
//!
//! The token is 128 random bits and leads to the certificate's public page; nobody can walk through
//! certificates by guessing. The payload states the few facts that let a phone check the card without
//! our server, and the signature covers both, so that no part can be put on another card. Revocation
//! can't be seen here: a check without the register never says "valid", see [`judge`](super::judge).
//!
//! Payload, version 1: the byte 1 · key id (4 bytes) · day of issue and last valid day (each days
//! since 1970-01-01 in local time, 2 bytes, high byte first) · number, holder, enterprise and post (each
//! one byte of length and that many bytes of UTF-8). Bytes and not JSON, because every byte makes the
//! squares of the code smaller: for the card of the tests 70 bytes instead of 121 as JSON.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{Content, KeyId, Number};
use crate::{
    person::name,
    time::{Timestamp, Zone},
};

const VERSION: u8 = 1;

/// Keeps a signature made for a QR code from ever being one for something else.
const CONTEXT: &[u8] = b"guben-qr-1\0";

const DAY: i64 = 24 * 60 * 60 * 1000;

/// 128 random bits: the address of a certificate's public page.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token(pub [u8; 16]);

/// The facts in the QR code. The holder is masked: the code can be photographed by anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    pub key: KeyId,
    pub issued_on: Day,
    /// The last day on which the certificate is valid.
    pub valid_through: Day,
    pub number: Number,
    pub holder: String,
    pub enterprise: String,
    pub post: String,
}

/// A day of an enterprise's local calendar, counted from 1970-01-01. It ends in the year 2149.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u16);

/// A QR code's text taken apart. Nothing in it is to be believed before the signature has been checked
/// over [`Scanned::signing_bytes`] with the key that the payload names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    pub token: Token,
    pub payload: Payload,
    pub signature: [u8; 64],
}

/// Why a text is not that of a certificate's QR code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenFault {
    /// Not three parts with dots between them.
    Shape,
    /// A part is not base64url, as when the end was cut off.
    Encoding,
    /// Token or signature have the wrong length.
    Length,
    /// Made by a later version of this program.
    Version { version: u8 },
    /// The payload does not hold what it should.
    Payload,
}

impl Token {
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// Whoever has the whole token can open the page, so that logs get only its beginning.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({}…)", &self.to_string()[..5])
    }
}

impl FromStr for Token {
    type Err = TokenFault;
    fn from_str(text: &str) -> Result<Self, TokenFault> {
        Ok(Token(exactly(&decoded(text)?)?))
    }
}

impl Day {
    /// The local day of `at`.
    pub fn of(at: Timestamp, zone: Zone) -> Day {
        let day = (at.0 + i64::from(zone.0) * 60_000).div_euclid(DAY);
        Day(u16::try_from(day.max(0)).unwrap_or(u16::MAX))
    }

    /// The instant after this day's last, in local time.
    pub fn end(self, zone: Zone) -> Timestamp {
        Timestamp((i64::from(self.0) + 1) * DAY - i64::from(zone.0) * 60_000)
    }
}

/// `2026-06-18`
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Zone(0).date(Timestamp(i64::from(self.0) * DAY)))
    }
}

impl Payload {
    pub fn of(content: &Content, zone: Zone) -> Payload {
        Payload {
            key: content.key,
            issued_on: Day::of(content.issued_at, zone),
            valid_through: Day::of(content.valid_until.plus_millis(-1), zone),
            number: content.number.clone(),
            holder: name::masked(&content.holder),
            enterprise: shortened(&content.enterprise),
            post: shortened(&content.post),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(self.key.0);
        bytes.extend(self.issued_on.0.to_be_bytes());
        bytes.extend(self.valid_through.0.to_be_bytes());
        for text in [&self.number.to_string(), &self.holder, &self.enterprise, &self.post] {
            let text = shortened(text);
            bytes.push(text.len() as u8);
            bytes.extend(text.into_bytes());
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Result<Payload, TokenFault> {
        fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Result<&'a [u8], TokenFault> {
            let (taken, rest) = bytes.split_at_checked(count).ok_or(TokenFault::Payload)?;
            *bytes = rest;
            Ok(taken)
        }
        fn text(bytes: &mut &[u8]) -> Result<String, TokenFault> {
            let length = usize::from(take(bytes, 1)?[0]);
            let text = std::str::from_utf8(take(bytes, length)?).map_err(|_| TokenFault::Payload)?;
            Ok(text.to_owned())
        }
        let day = |bytes: &[u8]| Day(u16::from_be_bytes([bytes[0], bytes[1]]));

        let mut rest = bytes;
        match take(&mut rest, 1)?[0] {
            VERSION => {}
            version => return Err(TokenFault::Version { version }),
        }
        let payload = Payload {
            key: KeyId(exactly(take(&mut rest, 4)?)?),
            issued_on: day(take(&mut rest, 2)?),
            valid_through: day(take(&mut rest, 2)?),
            number: text(&mut rest)?.parse().map_err(|_| TokenFault::Payload)?,
            holder: text(&mut rest)?,
            enterprise: text(&mut rest)?,
            post: text(&mut rest)?,
        };
        // One payload has one form; anything else was not written by us.
        if payload.to_bytes() == bytes { Ok(payload) } else { Err(TokenFault::Payload) }
    }

    /// The bytes that are signed for the QR code with this token.
    pub fn signing_bytes(&self, token: &Token) -> Vec<u8> {
        [CONTEXT, token.as_bytes(), &self.to_bytes()].concat()
    }
}

impl Scanned {
    pub fn signing_bytes(&self) -> Vec<u8> {
        self.payload.signing_bytes(&self.token)
    }
}

/// The text of the QR code.
impl fmt::Display for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [payload, signature] =
            [&self.payload.to_bytes(), &self.signature[..]].map(|b| URL_SAFE_NO_PAD.encode(b));
        write!(f, "{}.{payload}.{signature}", self.token)
    }
}

impl FromStr for Scanned {
    type Err = TokenFault;
    fn from_str(text: &str) -> Result<Self, TokenFault> {
        let parts: Vec<&str> = text.trim().split('.').collect();
        let &[token, payload, signature] = parts.as_slice() else { return Err(TokenFault::Shape) };
        Ok(Scanned {
            token: token.parse()?,
            payload: Payload::from_bytes(&decoded(payload)?)?,
            signature: exactly(&decoded(signature)?)?,
        })
    }
}

fn decoded(text: &str) -> Result<Vec<u8>, TokenFault> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| TokenFault::Encoding)
}

fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N], TokenFault> {
    bytes.try_into().map_err(|_| TokenFault::Length)
}

/// At most 255 bytes of `text`, cut between characters: what a length byte can say. The full text
/// stands in the certificate.
fn shortened(text: &str) -> String {
    text[..text.floor_char_boundary(255)].to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::certificate::content::tests::content;

    fn scanned() -> Scanned {
        let payload = Payload::of(&content(), Zone::CHINA);
        Scanned { token: Token([7; 16]), payload, signature: [9; 64] }
    }

    /// Written down once: these codes are printed on cards.
    #[test]
    fn the_text_of_a_code_never_changes() {
        insta::assert_snapshot!(scanned(), @"BwcHBwcHBwcHBwcHBwcHBw.AaGyw9RQjlH6E0xBLTIwMjYtUVktMDAxODczLUwF5YiYKioY6I6x5a6J5bu66K6-5pyJ6ZmQ5YWs5Y-4CeaetuWtkOW3pQ.CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQ");
        assert_eq!(scanned().to_string().parse(), Ok(scanned()));
        assert_eq!(scanned().payload.to_bytes().len(), 70);
    }

    #[test]
    fn days_are_local() {
        let payload = scanned().payload;
        assert_eq!(payload.issued_on.to_string(), "2026-06-18");
        assert_eq!(payload.valid_through.to_string(), "2027-06-17");
        assert_eq!(payload.valid_through.end(Zone::CHINA), content().valid_until);
    }

    #[test]
    fn the_signature_is_for_this_token_alone() {
        let payload = scanned().payload;
        assert_ne!(payload.signing_bytes(&Token([7; 16])), payload.signing_bytes(&Token([8; 16])));
    }

    #[test]
    fn a_damaged_text_is_refused_with_the_reason() {
        let text = scanned().to_string();
        let (token, rest) = text.split_once('.').unwrap();
        let (payload, signature) = rest.split_once('.').unwrap();
        let later = URL_SAFE_NO_PAD.encode([2, 0, 0]);
        let longer = URL_SAFE_NO_PAD.encode([scanned().payload.to_bytes(), vec![0]].concat());
        let shorter = URL_SAFE_NO_PAD.encode(&scanned().payload.to_bytes()[..40]);
        for (text, fault) in [
            (token.to_owned(), TokenFault::Shape),
            (format!("{text}."), TokenFault::Shape),
            (format!("{token}.{payload}.{}", &signature[1..]), TokenFault::Encoding),
            (format!("{token}.{payload}.{}", &signature[4..]), TokenFault::Length),
            (format!("{token}.证书.{signature}"), TokenFault::Encoding),
            (format!("{}.{payload}.{signature}", &token[2..]), TokenFault::Length),
            (format!("{token}.{later}.{signature}"), TokenFault::Version { version: 2 }),
            (format!("{token}.{longer}.{signature}"), TokenFault::Payload),
            (format!("{token}.{shorter}.{signature}"), TokenFault::Payload),
        ] {
            assert_eq!(text.parse::<Scanned>(), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        let mut content = content();
        content.enterprise = "长".repeat(100);
        let payload = Payload::of(&content, Zone::CHINA);
        assert_eq!(payload.enterprise, "长".repeat(85));
        let scanned = Scanned { payload, ..scanned() };
        assert_eq!(scanned.to_string().parse(), Ok(scanned));
    }

    #[test]
    fn a_log_never_holds_a_whole_token() {
        let token = Token([7; 16]);
        assert!(!format!("{:?}", scanned()).contains(&token.to_string()));
        assert_eq!(token.to_string().parse(), Ok(token));
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(token: [u8; 16], issued: u16, valid: u16, holder in ".{0,20}", post in ".{0,20}") {
            let payload = Payload {
                issued_on: Day(issued), valid_through: Day(valid), holder, post, ..scanned().payload
            };
            let scanned = Scanned { token: Token(token), payload, signature: [3; 64] };
            prop_assert_eq!(scanned.to_string().parse(), Ok(scanned));
        }

        #[test]
        fn no_text_makes_it_stumble(text in "[A-Za-z0-9_-]{0,30}\\.[A-Za-z0-9_-]{0,90}\\.[A-Za-z0-9_-]{0,90}") {
            if let Ok(scanned) = text.parse::<Scanned>() {
                prop_assert_eq!(scanned.to_string(), text);
            }
        }
    }
}
