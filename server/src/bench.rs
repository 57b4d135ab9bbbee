//! What the load generator asks of the program: a full exam hall, and what was really kept.

use std::process::ExitCode;

use services::{clock, demo::hall};

use crate::{
    config::Flags,
    serve::{self, Error},
};

/// Makes an enterprise with `candidates` workers and an open exam. Prints one line of JSON.
pub async fn seed(flags: Flags, candidates: u32) -> Result<ExitCode, Error> {
    let guben = serve::open(flags).await?;
    println!("{}", serde_json::to_string(&hall::seat(&guben, candidates, clock::now()).await?)?);
    Ok(ExitCode::SUCCESS)
}

/// Prints each attempt that has begun, as a line of JSON.
pub async fn dump(flags: Flags) -> Result<ExitCode, Error> {
    let guben = serve::open(flags).await?;
    for kept in hall::kept(&guben).await? {
        println!("{}", serde_json::to_string(&kept)?);
    }
    Ok(ExitCode::SUCCESS)
}
