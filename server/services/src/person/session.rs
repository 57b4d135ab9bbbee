//! Sessions: somebody signed in on some device.
//!
//! The browser keeps a secret of 256 random bits; the database keeps its SHA-256, so that a copy of the
//! database opens nothing. A session ends when it was not used for [`IDLE_MS`], when it is [`LIFE_MS`]
//! old, when its owner signs out, changes the password or ends it from another device, and when its
//! owner leaves the enterprise.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    audit::Digest,
    id::{OrgId, PersonId},
    person::access::{Action, Actor, Grant, Role, UnitPath},
    time::Timestamp,
};
use entities::session;
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid, sea_query::Expr,
};

use super::store;
use crate::{
    Ctx, Guben,
    db::{Stamp, Tx},
    failure::{Failure, Result},
    keys,
};

/// A session that nobody uses ends after 12 hours: a shift, with the way home.
pub const IDLE_MS: i64 = 12 * 60 * 60_000;

/// A session ends after 7 days, however much it is used.
pub const LIFE_MS: i64 = 7 * 24 * 60 * 60_000;

/// How exactly the last use is kept: a minute, so that reading pages seldom writes, and a proctor is still
/// told soon that somebody has gone.
pub const SEEN_EVERY_MS: i64 = 60_000;

/// Ended sessions stay on record for 30 days: the throttle of logins knows the owner's addresses by them.
pub(super) const KEPT_MS: i64 = 30 * 24 * 60 * 60_000;

/// Whoever a request comes from.
#[derive(Clone, Debug)]
pub struct Found {
    pub actor: Actor,
    pub session: Uuid,
    pub name: String,
    pub enterprise: String,
    pub must_change_password: bool,
}

/// A session in the list of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub id: Uuid,
    /// What the browser calls itself.
    pub client: String,
    pub address: String,
    pub since: Timestamp,
    /// Last use, exact to a minute.
    pub seen: Timestamp,
    /// The session that asks.
    pub current: bool,
}

/// Begins a session and returns its secret, which is not kept anywhere.
pub async fn open(tx: &Tx, org: OrgId, person: PersonId, client: &str, address: &str) -> Result<String> {
    let secret = URL_SAFE_NO_PAD.encode(keys::random::<32>());
    let now = tx.now();
    tx.put(session::Model {
        id_hash: hash(&secret),
        id: Uuid::now_v7(),
        org_id: org.0,
        person_id: person.0,
        created_at: now.0,
        seen_at: now.0,
        expires_at: now.plus_millis(LIFE_MS).0,
        client: client.to_owned(),
        address: address.to_owned(),
    })
    .await?;
    Ok(secret)
}

/// Whose session this is; `None` when it has ended. Asked by every request, and so one indexed read.
pub async fn find(guben: &Guben, secret: &str, now: Timestamp) -> Result<Option<Found>> {
    let id_hash = hash(secret);
    let mut rows = store::signed_in(guben.db.read(), &id_hash, now.0, now.0 - IDLE_MS).await?;
    let granted: Vec<(String, String)> =
        rows.iter_mut().filter_map(|row| row.role.take().zip(row.role_path.take())).collect();
    let Some(row) = rows.into_iter().next() else { return Ok(None) };
    if now.since(Timestamp(row.seen_at)) >= SEEN_EVERY_MS {
        note_use(guben, id_hash, now);
    }
    Ok(Some(Found {
        actor: Actor {
            person: PersonId(row.person_id),
            org: OrgId(row.org_id),
            grants: grants(UnitPath(row.unit_path), granted),
        },
        session: row.id,
        name: row.name,
        enterprise: row.enterprise,
        must_change_password: row.must_change,
    }))
}

/// The roles of somebody: a worker of the own unit, and whatever was granted, each with the unit's path.
pub(super) fn grants(own_unit: UnitPath, granted: impl IntoIterator<Item = (String, String)>) -> Vec<Grant> {
    let granted = granted
        .into_iter()
        .filter_map(|(role, path)| Some(Grant { role: Role::from_code(&role)?, over: UnitPath(path) }));
    let mut grants = vec![Grant { role: Role::Worker, over: own_unit }];
    grants.extend(granted.filter(|grant| grant.role != Role::Worker));
    grants
}

/// The request does not wait for this: it would be no worse off if the write were lost.
fn note_use(guben: &Guben, id_hash: String, now: Timestamp) {
    let db = guben.db.clone();
    tokio::spawn(async move {
        let noted = db.write(Stamp { now, actor: None }, move |tx| {
            async move {
                session::Entity::update_many()
                    .col_expr(session::Column::SeenAt, Expr::value(now.0))
                    .filter(session::Column::IdHash.eq(id_hash))
                    .filter(session::Column::SeenAt.lt(now.0))
                    .exec(tx.conn())
                    .await?;
                Ok(())
            }
            .boxed()
        });
        if let Err(error) = noted.await {
            tracing::warn!(%error, "the use of a session was not noted");
        }
    });
}

/// When each of these people was last heard of, on whatever device; exact to [`SEEN_EVERY_MS`].
pub async fn last_seen(
    conn: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<HashMap<PersonId, Timestamp>> {
    let seen = session::Entity::find()
        .select_only()
        .column(session::Column::PersonId)
        .expr(Expr::col(session::Column::SeenAt).max())
        .filter(session::Column::PersonId.is_in(people.into_iter().map(|person| person.0)))
        .group_by(session::Column::PersonId)
        .into_tuple::<(Uuid, i64)>();
    Ok(seen.all(conn).await?.into_iter().map(|(person, at)| (person.into(), Timestamp(at))).collect())
}

/// Signs out: ends the session that the request came with.
pub async fn close(ctx: &Ctx) -> Result<()> {
    ctx.must_here(Action::Own)?;
    end(ctx, session::Column::Id.eq(ctx.session)).await?;
    Ok(())
}

/// Where the actor is signed in, the latest use first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Device>> {
    ctx.must_here(Action::Own)?;
    let live = session::Entity::find()
        .filter(session::Column::PersonId.eq(ctx.actor.person.0))
        .filter(session::Column::ExpiresAt.gt(ctx.now.0))
        .filter(session::Column::SeenAt.gt(ctx.now.0 - IDLE_MS))
        .order_by_desc(session::Column::SeenAt)
        .all(ctx.db().read())
        .await?;
    let device = |row: session::Model| Device {
        id: row.id,
        client: row.client,
        address: row.address,
        since: Timestamp(row.created_at),
        seen: Timestamp(row.seen_at),
        current: row.id == ctx.session,
    };
    Ok(live.into_iter().map(device).collect())
}

/// Ends one of the actor's sessions.
pub async fn revoke(ctx: &Ctx, id: Uuid) -> Result<()> {
    ctx.must_here(Action::Own)?;
    if end(ctx, session::Column::Id.eq(id)).await? == 0 { Err(Failure::NotFound) } else { Ok(()) }
}

/// Ends all of the actor's sessions but the one that asks.
pub async fn revoke_others(ctx: &Ctx) -> Result<()> {
    ctx.must_here(Action::Own)?;
    end(ctx, session::Column::Id.ne(ctx.session)).await?;
    Ok(())
}

async fn end(ctx: &Ctx, which: Expr) -> Result<u64> {
    let person = ctx.actor.person;
    ctx.write(move |tx| end_of(tx, person, Some(which)).boxed()).await
}

/// Ends sessions of a person: those of a kind, or all. Returns how many there were.
pub(super) async fn end_of(tx: &Tx, person: PersonId, which: Option<Expr>) -> Result<u64> {
    let mut ending = session::Entity::update_many()
        .col_expr(session::Column::ExpiresAt, Expr::value(tx.now().0))
        .filter(session::Column::PersonId.eq(person.0))
        .filter(session::Column::ExpiresAt.gt(tx.now().0));
    if let Some(which) = which {
        ending = ending.filter(which);
    }
    Ok(ending.exec(tx.conn()).await?.rows_affected)
}

/// Forgets sessions that ended long ago.
pub(super) async fn forget_ended(tx: &Tx) -> Result<()> {
    let long_ago = tx.now().0 - KEPT_MS;
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lt(long_ago)).exec(tx.conn()).await?;
    Ok(())
}

fn hash(secret: &str) -> String {
    Digest::of(secret.as_bytes()).to_string()
}
