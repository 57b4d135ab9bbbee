//! `guben audit verify`: walks the chains and holds every row of evidence against its newest digest.

use std::collections::HashMap;

use domain::{
    attempt::{Attempt, Event, State},
    audit::{Digest, Fault, Walk},
};
use entities::*;
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, PaginatorTrait, QueryFilter, QueryOrder, prelude::Uuid};

use super::{Newest, at, entry, key};
use crate::{db::Db, failure::Result};

/// A fault of one enterprise's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub org: Uuid,
    pub fault: Fault,
}

/// Rows are read in pages, so that memory stays flat however long the chain is.
const PAGE: u64 = 2000;

/// Checks the chains of all enterprises.
pub async fn verify_all(db: &Db) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for org in org::Entity::find().order_by_asc(org::Column::Code).all(db.read()).await? {
        findings.extend(verify(db, org.id).await?);
    }
    Ok(findings)
}

/// Checks one enterprise's chain; nothing is found when all is as it was written.
pub async fn verify(db: &Db, org: Uuid) -> Result<Vec<Finding>> {
    let (newest, mut findings) = walk(db, org).await?;
    let mut check = Check { db, org, newest, findings: Vec::new() };
    check.table::<org::Entity>(org::Column::Id).await?;
    check.table::<unit::Entity>(unit::Column::OrgId).await?;
    check.table::<post::Entity>(post::Column::OrgId).await?;
    check.table::<person::Entity>(person::Column::OrgId).await?;
    check.table::<role_grant::Entity>(role_grant::Column::OrgId).await?;
    check.table::<course::Entity>(course::Column::OrgId).await?;
    check.table::<lesson::Entity>(lesson::Column::OrgId).await?;
    check.table::<media::Entity>(media::Column::OrgId).await?;
    check.table::<study::Entity>(study::Column::OrgId).await?;
    check.table::<bank::Entity>(bank::Column::OrgId).await?;
    check.table::<item::Entity>(item::Column::OrgId).await?;
    check.table::<item_version::Entity>(item_version::Column::OrgId).await?;
    check.table::<question_media::Entity>(question_media::Column::OrgId).await?;
    check.table::<item_merge::Entity>(item_merge::Column::OrgId).await?;
    check.table::<item_difference::Entity>(item_difference::Column::OrgId).await?;
    check.table::<item_standing::Entity>(item_standing::Column::OrgId).await?;
    check.table::<item_event::Entity>(item_event::Column::OrgId).await?;
    check.table::<bank_rule::Entity>(bank_rule::Column::OrgId).await?;
    check.table::<bulk_edit::Entity>(bulk_edit::Column::OrgId).await?;
    check.table::<import::Entity>(import::Column::OrgId).await?;
    check.table::<import_correction::Entity>(import_correction::Column::OrgId).await?;
    check.table::<blueprint::Entity>(blueprint::Column::OrgId).await?;
    check.table::<sitting::Entity>(sitting::Column::OrgId).await?;
    check.table::<candidate::Entity>(candidate::Column::OrgId).await?;
    check.table::<attempt::Entity>(attempt::Column::OrgId).await?;
    check.table::<paper::Entity>(paper::Column::OrgId).await?;
    check.table::<attempt_event::Entity>(attempt_event::Column::OrgId).await?;
    check.table::<answer::Entity>(answer::Column::OrgId).await?;
    check.table::<mark::Entity>(mark::Column::OrgId).await?;
    check.table::<certificate::Entity>(certificate::Column::OrgId).await?;
    check.table::<certificate_event::Entity>(certificate_event::Column::OrgId).await?;
    check.missing();
    check.replay().await?;
    findings.append(&mut check.findings);
    Ok(findings)
}

async fn walk(db: &Db, org: Uuid) -> Result<(Newest, Vec<Finding>)> {
    let (mut walk, mut newest, mut findings) = (Walk::default(), HashMap::new(), Vec::new());
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::OrgId.eq(org))
        .order_by_asc(audit_entry::Column::Seq);
    let mut pages = entries.paginate(db.read(), PAGE);
    while let Some(page) = pages.fetch_and_next().await? {
        for row in page {
            if let Err(fault) = walk.step(&entry(&row), &row.hash) {
                findings.push(at(org, fault));
            }
            // Looking at a row is an entry without a digest.
            if !row.digest.is_empty() {
                let left = newest.get(&(row.subject.clone(), row.key.clone()));
                if left.is_some_and(|(_, digest): &(i64, String)| *digest != row.before) {
                    let (subject, key) = (row.subject.clone(), row.key.clone());
                    findings.push(at(org, Fault::RowChanged { subject, key, seq: row.seq }));
                }
                newest.insert((row.subject, row.key), (row.seq, row.digest));
            }
        }
    }
    let head = super::head(db, org).await?;
    if head.seq != walk.seq || head.hash != walk.hash {
        findings.push(at(org, Fault::EndMissing { expected: head.seq, found: walk.seq }));
    }
    Ok((newest, findings))
}

struct Check<'a> {
    db: &'a Db,
    org: Uuid,
    newest: Newest,
    findings: Vec<Finding>,
}

impl Check<'_> {
    /// Holds every row of a table against its newest digest and strikes it off the list.
    async fn table<E>(&mut self, org_column: E::Column) -> Result<()>
    where
        E: EntityTrait,
        E::Model: ModelTrait<Entity = E> + serde::Serialize + Sync,
    {
        let subject = sea_orm::EntityName::table_name(&E::default()).to_owned();
        let mut pages = E::find().filter(org_column.eq(self.org)).paginate(self.db.read(), PAGE);
        while let Some(page) = pages.fetch_and_next().await? {
            for row in page {
                let key = key(&row);
                let digest = Digest::of_row(&serde_json::to_value(&row)?).to_string();
                let fault = match self.newest.remove(&(subject.clone(), key.clone())) {
                    Some((_, noted)) if noted == digest => continue,
                    Some((seq, _)) => Fault::RowChanged { subject: subject.clone(), key, seq },
                    None => Fault::RowUnknown { subject: subject.clone(), key },
                };
                self.findings.push(at(self.org, fault));
            }
        }
        Ok(())
    }

    /// What the chain still speaks of has been deleted.
    fn missing(&mut self) {
        let mut missing: Vec<_> = self.newest.drain().collect();
        missing.sort_by_key(|(_, (seq, _))| *seq);
        for ((subject, key), (seq, _)) in missing {
            self.findings.push(at(self.org, Fault::RowMissing { subject, key, seq }));
        }
    }

    /// Whether each attempt's row is what its events lead to.
    async fn replay(&mut self) -> Result<()> {
        let attempts = attempt::Entity::find().filter(attempt::Column::OrgId.eq(self.org));
        let mut pages = attempts.order_by_asc(attempt::Column::Id).paginate(self.db.read(), PAGE);
        while let Some(page) = pages.fetch_and_next().await? {
            for row in page {
                let events = attempt_event::Entity::find()
                    .filter(attempt_event::Column::AttemptId.eq(row.id))
                    .order_by_asc(attempt_event::Column::Seq)
                    .all(self.db.read())
                    .await?;
                let events = events.iter().map(|event| serde_json::from_str::<Event>(&event.event));
                let events = events.collect::<Result<Vec<_>, _>>();
                let same = events.is_ok_and(|events| {
                    serde_json::from_str::<State>(&row.state)
                        .is_ok_and(|state| Attempt::replay(events).state == state)
                });
                if !same {
                    let (subject, key) = ("attempt".to_owned(), row.id.to_string());
                    self.findings.push(at(self.org, Fault::NotReplayable { subject, key }));
                }
            }
        }
        Ok(())
    }
}
