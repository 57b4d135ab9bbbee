//! The audit chain of each enterprise: appended by every commit that changes evidence, checked on demand.

use std::collections::{BTreeMap, HashMap};

use domain::{
    audit::{Digest, Entry, Fault, Walk},
    time::Timestamp,
};
use entities::{audit_entry, audit_head};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityName, EntityTrait, ExprTrait as _, IntoActiveModel, Iterable,
    ModelTrait, PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid,
    sea_query::OnConflict,
};

use crate::{
    db::{Db, Stamp},
    failure::{Failure, Result},
};

mod verify;

pub use verify::{Finding, verify, verify_all};

/// A change of evidence that waits for its place in the chain.
#[derive(Debug)]
pub struct Change {
    org: Uuid,
    at: Timestamp,
    actor: String,
    action: &'static str,
    subject: String,
    key: String,
    before: String,
    digest: String,
}

impl Change {
    /// # Errors
    /// When the row belongs to no enterprise, so that there is no chain for it.
    pub fn of<M: ModelTrait + serde::Serialize>(
        stamp: Stamp,
        action: &'static str,
        row: &M,
    ) -> Result<Change> {
        let json = serde_json::to_value(row)?;
        let org = json.get("org_id").or_else(|| json.get("id")).and_then(|id| id.as_str());
        let org = org.and_then(|id| id.parse().ok());
        Ok(Change {
            org: org.ok_or_else(|| Failure::Internal(format!("{action}: evidence without an enterprise")))?,
            at: stamp.now,
            actor: stamp.actor.map(|person| person.to_string()).unwrap_or_default(),
            action,
            subject: M::Entity::default().table_name().to_owned(),
            key: key(row),
            before: String::new(),
            digest: Digest::of_row(&json).to_string(),
        })
    }

    /// The change of a row that was found as `before`.
    pub fn after<M: ModelTrait + serde::Serialize>(mut self, before: &M) -> Result<Change> {
        self.before = Digest::of_row(&serde_json::to_value(before)?).to_string();
        Ok(self)
    }

    /// Something that left its row as it was, such as looking at it. The entry carries no digest, so that it
    /// says nothing about the row: what somebody changed behind our back stays found.
    pub fn without_row(stamp: Stamp, action: &'static str, org: Uuid, subject: &str, key: String) -> Change {
        Change {
            org,
            at: stamp.now,
            actor: stamp.actor.map(|person| person.to_string()).unwrap_or_default(),
            action,
            subject: subject.to_owned(),
            key,
            before: String::new(),
            digest: String::new(),
        }
    }
}

/// The primary key of a row as text, its parts joined by `/`.
pub fn key<M: ModelTrait>(row: &M) -> String {
    type Key<M> = <<M as ModelTrait>::Entity as EntityTrait>::PrimaryKey;
    let parts = <Key<M>>::iter().map(|key| match row.get(key.into_column()) {
        sea_orm::Value::Uuid(Some(id)) => id.to_string(),
        sea_orm::Value::String(Some(text)) => text.to_string(),
        sea_orm::Value::Int(Some(number)) => number.to_string(),
        sea_orm::Value::BigInt(Some(number)) => number.to_string(),
        other => format!("{other:?}"),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Appends to the chains of the enterprises concerned, inside the transaction that made the changes.
///
/// Enterprises are taken in the order of their ids, so that two servers can't wait for each other.
pub async fn append(conn: &DatabaseTransaction, changes: Vec<Change>) -> Result<()> {
    let mut by_org: BTreeMap<Uuid, Vec<Change>> = BTreeMap::new();
    for change in changes {
        by_org.entry(change.org).or_default().push(change);
    }
    for (org, changes) in by_org {
        let head = audit_head::Entity::find_by_id(org).lock_exclusive().one(conn).await?;
        let mut walk = head.map(|head| Walk { seq: head.seq, hash: head.hash }).unwrap_or_default();
        let rows: Vec<_> = changes.into_iter().map(|change| link(&mut walk, change)).collect();
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some = rows.by_ref().take(1000).map(IntoActiveModel::into_active_model);
            audit_entry::Entity::insert_many(some).exec_without_returning(conn).await?;
        }
        let head = audit_head::Model { org_id: org, seq: walk.seq, hash: walk.hash };
        let renew = OnConflict::column(audit_head::Column::OrgId)
            .update_columns([audit_head::Column::Seq, audit_head::Column::Hash])
            .to_owned();
        audit_head::Entity::insert(head.into_active_model())
            .on_conflict(renew)
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

fn link(walk: &mut Walk, change: Change) -> audit_entry::Model {
    walk.seq += 1;
    let entry = Entry {
        org: change.org.to_string(),
        seq: walk.seq,
        at: change.at,
        actor: change.actor,
        action: change.action.to_owned(),
        subject: change.subject,
        key: change.key,
        before: change.before,
        digest: change.digest,
    };
    walk.hash = entry.link(&walk.hash);
    audit_entry::Model {
        org_id: change.org,
        seq: entry.seq,
        at: entry.at.0,
        actor: entry.actor,
        action: entry.action,
        subject: entry.subject,
        key: entry.key,
        before: entry.before,
        digest: entry.digest,
        hash: walk.hash.clone(),
    }
}

/// The newest entry of an enterprise's chain: how many there are, and the hash that covers them all.
pub async fn head(db: &Db, org: Uuid) -> Result<Walk> {
    let head = audit_head::Entity::find_by_id(org).one(db.read()).await?;
    Ok(head.map(|head| Walk { seq: head.seq, hash: head.hash }).unwrap_or_default())
}

/// What the chain says about one row, oldest first.
pub async fn history(db: &Db, org: Uuid, subject: &str, key: &str) -> Result<Vec<audit_entry::Model>> {
    let of_row = audit_entry::Column::OrgId
        .eq(org)
        .and(audit_entry::Column::Subject.eq(subject))
        .and(audit_entry::Column::Key.eq(key));
    Ok(audit_entry::Entity::find()
        .filter(of_row)
        .order_by_asc(audit_entry::Column::Seq)
        .all(db.read())
        .await?)
}

/// The newest digest of each row that the chain speaks of, and the entry it stands in.
type Newest = HashMap<(String, String), (i64, String)>;

pub(crate) fn entry(row: &audit_entry::Model) -> Entry {
    Entry {
        org: row.org_id.to_string(),
        seq: row.seq,
        at: Timestamp(row.at),
        actor: row.actor.clone(),
        action: row.action.clone(),
        subject: row.subject.clone(),
        key: row.key.clone(),
        before: row.before.clone(),
        digest: row.digest.clone(),
    }
}

/// A fault together with the chain it was found in.
pub(crate) fn at(org: Uuid, fault: Fault) -> Finding {
    Finding { org, fault }
}
