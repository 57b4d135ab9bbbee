//! Whether the rows of one person are as they were written.
//!
//! A walk of the whole chain takes too long for every look at a file. Here each row of the person is held
//! against the newest digest that the chain has for it, each of those entries against the entry before
//! it, and each attempt against its events. A row that was deleted altogether leaves nothing to find here;
//! the walk (`audit::verify`) finds it.

use std::collections::{HashMap, HashSet};

use domain::{
    attempt::{Attempt, Event, State},
    audit::{Digest, Fault, Walk},
    id::{OrgId, PersonId},
};
use entities::{
    answer, attempt, attempt_event, audit_entry, candidate, certificate, certificate_event, paper, person,
    role_grant, study,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ModelTrait, QueryFilter,
    prelude::Uuid,
    sea_query::{Expr, ExprTrait as _},
};

use super::store;
use crate::{
    audit::{self, key},
    db::Db,
    failure::Result,
};

/// What the chain says about one person's rows.
#[derive(Clone, Debug)]
pub struct Integrity {
    /// Rows that were checked.
    pub rows: usize,
    /// Entries of the chain about them.
    pub entries: usize,
    /// How often somebody else has opened or printed this file.
    pub looks: usize,
    /// The newest entry of the enterprise's chain.
    pub head: Head,
    /// Nothing when all is as it was written.
    pub faults: Vec<Fault>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: String,
}

/// Keys in one query: far below what either database binds.
const CHUNK: usize = 500;

pub(super) async fn check(db: &Db, org: OrgId, person: PersonId) -> Result<Integrity> {
    let head = audit::head(db, org.0).await?;
    let conn = store::snapshot(db).await?;
    let mut check = Check { conn: &conn, org: org.0, rows: HashMap::new(), faults: Vec::new() };
    let p = person.0;
    check.rows::<person::Entity>(person::Column::Id.eq(p)).await?;
    check.rows::<role_grant::Entity>(role_grant::Column::PersonId.eq(p)).await?;
    check.rows::<study::Entity>(study::Column::PersonId.eq(p)).await?;
    check.rows::<candidate::Entity>(candidate::Column::PersonId.eq(p)).await?;
    let attempts = check.rows::<attempt::Entity>(attempt::Column::PersonId.eq(p)).await?;
    for row in &attempts {
        check.rows::<paper::Entity>(paper::Column::AttemptId.eq(row.id)).await?;
        let events = check.rows::<attempt_event::Entity>(attempt_event::Column::AttemptId.eq(row.id)).await?;
        check.replay(row, events);
        check.rows::<answer::Entity>(answer::Column::AttemptId.eq(row.id)).await?;
    }
    for row in check.rows::<certificate::Entity>(certificate::Column::PersonId.eq(p)).await? {
        let of = certificate_event::Column::CertificateId.eq(row.id);
        check.rows::<certificate_event::Entity>(of).await?;
    }
    let entries = check.entries().await?;
    check.compare(&entries);
    check.links(&entries).await?;
    Ok(Integrity {
        rows: check.rows.values().map(Vec::len).sum(),
        entries: entries.len(),
        looks: entries.iter().filter(|entry| entry.action.starts_with("file.")).count(),
        head: Head { seq: head.seq, hash: head.hash },
        faults: check.faults,
    })
}

struct Check<'a, C> {
    conn: &'a C,
    org: Uuid,
    /// By table: keys and digests as they are now.
    rows: HashMap<&'static str, Vec<(String, String)>>,
    faults: Vec<Fault>,
}

impl<C: ConnectionTrait> Check<'_, C> {
    /// Reads rows and keeps their digests.
    async fn rows<E>(&mut self, of: Expr) -> Result<Vec<E::Model>>
    where
        E: EntityTrait,
        E::Model: ModelTrait<Entity = E> + serde::Serialize + Sync,
    {
        let found = E::find().filter(of).all(self.conn).await?;
        let kept = self.rows.entry(E::default().table_name()).or_default();
        for row in &found {
            kept.push((key(row), Digest::of_row(&serde_json::to_value(row)?).to_string()));
        }
        Ok(found)
    }

    /// Whether an attempt's row is what its events lead to.
    fn replay(&mut self, row: &attempt::Model, mut events: Vec<attempt_event::Model>) {
        events.sort_by_key(|event| event.seq);
        let events: Result<Vec<Event>, _> =
            events.iter().map(|event| serde_json::from_str(&event.event)).collect();
        let replayed = events.ok().map(|events| Attempt::replay(events).state);
        if replayed.is_none() || replayed != serde_json::from_str::<State>(&row.state).ok() {
            self.faults.push(Fault::NotReplayable { subject: "attempt".into(), key: row.id.to_string() });
        }
    }

    /// Every entry about these rows, in the order of the chain.
    async fn entries(&self) -> Result<Vec<audit_entry::Model>> {
        let mut entries = Vec::new();
        for (subject, rows) in &self.rows {
            for some in rows.chunks(CHUNK) {
                let about = audit_entry::Column::OrgId
                    .eq(self.org)
                    .and(audit_entry::Column::Subject.eq(*subject))
                    .and(audit_entry::Column::Key.is_in(some.iter().map(|(key, _)| key.as_str())));
                entries.extend(audit_entry::Entity::find().filter(about).all(self.conn).await?);
            }
        }
        entries.sort_by_key(|entry| entry.seq);
        Ok(entries)
    }

    /// Holds every row against its newest digest.
    fn compare(&mut self, entries: &[audit_entry::Model]) {
        let with_digest = entries.iter().filter(|entry| !entry.digest.is_empty());
        let newest: HashMap<(&str, &str), &audit_entry::Model> =
            with_digest.map(|entry| ((entry.subject.as_str(), entry.key.as_str()), entry)).collect();
        for (subject, rows) in &self.rows {
            for (key, digest) in rows {
                let noted = newest.get(&(*subject, key.as_str()));
                let (subject, key) = ((*subject).to_owned(), key.clone());
                match noted {
                    Some(entry) if entry.digest == *digest => {}
                    Some(entry) => self.faults.push(Fault::RowChanged { subject, key, seq: entry.seq }),
                    None => self.faults.push(Fault::RowUnknown { subject, key }),
                }
            }
        }
    }

    /// Holds every entry against the hash of the entry before it.
    async fn links(&mut self, entries: &[audit_entry::Model]) -> Result<()> {
        let mut hashes: HashMap<i64, String> = HashMap::from([(0, Walk::default().hash)]);
        hashes.extend(entries.iter().map(|entry| (entry.seq, entry.hash.clone())));
        let before: HashSet<i64> = entries.iter().map(|entry| entry.seq - 1).collect();
        let wanted: Vec<i64> = before.into_iter().filter(|seq| !hashes.contains_key(seq)).collect();
        for some in wanted.chunks(CHUNK) {
            let these = audit_entry::Column::OrgId
                .eq(self.org)
                .and(audit_entry::Column::Seq.is_in(some.iter().copied()));
            let found = audit_entry::Entity::find().filter(these).all(self.conn).await?;
            hashes.extend(found.into_iter().map(|entry| (entry.seq, entry.hash)));
        }
        for row in entries {
            match hashes.get(&(row.seq - 1)) {
                Some(previous) if audit::entry(row).link(previous) == row.hash => {}
                Some(_) => self.faults.push(Fault::EntryChanged { seq: row.seq }),
                None => self.faults.push(Fault::Gap { expected: row.seq - 1, found: row.seq }),
            }
        }
        Ok(())
    }
}
