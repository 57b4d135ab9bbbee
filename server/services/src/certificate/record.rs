use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::certificate::KeyId;
use serde::{Deserialize, Serialize};

/// The signed record as a file (`certificate.json`): all that somebody needs, beside the public key, to
/// check a certificate for themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// `domain::certificate::Content` in its canonical form. A text within the text, because the signature
    /// is over exactly these characters.
    pub content: String,
    /// Ed25519 over the UTF-8 of `content`; base64.
    pub signature: String,
    pub key: KeyId,
}

/// What a record inside another file begins with, so that it can be found there.
const MARK: &str = "guben-record-1:";

impl Record {
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("a record holds only texts")
    }

    /// One word that can stand among the keywords of a PDF.
    pub fn to_mark(&self) -> String {
        let json = serde_json::to_vec(self).expect("a record holds only texts");
        format!("{MARK}{}", URL_SAFE_NO_PAD.encode(json))
    }

    /// Looks for what [`Record::to_mark`] wrote, anywhere in a file.
    pub fn find_in(bytes: &[u8]) -> Option<Record> {
        let start = bytes.windows(MARK.len()).position(|window| window == MARK.as_bytes())? + MARK.len();
        let word =
            bytes[start..].split(|byte| !byte.is_ascii_alphanumeric() && !b"-_".contains(byte)).next()?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(word).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_in_the_middle_of_a_file() {
        let record = Record {
            content: "{\"holder\":\"刘建国\"}".into(),
            signature: "AA==".into(),
            key: KeyId([1, 2, 3, 4]),
        };
        let file = format!("%PDF-1.7 … <pdf:Keywords>{}</pdf:Keywords> …", record.to_mark());
        assert_eq!(Record::find_in(file.as_bytes()), Some(record));
        assert_eq!(Record::find_in(b"%PDF-1.7 guben-record-1:"), None);
        assert_eq!(Record::find_in(b"%PDF-1.7"), None);
    }
}
