//! Two questions that resemble each other and were said to be different, as they stood in these versions.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "item_difference")]
pub struct Model {
    /// The lesser of the two ids.
    #[sea_orm(primary_key, auto_increment = false)]
    pub one_version: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub other_version: Uuid,
    pub org_id: Uuid,
    pub created_by: Uuid,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
