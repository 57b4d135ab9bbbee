//! What the bundle is made from, and whether it changed.

use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// A digest of the files at `paths`, folders with all they hold, in hexadecimal.
pub fn digest(paths: &[&Path]) -> Result<String> {
    let mut hasher = Sha256::new();
    for path in paths {
        for file in files(path).with_context(|| path.display().to_string())? {
            let content = fs::read(&file)?;
            hasher.update(file.as_os_str().as_encoded_bytes());
            hasher.update([0]);
            hasher.update(content.len().to_be_bytes());
            hasher.update(content);
        }
    }
    Ok(hex::encode(hasher.finalize()))
}

/// The file at `path`, or every file in the folder at `path`, in the order of their names.
pub fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        found.extend(files(&entry)?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_and_a_renamed_file_both_change_the_digest() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("inner/a.css");
        fs::create_dir(file.parent().unwrap()).unwrap();
        fs::write(&file, "a {}").unwrap();
        let before = digest(&[folder.path()]).unwrap();
        assert_eq!(digest(&[folder.path()]).unwrap(), before);

        fs::write(&file, "b {}").unwrap();
        let changed = digest(&[folder.path()]).unwrap();
        assert_ne!(changed, before);

        fs::rename(&file, file.with_file_name("b.css")).unwrap();
        assert_ne!(digest(&[folder.path()]).unwrap(), changed);
    }
}
