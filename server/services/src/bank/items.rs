//! Questions by version. A version never changes, so that one that was read once can be kept.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use domain::{bank::Item, id::ItemVersionId};
use entities::item_version;
use quick_cache::sync::Cache;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, prelude::Uuid};

use crate::failure::{Failure, Result};

/// Questions kept in memory: some 20 banks of 500, about 10 MB.
const KEPT: usize = 10_000;

pub struct Items(Cache<Uuid, Arc<Item>>);

impl Default for Items {
    fn default() -> Self {
        Items(Cache::new(KEPT))
    }
}

impl Items {
    /// The questions of these versions.
    ///
    /// # Errors
    /// [`Failure::Corrupt`] when one is missing.
    pub async fn get(
        &self,
        conn: &impl ConnectionTrait,
        versions: impl IntoIterator<Item = ItemVersionId>,
    ) -> Result<HashMap<ItemVersionId, Arc<Item>>> {
        let mut found = HashMap::new();
        // The questions of a case are of one version.
        let mut missing = BTreeSet::new();
        for version in versions {
            match self.0.get(&version.0) {
                Some(item) => drop(found.insert(version, item)),
                None => drop(missing.insert(version.0)),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let wanted = missing.len();
        let rows =
            item_version::Entity::find().filter(item_version::Column::Id.is_in(missing)).all(conn).await?;
        if rows.len() < wanted {
            return Err(Failure::Corrupt("a question of a paper is missing".into()));
        }
        for row in rows {
            let item: Arc<Item> = Arc::new(serde_json::from_str(&row.content)?);
            self.0.insert(row.id, item.clone());
            found.insert(row.id.into(), item);
        }
        Ok(found)
    }
}
