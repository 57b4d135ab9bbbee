//! Versions on their way to release, and whether a bank asks for a second person.

use domain::{
    bank::{
        Item,
        import::repeats,
        life::{Refused, Review, Stage, Step},
    },
    id::{BankId, ItemId, ItemVersionId},
    person::access::Action,
};
use entities::{bank_rule, item};
use futures::FutureExt as _;

use super::{
    super::store as items,
    must_be_seen,
    store::{self, Wanted},
    take,
};
use crate::{
    ctx::Ctx,
    failure::{Failure, Result},
};

/// Whether a bank asks for a second person.
pub async fn asked(ctx: &Ctx, bank: BankId) -> Result<Review> {
    ctx.must_here(Action::EditBank)?;
    items::bank(ctx.db().read(), ctx.org(), bank).await?;
    store::rule(ctx.db().read(), bank.0).await
}

/// From now on a second person looks at everything, or nobody has to. What waits already goes on waiting.
pub async fn ask(ctx: &Ctx, bank: BankId, review: Review) -> Result<()> {
    ctx.must_here(Action::EditBank)?;
    items::bank(ctx.db().read(), ctx.org(), bank).await?;
    let row = bank_rule::Model {
        bank_id: bank.0,
        org_id: ctx.org().0,
        review: review == Review::Required,
        changed_by: ctx.actor.person.0,
        changed_at: ctx.now.0,
    };
    ctx.write(move |tx| {
        async move {
            use sea_orm::EntityTrait as _;
            match bank_rule::Entity::find_by_id(row.bank_id).one(tx.conn()).await? {
                Some(there) if there.review == row.review => Ok(()),
                Some(_) => tx.change("bank.rule", row).await,
                None if !row.review => Ok(()),
                None => tx.add("bank.rule", row).await,
            }
        }
        .boxed()
    })
    .await
}

/// Puts a draft up for review.
pub async fn submit(ctx: &Ctx, id: ItemId) -> Result<()> {
    super::step(ctx, id, Step::Submit).await
}

/// Sends a version back to those who wrote it. `seen` is the version that was looked at.
pub async fn send_back(ctx: &Ctx, id: ItemId, seen: ItemVersionId, reason: String) -> Result<()> {
    seen_step(ctx, id, seen, Step::SendBack { reason }).await
}

/// Releases a version: from now on papers are drawn with it. `seen` is the version that was looked at.
pub async fn release(ctx: &Ctx, id: ItemId, seen: ItemVersionId) -> Result<()> {
    seen_step(ctx, id, seen, Step::Release).await
}

async fn seen_step(ctx: &Ctx, id: ItemId, seen: ItemVersionId, step: Step) -> Result<()> {
    ctx.must_here(Action::EditBank)?;
    let org = ctx.org();
    ctx.write(move |tx| {
        async move {
            let row = items::lock_item(tx.conn(), org, id).await?;
            let mut stood = store::of_item(tx.conn(), &row).await?;
            must_be_seen(&stood.standing, seen)?;
            take(tx, &row, &mut stood, step, None).await.map(drop)
        }
        .boxed()
    })
    .await
}

/// Releases what waits in a bank and may be released by this person, and returns how much that is.
pub async fn release_all(ctx: &Ctx, bank: BankId) -> Result<usize> {
    ctx.must_here(Action::EditBank)?;
    let (org, who) = (ctx.org(), ctx.actor.person);
    items::bank(ctx.db().read(), org, bank).await?;
    ctx.write(move |tx| {
        async move {
            let waiting = store::wanted(tx.conn(), org, Wanted::Stage(Stage::InReview.code())).await?;
            let waiting: Vec<_> = waiting.into_iter().map(|(item, _)| item).collect();
            let rows = store::lock_items(tx.conn(), org, Some(bank.0), &waiting).await?;
            let mut stood = store::of_items(tx.conn(), rows.iter().map(|row| row.id)).await?;
            let mut released = 0;
            for row in rows {
                let Some(stood) = stood.get_mut(&row.id) else { continue };
                if stood.standing.may_release(who) {
                    take(tx, &row, stood, Step::Release, None).await?;
                    released += 1;
                }
            }
            if released == 0 { Err(Refused::NothingToDo.into()) } else { Ok(released) }
        }
        .boxed()
    })
    .await
}

/// Gives up an unreleased version. The question is again what is released.
pub async fn discard(ctx: &Ctx, id: ItemId) -> Result<()> {
    ctx.must_here(Action::EditBank)?;
    let org = ctx.org();
    ctx.write(move |tx| {
        async move {
            let row = items::lock_item(tx.conn(), org, id).await?;
            let mut stood = store::of_item(tx.conn(), &row).await?;
            discard_in(tx, row, &mut stood, None).await
        }
        .boxed()
    })
    .await
}

pub(super) async fn discard_in(
    tx: &mut crate::db::Tx,
    row: item::Model,
    stood: &mut super::Stood,
    bulk: Option<sea_orm::prelude::Uuid>,
) -> Result<()> {
    take(tx, &row, stood, Step::Discard, bulk).await?;
    let released = stood.standing.released.ok_or(Refused::NothingElse)?;
    let versions = items::versions(tx.conn(), row.id.into()).await?;
    let back = versions.into_iter().find(|version| version.id == released.0);
    let back = back.ok_or_else(|| Failure::Corrupt(format!("item {} lost a version", row.id)))?;
    let content: Item = serde_json::from_str(&back.content)?;
    let fingerprint = repeats::question(&content).0;
    let same = items::items_by_fingerprint(tx.conn(), row.bank_id, vec![fingerprint.clone()]).await?;
    if same.into_values().any(|other| other.0 != row.id) {
        return Err(Refused::AskedElsewhere.into());
    }
    tx.change("item.change", item::Model { fingerprint, version_id: released.0, ..row }).await
}
