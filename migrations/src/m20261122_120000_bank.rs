use sea_orm_migration::{prelude::*, schema::*};

use crate::table;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table(
            manager,
            "bank",
            &["id"],
            [uuid("id"), uuid("org_id"), string("name"), uuid("created_by"), big_integer("created_at")],
            &[(&["org_id"], false)],
        )
        .await?;
        table(
            manager,
            "item",
            &["id"],
            [uuid("id"), uuid("org_id"), uuid("bank_id"), string("fingerprint"), uuid("version_id")],
            &[(&["bank_id", "fingerprint"], true)],
        )
        .await?;
        table(
            manager,
            "item_version",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("item_id"),
                integer("version"),
                string("kind"),
                string("knowledge_point"),
                text("content"),
                text("source"),
                uuid("author"),
                uuid_null("import_id"),
                big_integer("created_at"),
            ],
            &[(&["item_id", "version"], true)],
        )
        .await?;
        table(
            manager,
            "import",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("bank_id"),
                string("file_name"),
                string("file_digest"),
                big_integer("file_size"),
                text("report"),
                big_integer_null("committed_at"),
                uuid("created_by"),
                big_integer("created_at"),
            ],
            &[(&["bank_id"], false)],
        )
        .await?;
        table(
            manager,
            "blueprint",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("bank_id"),
                string("name"),
                text("cells"),
                uuid("created_by"),
                big_integer("created_at"),
            ],
            &[(&["org_id"], false)],
        )
        .await?;
        Ok(())
    }
}
