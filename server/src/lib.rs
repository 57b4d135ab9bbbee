//! The server: wires the parts, starts and stops. No rule of the product lives here.

pub mod bank;
pub mod bench;
pub mod config;
pub mod router;
pub mod serve;
pub mod verify;
