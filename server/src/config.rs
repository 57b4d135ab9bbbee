//! Settings: a file, the environment, flags; the later one wins. A wrong one stops the start and is named.

use std::{net::SocketAddr, path::PathBuf};

use domain::time::Zone;
use serde::Deserialize;
use services::settings::{MailSettings, Settings};

/// Every setting with its meaning and its default. A test reads it back.
pub const ANNOTATED: &str = include_str!("../guben.toml");

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{path}: {error}")]
    File { path: String, error: String },
    #[error("{key} = {value:?}: {why}")]
    Value { key: &'static str, value: String, why: &'static str },
}

/// Settings as they can be given on the command line or in the environment.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Flags {
    /// A file of settings; `guben config` prints one.
    #[arg(long, env = "GUBEN_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub given: Given,
}

macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $env:literal;)*) => {
        /// What somebody has set, in a file or otherwise.
        #[derive(clap::Args, Clone, Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Given {
            $($(#[$doc])* #[arg(long, env = $env)] pub $name: Option<$type>,)*
        }

        impl Given {
            /// These settings, and those of `other` where these say nothing.
            fn or(self, other: Given) -> Given {
                Given { $($name: self.$name.or(other.$name),)* }
            }
        }
    };
}

settings! {
    /// The folder of everything: database, keys, files.
    data: PathBuf = "GUBEN_DATA";
    /// `sqlite:PATH` or `postgres://…`; SQLite in the data folder by default.
    database: String = "GUBEN_DATABASE";
    /// Address and port to listen on.
    listen: SocketAddr = "GUBEN_LISTEN";
    /// The address under which people reach the server; printed into QR codes and mails.
    public_url: String = "GUBEN_PUBLIC_URL";
    /// Local time's difference from UTC, in minutes; China is 480.
    zone_minutes: i16 = "GUBEN_ZONE_MINUTES";
    /// The folder of the bundled style, scripts and WASM.
    web: PathBuf = "GUBEN_WEB";
    /// A folder whose Typst files replace the built-in documents of the same name.
    templates: PathBuf = "GUBEN_TEMPLATES";
    /// `smtp://user:password@host:port` or `smtps://…`; without it, mail is only shown in the app.
    mail_server: String = "GUBEN_MAIL_SERVER";
    /// The sender's address of mails.
    mail_from: String = "GUBEN_MAIL_FROM";
    /// Password checks that may run at once.
    hash_workers: usize = "GUBEN_HASH_WORKERS";
    /// Largest upload, in MB.
    upload_limit_mb: usize = "GUBEN_UPLOAD_LIMIT_MB";
    /// Let demo accounts sign in from other machines. Their password is public.
    demo_from_anywhere: bool = "GUBEN_DEMO_FROM_ANYWHERE";
}

impl Flags {
    pub fn settings(self) -> Result<Settings, ConfigError> {
        let file = match &self.config {
            None => Given::default(),
            Some(path) => {
                let wrong = |error: &dyn std::fmt::Display| ConfigError::File {
                    path: path.display().to_string(),
                    error: error.to_string(),
                };
                let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
                toml::from_str(&text).map_err(|error| wrong(&error))?
            }
        };
        resolve(self.given.or(file))
    }
}

fn resolve(given: Given) -> Result<Settings, ConfigError> {
    let data = given.data.unwrap_or_else(|| PathBuf::from("data"));
    let listen = given.listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3000)));
    let database = match given.database {
        None => services::db::sqlite_url(&data.join("guben.sqlite")),
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => url,
        Some(url) => match url.strip_prefix("sqlite:") {
            Some(path) => services::db::sqlite_url(path.trim_start_matches("//").as_ref()),
            None => return Err(value("database", url, "must begin with sqlite: or postgres://")),
        },
    };
    let public_url = given.public_url.unwrap_or_else(|| format!("http://{listen}"));
    if !(public_url.starts_with("http://") || public_url.starts_with("https://")) {
        return Err(value("public_url", public_url, "must begin with http:// or https://"));
    }
    let zone_minutes = given.zone_minutes.unwrap_or(Zone::CHINA.0);
    if !(-12 * 60..=14 * 60).contains(&zone_minutes) {
        return Err(value("zone_minutes", zone_minutes.to_string(), "must lie between -720 and 840"));
    }
    let mail = match (given.mail_server, given.mail_from) {
        (None, _) => None,
        (Some(server), _) if !(server.starts_with("smtp://") || server.starts_with("smtps://")) => {
            return Err(value("mail_server", server, "must begin with smtp:// or smtps://"));
        }
        (Some(_), None) => return Err(value("mail_from", String::new(), "is needed with mail_server")),
        (Some(server), Some(from)) => Some(MailSettings { server, from }),
    };
    let hash_workers =
        given.hash_workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from));
    if hash_workers == 0 {
        return Err(value("hash_workers", "0".into(), "must be at least 1"));
    }
    let upload_limit_mb = given.upload_limit_mb.unwrap_or(app::answer::UPLOAD_LIMIT_MB as usize);
    if !(1..=1024).contains(&upload_limit_mb) {
        return Err(value("upload_limit_mb", upload_limit_mb.to_string(), "must lie between 1 and 1024"));
    }
    Ok(Settings {
        database,
        listen,
        public_url: public_url.trim_end_matches('/').to_owned(),
        zone: Zone(zone_minutes),
        web: given.web.unwrap_or_else(beside_the_program),
        templates: given.templates,
        mail,
        hash_workers,
        upload_limit: upload_limit_mb * 1024 * 1024,
        demo_from_anywhere: given.demo_from_anywhere.unwrap_or(false),
        data,
    })
}

fn value(key: &'static str, value: String, why: &'static str) -> ConfigError {
    ConfigError::Value { key, value, why }
}

fn beside_the_program() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program.parent().map(|folder| folder.join("web")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings, String> {
        let given: Given = toml::from_str(text).map_err(|error| error.to_string())?;
        resolve(given).map_err(|error| error.to_string())
    }

    #[test]
    fn the_printed_file_is_a_file_that_works_and_changes_nothing() {
        let printed = format!("{:?}", parse(ANNOTATED).unwrap());
        assert_eq!(printed, format!("{:?}", parse("").unwrap()));
        let uncommented: String = ANNOTATED
            .lines()
            .filter_map(|line| line.strip_prefix("# ").filter(|line| line.contains(" = ")))
            .collect::<Vec<_>>()
            .join("\n");
        parse(&uncommented).unwrap();
    }

    #[test]
    fn a_wrong_value_is_named() {
        for (text, key) in [
            ("listen = \"somewhere\"", "listen"),
            ("lisen = \"127.0.0.1:1\"", "lisen"),
            ("database = \"mysql://x\"", "database"),
            ("public_url = \"guben\"", "public_url"),
            ("mail_server = \"smtp://x\"", "mail_from"),
            ("zone_minutes = 9999", "zone_minutes"),
            ("hash_workers = 0", "hash_workers"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(key), "{text}: {error}");
        }
    }

    #[test]
    fn flags_win_over_the_file() {
        let file: Given = toml::from_str("zone_minutes = 60\nhash_workers = 3").unwrap();
        let flags = Given { zone_minutes: Some(120), ..Given::default() };
        let settings = resolve(flags.or(file)).unwrap();
        assert_eq!((settings.zone, settings.hash_workers), (Zone(120), 3));
    }
}
