//! Counts wrong passwords. How long one then waits is decided in `domain::person::throttle`.
//!
//! A try is counted before its password is looked at and struck off when the password is right, so that a
//! thousand tries sent at once are counted as a thousand.

use domain::{
    person::throttle::{Address, FORGOTTEN_AFTER_MS, Failures, wait_until},
    time::Timestamp,
};
use entities::throttle;
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QuerySelect, sea_query::OnConflict,
};

use crate::{
    Guben,
    db::Tx,
    failure::{Refusal, Result},
};

/// The two counts of a name at an address. The table holds keyed hashes: nobody can read from it who
/// has tried to sign in, and from where.
#[derive(Clone, Debug)]
pub struct Counts {
    here: String,
    anywhere: String,
}

impl Counts {
    pub fn of(guben: &Guben, name: &str, address: &str) -> Counts {
        let key = |text: &str| guben.keys.lookup("login throttle", text);
        let name = name.to_lowercase();
        Counts { here: key(&format!("{name}\0{address}")), anywhere: key(&name) }
    }
}

/// Counts a try at `now`.
///
/// # Errors
/// [`Refusal::LoginWait`] when it has to wait; then it is not counted.
pub async fn count(guben: &Guben, counts: &Counts, address: Address, now: Timestamp) -> Result<()> {
    let counts = counts.clone();
    guben
        .write(now, move |tx| {
            async move {
                let here = load(tx, &counts.here).await?;
                let anywhere = load(tx, &counts.anywhere).await?;
                if let Some(until) = wait_until(here, anywhere, address, now) {
                    return Err(Refusal::LoginWait { until }.into());
                }
                store(tx, counts.here, here.and_one(now)).await?;
                store(tx, counts.anywhere, anywhere.and_one(now)).await
            }
            .boxed()
        })
        .await
}

/// The password was right: both counts begin anew.
pub async fn clear(tx: &Tx, counts: &Counts) -> Result<()> {
    let keys = [counts.here.clone(), counts.anywhere.clone()];
    throttle::Entity::delete_many().filter(throttle::Column::Key.is_in(keys)).exec(tx.conn()).await?;
    Ok(())
}

/// Takes back a try whose password was never looked at.
pub async fn uncount(guben: &Guben, counts: Counts, now: Timestamp) -> Result<()> {
    guben
        .write(now, move |tx| {
            async move {
                for key in [counts.here, counts.anywhere] {
                    let failures = load(tx, &key).await?;
                    store(tx, key, Failures { count: failures.count.saturating_sub(1), ..failures }).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
}

/// Forgets failures that count no more.
pub(super) async fn forget_old(tx: &Tx) -> Result<()> {
    let old = tx.now().0 - FORGOTTEN_AFTER_MS;
    throttle::Entity::delete_many().filter(throttle::Column::LastAt.lt(old)).exec(tx.conn()).await?;
    Ok(())
}

async fn load(tx: &Tx, key: &str) -> Result<Failures> {
    let row = throttle::Entity::find_by_id(key).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map_or(Failures::default(), |row| Failures {
        count: u32::try_from(row.failures).unwrap_or_default(),
        last: Some(Timestamp(row.last_at)),
    }))
}

async fn store(tx: &Tx, key: String, failures: Failures) -> Result<()> {
    let row = throttle::Model {
        key,
        failures: i32::try_from(failures.count).unwrap_or(i32::MAX),
        last_at: failures.last.unwrap_or_else(|| tx.now()).0,
    };
    let renew = OnConflict::column(throttle::Column::Key)
        .update_columns([throttle::Column::Failures, throttle::Column::LastAt])
        .to_owned();
    throttle::Entity::insert(row.into_active_model())
        .on_conflict(renew)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}
