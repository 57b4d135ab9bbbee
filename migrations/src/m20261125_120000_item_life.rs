use sea_orm_migration::{prelude::*, schema::*};

use crate::table;

/// How questions stand. A question without a row of `item_standing` is plain: its newest version is released and
/// nothing else is known of it. So every question from before this step counts as released, and the rows that the
/// audit chain knows stay as they are.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table(
            manager,
            "item_standing",
            &["item_id"],
            [
                uuid("item_id"),
                uuid("org_id"),
                uuid("bank_id"),
                integer("seq"),
                string("stage"),
                boolean("doubted"),
                boolean("quarantined"),
                big_integer_null("valid_until"),
                text("state"),
            ],
            &[(&["bank_id"], false), (&["org_id", "stage"], false)],
        )
        .await?;
        table(
            manager,
            "item_event",
            &["item_id", "seq"],
            [
                uuid("item_id"),
                integer("seq"),
                uuid("org_id"),
                big_integer("at"),
                uuid("actor"),
                uuid_null("bulk_id"),
                text("event"),
            ],
            &[(&["org_id"], false)],
        )
        .await?;
        table(
            manager,
            "bank_rule",
            &["bank_id"],
            [
                uuid("bank_id"),
                uuid("org_id"),
                boolean("review"),
                uuid("changed_by"),
                big_integer("changed_at"),
            ],
            &[],
        )
        .await?;
        table(
            manager,
            "bulk_edit",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("bank_id"),
                text("change"),
                string("reason"),
                text("steps"),
                uuid_null("undo_of"),
                uuid("created_by"),
                big_integer("created_at"),
            ],
            &[(&["bank_id"], false), (&["undo_of"], true)],
        )
        .await?;
        Ok(())
    }
}
