use std::collections::HashMap;

use domain::{
    certificate::Signature,
    id::{CertificateId, OrgId, PersonId},
    person::access::{Action, Object, UnitPath, may},
    time::Timestamp,
};
use entities::{certificate as row, certificate_event as event, person, unit};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, prelude::Uuid, sea_query::ExprTrait as _,
};

use super::{CertificateView, print, store};
use crate::{
    Ctx,
    failure::{Failure, Result},
};

/// Certificates on one page of the list.
pub const PAGE: u64 = 50;

/// Which certificates to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// A part of the holder's name, employee number or certificate number; empty for all.
    pub query: String,
    /// Counts from 0.
    pub page: u64,
}

/// A page of the list, the newest certificates first.
#[derive(Clone, Debug)]
pub struct List {
    pub rows: Vec<CertificateView>,
    /// Over all pages.
    pub total: u64,
}

/// One certificate with its history.
#[derive(Clone, Debug)]
pub struct Detail {
    pub view: CertificateView,
    /// Whether the record is still what was signed.
    pub signature: Signature,
    /// SHA-256 of the signed content, in hexadecimal.
    pub fingerprint: String,
    /// The short address for anybody.
    pub verify_at: String,
    /// Oldest first.
    pub events: Vec<EventView>,
    /// Whether the actor may revoke it. Revoked for good, it can't be revoked again.
    pub may_revoke: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    Issued,
    Revoked,
}

impl EventKind {
    pub const fn code(self) -> &'static str {
        match self {
            EventKind::Issued => "issued",
            EventKind::Revoked => "revoked",
        }
    }

    fn from_code(code: &str) -> Option<EventKind> {
        [EventKind::Issued, EventKind::Revoked].into_iter().find(|kind| kind.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventView {
    pub at: Timestamp,
    /// The name of whoever did it; `None` for the server itself.
    pub by: Option<String>,
    pub kind: EventKind,
    pub reason: String,
}

/// The certificates of everybody whose file the actor may see.
pub async fn list(ctx: &Ctx, filter: &Filter) -> Result<List> {
    ctx.must_here(Action::SeeFile)?;
    let conn = ctx.db().read();
    let matching = row::Entity::find()
        .join(JoinType::InnerJoin, holder())
        .join(JoinType::InnerJoin, unit_of_person())
        .filter(row::Column::OrgId.eq(ctx.org().0))
        .filter(within(&ctx.actor.scopes(Action::SeeFile)))
        .filter(speaks_of(filter.query.trim()));
    let total = matching.clone().count(conn).await?;
    let rows = matching
        .order_by_desc(row::Column::IssuedAt)
        .order_by_desc(row::Column::Id)
        .offset(filter.page.saturating_mul(PAGE))
        .limit(PAGE)
        .all(conn)
        .await?;
    Ok(List { rows: views(conn, rows, ctx.now).await?, total })
}

/// One certificate, for its holder and for those who may see the holder's file or revoke it.
pub async fn show(ctx: &Ctx, id: CertificateId) -> Result<Detail> {
    let conn = ctx.db().read();
    let (stored, unit) = visible(ctx, id).await?;
    let view = stored.view(ctx.now)?;
    let may_revoke = may(&ctx.actor, Action::RevokeCertificate, Object::Unit(ctx.org(), &unit));
    Ok(Detail {
        signature: stored.signature(&ctx.guben.keys),
        fingerprint: print::fingerprint(&stored.row.content),
        verify_at: print::verify_at(&ctx.guben.settings.public_url, &stored.token()?.to_string()),
        events: events(conn, &stored.events).await?,
        may_revoke: may_revoke && stored.revocation().is_none(),
        view,
    })
}

/// The actor's own certificates, the newest first.
pub async fn mine(ctx: &Ctx) -> Result<Vec<CertificateView>> {
    ctx.must_here(Action::Own)?;
    of_person(ctx.db().read(), ctx.org(), ctx.actor.person, ctx.now).await
}

/// A person's certificates, the newest first. Whoever calls has seen to the permission.
pub async fn of_person(
    conn: &impl ConnectionTrait,
    org: OrgId,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<CertificateView>> {
    let theirs = row::Column::OrgId.eq(org.0).and(row::Column::PersonId.eq(person.0));
    let rows = row::Entity::find().filter(theirs).order_by_desc(row::Column::IssuedAt).all(conn).await?;
    views(conn, rows, now).await
}

/// A certificate that the actor may see, and the unit that its holder belongs to.
pub(super) async fn visible(ctx: &Ctx, id: CertificateId) -> Result<(store::Stored, UnitPath)> {
    let conn = ctx.db().read();
    let stored = store::certificate(conn, ctx.org(), id).await?;
    let unit = store::unit_of_holder(conn, &stored.row).await?;
    let here = Object::Unit(ctx.org(), &unit);
    let own = stored.row.person_id == ctx.actor.person.0;
    if own || may(&ctx.actor, Action::SeeFile, here) || may(&ctx.actor, Action::RevokeCertificate, here) {
        Ok((stored, unit))
    } else {
        Err(Failure::Forbidden)
    }
}

async fn views(
    conn: &impl ConnectionTrait,
    rows: Vec<row::Model>,
    now: Timestamp,
) -> Result<Vec<CertificateView>> {
    store::all_with_events(conn, rows).await?.iter().map(|stored| stored.view(now)).collect()
}

async fn events(conn: &impl ConnectionTrait, rows: &[event::Model]) -> Result<Vec<EventView>> {
    let actors =
        person::Entity::find().filter(person::Column::Id.is_in(rows.iter().filter_map(|row| row.actor)));
    let names: HashMap<Uuid, String> =
        actors.all(conn).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let view = |row: &event::Model| {
        let kind = EventKind::from_code(&row.event);
        let kind = kind.ok_or_else(|| Failure::Corrupt(format!("certificate event {:?}", row.event)))?;
        let by = row.actor.and_then(|actor| names.get(&actor).cloned());
        Ok(EventView { at: Timestamp(row.at), by, kind, reason: row.reason.clone() })
    };
    rows.iter().map(view).collect()
}

fn speaks_of(query: &str) -> Condition {
    if query.is_empty() {
        return Condition::all();
    }
    Condition::any()
        .add(person::Column::Name.contains(query))
        .add(person::Column::Number.contains(query))
        .add(row::Column::Number.contains(query.to_uppercase()))
}

fn within(scopes: &[UnitPath]) -> Condition {
    scopes.iter().fold(Condition::any(), |any, scope| any.add(unit::Column::Path.starts_with(&scope.0)))
}

fn holder() -> RelationDef {
    row::Entity::belongs_to(person::Entity).from(row::Column::PersonId).to(person::Column::Id).into()
}

fn unit_of_person() -> RelationDef {
    person::Entity::belongs_to(unit::Entity).from(person::Column::UnitId).to(unit::Column::Id).into()
}
