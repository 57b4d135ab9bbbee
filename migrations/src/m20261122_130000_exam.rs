use sea_orm_migration::{prelude::*, schema::*};

use crate::table;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table(
            manager,
            "sitting",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                string("name"),
                uuid("blueprint_id"),
                uuid_null("course_id"),
                big_integer("opens_at"),
                big_integer("closes_at"),
                integer("limit_minutes"),
                integer("pass_percent"),
                integer("make_ups"),
                integer("make_up_delay_minutes"),
                string("certificate_title"),
                integer("certificate_months"),
                uuid("created_by"),
                big_integer("created_at"),
            ],
            &[(&["org_id", "opens_at"], false)],
        )
        .await?;
        table(
            manager,
            "candidate",
            &["sitting_id", "person_id"],
            [uuid("sitting_id"), uuid("person_id"), uuid("org_id"), big_integer("invited_at")],
            &[(&["person_id"], false)],
        )
        .await?;
        table(
            manager,
            "attempt",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("sitting_id"),
                uuid("person_id"),
                integer("no"),
                text("state"),
                big_integer_null("next_check_at"),
                big_integer("created_at"),
            ],
            &[
                (&["sitting_id", "person_id", "no"], true),
                (&["person_id"], false),
                (&["next_check_at"], false),
            ],
        )
        .await?;
        table(
            manager,
            "paper",
            &["attempt_id"],
            [
                uuid("attempt_id"),
                uuid("org_id"),
                text("content"),
                string("digest"),
                big_integer("created_at"),
            ],
            &[],
        )
        .await?;
        table(
            manager,
            "attempt_event",
            &["attempt_id", "seq"],
            [
                uuid("attempt_id"),
                integer("seq"),
                uuid("org_id"),
                big_integer("at"),
                uuid_null("actor"),
                text("event"),
            ],
            &[],
        )
        .await?;
        table(
            manager,
            "answer",
            &["attempt_id", "item_no", "sequence"],
            [
                uuid("attempt_id"),
                integer("item_no"),
                integer("sequence"),
                uuid("org_id"),
                big_integer("at"),
                text("response"),
                uuid_null("session_id"),
            ],
            &[],
        )
        .await?;
        Ok(())
    }
}
