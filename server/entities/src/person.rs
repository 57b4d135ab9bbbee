//! One human in one enterprise's file. The national ID is sealed with the data key and found by a keyed hash.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub unit_id: Uuid,
    pub post_id: Option<Uuid>,
    pub number: String,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub employment: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub national_id_sealed: Option<String>,
    pub national_id_hash: Option<String>,
    pub national_id_masked: Option<String>,
    pub joined_on: Option<String>,
    pub left_at: Option<i64>,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
