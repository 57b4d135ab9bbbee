use sea_orm_migration::{prelude::*, schema::*};

use crate::table;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What people decided about one file: which column holds what, and what becomes of numbers that are
        // in the bank already.
        manager
            .alter_table(Table::alter().table("import").add_column(text_null("layout")).to_owned())
            .await?;
        manager
            .alter_table(Table::alter().table("import").add_column(string_null("merge")).to_owned())
            .await?;
        manager
            .alter_table(Table::alter().table("import").add_column(string_null("judged")).to_owned())
            .await?;
        // The number by which a question is known again. NULLs never collide.
        manager
            .alter_table(Table::alter().table("item").add_column(string_null("number")).to_owned())
            .await?;
        let numbers = Index::create()
            .name("item_bank_id_number")
            .table("item")
            .col("bank_id")
            .col("number")
            .unique()
            .to_owned();
        manager.create_index(numbers).await?;
        table(
            manager,
            "import_correction",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                uuid("import_id"),
                integer("sheet"),
                integer("row"),
                text("cells"),
                text("decision"),
                uuid("author"),
                big_integer("decided_at"),
            ],
            &[(&["import_id", "sheet", "row"], true)],
        )
        .await?;
        table(
            manager,
            "import_heading",
            &["id"],
            [
                uuid("id"),
                uuid("org_id"),
                string("shape"),
                text("columns"),
                uuid("author"),
                big_integer("said_at"),
            ],
            &[(&["org_id", "shape"], true)],
        )
        .await?;
        table(
            manager,
            "import_job",
            &["import_id"],
            [
                uuid("import_id"),
                uuid("org_id"),
                big_integer("done"),
                big_integer("total"),
                uuid_null("taken_by"),
                big_integer("taken_until"),
                string_null("failed"),
            ],
            &[],
        )
        .await
    }
}
