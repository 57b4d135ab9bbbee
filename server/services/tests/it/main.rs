//! Use cases on real databases: SQLite always, PostgreSQL where `GUBEN_TEST_POSTGRES` names a server.

mod archive;
mod attempt;
mod bank;
mod course;
mod person;
mod report;
