//! Drives a real server over HTTP, as browsers do.
//!
//! `load bench` measures a roomful of candidates; `load kill` ends the server at random moments and checks
//! that nothing it has acknowledged is lost. Both use a data folder of their own and this machine's
//! loopback alone.

mod bench;
mod candidate;
mod client;
mod database;
mod fault;
mod figure;
mod kill;
mod ledger;
mod page;
mod phase;
mod server;
mod table;
mod times;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::{fault::Fault, server::Installation};

#[derive(Parser)]
#[command(about = "Drives a real Guben server over HTTP")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures starts, saves and hand-ins of many candidates, and the server's share of the machine.
    Bench {
        #[command(flatten)]
        target: Target,
        #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=5000))]
        candidates: u32,
    },
    /// Kills the server while candidates save, and looks for what is missing afterwards.
    Kill {
        #[command(flatten)]
        target: Target,
        #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=5000))]
        candidates: u32,
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
        kills: u32,
        /// Chooses the moments and the answers; printed, so that a run can be made again.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

/// The server to drive.
#[derive(Args)]
struct Target {
    /// The program `guben`.
    #[arg(long, env = "GUBEN_BIN")]
    server: PathBuf,
    /// The folder with the bundled styles, scripts and WASM.
    #[arg(long, env = "GUBEN_WEB")]
    web: PathBuf,
    /// Address of a PostgreSQL server, on which a database is made and removed again; SQLite without it.
    #[arg(long)]
    database: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("load: {fault}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, Fault> {
    let (Command::Bench { target, .. } | Command::Kill { target, .. }) = &command;
    let installation = Installation::new(&target.server, &target.web, target.database.as_deref()).await?;
    let work = async {
        match &command {
            Command::Bench { candidates, .. } => bench::run(&installation, *candidates).await,
            Command::Kill { candidates, kills, seed, .. } => {
                kill::run(&installation, *candidates, *kills, *seed).await
            }
        }
    };
    let result = tokio::select! {
        result = work => result,
        _ = tokio::signal::ctrl_c() => Err(Fault::Interrupted),
    };
    if let (Err(_), Command::Kill { kills, .. }) = (&result, &command) {
        println!("kill: 0 passed, {kills} failed");
    }
    let complaints = if result.is_err() { installation.log() } else { String::new() };
    installation.remove().await?;
    if !complaints.is_empty() {
        eprintln!("The server's last words:\n{complaints}");
    }
    result
}
