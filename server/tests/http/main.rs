//! The product through its doors: real requests to the real router, over real databases.
//!
//! SQLite always, PostgreSQL where `GUBEN_TEST_POSTGRES` names a server.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod bad_input;
mod bank_export;
mod browser;
mod delivery;
mod finding;
mod firm;
mod forgery;
mod leaks;
mod links;
mod other_enterprise;
mod permissions;
mod signing_in;
mod time;
