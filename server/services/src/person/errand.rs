//! In whose name the command line works.
//!
//! Whoever runs the program on the server reaches all of its data anyway. What is done there still goes
//! through the same use cases, by the rules for a person whose name stands beside it.

use std::{collections::HashMap, sync::Arc};

use domain::{
    id::{OrgId, PersonId},
    person::access::{Action, Actor, Object, UnitPath, may},
    time::Timestamp,
};
use entities::{org, person};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder, prelude::Uuid};

use super::{session, store};
use crate::{
    Guben,
    ctx::Ctx,
    failure::{Failure, Result},
};

/// Why it is unclear in whose name to work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unclear {
    NoEnterprise,
    /// Nobody there may do it, or not the one who was named.
    Nobody,
    /// Several may; these are their numbers.
    Several(Vec<String>),
}

/// Acts in an enterprise for the person with this number, or for the only one who may do `action`.
pub async fn of(
    guben: &Arc<Guben>,
    code: &str,
    number: Option<&str>,
    action: Action,
    now: Timestamp,
) -> Result<std::result::Result<Ctx, Unclear>> {
    let conn = guben.db.read();
    let called = org::Column::Code.eq(code.trim().to_uppercase());
    let Some(org) = org::Entity::find().filter(called).one(conn).await? else {
        return Ok(Err(Unclear::NoEnterprise));
    };
    let org = OrgId(org.id);
    let mut granted: HashMap<Uuid, Vec<(String, String)>> = HashMap::new();
    for (person, held) in store::roles_of_org(conn, org).await? {
        granted.entry(person.0).or_default().push((held.role, held.path));
    }
    let there = person::Column::OrgId.eq(org.0).and(person::Column::LeftAt.is_null());
    let mut people =
        person::Entity::find().filter(there).filter(person::Column::Id.is_in(granted.keys().copied()));
    if let Some(number) = number {
        people = people.filter(person::Column::Number.eq(number));
    }
    let units: HashMap<Uuid, String> =
        store::units(conn, org).await?.into_iter().map(|unit| (unit.id, unit.path)).collect();
    let mut able: Vec<(String, Actor)> = Vec::new();
    for row in people.order_by_asc(person::Column::Number).all(conn).await? {
        let own = units
            .get(&row.unit_id)
            .cloned()
            .ok_or_else(|| Failure::Corrupt("a person without a unit".into()))?;
        let roles = granted.remove(&row.id).unwrap_or_default();
        let actor = Actor { person: PersonId(row.id), org, grants: session::grants(UnitPath(own), roles) };
        if may(&actor, action, Object::Enterprise(org)) {
            able.push((row.number, actor));
        }
    }
    Ok(match able.len() {
        0 => Err(Unclear::Nobody),
        1 => {
            let (_, actor) = able.remove(0);
            Ok(Ctx { guben: guben.clone(), actor, session: Uuid::nil(), now })
        }
        _ => Err(Unclear::Several(able.into_iter().map(|(number, _)| number).collect())),
    })
}
