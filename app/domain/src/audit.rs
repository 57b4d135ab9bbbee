//! The audit log: a chain in which no link can be changed, added or taken away unseen.
//!
//! Every change of evidence appends an entry with the digest of the row as it stands after the change.
//! Each entry's hash covers the hash before it, so an edit anywhere breaks every later link; and a row
//! that was changed without an entry no longer matches its newest digest.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::time::Timestamp;

/// A SHA-256 value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// What stands before the first entry of a chain.
    pub const ZERO: Digest = Digest([0; 32]);

    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of a row: its fields as JSON, in the order of their names.
    pub fn of_row(row: &serde_json::Value) -> Self {
        Self::of(row.to_string().as_bytes())
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

/// What is written down about one change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The enterprise whose chain this is.
    pub org: String,
    /// From 1, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    /// The person who did it; empty when the server did by itself.
    pub actor: String,
    /// What was done, in a word: `attempt.answer`, `certificate.revoke`.
    pub action: String,
    /// Which table and which row.
    pub subject: String,
    pub key: String,
    /// [`Digest::of_row`] of the row as the change found it; empty for a new row. It has to be the digest that
    /// the row's entry before left: an edit behind our back shows even after the row was changed again.
    pub before: String,
    /// [`Digest::of_row`] of the row after the change, in hexadecimal.
    pub digest: String,
}

impl Entry {
    /// The hash of this entry after an entry with the hash `previous`.
    pub fn link(&self, previous: &str) -> String {
        let mut hash = Sha256::new();
        let at = self.at.0.to_string();
        let seq = self.seq.to_string();
        let fields = [
            previous,
            &self.org,
            &seq,
            &at,
            &self.actor,
            &self.action,
            &self.subject,
            &self.key,
            &self.before,
            &self.digest,
        ];
        for field in fields {
            // The length keeps one field from flowing into the next.
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field.as_bytes());
        }
        Digest(hash.finalize().into()).to_string()
    }
}

/// What `guben audit verify` finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// An entry is missing, or one was added.
    Gap {
        expected: i64,
        found: i64,
    },
    /// The entry was changed after it was written.
    EntryChanged {
        seq: i64,
    },
    /// The newest hash is not the one that was kept apart: the end of the chain was cut off.
    EndMissing {
        expected: i64,
        found: i64,
    },
    RowChanged {
        subject: String,
        key: String,
        seq: i64,
    },
    RowMissing {
        subject: String,
        key: String,
        seq: i64,
    },
    /// A row that no entry speaks of.
    RowUnknown {
        subject: String,
        key: String,
    },
    /// A current row that its events do not lead to.
    NotReplayable {
        subject: String,
        key: String,
    },
}

/// Walks a chain from the front.
#[derive(Debug)]
pub struct Walk {
    pub seq: i64,
    pub hash: String,
}

impl Default for Walk {
    fn default() -> Self {
        Self { seq: 0, hash: Digest::ZERO.to_string() }
    }
}

impl Walk {
    /// Checks the next entry against the hash stored with it.
    pub fn step(&mut self, entry: &Entry, stored_hash: &str) -> Result<(), Fault> {
        let expected = self.seq + 1;
        let gap = entry.seq != expected;
        let intact = entry.link(&self.hash) == stored_hash;
        self.seq = entry.seq;
        self.hash = stored_hash.to_owned();
        match (gap, intact) {
            (true, _) => Err(Fault::Gap { expected, found: entry.seq }),
            (false, false) => Err(Fault::EntryChanged { seq: entry.seq }),
            (false, true) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(seq: i64) -> Entry {
        Entry {
            org: "org".into(),
            seq,
            at: Timestamp(seq * 10),
            actor: "somebody".into(),
            action: "attempt.answer".into(),
            subject: "answer".into(),
            key: format!("a/{seq}"),
            before: String::new(),
            digest: Digest::of(&seq.to_be_bytes()).to_string(),
        }
    }

    fn chain(length: i64) -> Vec<(Entry, String)> {
        let mut hash = Digest::ZERO.to_string();
        (1..=length)
            .map(|seq| {
                hash = entry(seq).link(&hash);
                (entry(seq), hash.clone())
            })
            .collect()
    }

    fn faults(chain: &[(Entry, String)]) -> Vec<Fault> {
        let mut walk = Walk::default();
        chain.iter().filter_map(|(entry, hash)| walk.step(entry, hash).err()).collect()
    }

    #[test]
    fn a_chain_as_written_is_whole() {
        assert_eq!(faults(&chain(5)), []);
    }

    #[test]
    fn a_changed_entry_is_named() {
        let mut chain = chain(5);
        chain[2].0.actor = "nobody".into();
        assert_eq!(faults(&chain), [Fault::EntryChanged { seq: 3 }]);
    }

    #[test]
    fn a_missing_entry_is_named() {
        let mut chain = chain(5);
        chain.remove(2);
        assert_eq!(faults(&chain), [Fault::Gap { expected: 3, found: 4 }]);
    }

    #[test]
    fn fields_do_not_flow_into_each_other() {
        let (mut a, mut b) = (entry(1), entry(1));
        (a.subject, a.key) = ("ab".into(), "c".into());
        (b.subject, b.key) = ("a".into(), "bc".into());
        assert_ne!(a.link(""), b.link(""));
    }
}
