//! A person as others see them in a list: enough to know who is meant, and nothing secret.

use std::collections::{HashMap, HashSet};

use domain::{
    id::{OrgId, PersonId, PostId, UnitId},
    person::access::{Action, Object, UnitPath},
    time::Timestamp,
};
use entities::{person, post, unit};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, Select, prelude::Uuid,
};

use super::store;
use crate::{
    Ctx,
    failure::{Failure, Result},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub id: PersonId,
    pub name: String,
    pub number: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub unit: UnitId,
    pub unit_name: String,
    pub unit_path: UnitPath,
    /// Names from the root down: `总厂/一车间/三班组`.
    pub unit_trail: String,
    pub post: Option<PostId>,
    pub post_name: Option<String>,
    /// The national ID with its middle starred out.
    pub masked_id: Option<String>,
    /// `2026-11-22`
    pub joined_on: Option<String>,
    pub employment: String,
    /// When the person left the enterprise; their file stays.
    pub left: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    number: String,
    phone: Option<String>,
    email: Option<String>,
    unit_id: Uuid,
    unit_name: String,
    unit_path: String,
    post_id: Option<Uuid>,
    post_name: Option<String>,
    national_id_masked: Option<String>,
    joined_on: Option<String>,
    employment: String,
    left_at: Option<i64>,
}

/// People of an enterprise, with the unit and the post to filter by.
pub(super) fn people(org: OrgId) -> Select<person::Entity> {
    person::Entity::find()
        .join(JoinType::InnerJoin, store::of_unit())
        .join(
            JoinType::LeftJoin,
            store::to_one::<person::Entity, post::Entity>(person::Column::PostId, post::Column::Id),
        )
        .filter(person::Column::OrgId.eq(org.0))
}

/// Reads the cards of a selection made by [`people`].
pub(super) async fn cards(db: &impl ConnectionTrait, people: Select<person::Entity>) -> Result<Vec<Card>> {
    use person::Column as P;
    let rows: Vec<Row> = people
        .select_only()
        .columns([P::Id, P::Name, P::Number, P::Phone, P::Email, P::UnitId, P::PostId, P::NationalIdMasked])
        .columns([P::JoinedOn, P::Employment, P::LeftAt])
        .column_as(unit::Column::Name, "unit_name")
        .column_as(unit::Column::Path, "unit_path")
        .column_as(post::Column::Name, "post_name")
        .into_model()
        .all(db)
        .await?;
    let paths: HashSet<&str> = rows.iter().map(|row| row.unit_path.as_str()).collect();
    let trails = trails(db, &paths).await?;
    let cards = rows.iter().map(|row| Card {
        id: PersonId(row.id),
        name: row.name.clone(),
        number: row.number.clone(),
        phone: row.phone.clone(),
        email: row.email.clone(),
        unit: UnitId(row.unit_id),
        unit_name: row.unit_name.clone(),
        unit_path: UnitPath(row.unit_path.clone()),
        unit_trail: trails.get(&row.unit_path).cloned().unwrap_or_default(),
        post: row.post_id.map(PostId),
        post_name: row.post_name.clone(),
        masked_id: row.national_id_masked.clone(),
        joined_on: row.joined_on.clone(),
        employment: row.employment.clone(),
        left: row.left_at.map(Timestamp),
    });
    Ok(cards.collect())
}

/// Paths of ids as paths of names.
async fn trails(db: &impl ConnectionTrait, paths: &HashSet<&str>) -> Result<HashMap<String, String>> {
    let ids = |path: &str| path.split('/').filter_map(|id| Uuid::parse_str(id).ok()).collect::<Vec<_>>();
    let wanted: HashSet<Uuid> = paths.iter().flat_map(|path| ids(path)).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let units = unit::Entity::find().filter(unit::Column::Id.is_in(wanted)).all(db).await?;
    let names: HashMap<Uuid, String> = units.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let trail =
        |path: &str| ids(path).iter().filter_map(|id| names.get(id).cloned()).collect::<Vec<_>>().join("/");
    Ok(paths.iter().map(|path| ((*path).to_owned(), trail(path))).collect())
}

/// The card of one person. Whoever asks has made sure that it may be shown.
pub async fn card(db: &impl ConnectionTrait, org: OrgId, person: PersonId) -> Result<Card> {
    let found = cards(db, people(org).filter(person::Column::Id.eq(person.0))).await?;
    found.into_iter().next().ok_or(Failure::NotFound)
}

/// The people of the roster whom the actor may do `action` to, below `unit` or everywhere, by unit and number.
pub async fn choose(ctx: &Ctx, action: Action, unit: Option<UnitId>) -> Result<Vec<Card>> {
    let db = ctx.db().read();
    let mut chosen = people(ctx.org()).filter(store::within(&reach(ctx, action)?));
    if let Some(unit) = unit {
        let unit = store::unit(db, ctx.org(), unit).await?;
        chosen = chosen.filter(unit::Column::Path.starts_with(unit.path));
    }
    let chosen = chosen
        .filter(person::Column::LeftAt.is_null())
        .order_by_asc(unit::Column::Path)
        .order_by_asc(person::Column::Number);
    cards(db, chosen).await
}

/// Where the actor may do `action`.
pub(super) fn reach(ctx: &Ctx, action: Action) -> Result<Vec<UnitPath>> {
    let scopes = ctx.actor.scopes(action);
    if scopes.is_empty() { Err(Failure::Forbidden) } else { Ok(scopes) }
}

/// The card of somebody within the actor's reach.
pub(super) async fn card_for(ctx: &Ctx, person: PersonId, action: Action) -> Result<Card> {
    let card = card(ctx.db().read(), ctx.org(), person).await?;
    ctx.must(action, Object::Unit(ctx.org(), &card.unit_path))?;
    Ok(card)
}
