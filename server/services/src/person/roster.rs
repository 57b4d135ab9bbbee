//! The roster: everybody who belongs to the enterprise, whether they have ever signed in or not.

use domain::{
    id::{OrgId, PersonId, PostId, UnitId},
    person::{
        access::{Action, Object, UnitPath},
        national_id::NationalId,
        roster::{Document, Employment},
    },
    time::Timestamp,
};
use entities::{person, post, unit};
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, ExprTrait as _, Func, LikeExpr},
};

use super::{
    card::{self, Card},
    check::{Checks, NAME_LIMIT, SHORT_LIMIT},
    grant, session, store,
};
use crate::{
    Ctx, Guben,
    db::is_taken,
    failure::{Failure, Fault, Result},
};

/// People on one page of the list.
pub const PAGE: u64 = 50;

/// Whether people are on the roster or have left it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    #[default]
    Present,
    Left,
    Everybody,
}

#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of a name, the beginning of a number or a phone, or the last four signs of a national ID. A whole
    /// national ID never stands in an address; see [`find_by_document`].
    pub text: String,
    pub unit: Option<UnitId>,
    pub post: Option<PostId>,
    pub presence: Presence,
}

/// A page of a list and how long the list is.
#[derive(Clone, Debug)]
pub struct People {
    pub cards: Vec<Card>,
    pub total: u64,
    /// Pages are counted from 1.
    pub page: u64,
    pub pages: u64,
}

/// A person as typed into a form.
#[derive(Clone, Debug, Default)]
pub struct PersonForm {
    pub number: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub unit: String,
    pub post: String,
    pub employment: String,
    /// `2026-11-22`
    pub joined_on: String,
    /// Empty leaves the one that is stored as it is.
    pub national_id: String,
}

/// The people whom the actor may see, by unit and number. `page` is counted from 1.
pub async fn people(ctx: &Ctx, filter: &Filter, page: u64) -> Result<People> {
    let db = ctx.db().read();
    let mut found = card::people(ctx.org()).filter(store::within(&card::reach(ctx, Action::SeeRoster)?));
    if let Some(unit) = filter.unit {
        let unit = store::unit(db, ctx.org(), unit).await?;
        found = found.filter(unit::Column::Path.starts_with(unit.path));
    }
    if let Some(post) = filter.post {
        found = found.filter(person::Column::PostId.eq(post.0));
    }
    found = match filter.presence {
        Presence::Present => found.filter(person::Column::LeftAt.is_null()),
        Presence::Left => found.filter(person::Column::LeftAt.is_not_null()),
        Presence::Everybody => found,
    };
    if let Some(matching) = matching(&filter.text) {
        found = found.filter(matching);
    }
    let total = found.clone().count(db).await?;
    let pages = Ord::max(total.div_ceil(PAGE), 1);
    let page = Ord::clamp(page, 1, pages);
    let of_page = found
        .order_by_asc(unit::Column::Path)
        .order_by_asc(person::Column::Number)
        .offset((page - 1) * PAGE)
        .limit(PAGE);
    Ok(People { cards: card::cards(db, of_page).await?, total, page, pages })
}

/// `None` when nothing was asked for.
fn matching(text: &str) -> Option<Condition> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let exact = text.to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    let like = |column: person::Column, pattern: String| {
        Func::lower(Expr::col((person::Entity, column))).like(LikeExpr::new(pattern).escape('\\'))
    };
    let mut any = Condition::any()
        .add(like(person::Column::Name, format!("%{exact}%")))
        .add(like(person::Column::Number, format!("{exact}%")))
        .add(like(person::Column::Phone, format!("{exact}%")));
    let four = text.len() == 4 && text.bytes().take(3).all(|sign| sign.is_ascii_digit());
    if four {
        any = any.add(like(person::Column::NationalIdMasked, format!("%{exact}")));
    }
    Some(any)
}

/// The person with this identity document, within the actor's reach; found by its keyed hash.
pub async fn find_by_document(ctx: &Ctx, document: &Document) -> Result<Option<PersonId>> {
    let hash = document_hash(&ctx.guben, ctx.org(), document);
    let found = card::people(ctx.org())
        .filter(store::within(&card::reach(ctx, Action::SeeRoster)?))
        .filter(person::Column::NationalIdHash.eq(hash))
        .order_by_asc(person::Column::LeftAt)
        .one(ctx.db().read())
        .await?;
    Ok(found.map(|person| PersonId(person.id)))
}

/// One person, for whoever may see the roster they stand on.
pub async fn show(ctx: &Ctx, person: PersonId) -> Result<Card> {
    card::card_for(ctx, person, Action::SeeRoster).await
}

/// Puts somebody on the roster; `once` is the new person's id. They have no password yet.
pub async fn add_person(ctx: &Ctx, form: &PersonForm, once: Uuid) -> Result<PersonId> {
    let blank = person::Model {
        id: once,
        org_id: ctx.org().0,
        unit_id: Uuid::nil(),
        post_id: None,
        number: String::new(),
        name: String::new(),
        phone: None,
        email: None,
        employment: String::new(),
        national_id_sealed: None,
        national_id_hash: None,
        national_id_masked: None,
        joined_on: None,
        left_at: None,
        created_at: ctx.now.0,
    };
    let row = fill_in(ctx, blank, form).await?;
    let added = ctx.write(move |tx| {
        async move {
            if person::Entity::find_by_id(row.id).one(tx.conn()).await?.is_some() {
                return Ok(());
            }
            must_be_free(tx.conn(), &row).await?;
            tx.add("person.add", row).await
        }
        .boxed()
    });
    match added.await {
        Err(failure) if is_taken(&failure) => Err(Failure::field("number", Fault::Taken)),
        Err(failure) => Err(failure),
        Ok(()) => Ok(PersonId(once)),
    }
}

/// Changes what the roster says about somebody; another unit or post is a transfer.
pub async fn change_person(ctx: &Ctx, id: PersonId, form: &PersonForm) -> Result<()> {
    let org = ctx.org();
    let (before, path) = store::person_in_unit(ctx.db().read(), org, id).await?;
    ctx.must(Action::EditRoster, Object::Unit(org, &path))?;
    let row = fill_in(ctx, before.clone(), form).await?;
    if row == before {
        return Ok(());
    }
    let moved = (row.unit_id, row.post_id) != (before.unit_id, before.post_id);
    let action = if moved { "person.transfer" } else { "person.change" };
    let changed = ctx.write(move |tx| {
        async move {
            must_be_free(tx.conn(), &row).await?;
            tx.change(action, row).await
        }
        .boxed()
    });
    match changed.await {
        Err(failure) if is_taken(&failure) => Err(Failure::field("number", Fault::Taken)),
        done => done,
    }
}

/// Notes that somebody has left: the account stops working, the file stays.
///
/// # Errors
/// [`Failure::Forbidden`] for oneself, and for people whose roles the actor could not take away.
pub async fn leave(ctx: &Ctx, id: PersonId) -> Result<()> {
    let org = ctx.org();
    let db = ctx.db().read();
    let (mut row, path) = store::person_in_unit(db, org, id).await?;
    ctx.must(Action::EditRoster, Object::Unit(org, &path))?;
    let roles = store::roles(db, id).await?;
    if id == ctx.actor.person || !roles.iter().all(|held| grant::may_give_held(&ctx.actor, held)) {
        return Err(Failure::Forbidden);
    }
    if row.left_at.is_some() {
        return Ok(());
    }
    row.left_at = Some(ctx.now.0);
    ctx.write(move |tx| {
        async move {
            session::end_of(tx, id, None).await?;
            tx.change("person.leave", row).await
        }
        .boxed()
    })
    .await
}

/// Puts somebody who had left back on the roster.
pub async fn come_back(ctx: &Ctx, id: PersonId) -> Result<()> {
    let org = ctx.org();
    let (mut row, path) = store::person_in_unit(ctx.db().read(), org, id).await?;
    ctx.must(Action::EditRoster, Object::Unit(org, &path))?;
    if row.left_at.is_none() {
        return Ok(());
    }
    row.left_at = None;
    ctx.write(move |tx| {
        async move {
            must_be_free(tx.conn(), &row).await?;
            tx.change("person.come_back", row).await
        }
        .boxed()
    })
    .await
}

/// The whole national ID. Looking at it is an act of its own and goes into the audit log.
pub async fn reveal_national_id(ctx: &Ctx, id: PersonId) -> Result<String> {
    let org = ctx.org();
    let (row, path) = store::person_in_unit(ctx.db().read(), org, id).await?;
    ctx.must(Action::EditRoster, Object::Unit(org, &path))?;
    let sealed = row.national_id_sealed.clone().ok_or(Failure::NotFound)?;
    let plain = ctx.guben.keys.unseal(&sealed, &id.to_string())?;
    ctx.write(move |tx| async move { tx.change("national_id.reveal", row).await }.boxed()).await?;
    Ok(plain)
}

/// The row that a form makes of another, or everything that is wrong with the form.
async fn fill_in(ctx: &Ctx, mut row: person::Model, form: &PersonForm) -> Result<person::Model> {
    let org = ctx.org();
    let mut checks = Checks::default();
    row.number = checks.text("number", &form.number, SHORT_LIMIT);
    row.name = checks.text("name", &form.name, NAME_LIMIT);
    row.email = checks.email("email", &form.email);
    row.phone = checks.phone("phone", &form.phone);
    row.joined_on = checks.day("joined_on", &form.joined_on);
    match Employment::from_code(&form.employment) {
        Some(employment) => row.employment = employment.code().to_owned(),
        None => checks.add("employment", Fault::NoSuchChoice),
    }
    if let Some(document) = checks.document("national_id", &form.national_id) {
        set_national_id(&ctx.guben, &mut row, &document)?;
    }
    let db = ctx.db().read();
    match unit_for(ctx, db, &form.unit).await? {
        Some(unit) => row.unit_id = unit,
        None => checks.add("unit", Fault::NoSuchChoice),
    }
    match (form.post.is_empty(), post_for(db, org, &form.post).await?) {
        (false, None) => checks.add("post", Fault::NoSuchChoice),
        (_, post) => row.post_id = post,
    }
    checks.done()?;
    Ok(row)
}

/// A unit in which the actor may keep the roster.
async fn unit_for(ctx: &Ctx, db: &impl ConnectionTrait, typed: &str) -> Result<Option<Uuid>> {
    let Ok(id) = typed.parse() else { return Ok(None) };
    let unit =
        unit::Entity::find_by_id(UnitId(id).0).filter(unit::Column::OrgId.eq(ctx.org().0)).one(db).await?;
    let mine = |unit: &unit::Model| {
        let path = UnitPath(unit.path.clone());
        ctx.must(Action::EditRoster, Object::Unit(ctx.org(), &path)).is_ok()
    };
    Ok(unit.filter(mine).map(|unit| unit.id))
}

async fn post_for(db: &impl ConnectionTrait, org: OrgId, typed: &str) -> Result<Option<Uuid>> {
    let Ok(id) = typed.parse::<Uuid>() else { return Ok(None) };
    let post = post::Entity::find_by_id(id).filter(post::Column::OrgId.eq(org.0)).one(db).await?;
    Ok(post.map(|post| post.id))
}

/// Seals a national ID into a person's row, with what it is found and shown by.
pub(super) fn set_national_id(guben: &Guben, row: &mut person::Model, document: &Document) -> Result<()> {
    let hash = document_hash(guben, OrgId(row.org_id), document);
    // Sealed anew, the same number is other bytes: a row is only changed where the person is.
    if row.national_id_hash.as_ref() != Some(&hash) {
        row.national_id_sealed = Some(guben.keys.seal(document.reveal(), &row.id.to_string())?);
        row.national_id_masked = Some(document.masked());
        row.national_id_hash = Some(hash);
    }
    Ok(())
}

/// The keyed hash by which the holder of a national ID is found in an enterprise.
pub fn id_hash(guben: &Guben, org: OrgId, id: &NationalId) -> String {
    guben.keys.lookup(&org.to_string(), id.reveal())
}

/// [`id_hash`] for whatever document a person has.
pub(super) fn document_hash(guben: &Guben, org: OrgId, document: &Document) -> String {
    guben.keys.lookup(&org.to_string(), document.reveal())
}

/// Nobody else on the roster may be reached by the same number or phone, or be the same human.
async fn must_be_free(db: &impl ConnectionTrait, row: &person::Model) -> Result<()> {
    let others = || {
        person::Entity::find()
            .filter(person::Column::OrgId.eq(row.org_id))
            .filter(person::Column::Id.ne(row.id))
    };
    let mut checks = Checks::default();
    if others().filter(person::Column::Number.eq(&row.number)).count(db).await? > 0 {
        checks.add("number", Fault::Taken);
    }
    let present = || others().filter(person::Column::LeftAt.is_null());
    if let Some(phone) = &row.phone
        && present().filter(person::Column::Phone.eq(phone)).count(db).await? > 0
    {
        checks.add("phone", Fault::Taken);
    }
    if let Some(hash) = &row.national_id_hash
        && present().filter(person::Column::NationalIdHash.eq(hash)).count(db).await? > 0
    {
        checks.add("national_id", Fault::Taken);
    }
    checks.done()
}

/// When somebody's password was last chosen or handed out; `None` before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Nobody has handed out a password yet.
    None,
    /// A one-time password waits for its first use.
    OneTime {
        since: Timestamp,
    },
    Own {
        since: Timestamp,
    },
}

/// Whether somebody can sign in, and with what.
pub async fn entry(ctx: &Ctx, person: PersonId) -> Result<Entry> {
    show(ctx, person).await?;
    let account = store::account(ctx.db().read(), person).await?;
    Ok(account.map_or(Entry::None, |account| {
        let since = Timestamp(account.changed_at);
        if account.must_change { Entry::OneTime { since } } else { Entry::Own { since } }
    }))
}
