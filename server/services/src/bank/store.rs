//! The rows of banks, items, their versions, and imports. Every query is kept to one enterprise.

use std::collections::{HashMap, HashSet};

use domain::{
    bank::{Item, Kind},
    id::{BankId, ImportId, ItemId, ItemVersionId, OrgId},
};
use entities::{bank, import, item, item_version, person};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait as _, FromQueryResult, JoinType,
    PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect, RelationDef, Select, prelude::Uuid,
};

use super::{ItemFilter, Part};
use crate::failure::{Failure, Result};

pub async fn bank(conn: &impl ConnectionTrait, org: OrgId, id: BankId) -> Result<bank::Model> {
    let mine = bank::Column::OrgId.eq(org.0);
    bank::Entity::find_by_id(id.0).filter(mine).one(conn).await?.ok_or(Failure::NotFound)
}

pub async fn banks(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<bank::Model>> {
    let mine = bank::Entity::find().filter(bank::Column::OrgId.eq(org.0));
    Ok(mine.order_by_asc(bank::Column::CreatedAt).order_by_asc(bank::Column::Id).all(conn).await?)
}

pub async fn bank_called(conn: &impl ConnectionTrait, org: OrgId, name: &str) -> Result<Option<bank::Model>> {
    let mine = bank::Column::OrgId.eq(org.0).and(bank::Column::Name.eq(name));
    Ok(bank::Entity::find().filter(mine).one(conn).await?)
}

/// How many questions of one kind on one knowledge point a bank has.
#[derive(FromQueryResult)]
pub struct Tally {
    pub bank_id: Uuid,
    pub kind: String,
    pub knowledge_point: String,
    pub items: i64,
}

pub async fn tallies(conn: &impl ConnectionTrait, org: OrgId, bank: Option<BankId>) -> Result<Vec<Tally>> {
    let mut current = item::Entity::find()
        .select_only()
        .column(item::Column::BankId)
        .column(item_version::Column::Kind)
        .column(item_version::Column::KnowledgePoint)
        .column_as(item::Column::Id.count(), "items")
        .join(JoinType::InnerJoin, newest())
        .filter(item::Column::OrgId.eq(org.0));
    if let Some(bank) = bank {
        current = current.filter(item::Column::BankId.eq(bank.0));
    }
    let grouped = current
        .group_by(item::Column::BankId)
        .group_by(item_version::Column::Kind)
        .group_by(item_version::Column::KnowledgePoint)
        .order_by_asc(item_version::Column::KnowledgePoint);
    Ok(grouped.into_model().all(conn).await?)
}

/// A question in its newest version.
#[derive(FromQueryResult)]
pub struct Newest {
    pub item_id: Uuid,
    pub version: i32,
    pub content: String,
}

impl Newest {
    pub fn item(&self) -> Result<Item> {
        Ok(serde_json::from_str(&self.content)?)
    }
}

/// The relation from an item to its newest version.
fn newest() -> RelationDef {
    item::Entity::belongs_to(item_version::Entity)
        .from(item::Column::VersionId)
        .to(item_version::Column::Id)
        .into()
}

fn newest_versions(org: OrgId) -> Select<item::Entity> {
    item::Entity::find()
        .select_only()
        .column_as(item::Column::Id, "item_id")
        .column(item_version::Column::Version)
        .column(item_version::Column::Content)
        .join(JoinType::InnerJoin, newest())
        .filter(item::Column::OrgId.eq(org.0))
}

fn in_bank(org: OrgId, bank: BankId, filter: &ItemFilter) -> Select<item::Entity> {
    let mut found = newest_versions(org).filter(item::Column::BankId.eq(bank.0));
    if let Some(kind) = filter.kind {
        found = found.filter(item_version::Column::Kind.eq(kind.code()));
    }
    if let Some(point) = &filter.knowledge_point {
        found = found.filter(item_version::Column::KnowledgePoint.eq(point));
    }
    found
}

/// The questions that match kind and knowledge point, in the order in which they came in.
pub async fn newest_in(
    conn: &impl ConnectionTrait,
    org: OrgId,
    bank: BankId,
    filter: &ItemFilter,
) -> Result<Vec<Newest>> {
    Ok(in_bank(org, bank, filter).order_by_asc(item::Column::Id).into_model().all(conn).await?)
}

/// One page of [`newest_in`].
pub async fn newest_part(
    conn: &impl ConnectionTrait,
    org: OrgId,
    bank: BankId,
    filter: &ItemFilter,
    page: u64,
) -> Result<(Part, Vec<Newest>)> {
    let part = Part::of(page, in_bank(org, bank, filter).count(conn).await?);
    let rows =
        in_bank(org, bank, filter).order_by_asc(item::Column::Id).offset(part.before()).limit(part.size);
    Ok((part, rows.into_model().all(conn).await?))
}

/// These questions in their newest versions, in no order.
pub async fn newest_of(
    conn: &impl ConnectionTrait,
    org: OrgId,
    items: impl IntoIterator<Item = ItemId>,
) -> Result<Vec<Newest>> {
    let these = item::Column::Id.is_in(items.into_iter().map(|item| item.0));
    Ok(newest_versions(org).filter(these).into_model().all(conn).await?)
}

/// A version of a question, with the fingerprint of its newest version.
#[derive(FromQueryResult)]
pub struct Version {
    pub fingerprint: String,
    pub newest: Uuid,
    pub id: Uuid,
    pub content: String,
}

/// Every version of every question of a bank.
pub async fn versions_in(conn: &impl ConnectionTrait, org: OrgId, bank: BankId) -> Result<Vec<Version>> {
    let of_item: RelationDef = item_version::Entity::belongs_to(item::Entity)
        .from(item_version::Column::ItemId)
        .to(item::Column::Id)
        .into();
    let all = item_version::Entity::find()
        .select_only()
        .column(item::Column::Fingerprint)
        .column_as(item::Column::VersionId, "newest")
        .column(item_version::Column::Id)
        .column(item_version::Column::Content)
        .join(JoinType::InnerJoin, of_item)
        .filter(item::Column::OrgId.eq(org.0))
        .filter(item::Column::BankId.eq(bank.0));
    Ok(all.into_model().all(conn).await?)
}

pub async fn fingerprints(conn: &impl ConnectionTrait, bank: Uuid) -> Result<HashSet<String>> {
    let all = item::Entity::find().select_only().column(item::Column::Fingerprint);
    let all: Vec<String> = all.filter(item::Column::BankId.eq(bank)).into_tuple().all(conn).await?;
    Ok(all.into_iter().collect())
}

/// Which questions of a bank have these fingerprints.
pub async fn items_by_fingerprint(
    conn: &impl ConnectionTrait,
    bank: Uuid,
    fingerprints: Vec<String>,
) -> Result<HashMap<String, ItemId>> {
    let these = item::Column::BankId.eq(bank).and(item::Column::Fingerprint.is_in(fingerprints));
    let found = item::Entity::find().filter(these).all(conn).await?;
    Ok(found.into_iter().map(|row| (row.fingerprint, row.id.into())).collect())
}

pub async fn item(conn: &impl ConnectionTrait, org: OrgId, id: ItemId) -> Result<item::Model> {
    let mine = item::Column::OrgId.eq(org.0);
    item::Entity::find_by_id(id.0).filter(mine).one(conn).await?.ok_or(Failure::NotFound)
}

/// The item, held until the transaction ends: its versions are made one at a time.
pub async fn lock_item(conn: &impl ConnectionTrait, org: OrgId, id: ItemId) -> Result<item::Model> {
    let mine = item::Column::OrgId.eq(org.0);
    item::Entity::find_by_id(id.0).filter(mine).lock_exclusive().one(conn).await?.ok_or(Failure::NotFound)
}

/// The versions of a question, the newest first.
pub async fn versions(conn: &impl ConnectionTrait, item: ItemId) -> Result<Vec<item_version::Model>> {
    let of = item_version::Entity::find().filter(item_version::Column::ItemId.eq(item.0));
    Ok(of.order_by_desc(item_version::Column::Version).all(conn).await?)
}

pub async fn import(conn: &impl ConnectionTrait, org: OrgId, id: ImportId) -> Result<import::Model> {
    let mine = import::Column::OrgId.eq(org.0);
    import::Entity::find_by_id(id.0).filter(mine).one(conn).await?.ok_or(Failure::NotFound)
}

/// When the import was carried out, if it was; held until the transaction ends.
pub async fn lock_committed_at(conn: &impl ConnectionTrait, id: ImportId) -> Result<Option<i64>> {
    let row =
        import::Entity::find_by_id(id.0).select_only().column(import::Column::CommittedAt).lock_exclusive();
    row.into_tuple::<Option<i64>>().one(conn).await?.ok_or(Failure::NotFound)
}

/// An import without its report, which may be long.
#[derive(FromQueryResult)]
pub struct ImportHead {
    pub id: Uuid,
    pub file_name: String,
    pub committed_at: Option<i64>,
    pub created_by: Uuid,
    pub created_at: i64,
}

/// The imports of a bank, the newest first.
pub async fn imports(conn: &impl ConnectionTrait, org: OrgId, bank: BankId) -> Result<Vec<ImportHead>> {
    let of = import::Column::OrgId.eq(org.0).and(import::Column::BankId.eq(bank.0));
    let heads = import::Entity::find().select_only().columns([
        import::Column::Id,
        import::Column::FileName,
        import::Column::CommittedAt,
        import::Column::CreatedBy,
        import::Column::CreatedAt,
    ]);
    Ok(heads.filter(of).order_by_desc(import::Column::CreatedAt).into_model().all(conn).await?)
}

/// How many questions came in by these imports.
pub async fn added(
    conn: &impl ConnectionTrait,
    org: OrgId,
    imports: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, u64>> {
    let of = item_version::Column::OrgId.eq(org.0).and(item_version::Column::ImportId.is_in(imports));
    let counted: Vec<(Uuid, i64)> = item_version::Entity::find()
        .select_only()
        .column(item_version::Column::ImportId)
        .column_as(item_version::Column::Id.count(), "items")
        .filter(of)
        .group_by(item_version::Column::ImportId)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(counted.into_iter().map(|(import, items)| (import, u64::try_from(items).unwrap_or(0))).collect())
}

/// File names of imports.
pub async fn file_names(
    conn: &impl ConnectionTrait,
    org: OrgId,
    imports: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let of = import::Column::OrgId.eq(org.0).and(import::Column::Id.is_in(imports));
    let named =
        import::Entity::find().select_only().column(import::Column::Id).column(import::Column::FileName);
    let named: Vec<(Uuid, String)> = named.filter(of).into_tuple().all(conn).await?;
    Ok(named.into_iter().collect())
}

pub async fn person_names(
    conn: &impl ConnectionTrait,
    org: OrgId,
    people: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let of = person::Column::OrgId.eq(org.0).and(person::Column::Id.is_in(people));
    let named = person::Entity::find().select_only().column(person::Column::Id).column(person::Column::Name);
    let named: Vec<(Uuid, String)> = named.filter(of).into_tuple().all(conn).await?;
    Ok(named.into_iter().collect())
}

pub fn kind(code: &str) -> Result<Kind> {
    Kind::from_code(code).ok_or_else(|| Failure::Corrupt(format!("no kind of question is called {code}")))
}

/// How many versions the questions of an enterprise have.
pub async fn version_count(conn: &impl ConnectionTrait, org: OrgId) -> Result<i64> {
    let all = item_version::Entity::find()
        .select_only()
        // The one column that the index has, so that no row has to be read.
        .column_as(item_version::Column::OrgId.count(), "versions")
        .filter(item_version::Column::OrgId.eq(org.0));
    Ok(all.into_tuple().one(conn).await?.unwrap_or(0))
}

/// A question, where it is, and the version that it points to.
#[derive(FromQueryResult)]
pub struct Current {
    pub id: Uuid,
    pub bank_id: Uuid,
    pub version_id: Uuid,
}

impl Current {
    pub fn item(&self) -> ItemId {
        self.id.into()
    }

    pub fn bank(&self) -> BankId {
        self.bank_id.into()
    }

    pub fn version(&self) -> ItemVersionId {
        self.version_id.into()
    }
}

fn currents(org: OrgId) -> Select<item::Entity> {
    let columns = [item::Column::Id, item::Column::BankId, item::Column::VersionId];
    item::Entity::find().select_only().columns(columns).filter(item::Column::OrgId.eq(org.0))
}

/// Every question of an enterprise.
pub async fn current(conn: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Current>> {
    Ok(currents(org).into_model().all(conn).await?)
}

/// These questions, in no order; those that are not the enterprise's are left out.
pub async fn current_of(
    conn: &impl ConnectionTrait,
    org: OrgId,
    items: impl IntoIterator<Item = ItemId>,
) -> Result<HashMap<ItemId, Current>> {
    let these = item::Column::Id.is_in(items.into_iter().map(|item| item.0));
    let rows: Vec<Current> = currents(org).filter(these).into_model().all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.item(), row)).collect())
}

/// What these versions say, as it is stored.
pub async fn contents(conn: &impl ConnectionTrait, versions: Vec<Uuid>) -> Result<Vec<(Uuid, String)>> {
    let columns = [item_version::Column::Id, item_version::Column::Content];
    let these = item_version::Entity::find().select_only().columns(columns);
    Ok(these.filter(item_version::Column::Id.is_in(versions)).into_tuple().all(conn).await?)
}

/// To which questions these versions belong, of those that are the newest of theirs.
pub async fn items_of_current(
    conn: &impl ConnectionTrait,
    org: OrgId,
    versions: HashSet<Uuid>,
) -> Result<HashMap<Uuid, ItemId>> {
    let versions: Vec<Uuid> = versions.into_iter().collect();
    let mut items = HashMap::new();
    // SQLite binds at most 32,766 values in one statement.
    for some in versions.chunks(10_000) {
        let these = item::Column::VersionId.is_in(some.iter().copied());
        let rows: Vec<Current> = currents(org).filter(these).into_model().all(conn).await?;
        items.extend(rows.into_iter().map(|row| (row.version_id, row.item())));
    }
    Ok(items)
}
