//! What somebody decided about a row of an uploaded file; `cells` is what stands in the file.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "import_correction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub import_id: Uuid,
    pub sheet: i32,
    pub row: i32,
    #[sea_orm(column_type = "Text")]
    pub cells: String,
    #[sea_orm(column_type = "Text")]
    pub decision: String,
    pub author: Uuid,
    pub decided_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
