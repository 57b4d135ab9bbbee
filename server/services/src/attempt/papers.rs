//! Papers by attempt. A paper is frozen, so that one that was read once can be kept.

use std::sync::Arc;

use domain::{audit::Digest, id::AttemptId, paper::Paper, time::Timestamp};
use entities::paper;
use quick_cache::sync::Cache;
use sea_orm::{ConnectionTrait, EntityTrait, prelude::Uuid};

use crate::failure::{Failure, Result};

/// Papers kept in memory: two full sittings of a large enterprise, about 10 MB.
const KEPT: usize = 2_000;

pub struct Papers(Cache<Uuid, Arc<Paper>>);

impl Default for Papers {
    fn default() -> Self {
        Papers(Cache::new(KEPT))
    }
}

impl Papers {
    pub async fn get(&self, conn: &impl ConnectionTrait, attempt: AttemptId) -> Result<Arc<Paper>> {
        if let Some(paper) = self.0.get(&attempt.0) {
            return Ok(paper);
        }
        let row = paper::Entity::find_by_id(attempt.0).one(conn).await?.ok_or(Failure::NotFound)?;
        let paper: Arc<Paper> = Arc::new(serde_json::from_str(&row.content)?);
        self.0.insert(attempt.0, paper.clone());
        Ok(paper)
    }
}

/// A paper's row: its bytes as they will always be, and their digest.
pub fn row(org: Uuid, attempt: Uuid, paper: &Paper, now: Timestamp) -> Result<paper::Model> {
    let bytes = paper.canonical_bytes();
    Ok(paper::Model {
        attempt_id: attempt,
        org_id: org,
        digest: Digest::of(&bytes).to_string(),
        content: String::from_utf8(bytes).map_err(|error| Failure::Internal(error.to_string()))?,
        created_at: now.0,
    })
}
