//! What the questions of an enterprise say, kept in memory to be searched and compared.
//!
//! It is built from the store when somebody asks first, and brought up to date before each use. The versions of
//! questions are only ever added, in the same commit in which the question begins to point to them. So their
//! number tells whether anything is new, whoever stored it: several copies of the server may share a database. Then
//! what each question points to is held against what is known, and only what differs is read.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use domain::{
    bank::{Item, alike, find},
    id::{BankId, ItemId, ItemVersionId, OrgId},
};
use sea_orm::ConnectionTrait;

use super::{
    apart,
    store::{self, Mark},
};
use crate::failure::Result;

/// Questions kept of all enterprises together, once to be searched and once to be compared.
///
/// A question of usual length takes half a kilobyte to be searched and one and a half to be compared, so this is
/// some 400 MB. The enterprise whose turn it is stays, however large; those not asked for longest are dropped.
const KEPT: usize = 200_000;

/// Version ids that are asked for at once.
const AT_ONCE: usize = 1_000;

#[derive(Default)]
pub struct Finder {
    searched: Kept<find::Index>,
    compared: Kept<alike::Index>,
    /// What the last comparison of a whole house found.
    pub(super) pairs: tokio::sync::Mutex<HashMap<OrgId, Compared>>,
}

/// How many versions of questions there were.
/// What resembles what, as it was at a mark.
type Compared = (Mark, Arc<Vec<alike::Pair>>);

impl Finder {
    pub(super) async fn to_search(
        &self,
        conn: &impl ConnectionTrait,
        org: OrgId,
    ) -> Result<Arc<find::Index>> {
        Ok(self.searched.of(conn, org).await?.1)
    }

    pub(super) async fn to_compare(
        &self,
        conn: &impl ConnectionTrait,
        org: OrgId,
    ) -> Result<(Mark, Arc<alike::Index>)> {
        self.compared.of(conn, org).await
    }
}

/// An index that can be brought up to date.
trait Listing: Clone + Default + Send + Sync + 'static {
    fn take(&mut self, items: Vec<(ItemId, BankId, Item)>);
    fn keep(&mut self, items: &HashSet<ItemId>);
}

impl Listing for find::Index {
    fn take(&mut self, items: Vec<(ItemId, BankId, Item)>) {
        for (id, bank, item) in items {
            self.put(id, bank, &item);
        }
    }

    fn keep(&mut self, items: &HashSet<ItemId>) {
        self.retain(items);
    }
}

impl Listing for alike::Index {
    fn take(&mut self, items: Vec<(ItemId, BankId, Item)>) {
        self.put_all(items.into_iter().map(|(id, _, item)| (id, alike::Said::by(&item))).collect());
    }

    fn keep(&mut self, items: &HashSet<ItemId>) {
        self.retain(items);
    }
}

/// The indexes of the enterprises, the one asked for last at the end.
struct Kept<I>(Mutex<Vec<(OrgId, Arc<Slot<I>>)>>);

#[derive(Default)]
struct Slot<I> {
    state: tokio::sync::Mutex<State<I>>,
    size: AtomicUsize,
}

#[derive(Default)]
struct State<I> {
    mark: Option<Mark>,
    versions: HashMap<ItemId, ItemVersionId>,
    index: Arc<I>,
}

impl<I> Default for Kept<I> {
    fn default() -> Self {
        Kept(Mutex::default())
    }
}

impl<I: Listing> Kept<I> {
    /// The index of an enterprise as it is stored at this moment.
    async fn of(&self, conn: &impl ConnectionTrait, org: OrgId) -> Result<(Mark, Arc<I>)> {
        let slot = self.slot(org);
        let mut state = slot.state.lock().await;
        // Read before the rest: what is stored meanwhile may be in already and is looked at again.
        let mark = store::mark(conn, org).await?;
        if state.mark != Some(mark) {
            state.catch_up(conn, org).await?;
            state.mark = Some(mark);
            slot.size.store(state.versions.len(), Ordering::Relaxed);
        }
        Ok((mark, state.index.clone()))
    }

    fn slot(&self, org: OrgId) -> Arc<Slot<I>> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = match slots.iter().position(|(other, _)| *other == org) {
            Some(at) => slots.remove(at),
            None => (org, Arc::new(Slot::default())),
        };
        slots.push(mine.clone());
        let size = |slots: &[(OrgId, Arc<Slot<I>>)]| {
            slots.iter().map(|(_, slot)| slot.size.load(Ordering::Relaxed)).sum::<usize>()
        };
        while slots.len() > 1 && size(&slots) > KEPT {
            slots.remove(0);
        }
        mine.1
    }
}

impl<I: Listing> State<I> {
    async fn catch_up(&mut self, conn: &impl ConnectionTrait, org: OrgId) -> Result<()> {
        let current = store::current(conn, org).await?;
        let changed: HashMap<ItemVersionId, (ItemId, BankId)> = current
            .iter()
            .filter(|row| self.versions.get(&row.item()) != Some(&row.version()))
            .map(|row| (row.version(), (row.item(), row.bank())))
            .collect();
        let ids: Vec<_> = changed.keys().map(|version| version.0).collect();
        let mut read = Vec::with_capacity(ids.len());
        for some in ids.chunks(AT_ONCE) {
            let contents = store::contents(conn, some.to_vec()).await?;
            let items = apart(move || {
                let parsed = contents
                    .into_iter()
                    .map(|(id, content)| Ok((ItemVersionId(id), serde_json::from_str::<Item>(&content)?)));
                parsed.collect::<Result<Vec<_>>>()
            });
            for (version, item) in items.await?? {
                if let Some((id, bank)) = changed.get(&version) {
                    read.push((*id, *bank, item));
                }
            }
        }
        let versions: HashMap<_, _> = current.iter().map(|row| (row.item(), row.version())).collect();
        let there: HashSet<ItemId> = versions.keys().copied().collect();
        // Whoever is searching at this moment goes on with a copy.
        let mut index = std::mem::take(&mut self.index);
        // Until the index is back, nothing is known.
        (self.mark, self.versions) = (None, HashMap::new());
        self.index = apart(move || {
            let grown = Arc::make_mut(&mut index);
            grown.keep(&there);
            grown.take(read);
            index
        })
        .await?;
        self.versions = versions;
        Ok(())
    }
}
