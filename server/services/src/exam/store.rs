//! Rows of blueprints and sittings, as domain values.

use domain::{
    exam::Sitting,
    grading::marking::Markers,
    paper::Blueprint,
    time::{Minutes, Timestamp},
};
use entities::{blueprint, sitting};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter, prelude::Uuid};

use crate::failure::{Failure, Result};

pub async fn sitting(conn: &impl ConnectionTrait, org: Uuid, id: Uuid) -> Result<sitting::Model> {
    let mine = sitting::Column::Id.eq(id).and(sitting::Column::OrgId.eq(org));
    sitting::Entity::find().filter(mine).one(conn).await?.ok_or(Failure::NotFound)
}

pub async fn blueprint(conn: &impl ConnectionTrait, org: Uuid, id: Uuid) -> Result<blueprint::Model> {
    let mine = blueprint::Column::Id.eq(id).and(blueprint::Column::OrgId.eq(org));
    blueprint::Entity::find().filter(mine).one(conn).await?.ok_or(Failure::NotFound)
}

pub fn rules(row: &sitting::Model) -> Sitting {
    Sitting {
        id: row.id.into(),
        opens_at: Timestamp(row.opens_at),
        closes_at: Timestamp(row.closes_at),
        limit: minutes(row.limit_minutes),
        pass_percent: u8::try_from(row.pass_percent).unwrap_or(100),
        make_ups: u8::try_from(row.make_ups).unwrap_or(0),
        make_up_delay: minutes(row.make_up_delay_minutes),
    }
}

/// How many people mark what candidates write.
pub fn markers(row: &sitting::Model) -> Markers {
    if row.markers > 1 { Markers::Two } else { Markers::One }
}

pub fn cells(row: &blueprint::Model) -> Result<Blueprint> {
    Ok(Blueprint { cells: serde_json::from_str(&row.cells)? })
}

fn minutes(stored: i32) -> Minutes {
    Minutes(u32::try_from(stored).unwrap_or(0))
}
