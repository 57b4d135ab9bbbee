use std::sync::Arc;

use domain::time::{Minutes, Timestamp};
use entities::{notice, org, person};
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::{Expr, Uuid},
    sea_query::{ExprTrait as _, LockBehavior, LockType},
};

use super::{Letter, Mailer, Wording, mailer::NotSent};
use crate::{
    Guben,
    failure::{Failure, Result},
};

/// Mails that one round sends at most.
const ROUND: u64 = 20;

/// How long a round keeps others away from its mails; longer than the slowest mail server takes over all
/// of them. When a server dies in the middle, another one sends the rest after this time.
const LEASE: Minutes = Minutes(30);

/// How long to wait after each try that failed. After the last there is no other.
const WAITS: [Minutes; 7] =
    [Minutes(1), Minutes(5), Minutes(15), Minutes(60), Minutes(180), Minutes(360), Minutes(360)];

/// Older news than this is not sent any more, as when a mail server is set up for the first time. The app
/// shows it all the same.
const STALE: Minutes = Minutes(48 * 60);

/// Longest error that is kept, in characters.
const ERROR_LIMIT: usize = 500;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    pub sent: usize,
    /// To be tried again.
    pub put_off: usize,
    pub given_up: usize,
}

/// Sends the mails that are due at `now`. Several servers may do so at once.
///
/// A mail is marked as sent after the mail server has taken it, so that one can arrive twice when we are
/// stopped in between, and none is lost. Without a mail server in the settings nothing happens.
pub async fn deliver(guben: &Arc<Guben>, now: Timestamp, wording: &dyn Wording) -> Result<Delivered> {
    let mut done = Delivered::default();
    let Some(settings) = &guben.settings.mail else { return Ok(done) };
    let leased = lease(guben, now).await?;
    if leased.is_empty() {
        return Ok(done);
    }
    let mailer = Mailer::open(settings)?;
    for row in leased {
        let outcome = send(guben, &mailer, wording, &row, now).await;
        match &outcome {
            Ok(()) => done.sent += 1,
            Err(error) => {
                let again = next_try(error, row.tries, now);
                done.put_off += usize::from(again.is_some());
                done.given_up += usize::from(again.is_none());
                tracing::warn!(notice = %row.id, tries = row.tries, again = again.is_some(), %error, "a mail was not sent");
            }
        }
        settle(guben, row, outcome, now).await?;
    }
    Ok(done)
}

/// Takes due notices for this round alone, and counts the try before it is made: a mail that brings the
/// server down is not tried for ever.
async fn lease(guben: &Arc<Guben>, now: Timestamp) -> Result<Vec<notice::Model>> {
    guben
        .write(now, move |tx| {
            async move {
                use notice::Column as N;
                let free = Condition::any().add(N::LeasedUntil.is_null()).add(N::LeasedUntil.lte(now.0));
                let mut rows = notice::Entity::find()
                    .filter(N::NextTryAt.lte(now.0))
                    .filter(N::SentAt.is_null())
                    .filter(N::Email.is_not_null())
                    .filter(N::CreatedAt.gt(now.plus_millis(-STALE.millis()).0))
                    .filter(free)
                    .order_by_asc(N::NextTryAt)
                    .limit(ROUND)
                    .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
                    .all(tx.conn())
                    .await?;
                let until = now.plus(LEASE).0;
                notice::Entity::update_many()
                    .col_expr(N::LeasedUntil, Expr::value(until))
                    .col_expr(N::Tries, Expr::col(N::Tries).add(1))
                    .filter(N::Id.is_in(rows.iter().map(|row| row.id)))
                    .exec(tx.conn())
                    .await?;
                for row in &mut rows {
                    row.leased_until = Some(until);
                    row.tries += 1;
                }
                Ok(rows)
            }
            .boxed()
        })
        .await
}

async fn send(
    guben: &Guben,
    mailer: &Mailer,
    wording: &dyn Wording,
    row: &notice::Model,
    now: Timestamp,
) -> Result<(), NotSent> {
    let (person, enterprise) = names(guben, row).await.map_err(|error| NotSent::ForNow(error.to_string()))?;
    let kind = serde_json::from_str(&row.facts).map_err(|error| NotSent::Ever(error.to_string()))?;
    let mail = wording.mail(&Letter {
        kind: &kind,
        person: &person,
        enterprise: &enterprise,
        public_url: &guben.settings.public_url,
        zone: guben.settings.zone,
    });
    let email = row.email.as_deref().unwrap_or_default();
    mailer.send(row.id.into(), (&person, email), mail, now).await
}

async fn names(guben: &Guben, row: &notice::Model) -> Result<(String, String)> {
    let conn = guben.db.read();
    let name = |id: Uuid| person::Entity::find_by_id(id).one(conn);
    let person = name(row.person_id).await?.ok_or(Failure::NotFound)?;
    let enterprise = org::Entity::find_by_id(row.org_id).one(conn).await?.ok_or(Failure::NotFound)?;
    Ok((person.name, enterprise.name))
}

fn next_try(error: &NotSent, tries: i32, now: Timestamp) -> Option<Timestamp> {
    match error {
        NotSent::Ever(_) => None,
        NotSent::ForNow(_) => {
            let wait = WAITS.get(usize::try_from(tries - 1).unwrap_or_default())?;
            Some(now.plus(*wait))
        }
    }
}

/// Writes down what came of it, unless the lease has run out and somebody else has the mail now.
async fn settle(
    guben: &Arc<Guben>,
    mut row: notice::Model,
    outcome: Result<(), NotSent>,
    now: Timestamp,
) -> Result<()> {
    let (id, lease) = (row.id, row.leased_until.take());
    match outcome {
        Ok(()) => (row.sent_at, row.next_try_at, row.last_error) = (Some(now.0), None, None),
        Err(error) => {
            row.next_try_at = next_try(&error, row.tries, now).map(|at| at.0);
            row.last_error = Some(error.to_string().chars().take(ERROR_LIMIT).collect());
        }
    }
    guben
        .write(now, move |tx| {
            async move {
                use notice::Column as N;
                notice::Entity::update_many()
                    .col_expr(N::LeasedUntil, Expr::value(row.leased_until))
                    .col_expr(N::SentAt, Expr::value(row.sent_at))
                    .col_expr(N::NextTryAt, Expr::value(row.next_try_at))
                    .col_expr(N::LastError, Expr::value(row.last_error))
                    .filter(N::Id.eq(id))
                    .filter(N::LeasedUntil.eq(lease))
                    .exec(tx.conn())
                    .await?;
                Ok(())
            }
            .boxed()
        })
        .await
}
