//! A long file that is still to be judged. The row goes when the report is there.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "import_job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    pub org_id: Uuid,
    pub done: i64,
    pub total: i64,
    /// Which copy of the server is at it, and until when it need not be asked again.
    pub taken_by: Option<Uuid>,
    pub taken_until: i64,
    pub failed: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
