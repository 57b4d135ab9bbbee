//! What waits for somebody: to be released, to be reworked, to be looked at, to be renewed.

use std::collections::HashMap;

use domain::{
    bank::{
        Item, Kind,
        life::{SOON_DAYS, Stage, Standing},
    },
    id::{BankId, ItemId, PersonId},
    person::access::Action,
};
use entities::{item, item_version};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, prelude::Uuid};

use super::{
    super::store as items,
    store::{self, SOME, Wanted},
};
use crate::{ctx::Ctx, failure::Result};

/// A list of questions for somebody to do something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// What others wait to have released.
    Review,
    /// Drafts and what waits, of this person.
    Mine,
    Doubted,
    /// Out of time, or within the next days.
    Ending,
    Quarantined,
}

impl List {
    pub const ALL: [List; 5] = [List::Review, List::Mine, List::Doubted, List::Ending, List::Quarantined];

    pub const fn code(self) -> &'static str {
        match self {
            List::Review => "review",
            List::Mine => "mine",
            List::Doubted => "doubted",
            List::Ending => "ending",
            List::Quarantined => "quarantined",
        }
    }
}

/// A question in such a list.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: ItemId,
    pub bank: BankId,
    pub bank_name: String,
    pub kind: Kind,
    pub stem: String,
    pub legal_basis: String,
    pub standing: Standing,
}

/// All lists with their lengths, and one of them in full.
#[derive(Clone, Debug)]
pub struct Todo {
    pub counts: Vec<(List, usize)>,
    /// In the order of banks, then of questions.
    pub rows: Vec<Row>,
    pub names: HashMap<Uuid, String>,
}

async fn standings(ctx: &Ctx, list: List) -> Result<Vec<(Uuid, Standing)>> {
    let (conn, org, me) = (ctx.db().read(), ctx.org(), ctx.actor.person);
    let soon = ctx.now.plus_millis(SOON_DAYS * 24 * 3_600_000);
    let wanted = match list {
        List::Review => Wanted::Stage(Stage::InReview.code()),
        List::Mine => Wanted::AnyStage,
        List::Doubted => Wanted::Doubted,
        List::Ending => Wanted::EndsBefore(soon),
        List::Quarantined => Wanted::Quarantined,
    };
    let mut found = store::wanted(conn, org, wanted).await?;
    match list {
        List::Review => found.retain(|(_, standing)| standing.may_release(me)),
        List::Mine => found.retain(|(_, standing)| wrote(standing, me)),
        List::Ending => found.sort_by_key(|(_, standing)| standing.valid.until),
        List::Doubted | List::Quarantined => {}
    }
    Ok(found)
}

fn wrote(standing: &Standing, person: PersonId) -> bool {
    standing.open.as_ref().is_some_and(|open| open.authors.contains(&person))
}

/// How much this person can release.
pub async fn to_review(ctx: &Ctx) -> Result<usize> {
    ctx.must_here(Action::EditBank)?;
    Ok(standings(ctx, List::Review).await?.len())
}

/// How long each list is.
pub async fn counts(ctx: &Ctx) -> Result<Vec<(List, usize)>> {
    ctx.must_here(Action::EditBank)?;
    let mut counts = Vec::new();
    for list in List::ALL {
        counts.push((list, standings(ctx, list).await?.len()));
    }
    Ok(counts)
}

pub async fn show(ctx: &Ctx, list: List) -> Result<Todo> {
    let counts = counts(ctx).await?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let found = standings(ctx, list).await?;
    let banks: HashMap<Uuid, String> =
        items::banks(conn, org).await?.into_iter().map(|bank| (bank.id, bank.name)).collect();
    let mut texts = texts(conn, org.0, found.iter().map(|(item, _)| *item).collect()).await?;
    let mut rows = Vec::new();
    for (item, standing) in found {
        let Some((bank, content)) = texts.remove(&item) else { continue };
        rows.push(Row {
            id: item.into(),
            bank: bank.into(),
            bank_name: banks.get(&bank).cloned().unwrap_or_default(),
            kind: content.content.kind(),
            stem: content.stem,
            legal_basis: content.legal_basis,
            standing,
        });
    }
    if list != List::Ending {
        rows.sort_by(|one, other| (&one.bank_name, one.id).cmp(&(&other.bank_name, other.id)));
    }
    let mut people: Vec<Uuid> = Vec::new();
    for Row { standing, .. } in &rows {
        people.extend(standing.open.iter().flat_map(|open| open.authors.iter().map(|person| person.0)));
        people.extend(standing.quarantine.iter().map(|said| said.by.0));
        people.extend(standing.doubt.iter().map(|doubt| doubt.said.by.0));
    }
    people.sort();
    people.dedup();
    let names = items::person_names(conn, org, people).await?;
    Ok(Todo { counts, rows, names })
}

/// The newest texts of questions, with the bank of each.
pub(super) async fn texts(
    conn: &impl ConnectionTrait,
    org: Uuid,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, (Uuid, Item)>> {
    let mut found = HashMap::new();
    for some in ids.chunks(SOME) {
        let mine = item::Column::OrgId.eq(org);
        let these = item::Entity::find().filter(mine).filter(item::Column::Id.is_in(some.iter().copied()));
        let these = these.all(conn).await?;
        let versions = item_version::Column::Id.is_in(these.iter().map(|row| row.version_id));
        let versions = item_version::Entity::find().filter(versions).all(conn).await?;
        let banks: HashMap<Uuid, Uuid> = these.into_iter().map(|row| (row.id, row.bank_id)).collect();
        for version in versions {
            if let Some(bank) = banks.get(&version.item_id) {
                found.insert(version.item_id, (*bank, serde_json::from_str(&version.content)?));
            }
        }
    }
    Ok(found)
}
