//! What has not reached the server yet, kept on the device: it survives a reload and an empty battery.

use domain::{attempt::room::Draft, id::AttemptId};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct Journal {
    pub drafts: Vec<Draft>,
    pub flags: Vec<u16>,
}

/// Private windows may have no storage; the exam goes on without it.
fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn key(attempt: AttemptId) -> String {
    format!("guben.attempt.{attempt}")
}

pub fn read(attempt: AttemptId) -> Journal {
    let text = storage().and_then(|storage| storage.get_item(&key(attempt)).ok().flatten());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

pub fn write(attempt: AttemptId, journal: &Journal) {
    let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(journal)) else { return };
    // A full storage is no reason to stop: the answer is on its way to the server.
    let _ = storage.set_item(&key(attempt), &text);
}

pub fn forget(attempt: AttemptId) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(attempt));
    }
}
