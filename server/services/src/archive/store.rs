//! Rows as the archive reads them. Every query is kept to one enterprise.

use std::collections::{HashMap, HashSet};

use domain::{
    id::{OrgId, PersonId},
    person::access::UnitPath,
};
use entities::{candidate, person, unit};
use sea_orm::{
    AccessMode, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, IsolationLevel,
    QueryFilter, QuerySelect, TransactionTrait, prelude::Uuid,
};

use crate::{db::Db, failure::Result};

/// Everything that is read through it is of one instant, whatever is written meanwhile.
pub async fn snapshot(db: &Db) -> Result<DatabaseTransaction> {
    let conn = db.read();
    // A transaction of SQLite reads a snapshot in any case.
    let level =
        (conn.get_database_backend() == DbBackend::Postgres).then_some(IsolationLevel::RepeatableRead);
    Ok(conn.begin_with_config(level, level.map(|_| AccessMode::ReadOnly)).await?)
}

/// The sittings that somebody is invited to.
pub async fn sittings_of(conn: &impl ConnectionTrait, org: OrgId, person: PersonId) -> Result<HashSet<Uuid>> {
    let invited = candidate::Entity::find()
        .select_only()
        .column(candidate::Column::SittingId)
        .filter(candidate::Column::OrgId.eq(org.0))
        .filter(candidate::Column::PersonId.eq(person.0));
    Ok(invited.into_tuple::<Uuid>().all(conn).await?.into_iter().collect())
}

/// The names of some people.
pub async fn names(
    conn: &impl ConnectionTrait,
    org: OrgId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<Uuid, String>> {
    let ids: HashSet<Uuid> = people.into_iter().map(|person| person.0).collect();
    let found = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::Name])
        .filter(person::Column::OrgId.eq(org.0))
        .filter(person::Column::Id.is_in(ids));
    Ok(found.into_tuple::<(Uuid, String)>().all(conn).await?.into_iter().collect())
}

/// The units below any of `scopes`, the scopes included.
pub async fn units(conn: &impl ConnectionTrait, org: OrgId, scopes: &[UnitPath]) -> Result<Vec<unit::Model>> {
    let mut units = unit::Entity::find().filter(unit::Column::OrgId.eq(org.0)).all(conn).await?;
    units.retain(|unit| scopes.iter().any(|scope| unit.path.starts_with(&scope.0)));
    Ok(units)
}
