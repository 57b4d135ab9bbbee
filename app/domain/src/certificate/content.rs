//! What a certificate says, frozen at issue, and the part of it that anybody may see.

use serde::{Deserialize, Serialize};

use super::{KeyId, Number};
use crate::{
    id::{AttemptId, CertificateId, CourseId, OrgId, PersonId},
    person::name,
    points::Points,
    time::{Minutes, Timestamp, Zone},
};

/// The form of [`Content::canonical_bytes`]. What was signed in an old form is read in that form for
/// ever, so that a change of [`Content`] is a new name beside this one.
const FORM: &str = "guben-certificate-1";

/// Everything that a certificate states. What is signed are its [canonical bytes](Self::canonical_bytes).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    pub certificate: CertificateId,
    pub number: Number,
    /// What the paper is called: 全员安全培训合格证.
    pub title: String,
    pub org: OrgId,
    pub enterprise: String,
    pub person: PersonId,
    pub holder: String,
    /// The national ID with its middle covered; empty where none is on file.
    pub masked_id: String,
    /// The job that the training was for (岗位); empty where it was for none in particular.
    pub post: String,
    /// The course's or the sitting's name, as it was then.
    pub programme: String,
    pub course: Option<CourseId>,
    /// Learning time that was credited.
    pub minutes: Minutes,
    pub attempt: AttemptId,
    pub score: Points,
    pub possible: Points,
    /// Percent of the possible points that were asked for.
    pub pass_percent: u8,
    pub issued_at: Timestamp,
    /// The first instant at which it is no longer valid.
    pub valid_until: Timestamp,
    pub key: KeyId,
}

/// Why bytes are not a certificate's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("not the content of a certificate, or of a form that this version does not know")]
    Form,
    /// The same facts written in another way; a signature over them would prove nothing.
    #[error("not in canonical form")]
    NotCanonical,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Formed<C> {
    form: String,
    content: C,
}

impl Content {
    /// The bytes that are signed: JSON without white space, fields in their declared order, integers
    /// only (times in milliseconds UTC, points in hundredths), and the name of this form in front.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&Formed { form: FORM.to_owned(), content: self })
            .expect("a certificate holds only numbers and texts")
    }

    /// Reads what [`Content::canonical_bytes`] wrote.
    ///
    /// # Errors
    /// [`Unreadable`], also for JSON that means the same but is written differently.
    pub fn from_canonical_bytes(bytes: &[u8]) -> Result<Content, Unreadable> {
        let formed: Formed<Content> = serde_json::from_slice(bytes).map_err(|_| Unreadable::Form)?;
        if formed.form != FORM {
            return Err(Unreadable::Form);
        }
        if formed.content.canonical_bytes() != bytes {
            return Err(Unreadable::NotCanonical);
        }
        Ok(formed.content)
    }

    /// What the public page may show.
    pub fn facts(&self, zone: Zone) -> Facts {
        Facts {
            number: self.number.to_string(),
            title: self.title.clone(),
            enterprise: self.enterprise.clone(),
            holder: name::masked(&self.holder),
            post: self.post.clone(),
            issued_on: zone.date(self.issued_at),
            valid_through: zone.date(self.valid_until.plus_millis(-1)),
        }
    }
}

/// What anybody who holds the certificate's address may see of it. There is no field for a full name,
/// an ID number, a score or an internal id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub number: String,
    pub title: String,
    pub enterprise: String,
    pub holder: String,
    pub post: String,
    /// `2026-06-18`
    pub issued_on: String,
    /// The last day on which it is valid.
    pub valid_through: String,
}

/// When a certificate issued at `issued_at` stops being valid: `months` after the beginning of that day.
///
/// Issued on 2026-06-18 for twelve months, it is good through 2027-06-17. Where the month has no such
/// day (2028-02-29), it is good through that month's last day.
pub fn valid_until(issued_at: Timestamp, months: u32, zone: Zone) -> Timestamp {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let offset = i64::from(zone.0) * 60_000;
    let midnight = Timestamp((issued_at.0 + offset).div_euclid(DAY) * DAY - offset);
    let end = zone.plus_months(midnight, months);
    let day_of_month = |at| zone.date(at).split_off("2026-06-".len());
    if day_of_month(end) == day_of_month(midnight) { end } else { end.plus_millis(DAY) }
}

#[cfg(test)]
pub(super) mod tests {
    use uuid::Uuid;

    use super::*;

    pub fn content() -> Content {
        let issued_at = Zone::CHINA.parse_input("2026-06-18T16:20").unwrap();
        Content {
            certificate: CertificateId(Uuid::from_u128(1)),
            number: Number::new("LA", 2026, "QY", 1873).unwrap(),
            title: "全员安全培训合格证".into(),
            org: OrgId(Uuid::from_u128(2)),
            enterprise: "莱安建设有限公司".into(),
            person: PersonId(Uuid::from_u128(3)),
            holder: "刘建国".into(),
            masked_id: "370***********1234".into(),
            post: "架子工".into(),
            programme: "新工人岗前安全培训".into(),
            course: Some(CourseId(Uuid::from_u128(4))),
            minutes: Minutes(24 * 45),
            attempt: AttemptId(Uuid::from_u128(5)),
            score: Points::whole(92),
            possible: Points::whole(100),
            pass_percent: 80,
            issued_at,
            valid_until: valid_until(issued_at, 12, Zone::CHINA),
            key: KeyId([0xa1, 0xb2, 0xc3, 0xd4]),
        }
    }

    /// Written down once: these bytes are under signatures that must hold for years.
    #[test]
    fn the_signed_bytes_never_change() {
        let bytes = content().canonical_bytes();
        insta::assert_snapshot!(String::from_utf8(bytes.clone()).unwrap(), @r#"{"form":"guben-certificate-1","content":{"certificate":"00000000-0000-0000-0000-000000000001","number":"LA-2026-QY-001873-L","title":"全员安全培训合格证","org":"00000000-0000-0000-0000-000000000002","enterprise":"莱安建设有限公司","person":"00000000-0000-0000-0000-000000000003","holder":"刘建国","masked_id":"370***********1234","post":"架子工","programme":"新工人岗前安全培训","course":"00000000-0000-0000-0000-000000000004","minutes":1080,"attempt":"00000000-0000-0000-0000-000000000005","score":9200,"possible":10000,"pass_percent":80,"issued_at":1781770800000,"valid_until":1813248000000,"key":"a1b2c3d4"}}"#);
        assert_eq!(Content::from_canonical_bytes(&bytes), Ok(content()));
    }

    #[test]
    fn the_same_facts_in_other_bytes_are_refused() {
        let text = String::from_utf8(content().canonical_bytes()).unwrap();
        let read = |text: &str| Content::from_canonical_bytes(text.as_bytes());
        assert_eq!(read(&text.replacen(',', ", ", 1)), Err(Unreadable::NotCanonical));
        assert_eq!(read(&text.replace("LA-2026", "la-2026")), Err(Unreadable::NotCanonical));
        assert_eq!(read(&text.replace("certificate-1", "certificate-2")), Err(Unreadable::Form));
        assert_eq!(read(&text.replace("\"post\"", "\"pots\"")), Err(Unreadable::Form));
        assert_eq!(read("{}"), Err(Unreadable::Form));
    }

    #[test]
    fn the_public_facts_are_masked() {
        let facts = content().facts(Zone::CHINA);
        let json = serde_json::to_string_pretty(&facts).unwrap();
        for private in ["建国", "1234", "92", "80"] {
            assert!(!json.contains(private), "{private} in {json}");
        }
        insta::assert_snapshot!(json, @r#"
        {
          "number": "LA-2026-QY-001873-L",
          "title": "全员安全培训合格证",
          "enterprise": "莱安建设有限公司",
          "holder": "刘**",
          "post": "架子工",
          "issued_on": "2026-06-18",
          "valid_through": "2027-06-17"
        }
        "#);
    }

    #[test]
    fn validity_ends_with_the_day_before_the_anniversary() {
        for (issued, months, last_day) in [
            ("2026-06-18T16:20", 12, "2027-06-17"),
            ("2026-06-18T00:00", 12, "2027-06-17"),
            ("2026-06-18T23:59", 36, "2029-06-17"),
            ("2026-01-01T08:00", 12, "2026-12-31"),
            ("2028-02-29T08:00", 12, "2029-02-28"),
            ("2026-08-31T08:00", 6, "2027-02-28"),
            ("2026-03-01T08:00", 12, "2027-02-28"),
        ] {
            let until = valid_until(Zone::CHINA.parse_input(issued).unwrap(), months, Zone::CHINA);
            assert_eq!(Zone::CHINA.second(until.plus_millis(-1)), format!("{last_day} 23:59:59"));
        }
    }
}
