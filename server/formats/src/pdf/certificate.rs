use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A training pass (全员安全培训合格证) as it is printed.
///
/// It is a picture of the signed record, not the proof: that is behind the QR code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificatePrint {
    /// BCP 47: `zh-CN`, `en`.
    pub language: String,
    pub labels: CertificateLabels,
    /// The instant of issue. It becomes the PDF's date, so that a reprint is the same file.
    pub made_at: Timestamp,
    /// What the certificate is called.
    pub title: String,
    pub enterprise: String,
    pub holder: String,
    /// The number of the holder's identity document with its middle masked.
    pub masked_id: String,
    /// The sentence that certifies.
    pub statement: String,
    pub post: String,
    pub programme: String,
    pub hours: String,
    pub score: String,
    pub number: String,
    pub issued_on: String,
    pub valid_until: String,
    pub signer: String,
    /// Where anybody can check the certificate, for those who type.
    pub verify_at: String,
    /// What the QR code holds.
    pub qr: String,
    /// SHA-256 of the signed content, in hexadecimal.
    pub fingerprint: String,
    /// The key that signed it.
    pub key_id: String,
    /// The signed record itself as one word of ASCII. It becomes the PDF's keyword, where a program finds it
    /// whatever the template looks like.
    pub record: String,
    /// Printed large across the page when the certificate is no longer good: 已吊销.
    #[serde(default)]
    pub overprint: Option<String>,
}

/// The words around the facts of a [`CertificatePrint`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateLabels {
    pub masked_id: String,
    pub post: String,
    pub programme: String,
    pub hours: String,
    pub score: String,
    pub number: String,
    pub issued_on: String,
    pub valid_until: String,
    /// 发证单位
    pub issuer: String,
    /// 签发人
    pub signer: String,
    /// What stands in the circle for the red stamp.
    pub seal: String,
    /// How to check: a line above the address.
    pub verify: String,
    /// What the QR code is, for those who hear the page.
    pub qr: String,
    pub fingerprint: String,
    pub key_id: String,
}
