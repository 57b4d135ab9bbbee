//! A new question, written by hand.

use domain::{
    bank::{
        Item,
        draft::{Draft, DraftFault, Wrong},
        import::repeats,
    },
    id::{BankId, ItemId, OrgId},
    person::access::Action,
};
use entities::{item, item_version};
use futures::FutureExt as _;
use sea_orm::{ConnectionTrait, prelude::Uuid};

use super::{Source, draft, life, media, store};
use crate::{
    ctx::Ctx,
    db::is_taken,
    failure::{Failure, Result},
};

/// What became of a new question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    Stored(ItemId),
    /// The bank asks the same already.
    Repeats(ItemId),
    Wrong(Vec<DraftFault>),
}

/// Stores `draft` as the first version of a new question.
///
/// `once` comes from the form, so that one sent twice is one question. `kept` is what the form calls its draft,
/// which is none any more.
pub async fn write_item(ctx: &Ctx, bank: BankId, once: Uuid, kept: Uuid, draft: Draft) -> Result<Written> {
    ctx.must_here(Action::EditBank)?;
    let (org, author) = (ctx.org(), ctx.actor.person);
    store::bank(ctx.db().read(), org, bank).await?;
    let item = match draft.item() {
        Ok(item) => item,
        Err(faults) => return Ok(Written::Wrong(faults)),
    };
    let item = match with_files(ctx.db().read(), org, item, &draft).await? {
        Ok(item) => item,
        Err(faults) => return Ok(Written::Wrong(faults)),
    };
    let stored = ctx.write(move |tx| {
        async move {
            let fingerprint = repeats::question(&item).0;
            let same = store::items_by_fingerprint(tx.conn(), bank.0, vec![fingerprint.clone()]).await?;
            match same.into_values().next() {
                Some(other) if other.0 == once => return Ok(Written::Stored(other)),
                Some(other) => return Ok(Written::Repeats(other)),
                None => {}
            }
            let version = item_version::Model {
                id: Uuid::now_v7(),
                org_id: org.0,
                item_id: once,
                version: 1,
                kind: item.content.kind().code().to_owned(),
                knowledge_point: item.knowledge_point.clone(),
                content: serde_json::to_string(&item)?,
                source: serde_json::to_string(&Source::Written)?,
                author: author.0,
                import_id: None,
                created_at: tx.now().0,
            };
            let row = item::Model {
                id: once,
                org_id: org.0,
                bank_id: bank.0,
                fingerprint,
                version_id: version.id,
                number: None,
            };
            tx.add("item.add", row.clone()).await?;
            tx.add("item_version.add", version).await?;
            life::came_in(tx, bank.0, &[row]).await?;
            draft::settled(tx, author, kept, once).await?;
            Ok(Written::Stored(once.into()))
        }
        .boxed()
    });
    match stored.await {
        // The same form twice at the same moment.
        Err(failure) if is_taken(&failure) => match store::item(ctx.db().read(), org, once.into()).await {
            Ok(_) => Ok(Written::Stored(once.into())),
            Err(_) => Err(failure),
        },
        stored => stored,
    }
}

/// The question with its files as they are, or which fields name one that is not there.
pub(super) async fn with_files(
    conn: &impl ConnectionTrait,
    org: OrgId,
    mut item: Item,
    draft: &Draft,
) -> Result<Result<Item, Vec<DraftFault>>, Failure> {
    if media::settle(conn, org, &mut item).await? {
        return Ok(Ok(item));
    }
    // Only a form that was tampered with, or that stayed open over a restore of the data, gets here.
    let field = if draft.ask.picture.is_some() { "picture" } else { "figures" };
    Ok(Err(vec![DraftFault { field: field.to_owned(), wrong: Wrong::NoSuchFile }]))
}

/// The question of a draft as it would be stored, for looking at it; nothing is kept.
pub async fn try_draft(ctx: &Ctx, draft: &Draft) -> Result<Result<Item, Vec<DraftFault>>> {
    ctx.must_here(Action::EditBank)?;
    match draft.item() {
        Ok(item) => with_files(ctx.db().read(), ctx.org(), item, draft).await,
        Err(faults) => Ok(Err(faults)),
    }
}
