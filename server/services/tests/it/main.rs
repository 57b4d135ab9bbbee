//! Use cases on real databases: SQLite always, PostgreSQL where `GUBEN_TEST_POSTGRES` names a server.
#![allow(clippy::unwrap_used)]

mod analysis;
mod archive;
mod attempt;
mod bank;
mod certificate;
mod course;
mod desk;
mod editor;
mod finding;
mod life;
mod marking;
mod notice;
mod person;
mod proctor;
mod report;
