//! Roles: who may give which, and over what.

use domain::{
    id::{PersonId, UnitId},
    person::access::{Action, Actor, Object, Role, UnitPath, may},
    time::Timestamp,
};
use entities::role_grant;
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, prelude::Uuid};

use super::store;
use crate::{
    Ctx,
    failure::{Failure, Fault, Result},
};

/// A role that somebody holds over a unit and everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub id: Uuid,
    pub role: Role,
    pub unit_name: String,
    pub since: Timestamp,
    /// Whether the actor may take it away.
    pub may_take: bool,
}

/// Whether `actor` may give `role` over a unit, and so also take it away.
///
/// A role is given by whoever grants roles there. The role that reaches beyond the enterprise is only given
/// by somebody who holds it.
pub fn may_give(actor: &Actor, role: Role, over: &UnitPath) -> bool {
    let reaches_beyond = role == Role::SystemAdmin;
    let holds = actor.grants.iter().any(|grant| grant.role == role);
    may(actor, Action::GrantRole, Object::Unit(actor.org, over)) && (holds || !reaches_beyond)
}

pub(super) fn may_give_held(actor: &Actor, held: &store::Held) -> bool {
    may_give_code(actor, &held.role, &held.path)
}

fn may_give_code(actor: &Actor, role: &str, over: &str) -> bool {
    Role::from_code(role).is_some_and(|role| may_give(actor, role, &UnitPath(over.to_owned())))
}

/// The roles that the actor can give to somebody; everybody is a worker already.
pub fn offered(ctx: &Ctx) -> Vec<Role> {
    let scopes = ctx.actor.scopes(Action::GrantRole);
    let offered =
        |role: &Role| *role != Role::Worker && scopes.iter().any(|over| may_give(&ctx.actor, *role, over));
    Role::ALL.into_iter().filter(offered).collect()
}

/// The roles of somebody, the oldest first.
pub async fn list(ctx: &Ctx, person: PersonId) -> Result<Vec<Held>> {
    let org = ctx.org();
    let (_, path) = store::person_in_unit(ctx.db().read(), org, person).await?;
    ctx.must(Action::SeeRoster, Object::Unit(org, &path))?;
    let own = person == ctx.actor.person;
    let held = store::roles(ctx.db().read(), person).await?;
    let held = held.into_iter().filter_map(|held| {
        Some(Held {
            id: held.id,
            role: Role::from_code(&held.role)?,
            may_take: !own && may_give_held(&ctx.actor, &held),
            unit_name: held.unit_name,
            since: Timestamp(held.granted_at),
        })
    });
    Ok(held.collect())
}

/// Gives somebody a role over a unit. `once` is the new grant's id.
pub async fn give(ctx: &Ctx, person: PersonId, role: Role, over: UnitId, once: Uuid) -> Result<()> {
    let org = ctx.org();
    let db = ctx.db().read();
    let (row, path) = store::person_in_unit(db, org, person).await?;
    let unit = store::unit(db, org, over).await?;
    ctx.must(Action::GrantRole, Object::Unit(org, &path))?;
    if !may_give(&ctx.actor, role, &UnitPath(unit.path)) {
        return Err(Failure::Forbidden);
    }
    if role == Role::Worker || row.left_at.is_some() {
        return Err(Failure::field("role", Fault::NoSuchChoice));
    }
    let granted = role_grant::Model {
        id: once,
        org_id: org.0,
        person_id: person.0,
        role: role.code().to_owned(),
        unit_id: over.0,
        granted_at: ctx.now.0,
        taken_at: None,
    };
    ctx.write(move |tx| {
        async move {
            let same = role_grant::Entity::find()
                .filter(role_grant::Column::PersonId.eq(granted.person_id))
                .filter(role_grant::Column::Role.eq(&granted.role))
                .filter(role_grant::Column::UnitId.eq(granted.unit_id))
                .filter(role_grant::Column::TakenAt.is_null())
                .count(tx.conn())
                .await?;
            if same == 0 { tx.add("role.give", granted).await } else { Ok(()) }
        }
        .boxed()
    })
    .await
}

/// Takes a role away. Nobody takes away their own, so that an administrator is always left.
pub async fn take(ctx: &Ctx, person: PersonId, grant: Uuid) -> Result<()> {
    let org = ctx.org();
    let db = ctx.db().read();
    let found = role_grant::Entity::find_by_id(grant)
        .filter(role_grant::Column::OrgId.eq(org.0))
        .filter(role_grant::Column::PersonId.eq(person.0))
        .one(db)
        .await?;
    let mut row = found.ok_or(Failure::NotFound)?;
    let unit = store::unit(db, org, UnitId(row.unit_id)).await?;
    if person == ctx.actor.person || !may_give_code(&ctx.actor, &row.role, &unit.path) {
        return Err(Failure::Forbidden);
    }
    if row.taken_at.is_some() {
        return Ok(());
    }
    row.taken_at = Some(ctx.now.0);
    ctx.write(move |tx| async move { tx.change("role.take", row).await }.boxed()).await
}
