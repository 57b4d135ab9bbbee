use sea_orm_migration::{prelude::*, schema::*};

use crate::table;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table(
            manager,
            "certificate",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("person_id"),
                uuid_uniq("attempt_id"),
                string_uniq("number"),
                string_uniq("token"),
                text("content"),
                string("signature"),
                string("key_id"),
                big_integer("issued_at"),
                big_integer("valid_until"),
            ],
            &[(&["person_id"], false)],
        )
        .await?;
        table(
            manager,
            "certificate_event",
            &["certificate_id", "seq"],
            [
                uuid("certificate_id"),
                integer("seq"),
                uuid("org_id"),
                big_integer("at"),
                uuid_null("actor"),
                string("event"),
                string("reason"),
            ],
            &[],
        )
        .await?;
        table(
            manager,
            "counter",
            &["org_id", "name"],
            [uuid("org_id"), string("name"), big_integer("value")],
            &[],
        )
        .await?;
        table(
            manager,
            "audit_entry",
            &["org_id", "seq"],
            [
                uuid("org_id"),
                big_integer("seq"),
                big_integer("at"),
                string("actor"),
                string("action"),
                string("subject"),
                string("key"),
                string("before"),
                string("digest"),
                string("hash"),
            ],
            &[(&["org_id", "subject", "key"], false)],
        )
        .await?;
        table(manager, "audit_head", &["org_id"], [uuid("org_id"), big_integer("seq"), string("hash")], &[])
            .await?;
        table(
            manager,
            "notice",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("person_id"),
                string("kind"),
                text("facts"),
                string_null("email"),
                big_integer("created_at"),
                big_integer_null("sent_at"),
                integer("tries"),
                big_integer_null("next_try_at"),
                big_integer_null("leased_until"),
                string_null("last_error"),
                big_integer_null("read_at"),
            ],
            &[(&["person_id", "created_at"], false), (&["next_try_at"], false)],
        )
        .await?;
        Ok(())
    }
}
