//! The audit log as an auditor reads it.

use std::collections::{HashMap, HashSet};

use domain::{
    audit::{Fault, Walk},
    id::{OrgId, PersonId},
    person::access::Action,
    time::Timestamp,
};
use entities::{attempt, audit_entry, certificate, person, role_grant, study};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, prelude::Uuid,
};

use crate::{
    Ctx,
    audit::{self, Finding},
    failure::{Failure, Result},
};

/// Entries on one page.
pub const PAGE: u64 = 50;

/// Which entries are asked for. Everything empty is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// The name of a table.
    pub subject: String,
    /// Done by this person, or about the rows of this person that bear their id.
    pub person: Option<PersonId>,
    /// From this instant, and before that one: a day.
    pub day: Option<(Timestamp, Timestamp)>,
    /// Counts from 1.
    pub page: u64,
}

#[derive(Debug)]
pub struct LogPage {
    /// The newest first.
    pub lines: Vec<LogLine>,
    pub total: u64,
    pub page: u64,
    pub pages: u64,
    /// The newest entry of the whole chain.
    pub head: Walk,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    pub seq: i64,
    pub at: Timestamp,
    /// The name of whoever did it; nobody when the server did by itself.
    pub who: Option<String>,
    pub action: String,
    pub subject: String,
    pub key: String,
    /// Whose row it is, where it is about a person.
    pub whose: Option<(PersonId, String)>,
    pub hash: String,
}

/// A fault, and whose row it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    pub fault: Fault,
    pub whose: Option<(PersonId, String)>,
}

/// A page of the log.
pub async fn log(ctx: &Ctx, filter: &LogFilter) -> Result<LogPage> {
    ctx.must_here(Action::SeeAudit)?;
    let conn = ctx.db().read();
    let org = ctx.org();
    let found = audit_entry::Entity::find().filter(matching(org, filter));
    let total = found.clone().count(conn).await?;
    let pages = total.div_ceil(PAGE).max(1);
    let page = filter.page.clamp(1, pages);
    let rows =
        found.order_by_desc(audit_entry::Column::Seq).offset((page - 1) * PAGE).limit(PAGE).all(conn).await?;
    let owners =
        Owners::of(conn, org, rows.iter().map(|row| (row.subject.as_str(), row.key.as_str()))).await?;
    let doers = rows.iter().filter_map(|row| row.actor.parse().ok());
    let names = names(conn, org, doers).await?;
    let line = |row: audit_entry::Model| LogLine {
        seq: row.seq,
        at: Timestamp(row.at),
        who: row.actor.parse().ok().and_then(|id: Uuid| names.get(&id).cloned()),
        whose: owners.whose(&row.subject, &row.key),
        action: row.action,
        subject: row.subject,
        key: row.key,
        hash: row.hash,
    };
    Ok(LogPage {
        lines: rows.into_iter().map(line).collect(),
        total,
        page,
        pages,
        head: audit::head(ctx.db(), org.0).await?,
    })
}

/// Walks the enterprise's whole chain and holds every row against it. Nothing is found when all is well.
///
/// The walk takes seconds while others go on writing, so that a row may be newer than the entry that was
/// read for it. What is amiss is found again by a second walk; what was only in motion is not.
pub async fn verify(ctx: &Ctx) -> Result<Vec<Traced>> {
    ctx.must_here(Action::SeeAudit)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let mut findings = audit::verify(ctx.db(), org.0).await?;
    if !findings.is_empty() {
        let again = audit::verify(ctx.db(), org.0).await?;
        findings.retain(|finding| again.contains(finding));
    }
    let faults: Vec<Fault> = findings.into_iter().map(|Finding { fault, .. }| fault).collect();
    let owners = Owners::of(conn, org, faults.iter().filter_map(row_of)).await?;
    let traced = |fault: Fault| {
        let whose = row_of(&fault).and_then(|(subject, key)| owners.whose(subject, key));
        Traced { fault, whose }
    };
    Ok(faults.into_iter().map(traced).collect())
}

/// The row that a fault is about.
fn row_of(fault: &Fault) -> Option<(&str, &str)> {
    match fault {
        Fault::RowChanged { subject, key, .. }
        | Fault::RowMissing { subject, key, .. }
        | Fault::RowUnknown { subject, key }
        | Fault::NotReplayable { subject, key } => Some((subject, key)),
        Fault::Gap { .. } | Fault::EntryChanged { .. } | Fault::EndMissing { .. } => None,
    }
}

fn matching(org: OrgId, filter: &LogFilter) -> Condition {
    use audit_entry::Column as A;
    let mut all = Condition::all().add(A::OrgId.eq(org.0));
    if !filter.subject.is_empty() {
        all = all.add(A::Subject.eq(&filter.subject));
    }
    if let Some(person) = filter.person {
        let id = person.to_string();
        let about = Condition::all().add(A::Subject.eq("person")).add(A::Key.eq(&id));
        all = all.add(Condition::any().add(A::Actor.eq(&id)).add(about));
    }
    if let Some((from, before)) = filter.day {
        all = all.add(A::At.gte(from.0)).add(A::At.lt(before.0));
    }
    all
}

/// Whose rows they are, by table and the first part of the key.
struct Owners(HashMap<(&'static str, Uuid), (PersonId, String)>);

/// The table whose rows name the person, for the tables that belong to one.
fn owning(subject: &str) -> Option<&'static str> {
    Some(match subject {
        "person" => "person",
        "attempt" | "paper" | "attempt_event" | "answer" => "attempt",
        "certificate" | "certificate_event" => "certificate",
        "study" => "study",
        "role_grant" => "role_grant",
        "candidate" => "candidate",
        _ => return None,
    })
}

/// The id in a key by which its owner is found: a candidate's key is a sitting and a person.
fn id_in(table: &str, key: &str) -> Option<Uuid> {
    let mut parts = key.split('/');
    let part = if table == "candidate" { parts.nth(1) } else { parts.next() };
    part?.parse().ok()
}

impl Owners {
    async fn of<'a>(
        conn: &impl ConnectionTrait,
        org: OrgId,
        rows: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Owners> {
        let mut wanted: HashMap<&'static str, HashSet<Uuid>> = HashMap::new();
        // A damaged database may have any number of faults; the first thousand tell the story.
        for (subject, key) in rows.take(1000) {
            if let Some(table) = owning(subject)
                && let Some(id) = id_in(table, key)
            {
                wanted.entry(table).or_default().insert(id);
            }
        }
        let mut people: Vec<(&'static str, Uuid, Uuid)> = Vec::new();
        for (table, ids) in wanted {
            let found: Vec<(Uuid, Uuid)> = match table {
                "attempt" => {
                    pairs::<attempt::Entity>(conn, attempt::Column::Id, attempt::Column::PersonId, ids)
                        .await?
                }
                "certificate" => {
                    use certificate::Column as C;
                    pairs::<certificate::Entity>(conn, C::Id, C::PersonId, ids).await?
                }
                "study" => {
                    pairs::<study::Entity>(conn, study::Column::Id, study::Column::PersonId, ids).await?
                }
                "role_grant" => {
                    use role_grant::Column as C;
                    pairs::<role_grant::Entity>(conn, C::Id, C::PersonId, ids).await?
                }
                _ => ids.into_iter().map(|id| (id, id)).collect(),
            };
            people.extend(found.into_iter().map(|(id, person)| (table, id, person)));
        }
        let names = names(conn, org, people.iter().map(|(_, _, person)| *person)).await?;
        let owners = people.into_iter().filter_map(|(table, id, person)| {
            Some(((table, id), (PersonId(person), names.get(&person)?.clone())))
        });
        Ok(Owners(owners.collect()))
    }

    fn whose(&self, subject: &str, key: &str) -> Option<(PersonId, String)> {
        let table = owning(subject)?;
        self.0.get(&(table, id_in(table, key)?)).cloned()
    }
}

async fn pairs<E: EntityTrait>(
    conn: &impl ConnectionTrait,
    id: E::Column,
    person: E::Column,
    ids: HashSet<Uuid>,
) -> Result<Vec<(Uuid, Uuid)>> {
    let found = E::find().select_only().columns([id, person]).filter(id.is_in(ids));
    found.into_tuple().all(conn).await.map_err(Failure::from)
}

async fn names(
    conn: &impl ConnectionTrait,
    org: OrgId,
    people: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let ids: HashSet<Uuid> = people.collect();
    let found = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::Name])
        .filter(person::Column::OrgId.eq(org.0))
        .filter(person::Column::Id.is_in(ids));
    Ok(found.into_tuple::<(Uuid, String)>().all(conn).await?.into_iter().collect())
}
