//! How a question stands: `domain::bank::life::Standing`, with what is looked for beside it. `seq` is its newest event's.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "item_standing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: Uuid,
    pub org_id: Uuid,
    pub bank_id: Uuid,
    pub seq: i32,
    pub stage: String,
    pub doubted: bool,
    pub quarantined: bool,
    pub valid_until: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub state: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
