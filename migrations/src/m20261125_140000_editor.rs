use sea_orm_migration::{prelude::*, schema::*};

use crate::table;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table(
            manager,
            "question_media",
            &["org_id", "id"],
            [
                uuid("org_id"),
                string("id"),
                string("mime"),
                big_integer("size"),
                integer("width"),
                integer("height"),
                uuid_null("created_by"),
                big_integer("created_at"),
            ],
            &[],
        )
        .await?;
        table(
            manager,
            "item_draft",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("person_id"),
                uuid("bank_id"),
                uuid_null("item_id"),
                integer("from_version"),
                integer("revision"),
                text("content"),
                big_integer("saved_at"),
            ],
            &[(&["person_id", "item_id"], true), (&["bank_id", "person_id"], false)],
        )
        .await?;
        Ok(())
    }
}
