//! Passwords of people: chosen by themselves, or one-time ones that an administrator hands out.
//!
//! A chosen password is kept as an Argon2id hash. A one-time password is 50 random bits that only open
//! the page where an own password is chosen; it can't be guessed from a fast hash as a human's can, so it is
//! kept under a keyed hash, and a roster of ten thousand gets its passwords in a second, not in minutes.

use std::fmt;

use domain::{
    id::{OrgId, PersonId},
    person::{
        access::{Action, Object},
        password::{PasswordFault, fault},
        throttle::Address,
    },
};
use entities::{account, person, role_grant};
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

use super::{grant, session, store, throttle};
use crate::{
    Ctx, Guben,
    db::Tx,
    failure::{Failure, Fault, FieldFault, Refusal, Result},
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
pub async fn set_password(tx: &Tx, org: OrgId, person: PersonId, passhash: String, must_change: bool) -> Result<()> {
    let row = account::Model { person_id: person.0, org_id: org.0, passhash, must_change, changed_at: tx.now().0 };
    let renew = OnConflict::column(account::Column::PersonId)
        .update_columns([account::Column::Passhash, account::Column::MustChange, account::Column::ChangedAt])
        .to_owned();
    account::Entity::insert(row.into_active_model()).on_conflict(renew).exec_without_returning(tx.conn()).await?;
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
    let held = Some((me, account.passhash.as_str()));

    let logins = [Some(&person.number), person.phone.as_ref(), person.email.as_ref()];
    let logins: Vec<&str> = logins.into_iter().flatten().map(String::as_str).collect();
    let mut faults = Vec::new();
    if let Some(fault) = fault(new, &logins) {
        faults.push(FieldFault { field: "new", fault: Fault::Password(fault) });
    } else if new != again {
        faults.push(FieldFault { field: "again", fault: Fault::DoesNotMatch });
    } else if opens(&ctx.guben, held, new).await? {
        faults.push(FieldFault { field: "new", fault: Fault::Password(PasswordFault::SameAsBefore) });
    }
    let tries = throttle::Counts::of(&ctx.guben, &format!("old password of {me}"), "");
    if !account.must_change {
        throttle::count(&ctx.guben, &tries, Address::Strange, ctx.now).await?;
        if !opens(&ctx.guben, held, old).await? {
            faults.insert(0, FieldFault { field: "old", fault: Fault::DoesNotMatch });
        }
    }
    if !faults.is_empty() {
        return Err(Refusal::Fields(faults).into());
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
    let org = ctx.org();
    ctx.must_here(Action::ResetPassword)?;
    let db = ctx.db().read();
    let mut without = Condition::any().add(account::Column::PersonId.is_null());
    if again {
        without = without.add(account::Column::MustChange.eq(true));
    }
    let account = store::to_one::<person::Entity, account::Entity>(person::Column::Id, account::Column::PersonId);
    let people = person::Entity::find()
        .join(JoinType::InnerJoin, store::of_unit())
        .join(JoinType::LeftJoin, account)
        .filter(person::Column::OrgId.eq(org.0))
        .filter(person::Column::LeftAt.is_null())
        .filter(store::within(&ctx.actor.scopes(Action::ResetPassword)))
        .filter(without)
        .order_by_asc(entities::unit::Column::Path)
        .order_by_asc(person::Column::Number)
        .all(db)
        .await?;
    let units = store::units(db, org).await?;
    let paths: std::collections::HashMap<_, _> = units.into_iter().map(|unit| (unit.id, unit)).collect();
    let out_of_reach: std::collections::HashSet<_> = role_grant::Entity::find()
        .filter(role_grant::Column::OrgId.eq(org.0))
        .filter(role_grant::Column::TakenAt.is_null())
        .all(db)
        .await?
        .into_iter()
        .filter(|held| {
            let over = paths.get(&held.unit_id).map(|unit| unit.path.as_str());
            !over.is_some_and(|over| grant::may_give_code(&ctx.actor, &held.role, over))
        })
        .map(|held| held.person_id)
        .collect();
    let people: Vec<_> = people.into_iter().filter(|person| !out_of_reach.contains(&person.id)).collect();

    let drawn: Vec<_> = people.into_iter().map(|person| (person, OneTime::draw())).collect();
    let issued = drawn.iter().map(|(person, password)| Issued {
        number: person.number.clone(),
        name: person.name.clone(),
        unit_name: paths.get(&person.unit_id).map(|unit| unit.name.clone()).unwrap_or_default(),
        password: password.clone(),
    });
    let issued = issued.collect();
    let guben = ctx.guben.clone();
    ctx.write(move |tx| {
        async move {
            for (person, password) in drawn {
                set_one_time(tx, &guben, org, PersonId(person.id), &password).await?;
                session::end_of(tx, PersonId(person.id), None).await?;
                tx.change("password.issue", person).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await?;
    Ok(issued)
}
