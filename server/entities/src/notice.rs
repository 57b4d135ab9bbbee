//! Something a person is told, in the app and, with an address, by mail: the outbox.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub person_id: Uuid,
    pub kind: String,
    #[sea_orm(column_type = "Text")]
    pub facts: String,
    pub email: Option<String>,
    pub created_at: i64,
    pub sent_at: Option<i64>,
    pub tries: i32,
    pub next_try_at: Option<i64>,
    pub leased_until: Option<i64>,
    pub last_error: Option<String>,
    pub read_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
