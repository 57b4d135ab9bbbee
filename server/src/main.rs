//! `guben`: the server and its tools on the command line.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use server::{
    bank, bench,
    config::{self, Flags},
    serve, verify,
};

/// glibc's allocator keeps the 19 MiB of each password check in the arenas of its threads: 190 MB after a
/// hundred logins, where this one takes 80.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(
    name = "guben",
    version,
    about = "Guben 固本: training, exams and certificates that can be checked"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the product.
    Serve {
        #[command(flatten)]
        flags: Flags,
        /// Load the demo enterprise when it is not there yet, and print its accounts.
        #[arg(long)]
        demo: bool,
    },
    /// Print every setting with its meaning and default, as a file for `--config`.
    Config,
    /// Check a certificate without a network: a PDF, an exported record, or the text of its QR code.
    Verify {
        /// A file, or the text itself.
        what: String,
        /// The issuer's public key (`keys/signing.pub.pem`, also at `/verify/key`); may be given more than once.
        #[arg(long = "key", required = true)]
        keys: Vec<std::path::PathBuf>,
    },
    /// Question banks in files.
    Bank {
        #[command(subcommand)]
        command: bank::Command,
    },
    /// The audit chain.
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    /// Enterprises of this instance.
    Enterprise {
        #[command(subcommand)]
        command: Enterprise,
    },
    /// For the load generator: an enterprise with candidates and an open exam.
    #[command(hide = true)]
    BenchSeed {
        #[command(flatten)]
        flags: Flags,
        #[arg(long)]
        candidates: u32,
    },
    /// For the load generator: every attempt with the answers that are held.
    #[command(hide = true)]
    AttemptDump {
        #[command(flatten)]
        flags: Flags,
    },
}

#[derive(Subcommand)]
enum Audit {
    /// Walk the chains and hold every row of evidence against them; exits with 1 when anything was changed.
    Verify {
        #[command(flatten)]
        flags: Flags,
    },
}

#[derive(Subcommand)]
enum Enterprise {
    /// Make the first enterprise of a new instance; prints its administrator's one-time password.
    First {
        #[command(flatten)]
        flags: Flags,
        #[arg(long)]
        code: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        admin_number: String,
        #[arg(long)]
        admin_name: String,
    },
}

/// Threads that read files and do long work. Each keeps memory of its own once it has run, and a room that
/// opens the exam page in the same second would have hundreds of them; more than this no disk serves faster.
const BLOCKING_THREADS: usize = 16;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(run()),
        Err(error) => {
            eprintln!("guben: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("GUBEN_LOG")
                .unwrap_or_else(|_| "info,sqlx=warn,sea_orm_migration=warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let done = match Cli::parse().command {
        Command::Serve { flags, demo } => serve::run(flags, demo).await,
        Command::Config => {
            print!("{}", config::ANNOTATED);
            Ok(ExitCode::SUCCESS)
        }
        Command::Verify { what, keys } => verify::certificate(&what, &keys),
        Command::Bank { command } => bank::run(command).await,
        Command::Audit { command: Audit::Verify { flags } } => verify::audit(flags).await,
        Command::Enterprise {
            command: Enterprise::First { flags, code, name, admin_number, admin_name },
        } => serve::first_enterprise(flags, code, name, admin_number, admin_name).await,
        Command::BenchSeed { flags, candidates } => bench::seed(flags, candidates).await,
        Command::AttemptDump { flags } => bench::dump(flags).await,
    };
    done.unwrap_or_else(|error| {
        eprintln!("guben: {error}");
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_command_can_be_built() {
        Cli::command().debug_assert();
    }
}
