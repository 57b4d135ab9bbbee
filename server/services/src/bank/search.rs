//! Finding questions in all banks of the enterprise.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use domain::{
    bank::{
        Item, Kind,
        find::{Query, Scope},
    },
    id::{BankId, ItemId, OrgId},
    person::access::Action,
};
use sea_orm::ConnectionTrait;

use super::{Part, apart, merge, store};
use crate::{ctx::Ctx, failure::Result};

/// What somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub words: String,
    pub bank: Option<BankId>,
    pub kind: Option<Kind>,
}

#[derive(Clone, Debug)]
pub struct Found {
    /// The words as they were understood.
    pub query: Query,
    pub part: Part,
    /// The most telling first.
    pub questions: Vec<Question>,
    /// Every bank that can be searched, by its id.
    pub banks: BTreeMap<BankId, String>,
}

/// A question among those of all banks.
#[derive(Clone, Debug)]
pub struct Question {
    pub id: ItemId,
    pub bank: BankId,
    pub bank_name: String,
    pub item: Arc<Item>,
    /// Another one was kept instead of it.
    pub retired: bool,
}

/// Page `page` of the questions in which all words occur; none where no words are given.
pub async fn search(ctx: &Ctx, wanted: Wanted, page: u64) -> Result<Found> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let banks = bank_names(conn, org).await?;
    let query = Query::of(&wanted.words);
    let hits = match query.is_empty() {
        true => Vec::new(),
        false => {
            let index = ctx.guben.finder.to_search(conn, org).await?;
            let (query, scope) =
                (query.clone(), Scope { bank: wanted.bank, kind: wanted.kind, ..Scope::default() });
            apart(move || index.search(&query, &scope)).await?
        }
    };
    let part = Part::of(page, hits.len() as u64);
    let shown: Vec<ItemId> = hits.into_iter().skip(part.before() as usize).take(part.size as usize).collect();
    let questions = questions(ctx, &shown, &banks).await?;
    Ok(Found { query, part, questions, banks })
}

pub(super) async fn bank_names(conn: &impl ConnectionTrait, org: OrgId) -> Result<BTreeMap<BankId, String>> {
    let banks = store::banks(conn, org).await?.into_iter();
    Ok(banks.map(|bank| (bank.id.into(), bank.name)).collect())
}

/// These questions in their newest versions, in this order. One that is gone meanwhile is left out.
pub(super) async fn questions(
    ctx: &Ctx,
    ids: &[ItemId],
    banks: &BTreeMap<BankId, String>,
) -> Result<Vec<Question>> {
    let (conn, org) = (ctx.db().read(), ctx.org());
    let rows = store::current_of(conn, org, ids.iter().copied()).await?;
    let contents = ctx.guben.items.get(conn, rows.values().map(store::Current::version)).await?;
    let retired: HashSet<ItemId> = merge::retired(conn, org).await?;
    let questions = ids.iter().filter_map(|id| {
        let row = rows.get(id)?;
        Some(Question {
            id: *id,
            bank: row.bank(),
            bank_name: banks.get(&row.bank()).cloned().unwrap_or_default(),
            item: contents.get(&row.version())?.clone(),
            retired: retired.contains(id),
        })
    });
    Ok(questions.collect())
}
