//! An exam for chosen people in a time window.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "sitting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub name: String,
    pub blueprint_id: Uuid,
    pub course_id: Option<Uuid>,
    pub opens_at: i64,
    pub closes_at: i64,
    pub limit_minutes: i32,
    pub pass_percent: i32,
    pub make_ups: i32,
    pub make_up_delay_minutes: i32,
    pub certificate_title: String,
    pub certificate_months: i32,
    pub created_by: Uuid,
    pub created_at: i64,
    /// How many people mark what candidates write: 1 or 2.
    #[serde(skip_serializing_if = "is_one")]
    pub markers: i32,
}

/// Rows from before there were markers keep the digest that they have in the chain.
fn is_one(markers: &i32) -> bool {
    *markers == 1
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
