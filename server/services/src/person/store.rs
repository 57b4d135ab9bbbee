//! The tables of people as this feature reads them.

use domain::{
    id::{OrgId, PersonId, UnitId},
    person::access::UnitPath,
};
use entities::{account, org, person, post, role_grant, session, unit};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef,
    prelude::Uuid,
    sea_query::{Alias, Expr, ExprTrait as _, IntoCondition as _},
};

use crate::failure::{Failure, Result};

/// Rows of `A` together with the one row of `B` that they name.
pub fn to_one<A: EntityTrait, B: EntityTrait>(from: A::Column, to: B::Column) -> RelationDef {
    A::belongs_to(B::default()).from(from).to(to).into()
}

pub fn of_unit() -> RelationDef {
    to_one::<person::Entity, unit::Entity>(person::Column::UnitId, unit::Column::Id)
}

/// Everything below any of these units, the units included.
pub fn within(scopes: &[UnitPath]) -> Condition {
    scopes.iter().fold(Condition::any(), |any, scope| any.add(unit::Column::Path.starts_with(&scope.0)))
}

pub async fn person(db: &impl ConnectionTrait, org: OrgId, id: PersonId) -> Result<person::Model> {
    let found = person::Entity::find_by_id(id.0).filter(person::Column::OrgId.eq(org.0)).one(db).await?;
    found.ok_or(Failure::NotFound)
}

pub async fn unit(db: &impl ConnectionTrait, org: OrgId, id: UnitId) -> Result<unit::Model> {
    let found = unit::Entity::find_by_id(id.0).filter(unit::Column::OrgId.eq(org.0)).one(db).await?;
    found.ok_or(Failure::NotFound)
}

pub async fn units(db: &impl ConnectionTrait, org: OrgId) -> Result<Vec<unit::Model>> {
    Ok(unit::Entity::find()
        .filter(unit::Column::OrgId.eq(org.0))
        .order_by_asc(unit::Column::Name)
        .all(db)
        .await?)
}

pub async fn posts(db: &impl ConnectionTrait, org: OrgId) -> Result<Vec<post::Model>> {
    Ok(post::Entity::find()
        .filter(post::Column::OrgId.eq(org.0))
        .order_by_asc(post::Column::Name)
        .all(db)
        .await?)
}

pub async fn account(db: &impl ConnectionTrait, person: PersonId) -> Result<Option<account::Model>> {
    Ok(account::Entity::find_by_id(person.0).one(db).await?)
}

/// A person with the unit that permissions are asked about.
pub async fn person_in_unit(
    db: &impl ConnectionTrait,
    org: OrgId,
    id: PersonId,
) -> Result<(person::Model, UnitPath)> {
    let row = person(db, org, id).await?;
    let unit = unit(db, org, UnitId(row.unit_id)).await?;
    Ok((row, UnitPath(unit.path)))
}

/// A role over a unit, as it stands in the table.
#[derive(FromQueryResult)]
pub struct Held {
    pub id: Uuid,
    pub person_id: Uuid,
    pub role: String,
    pub path: String,
    pub unit_name: String,
    pub granted_at: i64,
}

fn held() -> sea_orm::Select<role_grant::Entity> {
    role_grant::Entity::find()
        .select_only()
        .columns([role_grant::Column::Id, role_grant::Column::PersonId])
        .columns([role_grant::Column::Role, role_grant::Column::GrantedAt])
        .column_as(unit::Column::Path, "path")
        .column_as(unit::Column::Name, "unit_name")
        .join(
            JoinType::InnerJoin,
            to_one::<role_grant::Entity, unit::Entity>(role_grant::Column::UnitId, unit::Column::Id),
        )
        .filter(role_grant::Column::TakenAt.is_null())
}

pub async fn roles(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Held>> {
    let of_person = held().filter(role_grant::Column::PersonId.eq(person.0));
    Ok(of_person.order_by_asc(role_grant::Column::GrantedAt).into_model().all(db).await?)
}

pub async fn roles_of_org(db: &impl ConnectionTrait, org: OrgId) -> Result<Vec<(PersonId, Held)>> {
    let held: Vec<Held> = held().filter(role_grant::Column::OrgId.eq(org.0)).into_model().all(db).await?;
    Ok(held.into_iter().map(|held| (PersonId(held.person_id), held)).collect())
}

/// Whoever a session belongs to, once for each role that was granted, or once without a role.
#[derive(FromQueryResult)]
pub struct SignedIn {
    pub id: Uuid,
    pub org_id: Uuid,
    pub person_id: Uuid,
    pub seen_at: i64,
    pub name: String,
    pub enterprise: String,
    pub unit_path: String,
    pub must_change: bool,
    pub role: Option<String>,
    pub role_path: Option<String>,
}

/// Nothing when the session has ended or its owner has left.
pub async fn signed_in(
    db: &impl ConnectionTrait,
    id_hash: &str,
    now: i64,
    seen_after: i64,
) -> Result<Vec<SignedIn>> {
    use role_grant::Column as G;
    use session::Column as S;
    let over = Alias::new("over");
    let mut granted = to_one::<session::Entity, role_grant::Entity>(S::PersonId, G::PersonId);
    granted.on_condition =
        Some(std::sync::Arc::new(|_, grant| Expr::col((grant, G::TakenAt)).is_null().into_condition()));
    let found = session::Entity::find_by_id(id_hash)
        .select_only()
        .columns([S::Id, S::OrgId, S::PersonId, S::SeenAt])
        .column_as(person::Column::Name, "name")
        .column_as(org::Column::Name, "enterprise")
        .column_as(unit::Column::Path, "unit_path")
        .column_as(account::Column::MustChange, "must_change")
        .column_as(G::Role, "role")
        .column_as(Expr::col((over.clone(), unit::Column::Path)), "role_path")
        .join(JoinType::InnerJoin, to_one::<session::Entity, person::Entity>(S::PersonId, person::Column::Id))
        .join(JoinType::InnerJoin, to_one::<session::Entity, org::Entity>(S::OrgId, org::Column::Id))
        .join(JoinType::InnerJoin, of_unit())
        .join(
            JoinType::InnerJoin,
            to_one::<session::Entity, account::Entity>(S::PersonId, account::Column::PersonId),
        )
        .join(JoinType::LeftJoin, granted)
        .join_as(
            JoinType::LeftJoin,
            to_one::<role_grant::Entity, unit::Entity>(G::UnitId, unit::Column::Id),
            over,
        )
        .filter(S::ExpiresAt.gt(now))
        .filter(S::SeenAt.gt(seen_after))
        .filter(person::Column::LeftAt.is_null());
    Ok(found.into_model().all(db).await?)
}

/// An account that a name at the login page may mean.
#[derive(Clone, FromQueryResult)]
pub struct Candidate {
    pub person_id: Uuid,
    pub org_id: Uuid,
    pub code: String,
    pub passhash: String,
    pub must_change: bool,
}

/// Accounts of people with this number or phone, at most `limit`; in one enterprise or in all.
pub async fn candidates(
    db: &impl ConnectionTrait,
    code: Option<&str>,
    number: &str,
    limit: u64,
) -> Result<Vec<Candidate>> {
    use account::Column as A;
    // All indexes of people begin with the enterprise. Naming the enterprises lets both databases use them.
    let mut orgs = org::Entity::find().select_only().column(org::Column::Id);
    if let Some(code) = code {
        orgs = orgs.filter(org::Column::Code.eq(code));
    }
    let orgs = sea_orm::QueryTrait::into_query(orgs);
    let numbers = [number.to_owned(), number.to_uppercase(), number.to_lowercase()];
    let here = || person::Column::OrgId.in_subquery(orgs.clone());
    let found = account::Entity::find()
        .select_only()
        .columns([A::PersonId, A::OrgId, A::Passhash, A::MustChange])
        .column_as(org::Column::Code, "code")
        .join(JoinType::InnerJoin, to_one::<account::Entity, person::Entity>(A::PersonId, person::Column::Id))
        .join(JoinType::InnerJoin, to_one::<account::Entity, org::Entity>(A::OrgId, org::Column::Id))
        .filter(
            Condition::any()
                .add(here().and(person::Column::Number.is_in(numbers)))
                .add(here().and(person::Column::Phone.eq(number))),
        )
        .filter(person::Column::LeftAt.is_null())
        .limit(limit);
    Ok(found.into_model().all(db).await?)
}
