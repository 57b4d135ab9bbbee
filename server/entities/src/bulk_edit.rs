//! A change of many questions at once, with what it did to each; never changes. An undo is one as well.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "bulk_edit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub bank_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub change: String,
    pub reason: String,
    #[sea_orm(column_type = "Text")]
    pub steps: String,
    pub undo_of: Option<Uuid>,
    pub created_by: Uuid,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
