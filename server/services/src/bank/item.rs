//! One question with all its versions, and how it gets a new one.

use domain::{
    bank::{
        Item,
        bulk::differs_in_substance,
        draft::{Draft, DraftFault},
        import::repeats,
        life::{Event, Review, Step},
    },
    id::{BankId, ImportId, ItemId, ItemVersionId},
    person::access::Action,
    time::Timestamp,
};
use entities::{item, item_version};
use futures::FutureExt as _;
use sea_orm::prelude::Uuid;

use super::{
    Source, draft,
    life::{self, Life, Stood},
    store,
    write::with_files,
};
use crate::{
    ctx::Ctx,
    db::{Tx, is_taken},
    failure::{Failure, Refusal, Result},
};

#[derive(Clone, Debug)]
pub struct ItemView {
    pub id: ItemId,
    pub bank: BankId,
    pub bank_name: String,
    /// By what its author knows it again.
    pub number: Option<String>,
    /// The newest first; at least one.
    pub versions: Vec<VersionView>,
    /// The version that changes begin with: the newest that nobody has given up.
    pub current: ItemVersionId,
    pub review: Review,
    pub life: Life,
}

impl ItemView {
    pub fn newest(&self) -> &VersionView {
        self.version(self.current).unwrap_or(&self.versions[0])
    }

    pub fn version(&self, id: ItemVersionId) -> Option<&VersionView> {
        self.versions.iter().find(|version| version.id == id)
    }

    /// The version that papers are drawn with, where there is one.
    pub fn released(&self) -> Option<&VersionView> {
        self.life.standing.released.and_then(|id| self.version(id))
    }
}

/// A version of a question: what it asks, who made it, when, and from what.
#[derive(Clone, Debug)]
pub struct VersionView {
    pub id: ItemVersionId,
    pub version: i32,
    pub item: Item,
    pub author: String,
    pub at: Timestamp,
    pub source: Source,
    /// The import that it came with, and the name of its file.
    pub import: Option<(ImportId, String)>,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    Stored {
        version: i32,
        /// Papers are drawn with it from now on.
        released: bool,
    },
    /// The question is what it was; there is nothing to store.
    Unchanged,
    /// Somebody has stored a newer version than the one that the form began with. Nothing was stored.
    Superseded {
        version: i32,
        author: String,
        at: Timestamp,
    },
    /// The bank asks the same already.
    Repeats(ItemId),
    Wrong(Vec<DraftFault>),
}

/// A question and its history.
pub async fn item(ctx: &Ctx, id: ItemId) -> Result<ItemView> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let row = store::item(conn, org, id).await?;
    let bank = store::bank(conn, org, row.bank_id.into()).await?;
    let versions = store::versions(conn, id).await?;
    let names = store::person_names(conn, org, versions.iter().map(|version| version.author)).await?;
    let files = store::file_names(conn, org, versions.iter().filter_map(|version| version.import_id)).await?;
    let versions = versions.into_iter().map(|version| {
        Ok(VersionView {
            id: version.id.into(),
            version: version.version,
            item: serde_json::from_str(&version.content)?,
            author: names.get(&version.author).cloned().unwrap_or_default(),
            at: Timestamp(version.created_at),
            source: serde_json::from_str(&version.source)?,
            import: version.import_id.and_then(|id| Some((id.into(), files.get(&id)?.clone()))),
        })
    });
    let versions = versions.collect::<Result<Vec<_>>>()?;
    if versions.is_empty() {
        return Err(Failure::Corrupt(format!("item {id} has no version")));
    }
    Ok(ItemView {
        id,
        bank: bank.id.into(),
        bank_name: bank.name,
        versions,
        current: row.version_id.into(),
        review: life::rule(conn, row.bank_id).await?,
        life: life::life(conn, &row).await?,
        number: row.number,
    })
}

/// Stores `draft` as a new version `once` of the question; papers keep the version that they have.
///
/// `from` is the version that the form began with, so that nobody overwrites what they have not seen. Where the
/// bank asks for a second person, the version waits for one as soon as it is `ready`.
pub async fn change_item(
    ctx: &Ctx,
    id: ItemId,
    once: ItemVersionId,
    from: i32,
    ready: bool,
    draft: Draft,
) -> Result<Edited> {
    ctx.must_here(Action::EditBank)?;
    let (org, author) = (ctx.org(), ctx.actor.person);
    store::item(ctx.db().read(), org, id).await?;
    let stored = ctx.write(move |tx| {
        async move {
            let row = store::lock_item(tx.conn(), org, id).await?;
            let versions = store::versions(tx.conn(), id).await?;
            let mut stood = life::of_item(tx.conn(), &row).await?;
            if let Some(sent) = versions.iter().find(|version| version.id == once.0) {
                let released = stood.standing.released == Some(once);
                return Ok(Edited::Stored { version: sent.version, released });
            }
            let latest = versions.first().map_or(0, |version| version.version);
            let newest = versions.into_iter().find(|version| version.id == row.version_id);
            let newest = newest.ok_or_else(|| Failure::Corrupt(format!("item {id} has no version")))?;
            if newest.version != from {
                let names = store::person_names(tx.conn(), org, [newest.author]).await?;
                return Ok(Edited::Superseded {
                    version: newest.version,
                    author: names.get(&newest.author).cloned().unwrap_or_default(),
                    at: Timestamp(newest.created_at),
                });
            }
            let before: Item = serde_json::from_str(&newest.content)?;
            let mut draft = draft;
            draft.ask.kind = before.content.kind();
            let item = match draft.changed_item() {
                Ok(item) => with_files(tx.conn(), org, item, &draft).await?,
                Err(faults) => Err(faults),
            };
            let item = match item {
                Err(faults) => return Ok(Edited::Wrong(faults)),
                Ok(item) => item,
            };
            let made = if item == before {
                Edited::Unchanged
            } else {
                let review = life::rule(tx.conn(), row.bank_id).await?;
                let new = NewVersion {
                    version: latest + 1,
                    id: once,
                    before: &before,
                    item,
                    source: Source::Change { reason: draft.reason.trim().to_owned() },
                    import: None,
                    ready,
                };
                match store_version(tx, row, &mut stood, new, review, None).await? {
                    Err(other) => Edited::Repeats(other),
                    Ok(()) => {
                        let released = stood.standing.released == Some(once);
                        Edited::Stored { version: latest + 1, released }
                    }
                }
            };
            if !matches!(made, Edited::Repeats(_)) {
                draft::settled(tx, author, once.0, id.0).await?;
            }
            Ok(made)
        }
        .boxed()
    });
    match stored.await {
        // Two servers at the same moment; the other one was first.
        Err(failure) if is_taken(&failure) => Err(Refusal::AlreadyDone.into()),
        stored => stored,
    }
}

/// A version on its way into the bank.
pub(super) struct NewVersion<'a> {
    pub version: i32,
    pub id: ItemVersionId,
    pub before: &'a Item,
    pub item: Item,
    pub source: Source,
    /// The import that it came with.
    pub import: Option<Uuid>,
    pub ready: bool,
}

/// Stores a version and takes the step that it means; the other question where the bank asks the same already.
pub(super) async fn store_version(
    tx: &mut Tx,
    row: item::Model,
    stood: &mut Stood,
    new: NewVersion<'_>,
    review: Review,
    bulk: Option<Uuid>,
) -> Result<Result<(), ItemId>> {
    let NewVersion { version, id, before, item, source, import, ready } = new;
    let fingerprint = repeats::question(&item).0;
    let same = store::items_by_fingerprint(tx.conn(), row.bank_id, vec![fingerprint.clone()]).await?;
    if let Some(other) = same.into_values().find(|other| other.0 != row.id) {
        return Ok(Err(other));
    }
    let author = tx.stamp.actor.ok_or_else(|| Failure::Internal("a question changed by nobody".into()))?;
    let stored = item_version::Model {
        id: id.0,
        org_id: row.org_id,
        item_id: row.id,
        version,
        kind: item.content.kind().code().to_owned(),
        knowledge_point: item.knowledge_point.clone(),
        content: serde_json::to_string(&item)?,
        source: serde_json::to_string(&source)?,
        author: author.0,
        import_id: import,
        created_at: tx.now().0,
    };
    let substance = differs_in_substance(before, &item);
    tx.add("item_version.add", stored).await?;
    let _: Event =
        life::take(tx, &row, stood, Step::Store { version: id, review, ready, substance }, bulk).await?;
    tx.change("item.change", item::Model { fingerprint, version_id: id.0, ..row }).await?;
    Ok(Ok(()))
}
