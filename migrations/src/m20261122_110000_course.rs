use sea_orm_migration::{prelude::*, schema::*};

use crate::table;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table(
            manager,
            "course",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                string("title"),
                text("summary"),
                uuid_null("post_id"),
                uuid("created_by"),
                big_integer("created_at"),
            ],
            &[(&["org_id"], false)],
        )
        .await?;
        table(
            manager,
            "lesson",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("course_id"),
                integer("no"),
                string("title"),
                text("source"),
                text("html"),
                integer("minutes"),
            ],
            &[(&["course_id", "no"], true)],
        )
        .await?;
        table(
            manager,
            "media",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid_null("lesson_id"),
                string("digest"),
                string("name"),
                string("mime"),
                big_integer("size"),
                big_integer("created_at"),
            ],
            &[(&["digest"], false), (&["lesson_id", "name"], true)],
        )
        .await?;
        table(
            manager,
            "study",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("person_id"),
                uuid("lesson_id"),
                big_integer("opened_at"),
                big_integer_null("beat_at"),
                big_integer_null("closed_at"),
                big_integer("credited_ms"),
            ],
            &[(&["person_id", "lesson_id"], false)],
        )
        .await?;
        Ok(())
    }
}
