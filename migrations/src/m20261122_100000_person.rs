use sea_orm_migration::{prelude::*, schema::*};

use crate::table;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table(
            manager,
            "org",
            &["id"],
            [uuid("id"), string_uniq("code"), string("name"), big_integer("created_at")],
            &[],
        )
        .await?;
        table(
            manager,
            "unit",
            &["id"],
            [uuid("id"), uuid("org_id"), uuid_null("parent_id"), string("path"), string("name")],
            &[(&["org_id"], false)],
        )
        .await?;
        table(
            manager,
            "post",
            &["id"],
            [uuid("id"), uuid("org_id"), string("name")],
            &[(&["org_id", "name"], true)],
        )
        .await?;
        table(
            manager,
            "person",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("unit_id"),
                uuid_null("post_id"),
                string("number"),
                string("name"),
                string_null("phone"),
                string_null("email"),
                string("employment"),
                text_null("national_id_sealed"),
                string_null("national_id_hash"),
                string_null("national_id_masked"),
                string_null("joined_on"),
                big_integer_null("left_at"),
                big_integer("created_at"),
            ],
            &[
                (&["org_id", "number"], true),
                (&["org_id", "phone"], false),
                (&["org_id", "national_id_hash"], false),
                (&["org_id", "unit_id"], false),
            ],
        )
        .await?;
        table(
            manager,
            "account",
            &["person_id"],
            [
                uuid("person_id"),
                uuid("org_id"),
                text("passhash"),
                boolean("must_change"),
                big_integer("changed_at"),
            ],
            &[],
        )
        .await?;
        table(
            manager,
            "role_grant",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("person_id"),
                string("role"),
                uuid("unit_id"),
                big_integer("granted_at"),
                big_integer_null("taken_at"),
            ],
            &[(&["person_id"], false)],
        )
        .await?;
        table(
            manager,
            "session",
            &["id_hash"],
            [
                string("id_hash"),
                uuid_uniq("id"),
                uuid("org_id"),
                uuid("person_id"),
                big_integer("created_at"),
                big_integer("seen_at"),
                big_integer("expires_at"),
                string("client"),
                string("address"),
            ],
            &[(&["person_id"], false)],
        )
        .await?;
        table(
            manager,
            "throttle",
            &["key"],
            [string("key"), integer("failures"), big_integer("last_at")],
            &[],
        )
        .await?;
        Ok(())
    }
}
