//! The organisation tree: workshops, crews, project teams.

use std::collections::HashMap;

use domain::{
    id::UnitId,
    person::access::{Action, Object, UnitPath},
};
use entities::{person, unit};
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, prelude::Uuid};

use super::{check::Checks, store};
use crate::{
    Ctx,
    db::{Tx, is_taken},
    failure::{Failure, Fault, Result},
};

/// Longest name of a unit, in characters.
pub const NAME_LIMIT: usize = 60;

/// Levels of a tree at most: far more than any enterprise has, and few enough for a path to stay short.
pub const DEEPEST: usize = 12;

/// A unit in its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub id: UnitId,
    pub path: UnitPath,
    pub name: String,
    /// Names from the root down, as a roster writes them: `总厂/一车间/三班组`.
    pub trail: String,
    /// 0 for the enterprise itself.
    pub depth: usize,
    /// People on the roster of this unit itself.
    pub people: u64,
}

/// The units that the actor may do `action` in, each below its parent.
pub async fn tree(ctx: &Ctx, action: Action) -> Result<Vec<Unit>> {
    let scopes = ctx.actor.scopes(action);
    if scopes.is_empty() {
        return Err(Failure::Forbidden);
    }
    let db = ctx.db().read();
    let counts = person::Entity::find()
        .select_only()
        .column(person::Column::UnitId)
        .column_as(person::Column::Id.count(), "people")
        .filter(person::Column::OrgId.eq(ctx.org().0))
        .filter(person::Column::LeftAt.is_null())
        .group_by(person::Column::UnitId)
        .into_tuple::<(Uuid, i64)>()
        .all(db)
        .await?;
    let counts: HashMap<_, _> = counts.into_iter().collect();
    let mut units = in_order(store::units(db, ctx.org()).await?);
    units.retain(|unit| scopes.iter().any(|scope| scope.contains(&unit.path)));
    for unit in &mut units {
        unit.people = counts.get(&unit.id.0).map_or(0, |count| count.unsigned_abs());
    }
    Ok(units)
}

/// All units of a tree, parents before children, siblings in the order given.
pub(super) fn in_order(rows: Vec<unit::Model>) -> Vec<Unit> {
    let mut children: HashMap<Option<Uuid>, Vec<unit::Model>> = HashMap::new();
    for row in rows {
        children.entry(row.parent_id).or_default().push(row);
    }
    let mut units = Vec::new();
    let mut waiting: Vec<(unit::Model, usize, String)> = Vec::new();
    let below = |children: &mut HashMap<_, Vec<unit::Model>>, parent, depth, above: &str| -> Vec<_> {
        let rows = children.remove(&parent).unwrap_or_default();
        let place = |row: unit::Model| {
            let trail = if above.is_empty() { row.name.clone() } else { format!("{above}/{}", row.name) };
            (row, depth, trail)
        };
        rows.into_iter().rev().map(place).collect()
    };
    waiting.extend(below(&mut children, None, 0, ""));
    while let Some((row, depth, trail)) = waiting.pop() {
        waiting.extend(below(&mut children, Some(row.id), depth + 1, &trail));
        units.push(Unit {
            id: UnitId(row.id),
            path: UnitPath(row.path),
            name: row.name,
            trail,
            depth,
            people: 0,
        });
    }
    units
}

/// Adds a unit below another; `once` is its id.
pub async fn add(ctx: &Ctx, parent: UnitId, name: &str, once: Uuid) -> Result<UnitId> {
    let org = ctx.org();
    let above = store::unit(ctx.db().read(), org, parent).await?;
    ctx.must(Action::EditRoster, Object::Unit(org, &UnitPath(above.path.clone())))?;
    let name = name_of(name)?;
    if depth(&above.path) >= DEEPEST {
        return Err(Failure::field("name", Fault::OutOfRange { min: 1, max: DEEPEST as i64 }));
    }
    let row = child(&above, once, name);
    let added = ctx.write(move |tx| {
        async move {
            must_be_new(tx, &row).await?;
            tx.add("unit.add", row).await
        }
        .boxed()
    });
    match added.await {
        Err(failure) if !is_taken(&failure) => Err(failure),
        _ => Ok(UnitId(once)),
    }
}

pub async fn rename(ctx: &Ctx, id: UnitId, name: &str) -> Result<()> {
    let org = ctx.org();
    let mut row = store::unit(ctx.db().read(), org, id).await?;
    ctx.must(Action::EditRoster, Object::Unit(org, &UnitPath(row.path.clone())))?;
    let name = name_of(name)?;
    if row.name == name {
        return Ok(());
    }
    row.name = name;
    ctx.write(move |tx| {
        async move {
            must_be_new(tx, &row).await?;
            tx.change("unit.rename", row).await
        }
        .boxed()
    })
    .await
}

/// The row of a unit below `above`.
pub(super) fn child(above: &unit::Model, id: Uuid, name: String) -> unit::Model {
    unit::Model {
        id,
        org_id: above.org_id,
        parent_id: Some(above.id),
        path: UnitPath(above.path.clone()).child(UnitId(id)).0,
        name,
    }
}

pub(super) fn depth(path: &str) -> usize {
    path.matches('/').count()
}

fn name_of(typed: &str) -> Result<String> {
    let mut checks = Checks::default();
    let name = checks.text("name", typed, NAME_LIMIT);
    // A slash would be read as two units by the next roster that names this one.
    if name.contains('/') {
        checks.add("name", Fault::NoSuchChoice);
    }
    checks.done()?;
    Ok(name)
}

/// Two units of one name below the same parent could not be told apart.
async fn must_be_new(tx: &Tx, row: &unit::Model) -> Result<()> {
    match named(tx.conn(), row.org_id, row.parent_id, &row.name).await? {
        Some(other) if other.id != row.id => Err(Failure::field("name", Fault::Taken)),
        _ => Ok(()),
    }
}

/// The unit with this name below this parent.
pub(super) async fn named(
    db: &impl ConnectionTrait,
    org: Uuid,
    parent: Option<Uuid>,
    name: &str,
) -> Result<Option<unit::Model>> {
    let below = match parent {
        Some(parent) => unit::Column::ParentId.eq(parent),
        None => unit::Column::ParentId.is_null(),
    };
    let named = unit::Entity::find().filter(unit::Column::OrgId.eq(org)).filter(below);
    Ok(named.filter(unit::Column::Name.eq(name)).one(db).await?)
}
