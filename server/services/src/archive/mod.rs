//! The one-person-one-file archive (一人一档): everything that is kept about a person, and whether it is
//! still as it was written.
//!
//! One's own file is read freely. Looking at somebody else's is an act, which is written into the audit
//! chain before anything is shown ([`open_file`], [`open_attempt`]).

mod attempt;
mod file;
mod integrity;
pub mod print;
mod search;
mod store;

pub use attempt::{AttemptView, Judged, Keys, Question, Step};
pub use file::{PersonalFile, Purpose, my_attempt, my_file, open_attempt, open_file};
pub use integrity::{Head, Integrity};
pub use search::{Found, LIMIT, Search, find, find_by_document};
