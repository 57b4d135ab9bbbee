//! The server as a process: started, watched and killed.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use serde::Deserialize;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use crate::{database::OwnDatabase, fault::Fault, ledger::Kept};

/// How long a start may take: a debug build that brings a long journal back after a kill.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// Linux counts processor time for user space in hundredths of a second (`USER_HZ`), on every machine.
const TICK: Duration = Duration::from_millis(10);

/// A program with a fresh data folder, and a fresh database where it is not in the folder.
pub struct Installation {
    program: PathBuf,
    web: PathBuf,
    folder: TempDir,
    database: Option<OwnDatabase>,
}

/// What `guben bench-seed` made.
#[derive(Deserialize)]
pub struct Seeded {
    pub sitting: String,
    pub password: String,
}

/// A running server. It ends with this value.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
}

impl Installation {
    pub async fn new(program: &Path, web: &Path, postgres: Option<&str>) -> Result<Installation, Fault> {
        let database = match postgres {
            Some(url) => Some(OwnDatabase::create(url).await?),
            None => None,
        };
        let folder = tempfile::Builder::new().prefix("guben-load-").tempdir()?;
        Ok(Installation { program: program.to_owned(), web: web.to_owned(), folder, database })
    }

    pub fn engine(&self) -> &'static str {
        if self.database.is_some() { "PostgreSQL" } else { "SQLite" }
    }

    /// Makes an enterprise with workers, a blueprint of 60 questions and an open sitting.
    pub async fn seed(&self, candidates: u32) -> Result<Seeded, Fault> {
        let output = self.output(&["bench-seed", "--candidates", &candidates.to_string()]).await?;
        let last = output.trim_end().lines().last().unwrap_or_default();
        serde_json::from_str(last).map_err(|error| Fault::unreadable("output of bench-seed", error))
    }

    /// What the database holds.
    pub async fn dump(&self) -> Result<Vec<Kept>, Fault> {
        let output = self.output(&["attempt-dump"]).await?;
        let attempts = output.lines().filter(|line| line.starts_with('{')).map(serde_json::from_str);
        attempts.collect::<Result<_, _>>().map_err(|error| Fault::unreadable("output of attempt-dump", error))
    }

    /// Starts a server on the folder, and waits until it says where it listens.
    pub async fn start(&self) -> Result<Server, Fault> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log_file())?;
        let mut process = self
            .command(&["serve"])
            .env("GUBEN_LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|error| self.fault("serve", error))?;
        let Some(output) = process.stdout.take() else { return Err(self.fault("serve", "no output")) };
        let mut lines = BufReader::new(output).lines();
        let told = async {
            while let Some(line) = lines.next_line().await? {
                if let Some(address) = address(&line) {
                    return Ok(address);
                }
            }
            Err(self.fault("serve", "ended before it listened"))
        };
        let within = STARTS_WITHIN;
        let address = tokio::time::timeout(within, told).await;
        let address = address.map_err(|_| Fault::NotServing { what: "start", within })??;
        // A full pipe would stop the server.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Server { process, address })
    }

    /// The end of what the server complained about.
    pub fn log(&self) -> String {
        let log = std::fs::read_to_string(self.log_file()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    pub async fn remove(self) -> Result<(), Fault> {
        if let Some(database) = self.database {
            database.remove().await?;
        }
        Ok(self.folder.close()?)
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    async fn output(&self, arguments: &[&str]) -> Result<String, Fault> {
        let output = self.command(arguments).stderr(Stdio::piped()).output().await;
        let output = output.map_err(|error| self.fault(&arguments.join(" "), error))?;
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr);
            return Err(self.fault(&arguments.join(" "), format!("{}: {complaint}", output.status)));
        }
        String::from_utf8(output.stdout).map_err(|error| Fault::unreadable(arguments.join(" "), error))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env("GUBEN_DATA", self.folder.path().join("data"))
            .env("GUBEN_WEB", &self.web);
        match &self.database {
            Some(database) => command.env("GUBEN_DATABASE", &database.url),
            None => command.env_remove("GUBEN_DATABASE"),
        };
        command.stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    fn fault(&self, arguments: &str, error: impl ToString) -> Fault {
        Fault::Program {
            program: self.program.display().to_string(),
            arguments: arguments.into(),
            error: error.to_string(),
        }
    }
}

impl Server {
    /// Processor time used so far, of all threads, in user and kernel space.
    pub fn cpu(&self) -> Result<Duration, Fault> {
        let stat = self.proc("stat")?;
        cpu(&stat).ok_or_else(|| Fault::unreadable("/proc/…/stat", stat))
    }

    /// The most memory that was resident at once, in bytes.
    pub fn peak_memory(&self) -> Result<u64, Fault> {
        let status = self.proc("status")?;
        peak_memory(&status).ok_or_else(|| Fault::unreadable("/proc/…/status", status))
    }

    /// Ends the process as a power cut would (SIGKILL), and returns when it is gone.
    pub async fn kill(mut self) -> Result<(), Fault> {
        Ok(self.process.kill().await?)
    }

    fn proc(&self, file: &str) -> Result<String, Fault> {
        let id =
            self.process.id().ok_or_else(|| Fault::unreadable("the server's process", "it has ended"))?;
        Ok(std::fs::read_to_string(format!("/proc/{id}/{file}"))?)
    }
}

fn address(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://127.0.0.1:")?;
    let port = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
    Some(SocketAddr::from(([127, 0, 0, 1], port.parse().ok()?)))
}

/// Fields 14 (`utime`) and 15 (`stime`) of `/proc/PID/stat`; the name before them may hold spaces.
fn cpu(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: Vec<u32> =
        fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    (ticks.len() == 2).then(|| TICK * ticks.iter().sum::<u32>())
}

fn peak_memory(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_servers_words() {
        assert_eq!(address("Guben: http://127.0.0.1:40213/ (demo)"), Some(([127, 0, 0, 1], 40213).into()));
        assert_eq!(address("loading the demo"), None);
    }

    #[test]
    fn user_and_kernel_time_are_added() {
        let stat = "77 (a (b) c) S 1 77 77 0 -1 4194560 900 0 0 0 150 25 0 0 20 0 4 0 100 1 2 3";
        assert_eq!(cpu(stat), Some(Duration::from_millis(1750)));
        assert_eq!(cpu("77 (cut) S 1"), None);
    }

    #[test]
    fn peak_memory_is_in_bytes() {
        assert_eq!(peak_memory("Name:\tguben\nVmHWM:\t  1024 kB\nVmRSS:\t 512 kB\n"), Some(1024 * 1024));
    }
}
