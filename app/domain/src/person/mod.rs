//! People: how they sign in, what they may do, and what others may see of them.

pub mod access;
pub mod name;
pub mod national_id;
pub mod password;
pub mod roster;
pub mod throttle;
