//! What the operator decides, read once at start and passed down by value.

use std::{net::SocketAddr, path::PathBuf};

use domain::time::Zone;

#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder that holds everything: database, keys, files.
    pub data: PathBuf,
    /// `sqlite:` or `postgres:` address of the database.
    pub database: String,
    pub listen: SocketAddr,
    /// Where people reach this server, without a slash at the end: printed into QR codes and mails.
    pub public_url: String,
    pub zone: Zone,
    /// The folder with the bundled styles, scripts and WASM.
    pub web: PathBuf,
    /// A folder whose Typst files replace the built-in documents of the same name.
    pub templates: Option<PathBuf>,
    pub mail: Option<MailSettings>,
    /// Password checks that may run at once; each takes 19 MiB and a core for some 20 ms.
    pub hash_workers: usize,
    /// Largest file that may be uploaded, in bytes.
    pub upload_limit: usize,
    /// Whether demo accounts may sign in from other machines.
    pub demo_from_anywhere: bool,
}

#[derive(Clone, Debug)]
pub struct MailSettings {
    /// `smtp://user:password@host:port` or `smtps://…`.
    pub server: String,
    pub from: String,
}
