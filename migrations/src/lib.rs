//! The schema, in order. Released steps are never edited; each works while the previous version still runs.

use sea_orm_migration::prelude::*;

mod m20261122_100000_person;
mod m20261122_110000_course;
mod m20261122_120000_bank;
mod m20261122_130000_exam;
mod m20261122_140000_evidence;
mod m20261125_100000_import_desk;
mod m20261125_120000_item_life;
mod m20261125_130000_marking;
mod m20261125_140000_editor;
mod m20261125_150000_resemblance;

pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_100000_person::Migration),
            Box::new(m20261122_110000_course::Migration),
            Box::new(m20261122_120000_bank::Migration),
            Box::new(m20261122_130000_exam::Migration),
            Box::new(m20261122_140000_evidence::Migration),
            Box::new(m20261125_100000_import_desk::Migration),
            Box::new(m20261125_120000_item_life::Migration),
            Box::new(m20261125_130000_marking::Migration),
            Box::new(m20261125_140000_editor::Migration),
            Box::new(m20261125_150000_resemblance::Migration),
        ]
    }
}

/// Creates a table with its primary key and its indexes, each a list of columns and whether they are unique.
async fn table<const N: usize>(
    manager: &SchemaManager<'_>,
    name: &'static str,
    primary_key: &[&'static str],
    columns: [ColumnDef; N],
    indexes: &[(&[&'static str], bool)],
) -> Result<(), DbErr> {
    let mut create = Table::create();
    create.table(name);
    for column in columns {
        create.col(column);
    }
    let mut key = Index::create();
    for column in primary_key {
        key.col(*column);
    }
    create.primary_key(&mut key);
    manager.create_table(create).await?;
    for (columns, unique) in indexes {
        let mut index = Index::create();
        index.name(format!("{name}_{}", columns.join("_"))).table(name);
        for column in *columns {
            index.col(*column);
        }
        if *unique {
            index.unique();
        }
        manager.create_index(index).await?;
    }
    Ok(())
}
