//! What a bank asks of its questions, where that is more than the usual.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "bank_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub bank_id: Uuid,
    pub org_id: Uuid,
    pub review: bool,
    pub changed_by: Uuid,
    pub changed_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
