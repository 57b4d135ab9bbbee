//! What the product does.
//!
//! One public function is one use case is one transaction, read from the top down: authorise, load,
//! decide (in `domain`), store, audit, tell, commit. Each feature has its `store.rs`, the only place that
//! knows the columns.

pub mod archive;
pub mod attempt;
pub mod audit;
pub mod bank;
pub mod blob;
pub mod certificate;
pub mod clock;
pub mod course;
pub mod ctx;
pub mod db;
pub mod demo;
pub mod exam;
pub mod failure;
pub mod jobs;
pub mod keys;
pub mod media;
pub mod notice;
pub mod person;
pub mod report;
pub mod settings;

pub use ctx::{Ctx, Guben};
pub use failure::{Failure, Refusal, Result};
