//! A question that somebody is still writing. Nobody else sees it, and it is no evidence.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "item_draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub org_id: Uuid,
    pub person_id: Uuid,
    pub bank_id: Uuid,
    /// Nothing where the question is new.
    pub item_id: Option<Uuid>,
    /// The version that the form began with; 0 where the question is new.
    pub from_version: i32,
    /// Counts how often it was saved, so that no window overwrites what it has not seen.
    pub revision: i32,
    pub content: String,
    pub saved_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
