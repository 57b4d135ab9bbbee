//! Exams: how papers are made (blueprints), and who sits them when (sittings).

pub mod blueprint;
pub mod sitting;
pub(crate) mod store;
