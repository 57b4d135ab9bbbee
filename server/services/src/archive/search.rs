//! Finding the person whose file is wanted, also one who has left: the file stays.

use std::collections::HashMap;

use domain::{
    id::PersonId,
    person::{access::Action, roster::Document},
    time::Timestamp,
};
use entities::{person, post};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid};

use super::store;
use crate::{
    Ctx,
    failure::{Failure, Result},
    person::roster,
};

/// People shown at once. More than that is no answer but a request to type more.
pub const LIMIT: usize = 50;

/// What a search found.
#[derive(Clone, Debug)]
pub struct Search {
    pub people: Vec<Found>,
    /// There are more than [`LIMIT`].
    pub more: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub id: PersonId,
    pub name: String,
    pub number: String,
    pub unit: String,
    pub post: String,
    pub masked_id: String,
    pub left: Option<Timestamp>,
}

/// People by part of a name, the beginning of a number or a phone, or the last four signs of the national
/// ID; everybody within reach when nothing is asked for.
pub async fn find(ctx: &Ctx, text: &str) -> Result<Search> {
    let text = text.trim();
    let mut which = Condition::all();
    if !text.is_empty() {
        let mut any = Condition::any()
            .add(person::Column::Name.contains(text))
            .add(person::Column::Number.starts_with(text))
            .add(person::Column::Phone.starts_with(text));
        if text.len() == 4 && text.bytes().take(3).all(|sign| sign.is_ascii_digit()) {
            any = any.add(person::Column::NationalIdMasked.ends_with(text.to_uppercase()));
        }
        which = which.add(any);
    }
    search(ctx, which).await
}

/// The person with a whole identity number, which is found by its keyed hash and never put into an address.
pub async fn find_by_document(ctx: &Ctx, document: &Document) -> Result<Search> {
    let found = roster::find_by_document(ctx, document).await?;
    search(ctx, Condition::all().add(person::Column::Id.is_in(found.map(|person| person.0)))).await
}

async fn search(ctx: &Ctx, which: Condition) -> Result<Search> {
    let scopes = ctx.actor.scopes(Action::SeeFile);
    if scopes.is_empty() {
        return Err(Failure::Forbidden);
    }
    let conn = ctx.db().read();
    let org = ctx.org();
    let units: HashMap<Uuid, String> =
        store::units(conn, org, &scopes).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let mut rows = person::Entity::find()
        .filter(person::Column::OrgId.eq(org.0))
        .filter(person::Column::UnitId.is_in(units.keys().copied()))
        .filter(which)
        .order_by_asc(person::Column::Number)
        .limit(LIMIT as u64 + 1)
        .all(conn)
        .await?;
    let more = rows.len() > LIMIT;
    rows.truncate(LIMIT);
    let posts = post::Entity::find().filter(post::Column::OrgId.eq(org.0)).all(conn).await?;
    let posts: HashMap<Uuid, String> = posts.into_iter().map(|post| (post.id, post.name)).collect();
    let people = rows.into_iter().map(|row| Found {
        id: row.id.into(),
        unit: units.get(&row.unit_id).cloned().unwrap_or_default(),
        post: row.post_id.and_then(|post| posts.get(&post).cloned()).unwrap_or_default(),
        masked_id: row.national_id_masked.unwrap_or_default(),
        left: row.left_at.map(Timestamp),
        name: row.name,
        number: row.number,
    });
    Ok(Search { people: people.collect(), more })
}
