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
    /// Which column holds what, where somebody has said so.
    #[sea_orm(column_type = "Text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    /// What becomes of rows with the number of a question in the bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merge: Option<String>,
    /// A digest of the decisions that the report follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
