//! People: who works where, who may do what, and how they sign in.
//!
//! Every person is a worker of the unit that they belong to; further roles are granted over a unit and
//! everything below it. Whoever has left keeps their file and loses their account.

mod account;
mod card;
mod check;
pub mod enterprise;
pub mod errand;
pub mod grant;
pub mod import;
pub mod login;
pub mod password;
pub mod post;
pub mod roster;
pub mod session;
mod store;
mod throttle;
pub mod unit;

pub use account::{
    Issued, OneTime, Waiting, change_password, issue_passwords, reset_password, set_password,
    without_password,
};
pub use card::{Card, card, choose};
pub use roster::id_hash;
