//! What the clock does: papers whose time is up are handed in, with nobody online.

use std::sync::Arc;

use domain::time::Timestamp;
use entities::attempt;
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid};

use super::{finish, store};
use crate::{Guben, failure::Result};

/// How many are closed before other work gets a turn.
const AT_ONCE: u64 = 200;

/// Closes every attempt that is due at `now` and returns how many were closed. May run twice, or on
/// several servers at once. One that fails is logged and does not stop the others.
pub async fn close_due(guben: &Arc<Guben>, now: Timestamp) -> Result<usize> {
    let due = attempt::Entity::find()
        .select_only()
        .column(attempt::Column::Id)
        .filter(attempt::Column::NextCheckAt.lte(now.0))
        .order_by_asc(attempt::Column::NextCheckAt)
        .limit(AT_ONCE)
        .into_tuple::<Uuid>()
        .all(guben.db.read())
        .await?;
    let closing = due.into_iter().map(|id| async move {
        let closed = close(guben, id, now).await;
        if let Err(error) = &closed {
            tracing::error!(attempt = %id, %error, "attempt {id} could not be closed");
        }
        usize::from(matches!(closed, Ok(true)))
    });
    Ok(futures::future::join_all(closing).await.into_iter().sum())
}

async fn close(guben: &Arc<Guben>, id: Uuid, now: Timestamp) -> Result<bool> {
    let parts = guben.clone();
    guben
        .write(now, move |tx| {
            async move {
                let mut loaded = store::for_update(tx.conn(), id).await?;
                let Some(event) = loaded.attempt.close(tx.now()) else { return Ok(false) };
                store::record(tx, &mut loaded, "attempt.close", event).await?;
                finish::mark(&parts, tx, loaded).await?;
                Ok(true)
            }
            .boxed()
        })
        .await
}
