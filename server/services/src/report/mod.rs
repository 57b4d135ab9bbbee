//! What a safety manager and an auditor are told: how many of the roster are trained and have passed, who
//! is missing and why; what a sitting says about its questions; and what the audit log says.
//!
//! The roster is the denominator: everybody who has not left, whether they have ever signed in or not.

mod analysis;
mod coverage;
pub mod export;
mod log;
mod store;

pub use analysis::{Analysed, Question, SittingAnalysis, analysis};
pub use coverage::{Coverage, Filter, Group, Key, List, Named, SittingCoverage, coverage, names};
pub use domain::report::standing::{Missing, Standing};
pub use log::{LogFilter, LogLine, LogPage, PAGE, Traced, log, verify};
