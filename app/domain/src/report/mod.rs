//! What is counted over the roster.

pub mod standing;
