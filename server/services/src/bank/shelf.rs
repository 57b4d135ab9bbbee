//! The banks of an enterprise, and what is in one of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    bank::{
        Item, Kind,
        find::{Query, Scope},
    },
    id::{BankId, ImportId, ItemId},
    person::access::Action,
    time::Timestamp,
};
use entities::bank;
use futures::FutureExt as _;

use super::{Part, apart, store};
use crate::{
    ctx::Ctx,
    db::is_taken,
    failure::{Failure, Fault, Result},
};

/// Longest name of a bank, in characters.
const NAME_LIMIT: usize = 100;

/// A bank in the list of banks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankRow {
    pub id: BankId,
    pub name: String,
    pub kinds: BTreeMap<Kind, u64>,
    pub knowledge_points: usize,
}

impl BankRow {
    pub fn items(&self) -> u64 {
        self.kinds.values().sum()
    }
}

/// A bank with the questions that were asked for.
#[derive(Clone, Debug)]
pub struct BankView {
    pub id: BankId,
    pub name: String,
    /// Of the whole bank, whatever is filtered.
    pub kinds: BTreeMap<Kind, u64>,
    pub knowledge_points: BTreeMap<String, u64>,
    pub part: Part,
    pub items: Vec<ItemRow>,
    /// The newest first.
    pub imports: Vec<ImportRow>,
}

/// Which questions of a bank to show; all that is not said does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFilter {
    pub kind: Option<Kind>,
    pub knowledge_point: Option<String>,
    /// Words to find in the question, its options, its explanation or its legal basis, as
    /// [`Query`] understands them.
    pub words: String,
}

#[derive(Clone, Debug)]
pub struct ItemRow {
    pub id: ItemId,
    pub version: i32,
    pub kind: Kind,
    pub stem: String,
    pub knowledge_point: String,
}

/// A file that was uploaded to a bank.
#[derive(Clone, Debug)]
pub struct ImportRow {
    pub id: ImportId,
    pub file_name: String,
    pub by: String,
    pub at: Timestamp,
    /// How many questions came in, once the import was carried out.
    pub added: Option<u64>,
}

/// Every bank of the enterprise, the oldest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<BankRow>> {
    ctx.must_here(Action::EditBank)?;
    let conn = ctx.db().read();
    let tallies = store::tallies(conn, ctx.org(), None).await?;
    let banks = store::banks(conn, ctx.org()).await?.into_iter().map(|row| {
        let mut kinds = BTreeMap::new();
        let mut points = BTreeSet::new();
        for tally in tallies.iter().filter(|tally| tally.bank_id == row.id) {
            *kinds.entry(store::kind(&tally.kind)?).or_default() += count(tally.items);
            points.extend((!tally.knowledge_point.is_empty()).then_some(&tally.knowledge_point));
        }
        Ok(BankRow { id: row.id.into(), name: row.name, kinds, knowledge_points: points.len() })
    });
    banks.collect()
}

/// What a bank is called.
pub async fn name(ctx: &Ctx, id: BankId) -> Result<String> {
    ctx.must_here(Action::EditBank)?;
    Ok(store::bank(ctx.db().read(), ctx.org(), id).await?.name)
}

/// The bank with this name.
pub async fn called(ctx: &Ctx, name: &str) -> Result<Option<BankId>> {
    ctx.must_here(Action::EditBank)?;
    let found = store::bank_called(ctx.db().read(), ctx.org(), name.trim()).await?;
    Ok(found.map(|row| row.id.into()))
}

/// Makes an empty bank. `id` comes from the form, so that one sent twice makes one.
pub async fn create(ctx: &Ctx, id: BankId, name: &str) -> Result<()> {
    ctx.must_here(Action::EditBank)?;
    let name = name.trim().to_owned();
    if name.is_empty() {
        return Err(Failure::field("name", Fault::Missing));
    }
    if name.chars().count() > NAME_LIMIT {
        return Err(Failure::field("name", Fault::TooLong { limit: NAME_LIMIT }));
    }
    let row = bank::Model {
        id: id.0,
        org_id: ctx.org().0,
        name,
        created_by: ctx.actor.person.0,
        created_at: ctx.now.0,
    };
    let org = ctx.org();
    let made = ctx.write(move |tx| {
        async move {
            match store::bank_called(tx.conn(), org, &row.name).await? {
                Some(found) if found.id == row.id => Ok(()),
                Some(_) => Err(Failure::field("name", Fault::Taken)),
                None => tx.add("bank.create", row).await,
            }
        }
        .boxed()
    });
    match made.await {
        Err(failure) if is_taken(&failure) => Ok(()),
        made => made,
    }
}

/// A bank with page `page` of the questions that `filter` lets through.
pub async fn show(ctx: &Ctx, id: BankId, filter: ItemFilter, page: u64) -> Result<BankView> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let bank = store::bank(conn, org, id).await?;
    let mut kinds = BTreeMap::new();
    let mut points = BTreeMap::new();
    for tally in store::tallies(conn, org, Some(id)).await? {
        *kinds.entry(store::kind(&tally.kind)?).or_default() += count(tally.items);
        *points.entry(tally.knowledge_point).or_default() += count(tally.items);
    }
    let (part, items) = if filter.words.trim().is_empty() {
        let (part, rows) = store::newest_part(conn, org, id, &filter, page).await?;
        (part, rows.iter().map(row).collect::<Result<_>>()?)
    } else {
        search(ctx, id, filter, page).await?
    };
    let heads = store::imports(conn, org, id).await?;
    let added = store::added(conn, org, heads.iter().map(|head| head.id)).await?;
    let names = store::person_names(conn, org, heads.iter().map(|head| head.created_by)).await?;
    let imports = heads.into_iter().map(|head| ImportRow {
        id: head.id.into(),
        by: names.get(&head.created_by).cloned().unwrap_or_default(),
        at: Timestamp(head.created_at),
        added: head.committed_at.map(|_| added.get(&head.id).copied().unwrap_or(0)),
        file_name: head.file_name,
    });
    Ok(BankView {
        id,
        name: bank.name,
        kinds,
        knowledge_points: points,
        part,
        items,
        imports: imports.collect(),
    })
}

fn count(items: i64) -> u64 {
    u64::try_from(items).unwrap_or(0)
}

fn row(newest: &store::Newest) -> Result<ItemRow> {
    Ok(item_row(newest, newest.item()?))
}

fn item_row(newest: &store::Newest, item: Item) -> ItemRow {
    ItemRow {
        id: newest.item_id.into(),
        version: newest.version,
        kind: item.content.kind(),
        stem: item.stem,
        knowledge_point: item.knowledge_point,
    }
}

/// The questions in which the words occur, the most telling first.
async fn search(ctx: &Ctx, bank: BankId, filter: ItemFilter, page: u64) -> Result<(Part, Vec<ItemRow>)> {
    let (conn, org) = (ctx.db().read(), ctx.org());
    let index = ctx.guben.finder.to_search(conn, org).await?;
    let scope = Scope { bank: Some(bank), kind: filter.kind, knowledge_point: filter.knowledge_point };
    let found = apart(move || index.search(&Query::of(&filter.words), &scope)).await?;
    let part = Part::of(page, found.len() as u64);
    let shown: Vec<ItemId> =
        found.into_iter().skip(part.before() as usize).take(part.size as usize).collect();
    let rows = store::newest_of(conn, org, shown.iter().copied()).await?;
    let mut rows: Vec<ItemRow> = rows.iter().map(row).collect::<Result<_>>()?;
    rows.sort_by_key(|row| shown.iter().position(|id| *id == row.id));
    Ok((part, rows))
}
