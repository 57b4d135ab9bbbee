//! What every use case is given: the parts of the server, who asks, and when.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use domain::{
    id::OrgId,
    person::access::{Action, Actor, Object, may},
    time::Timestamp,
};
use formats::pdf::Press;
use futures::future::BoxFuture;
use tokio::sync::Semaphore;

use crate::{
    attempt::{Papers, Saves},
    bank::{Finder, Items},
    blob::Blobs,
    db::{Db, Stamp, Tx},
    failure::{Failure, Result},
    keys::Keys,
    person::password::Hasher,
    settings::Settings,
};

/// Enough to keep the readers of the database and every core of a large machine busy.
const PAGES_AT_ONCE: usize = 16;

/// The parts of a running server. One for each process, shared by all requests.
pub struct Guben {
    pub db: Db,
    pub blobs: Blobs,
    pub keys: Keys,
    pub press: Arc<Press>,
    pub hasher: Hasher,
    /// Questions and papers never change once stored, so that what was read can be kept.
    pub items: Items,
    pub finder: Finder,
    pub papers: Papers,
    pub saves: Saves,
    /// Pages that are made at once. When a room begins at the same second, more at once would only mean that
    /// all of them lie half made in memory.
    pub turns: Semaphore,
    pub settings: Settings,
}

impl Guben {
    /// Opens the database (bringing its schema up to date), the keys and the files under `settings.data`.
    pub async fn open(settings: Settings) -> Result<Arc<Guben>> {
        let db = crate::db::open(&settings.database).await?;
        Ok(Arc::new(Guben {
            saves: Saves::open(db.clone()),
            turns: Semaphore::new(PAGES_AT_ONCE),
            db,
            blobs: Blobs::open(&settings.data.join("files"))?,
            keys: Keys::open(&settings.data.join("keys"))?,
            press: press(settings.templates.as_deref())?,
            hasher: Hasher::new(settings.hash_workers),
            items: Items::default(),
            finder: Finder::default(),
            papers: Papers::default(),
            settings,
        }))
    }

    /// A write by the server itself: a job, or a login before anybody is known.
    pub async fn write<T, F>(&self, now: Timestamp, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T>> + Send + 'static,
    {
        self.db.write(Stamp { now, actor: None }, work).await
    }
}

/// The press. The built-in one is shared by all servers of a process, because looking for fonts takes long.
fn press(templates: Option<&Path>) -> Result<Arc<Press>> {
    static BUILT_IN: OnceLock<Arc<Press>> = OnceLock::new();
    if let (None, Some(press)) = (templates, BUILT_IN.get()) {
        return Ok(press.clone());
    }
    let press = Press::open(templates).map_err(|error| Failure::Internal(error.to_string()))?;
    let press = Arc::new(press);
    Ok(if templates.is_none() { BUILT_IN.get_or_init(|| press).clone() } else { press })
}

/// A request of somebody who is signed in.
#[derive(Clone)]
pub struct Ctx {
    pub guben: Arc<Guben>,
    pub actor: Actor,
    /// The session the request came with.
    pub session: sea_orm::prelude::Uuid,
    /// When the request reached the server.
    pub now: Timestamp,
}

impl Ctx {
    /// # Errors
    /// [`Failure::Forbidden`] unless the table in `domain::person::access` says yes.
    pub fn must(&self, action: Action, object: Object<'_>) -> Result<()> {
        if may(&self.actor, action, object) { Ok(()) } else { Err(Failure::Forbidden) }
    }

    /// [`Ctx::must`] for what belongs to the own enterprise as a whole.
    pub fn must_here(&self, action: Action) -> Result<()> {
        self.must(action, Object::Enterprise(self.actor.org))
    }

    pub fn org(&self) -> OrgId {
        self.actor.org
    }

    pub fn db(&self) -> &Db {
        &self.guben.db
    }

    /// A write in the name of the actor.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T>> + Send + 'static,
    {
        self.guben.db.write(Stamp { now: self.now, actor: Some(self.actor.person) }, work).await
    }
}
