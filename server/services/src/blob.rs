//! Files by the SHA-256 of their bytes: a file that is there never changes.

use std::{path::Path, sync::Arc};

use domain::audit::Digest;
use object_store::{
    ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, local::LocalFileSystem, path::Path as Key,
};

use crate::failure::{Failure, Result};

#[derive(Clone)]
pub struct Blobs(Arc<dyn ObjectStore>);

impl Blobs {
    /// Files in a folder of this machine.
    pub fn open(folder: &Path) -> Result<Blobs> {
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::Internal(format!("{}: {error}", folder.display())))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(internal)?.with_fsync(true);
        Ok(Blobs(Arc::new(store)))
    }

    /// Keeps `bytes` and returns their name. Keeping the same bytes again changes nothing.
    pub async fn keep(&self, bytes: Vec<u8>) -> Result<String> {
        let name = Digest::of(&bytes).to_string();
        let options = PutOptions { mode: PutMode::Create, ..Default::default() };
        match self.0.put_opts(&key(&name), bytes.into(), options).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(name),
            Err(error) => Err(internal(error)),
        }
    }

    pub async fn read(&self, name: &str) -> Result<Vec<u8>> {
        let found = self.0.get(&key(name)).await.map_err(not_found)?;
        Ok(found.bytes().await.map_err(internal)?.to_vec())
    }

    /// Bytes `from..to` of a file, for players that jump about in a video.
    pub async fn read_range(&self, name: &str, from: u64, to: u64) -> Result<Vec<u8>> {
        Ok(self.0.get_range(&key(name), from..to).await.map_err(not_found)?.to_vec())
    }
}

/// Two levels of folders, since some file systems dislike a hundred thousand files in one.
fn key(name: &str) -> Key {
    Key::from(format!("{}/{name}", name.get(..2).unwrap_or("00")))
}

fn not_found(error: object_store::Error) -> Failure {
    if matches!(error, object_store::Error::NotFound { .. }) { Failure::NotFound } else { internal(error) }
}

fn internal(error: object_store::Error) -> Failure {
    Failure::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_same_bytes_are_kept_once_and_read_in_parts() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let name = blobs.keep(b"0123456789".to_vec()).await.unwrap();
        assert_eq!(blobs.keep(b"0123456789".to_vec()).await.unwrap(), name);
        assert_eq!(blobs.read(&name).await.unwrap(), b"0123456789");
        assert_eq!(blobs.read_range(&name, 3, 6).await.unwrap(), b"345");
        assert!(matches!(blobs.read(&"0".repeat(64)).await, Err(Failure::NotFound)));
    }
}
