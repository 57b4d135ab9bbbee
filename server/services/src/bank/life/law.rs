//! What an enterprise's questions rest on, and what happens when a law changes.

use std::collections::{BTreeMap, HashMap};

use domain::{
    bank::{
        basis::{self, Resting},
        life::Step,
    },
    person::access::Action,
};
use futures::FutureExt as _;
use sea_orm::prelude::Uuid;

use super::{super::store as items, Stood, store, take};
use crate::{
    bank::{ItemFilter, apart},
    ctx::Ctx,
    failure::{Failure, Fault, Result},
};

/// A law in the list of laws.
#[derive(Clone, Debug)]
pub struct LawRow {
    pub law: String,
    pub resting: Resting,
    /// How many questions still have to be looked at because it has changed.
    pub doubted: usize,
}

/// Every law and standard that the questions of the enterprise's banks rest on, the most used first.
#[derive(Clone, Debug)]
pub struct Laws {
    pub laws: Vec<LawRow>,
    /// Questions that name nothing.
    pub without: usize,
}

pub async fn list(ctx: &Ctx) -> Result<Laws> {
    ctx.must_here(Action::EditBank)?;
    let words = words(ctx).await?;
    let doubted = store::wanted(ctx.db().read(), ctx.org(), store::Wanted::Doubted).await?;
    let doubted: Vec<String> =
        doubted.into_iter().filter_map(|(_, standing)| standing.doubt.map(|doubt| doubt.law)).collect();
    apart(move || {
        let without = words.iter().filter(|(_, words)| words.trim().is_empty()).count();
        let grouped: BTreeMap<_, _> = basis::grouped(words.iter().map(|(_, words)| words.as_str()));
        let row = |(law, resting): (String, Resting)| LawRow {
            // The mark names the law, and its article behind a blank where only that has changed.
            doubted: doubted.iter().filter(|of| **of == law || of.starts_with(&format!("{law} "))).count(),
            law,
            resting,
        };
        let mut laws: Vec<_> = grouped.into_iter().map(row).collect();
        laws.sort_by_key(|row| std::cmp::Reverse(row.resting.questions));
        Laws { laws, without }
    })
    .await
}

/// The legal basis of every question in its newest version.
async fn words(ctx: &Ctx) -> Result<Vec<(Uuid, String)>> {
    let (conn, org) = (ctx.db().read(), ctx.org());
    let mut words = Vec::new();
    for bank in items::banks(conn, org).await? {
        for newest in items::newest_in(conn, org, bank.id.into(), &ItemFilter::default()).await? {
            words.push((newest.item_id, newest.item()?.legal_basis));
        }
    }
    Ok(words)
}

/// Marks every question that rests on a law as to be looked at, and returns how many there are.
///
/// `article` is empty when the law as a whole has changed.
///
/// # Errors
/// When nothing rests on it, or the note is missing.
pub async fn changed(ctx: &Ctx, law: &str, article: &str, note: &str) -> Result<usize> {
    ctx.must_here(Action::EditBank)?;
    let (law, article, note) = (law.trim().to_owned(), article.trim().to_owned(), note.trim().to_owned());
    if law.is_empty() {
        return Err(Failure::field("law", Fault::Missing));
    }
    if note.is_empty() {
        return Err(Failure::field("note", Fault::Missing));
    }
    let words = words(ctx).await?;
    let named = if article.is_empty() { law.clone() } else { format!("{law} {article}") };
    let resting: Vec<Uuid> = apart(move || {
        let rests = |(item, words): (Uuid, String)| basis::rests_on(&words, &law, &article).then_some(item);
        words.into_iter().filter_map(rests).collect()
    })
    .await?;
    if resting.is_empty() {
        return Err(Failure::field("article", Fault::NoSuchChoice));
    }
    let org = ctx.org();
    ctx.write(move |tx| {
        async move {
            let rows = store::lock_items(tx.conn(), org, None, &resting).await?;
            let mut stood: HashMap<_, _> = store::of_items(tx.conn(), resting).await?;
            for row in &rows {
                let stood = stood.entry(row.id).or_insert_with(|| Stood::plain(row));
                let step = Step::Doubt { law: named.clone(), note: note.clone() };
                take(tx, row, stood, step, None).await?;
            }
            Ok(rows.len())
        }
        .boxed()
    })
    .await
}
