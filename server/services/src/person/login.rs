//! Signing in with an employee number or a phone, and a password.

use std::{net::IpAddr, sync::Arc};

use domain::{
    id::{OrgId, PersonId},
    person::throttle::Address,
    time::Timestamp,
};
use entities::session;
use futures::{FutureExt as _, future};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{account, session as sessions, store, throttle};
use crate::{
    Guben,
    failure::{Refusal, Result},
};

/// The code of the enterprise whose passwords are printed for everybody to see.
pub const DEMO: &str = "DEMO";

/// How many enterprises may share a number before one has to say which one is meant: each costs a password check.
const SHARED: u64 = 4;

/// Longest name and password that are looked at, in bytes.
const LONGEST: usize = 1024;

/// Somebody who has just signed in.
pub struct SignedIn {
    /// What the session cookie holds. It is kept nowhere else.
    pub secret: String,
    pub must_change_password: bool,
}

/// Begins a session for whoever `name` and `password` belong to.
///
/// `name` is an employee number or a phone, with the enterprise's code before it where several share it:
/// `HAIYUE/G1001`. Where they do and no code is given, the password tells which one is meant.
///
/// # Errors
/// [`Refusal::LoginWrong`] whatever was wrong, and after as long a time; [`Refusal::LoginWait`];
/// [`Refusal::LoopbackOnly`].
pub async fn login(
    guben: &Arc<Guben>,
    name: &str,
    password: &str,
    address: &str,
    client: &str,
    now: Timestamp,
) -> Result<SignedIn> {
    if name.len() > LONGEST || password.len() > LONGEST {
        return Err(Refusal::LoginWrong.into());
    }
    let name = half_width(name.trim());
    let (code, number) = match name.split_once('/') {
        Some((code, number)) => (Some(code.trim().to_uppercase()), number.trim()),
        None => (None, name.as_str()),
    };
    let mut candidates = store::candidates(guben.db.read(), code.as_deref(), number, SHARED + 1).await?;
    if candidates.len() as u64 > SHARED {
        candidates.clear();
    }
    let counts = throttle::Counts::of(guben, &name, address);
    throttle::count(guben, &counts, standing(guben, &candidates, address).await?, now).await?;
    let right = match right_one(guben, &candidates, password).await {
        Ok(right) => right,
        Err(failure) => {
            throttle::uncount(guben, counts, now).await?;
            return Err(failure);
        }
    };
    let Some(account) = right else { return Err(Refusal::LoginWrong.into()) };
    if account.code == DEMO && !guben.settings.demo_from_anywhere && !is_loopback(address) {
        return Err(Refusal::LoopbackOnly.into());
    }

    let renewed = match super::password::is_dated(&account.passhash) && !account.must_change {
        true => Some(guben.hasher.hash(password).await?),
        false => None,
    };
    let must_change_password = account.must_change;
    let (address, client) = (address.to_owned(), client.to_owned());
    let (org, person) = (OrgId(account.org_id), PersonId(account.person_id));
    let opening = guben.write(now, move |tx| {
        async move {
            throttle::clear(tx, &counts).await?;
            if let Some(hash) = renewed {
                account::set_password(tx, org, person, hash, false).await?;
            }
            sessions::open(tx, org, person, &client, &address).await
        }
        .boxed()
    });
    Ok(SignedIn { secret: opening.await?, must_change_password })
}

/// Forgets failures and sessions that mean nothing any more. A job may call it at any time.
pub async fn forget_old(guben: &Guben, now: Timestamp) -> Result<()> {
    guben
        .write(now, |tx| {
            async move {
                throttle::forget_old(tx).await?;
                sessions::forget_ended(tx).await
            }
            .boxed()
        })
        .await
}

/// Whether one of these people has signed in from this address before.
async fn standing(guben: &Guben, candidates: &[store::Candidate], address: &str) -> Result<Address> {
    if candidates.is_empty() {
        return Ok(Address::Strange);
    }
    let known = session::Entity::find()
        .filter(session::Column::PersonId.is_in(candidates.iter().map(|account| account.person_id)))
        .filter(session::Column::Address.eq(address))
        .count(guben.db.read())
        .await?;
    Ok(if known > 0 { Address::Known } else { Address::Strange })
}

/// The one account that the password opens; none where it opens several, since then it tells nothing.
async fn right_one(
    guben: &Guben,
    candidates: &[store::Candidate],
    password: &str,
) -> Result<Option<store::Candidate>> {
    if candidates.is_empty() {
        account::opens(guben, None, password).await?;
        return Ok(None);
    }
    let opens = candidates.iter().map(|candidate| {
        account::opens(guben, Some((PersonId(candidate.person_id), &candidate.passhash)), password)
    });
    let opens = future::try_join_all(opens).await?;
    let mut opened = candidates.iter().zip(opens).filter(|(_, opens)| *opens).map(|(candidate, _)| candidate);
    match (opened.next(), opened.next()) {
        (Some(one), None) => Ok(Some(one.clone())),
        _ => Ok(None),
    }
}

fn is_loopback(address: &str) -> bool {
    address.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// Full-width letters and digits, which Chinese keyboards write, as the plain ones that were meant.
fn half_width(text: &str) -> String {
    let plain = |sign: char| match sign {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        '\u{3000}' => ' ',
        other => other,
    };
    text.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for (address, expected) in [
            ("127.0.0.1", true),
            ("127.8.0.1", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
            ("192.168.1.7", false),
            ("::ffff:10.0.0.1", false),
            ("", false),
        ] {
            assert_eq!(is_loopback(address), expected, "{address}");
        }
    }

    #[test]
    fn a_number_typed_on_a_chinese_keyboard_is_the_same_number() {
        assert_eq!(half_width("Ｇ１００１"), "G1001");
        assert_eq!(half_width("ＨＡＩ／１３８"), "HAI/138");
    }
}
