//! What a safety manager and an auditor are told: how many of the roster are trained and have passed, who
//! is missing and why; and what the audit log says.
//!
//! The roster is the denominator: everybody who has not left, whether they have ever signed in or not.

mod coverage;
pub mod export;
mod log;
mod store;

pub use coverage::{Coverage, Filter, Group, Key, List, Named, SittingCoverage, coverage, names};
pub use domain::report::standing::{Missing, Standing};
pub use log::{LogFilter, LogLine, LogPage, PAGE, Traced, log, verify};
