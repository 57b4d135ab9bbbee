//! Passwords of people: chosen by themselves, or one-time ones that an administrator hands out.
//!
//! A chosen password is kept as an Argon2id hash. A one-time password is 50 random bits that only open
//! the page where an own password is chosen; it can't be guessed from a fast hash as a human's can, so it is
//! kept under a keyed hash, and a roster of ten thousand gets its passwords in a second, not in minutes.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use domain::{
    id::{OrgId, PersonId},
    person::{
        access::{Action, Object},
        password::{PasswordFault, fault},
        throttle::Address,
    },
};
use entities::{account, person, unit};
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, JoinType, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};

use super::{card, grant, session, store, throttle};
use crate::{
    Ctx, Guben,
    db::Tx,
    failure::{Failure, Fault, Result},
    keys,
};

/// What a kept one-time password begins with, where another begins with its Argon2 parameters.
const ONE_TIME: &str = "$one-time$";

/// Digits and small letters without those that are mistaken for others on paper (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A password that is shown once, to be replaced at the first login. It has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTime([u8; 10]);

impl OneTime {
    pub fn draw() -> OneTime {
        OneTime(keys::random::<10>().map(|byte| ALPHABET[usize::from(byte % 32)]))
    }

    /// What is kept of it, for this person.
    fn kept(&self, guben: &Guben, person: PersonId) -> String {
        kept(guben, person, &self.to_string())
    }
}

/// In two groups, to be read and typed from a slip of paper: `k3mfv-9wq2t`.
impl fmt::Display for OneTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, sign) in self.0.iter().enumerate() {
            if place == 5 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*sign))?;
        }
        Ok(())
    }
}

/// The keyed hash of a one-time password as it was typed: any case, any grouping, `o` for `0`.
fn kept(guben: &Guben, person: PersonId, typed: &str) -> String {
    let plain: String = typed
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .map(|sign| match sign.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    format!("{ONE_TIME}{}", guben.keys.lookup("one-time password", &format!("{person}\0{plain}")))
}

/// Whether `password` opens the account with this hash. It takes as long whether there is one or not.
pub(super) async fn opens(guben: &Guben, account: Option<(PersonId, &str)>, password: &str) -> Result<bool> {
    match account {
        Some((person, hash)) if hash.starts_with(ONE_TIME) => {
            guben.hasher.verify(password, None).await?;
            Ok(hash == kept(guben, person, password))
        }
        account => guben.hasher.verify(password, account.map(|(_, hash)| hash.to_owned())).await,
    }
}

/// Gives an account this password hash, and makes the account if there is none.
pub async fn set_password(
    tx: &Tx,
    org: OrgId,
    person: PersonId,
    passhash: String,
    must_change: bool,
) -> Result<()> {
    let row =
        account::Model { person_id: person.0, org_id: org.0, passhash, must_change, changed_at: tx.now().0 };
    let renew = OnConflict::column(account::Column::PersonId)
        .update_columns([account::Column::Passhash, account::Column::MustChange, account::Column::ChangedAt])
        .to_owned();
    account::Entity::insert(row.into_active_model())
        .on_conflict(renew)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn set_one_time(
    tx: &Tx,
    guben: &Guben,
    org: OrgId,
    person: PersonId,
    password: &OneTime,
) -> Result<()> {
    set_password(tx, org, person, password.kept(guben, person), true).await
}

/// Replaces the own password and ends all other sessions.
///
/// `old` is not asked for where it was handed out by somebody else and has just been used to sign in.
pub async fn change_password(ctx: &Ctx, old: &str, new: &str, again: &str) -> Result<()> {
    ctx.must_here(Action::Own)?;
    let (org, me) = (ctx.org(), ctx.actor.person);
    let db = ctx.db().read();
    let (person, account) = futures::try_join!(store::person(db, org, me), store::account(db, me))?;
    let account = account.ok_or(Failure::NotFound)?;
    let logins = [Some(&person.number), person.phone.as_ref(), person.email.as_ref()];
    let logins: Vec<&str> = logins.into_iter().flatten().map(String::as_str).collect();
    if let Some(fault) = fault(new, &logins) {
        return Err(Failure::field("new", Fault::Password(fault)));
    }
    if new != again {
        return Err(Failure::field("again", Fault::DoesNotMatch));
    }
    let opens = |password| opens(&ctx.guben, Some((me, account.passhash.as_str())), password);
    let tries = throttle::Counts::of(&ctx.guben, &format!("old password of {me}"), "");
    let same = if account.must_change {
        opens(new).await?
    } else {
        throttle::count(&ctx.guben, &tries, Address::Strange, ctx.now).await?;
        if !opens(old).await? {
            return Err(Failure::field("old", Fault::DoesNotMatch));
        }
        new == old
    };
    if same {
        return Err(Failure::field("new", Fault::Password(PasswordFault::SameAsBefore)));
    }

    let hash = ctx.guben.hasher.hash(new).await?;
    let current = ctx.session;
    ctx.write(move |tx| {
        async move {
            set_password(tx, org, me, hash, false).await?;
            throttle::clear(tx, &tries).await?;
            session::end_of(tx, me, Some(entities::session::Column::Id.ne(current))).await?;
            tx.change("password.change", person).await
        }
        .boxed()
    })
    .await
}

/// Gives somebody a one-time password and ends their sessions.
///
/// # Errors
/// [`Failure::Forbidden`] also where the person holds a role that the actor could not give: a new
/// password is a way to all of them.
pub async fn reset_password(ctx: &Ctx, person: PersonId) -> Result<OneTime> {
    let org = ctx.org();
    let (row, path) = store::person_in_unit(ctx.db().read(), org, person).await?;
    ctx.must(Action::ResetPassword, Object::Unit(org, &path))?;
    let roles = store::roles(ctx.db().read(), person).await?;
    if !roles.iter().all(|held| grant::may_give_held(&ctx.actor, held)) {
        return Err(Failure::Forbidden);
    }
    if row.left_at.is_some() {
        return Err(Failure::NotFound);
    }
    let password = OneTime::draw();
    let (guben, given) = (ctx.guben.clone(), password.clone());
    ctx.write(move |tx| {
        async move {
            set_one_time(tx, &guben, org, person, &given).await?;
            session::end_of(tx, person, None).await?;
            tx.change("password.reset", row).await
        }
        .boxed()
    })
    .await?;
    Ok(password)
}

/// A one-time password and whom to hand it to.
pub struct Issued {
    pub number: String,
    pub name: String,
    pub unit_name: String,
    pub password: OneTime,
}

/// Makes one-time passwords for everybody who has none, in the order of units and numbers.
///
/// With `again` also for those who have not used theirs: when the list was lost, or the first login did
/// not come about. Whatever was handed out to them before is void.
pub async fn issue_passwords(ctx: &Ctx, again: bool) -> Result<Vec<Issued>> {
    let mut people = waiting(ctx).await?;
    people.retain(|(_, kept)| again || *kept == Kept::None);
    let units = store::units(ctx.db().read(), ctx.org()).await?;
    let units: HashMap<_, _> = units.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let drawn: Vec<_> = people.into_iter().map(|(person, _)| (person, OneTime::draw())).collect();
    let issued = drawn.iter().map(|(person, password)| Issued {
        number: person.number.clone(),
        name: person.name.clone(),
        unit_name: units.get(&person.unit_id).cloned().unwrap_or_default(),
        password: password.clone(),
    });
    let issued = issued.collect();
    let guben = ctx.guben.clone();
    ctx.write(move |tx| {
        async move {
            for (person, password) in drawn {
                let (org, id) = (OrgId(person.org_id), PersonId(person.id));
                set_one_time(tx, &guben, org, id, &password).await?;
                session::end_of(tx, id, None).await?;
                tx.change("password.issue", person).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await?;
    Ok(issued)
}

/// How many people can't sign in yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Those without any password.
    pub none: usize,
    /// Those who have not used the one-time password that they were given.
    pub unused: usize,
}

/// How many people [`issue_passwords`] would make a password for.
pub async fn without_password(ctx: &Ctx) -> Result<Waiting> {
    let people = waiting(ctx).await?;
    let none = people.iter().filter(|(_, kept)| *kept == Kept::None).count();
    Ok(Waiting { none, unused: people.len() - none })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    None,
    OneTime,
}

/// The people without a password of their own whose password the actor may reset, by unit and number.
async fn waiting(ctx: &Ctx) -> Result<Vec<(person::Model, Kept)>> {
    let org = ctx.org();
    let db = ctx.db().read();
    let account =
        store::to_one::<person::Entity, account::Entity>(person::Column::Id, account::Column::PersonId);
    let people = person::Entity::find()
        .select_also(account::Entity)
        .join(JoinType::InnerJoin, store::of_unit())
        .join(JoinType::LeftJoin, account)
        .filter(person::Column::OrgId.eq(org.0))
        .filter(person::Column::LeftAt.is_null())
        .filter(store::within(&card::reach(ctx, Action::ResetPassword)?))
        .filter(
            Condition::any()
                .add(account::Column::PersonId.is_null())
                .add(account::Column::MustChange.eq(true)),
        )
        .order_by_asc(unit::Column::Path)
        .order_by_asc(person::Column::Number)
        .all(db)
        .await?;
    let held = store::roles_of_org(db, org).await?;
    let out_of_reach: HashSet<_> = held
        .iter()
        .filter(|(_, held)| !grant::may_give_held(&ctx.actor, held))
        .map(|(person, _)| *person)
        .collect();
    let mine = people.into_iter().filter(|(person, _)| !out_of_reach.contains(&PersonId(person.id)));
    Ok(mine.map(|(person, account)| (person, account.map_or(Kept::None, |_| Kept::OneTime))).collect())
}
