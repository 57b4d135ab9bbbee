//! A certificate as it was issued: frozen and signed.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "certificate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub person_id: Uuid,
    #[sea_orm(unique)]
    pub attempt_id: Uuid,
    #[sea_orm(unique)]
    pub number: String,
    #[sea_orm(unique)]
    pub token: String,
    #[sea_orm(column_type = "Text")]
    pub content: String,
    pub signature: String,
    pub key_id: String,
    pub issued_at: i64,
    pub valid_until: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
