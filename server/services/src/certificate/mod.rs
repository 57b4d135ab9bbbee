//! Certificates: issued with the pass, signed, revoked with a reason, checked by anybody.
//!
//! The signed record is the certificate. PDF and QR code are pictures of it, made anew whenever somebody
//! asks. What became of a certificate is in its events, which are only ever appended:
//!
//! ```text
//! issued ──▶ revoked        expired is no event: it follows from the record and the time
//! ```

mod check;
mod issue;
pub mod offline;
mod print;
mod record;
mod register;
mod revoke;
mod store;

use domain::certificate::{Content, Status};

pub use check::{Checked, check, code_in, unreachable};
pub use formats::pdf::{CertificateLabels, CertificatePrint};
pub use issue::{Grounds, issue};
pub use print::{Printable, pdf, record};
pub use record::Record;
pub use register::{Detail, EventKind, EventView, Filter, List, PAGE, list, mine, of_person, show};
pub use revoke::{REASON_LIMIT, revoke};
pub(crate) use store::certified;

/// A certificate, and what it is worth at the time of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateView {
    pub content: Content,
    pub status: Status,
}
