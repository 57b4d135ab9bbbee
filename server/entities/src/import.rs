//! A file that was uploaded to a bank, with the report about each of its rows.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub bank_id: Uuid,
    pub file_name: String,
    pub file_digest: String,
    pub file_size: i64,
    #[sea_orm(column_type = "Text")]
    pub report: String,
    pub committed_at: Option<i64>,
    pub created_by: Uuid,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
