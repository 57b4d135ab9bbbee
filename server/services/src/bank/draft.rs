//! Questions that somebody is still writing: kept for that person alone, until they are stored or thrown away.

use domain::{
    bank::draft::Draft,
    id::{BankId, ItemId, OrgId, PersonId},
    person::access::Action,
    time::Timestamp,
};
use entities::item_draft;
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, prelude::Uuid};

use super::store;
use crate::{
    ctx::Ctx,
    db::{Tx, is_taken},
    failure::{Failure, Result},
};

/// Drafts that one person may have; the oldest goes when there are more.
const MOST: usize = 200;

/// A draft as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDraft {
    /// What the form calls the thing that it makes.
    pub id: Uuid,
    pub bank: BankId,
    /// Nothing where the question is new.
    pub item: Option<ItemId>,
    pub from_version: i32,
    pub revision: i32,
    pub saved_at: Timestamp,
    pub draft: Draft,
}

/// Where a draft belongs, and what the window that keeps it has seen.
#[derive(Clone, Copy, Debug)]
pub struct DraftPlace {
    pub id: Uuid,
    pub bank: BankId,
    pub item: Option<ItemId>,
    pub from_version: i32,
    /// The revision that the window has seen; 0 before the first.
    pub seen: i32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftKept {
    Saved {
        revision: i32,
    },
    /// Another window has saved meanwhile. Nothing was overwritten.
    Newer {
        id: Uuid,
        revision: i32,
        at: Timestamp,
    },
}

/// Keeps what was typed so far.
pub async fn keep_draft(ctx: &Ctx, place: DraftPlace, draft: Draft) -> Result<DraftKept> {
    ctx.must_here(Action::EditBank)?;
    let (org, person) = (ctx.org(), ctx.actor.person);
    store::bank(ctx.db().read(), org, place.bank).await?;
    if let Some(item) = place.item {
        store::item(ctx.db().read(), org, item).await?;
    }
    let content = serde_json::to_string(&draft)?;
    let kept = ctx.write(move |tx| {
        async move {
            let there = mine(tx.conn(), org, person, place).await?;
            let row = |revision| item_draft::Model {
                id: place.id,
                org_id: org.0,
                person_id: person.0,
                bank_id: place.bank.0,
                item_id: place.item.map(|item| item.0),
                from_version: place.from_version,
                revision,
                content,
                saved_at: tx.now().0,
            };
            match there {
                None => {
                    // A window whose draft was stored or thrown away elsewhere begins anew.
                    let row = row(place.seen + 1);
                    let revision = row.revision;
                    tx.put(row).await?;
                    trim(tx, org, person).await?;
                    Ok(DraftKept::Saved { revision })
                }
                Some(there) if there.id == place.id && there.revision == place.seen => {
                    let row = row(there.revision + 1);
                    let revision = row.revision;
                    tx.replace(row).await?;
                    Ok(DraftKept::Saved { revision })
                }
                Some(there) => Ok(DraftKept::Newer {
                    id: there.id,
                    revision: there.revision,
                    at: Timestamp(there.saved_at),
                }),
            }
        }
        .boxed()
    });
    match kept.await {
        // Somebody else's id, which nobody can have by chance.
        Err(failure) if is_taken(&failure) => Err(Failure::NotFound),
        kept => kept,
    }
}

/// The draft with this id, or the one that this person has of the same question.
async fn mine(
    conn: &impl ConnectionTrait,
    org: OrgId,
    person: PersonId,
    place: DraftPlace,
) -> Result<Option<item_draft::Model>> {
    let mut same = Condition::any().add(item_draft::Column::Id.eq(place.id));
    if let Some(item) = place.item {
        same = same.add(item_draft::Column::ItemId.eq(item.0));
    }
    let found = item_draft::Entity::find().filter(of(org, person)).filter(same);
    Ok(found.one(conn).await?)
}

fn of(org: OrgId, person: PersonId) -> Condition {
    Condition::all().add(item_draft::Column::OrgId.eq(org.0)).add(item_draft::Column::PersonId.eq(person.0))
}

async fn trim(tx: &Tx, org: OrgId, person: PersonId) -> Result<()> {
    let all = item_draft::Entity::find().filter(of(org, person)).order_by_desc(item_draft::Column::SavedAt);
    for old in all.all(tx.conn()).await?.into_iter().skip(MOST) {
        item_draft::Entity::delete_by_id(old.id).exec(tx.conn()).await?;
    }
    Ok(())
}

/// One's own draft of a question.
pub async fn draft_of(ctx: &Ctx, item: ItemId) -> Result<Option<KeptDraft>> {
    ctx.must_here(Action::EditBank)?;
    let these = of(ctx.org(), ctx.actor.person).add(item_draft::Column::ItemId.eq(item.0));
    let row = item_draft::Entity::find().filter(these).one(ctx.db().read()).await?;
    row.map(kept).transpose()
}

/// One's own draft with this id.
pub async fn draft(ctx: &Ctx, id: Uuid) -> Result<KeptDraft> {
    ctx.must_here(Action::EditBank)?;
    let these = of(ctx.org(), ctx.actor.person).add(item_draft::Column::Id.eq(id));
    let row = item_draft::Entity::find().filter(these).one(ctx.db().read()).await?;
    kept(row.ok_or(Failure::NotFound)?)
}

/// One's own drafts in a bank, the newest first.
pub async fn drafts(ctx: &Ctx, bank: BankId) -> Result<Vec<KeptDraft>> {
    ctx.must_here(Action::EditBank)?;
    let these = of(ctx.org(), ctx.actor.person).add(item_draft::Column::BankId.eq(bank.0));
    let rows = item_draft::Entity::find().filter(these).order_by_desc(item_draft::Column::SavedAt);
    rows.all(ctx.db().read()).await?.into_iter().map(kept).collect()
}

/// Throws one's own draft away; one that is not there is none already.
pub async fn discard_draft(ctx: &Ctx, id: Uuid) -> Result<()> {
    ctx.must_here(Action::EditBank)?;
    let (org, person) = (ctx.org(), ctx.actor.person);
    ctx.write(move |tx| {
        async move {
            let these = of(org, person).add(item_draft::Column::Id.eq(id));
            item_draft::Entity::delete_many().filter(these).exec(tx.conn()).await?;
            Ok(())
        }
        .boxed()
    })
    .await
}

/// What was stored is no draft any more.
pub(super) async fn settled(tx: &Tx, person: PersonId, id: Uuid, item: Uuid) -> Result<()> {
    let same = Condition::any().add(item_draft::Column::Id.eq(id)).add(item_draft::Column::ItemId.eq(item));
    let these = Condition::all().add(item_draft::Column::PersonId.eq(person.0)).add(same);
    item_draft::Entity::delete_many().filter(these).exec(tx.conn()).await?;
    Ok(())
}

fn kept(row: item_draft::Model) -> Result<KeptDraft> {
    Ok(KeptDraft {
        id: row.id,
        bank: row.bank_id.into(),
        item: row.item_id.map(Into::into),
        from_version: row.from_version,
        revision: row.revision,
        saved_at: Timestamp(row.saved_at),
        draft: serde_json::from_str(&row.content)?,
    })
}
