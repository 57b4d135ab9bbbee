#[path = "it/bank.rs"]
mod bank;
