//! Every answer that was saved; of each question the highest sequence counts.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_no: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i32,
    pub org_id: Uuid,
    pub at: i64,
    #[sea_orm(column_type = "Text")]
    pub response: String,
    pub session_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
