use sea_orm_migration::{prelude::*, schema::*};

use crate::table;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table(
            manager,
            "mark",
            &["attempt_id", "item_no", "sequence", "marker"],
            [
                uuid("attempt_id"),
                integer("item_no"),
                integer("sequence"),
                uuid("marker"),
                uuid("org_id"),
                big_integer("at"),
                big_integer("points"),
                text("remark"),
            ],
            &[],
        )
        .await?;
        let mut markers = integer("markers");
        markers.not_null().default(1);
        manager.alter_table(Table::alter().table("sitting").add_column(markers).to_owned()).await
    }
}
