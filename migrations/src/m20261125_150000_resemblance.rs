use sea_orm_migration::{prelude::*, schema::*};

use crate::table;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table(
            manager,
            "item_merge",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("item_id"),
                uuid("kept_id"),
                text("reason"),
                uuid("created_by"),
                big_integer("created_at"),
                uuid_null("ended_by"),
                big_integer_null("ended_at"),
            ],
            &[(&["org_id"], false), (&["item_id"], false)],
        )
        .await?;
        table(
            manager,
            "item_difference",
            &["one_version", "other_version"],
            [
                uuid("one_version"),
                uuid("other_version"),
                uuid("org_id"),
                uuid("created_by"),
                big_integer("created_at"),
            ],
            &[(&["org_id"], false)],
        )
        .await?;
        // How many versions an enterprise has tells whether there is something new; it is asked for each search.
        let mut versions = Index::create();
        versions.name("item_version_org_id").table("item_version").col("org_id");
        manager.create_index(versions).await
    }
}
