//! The folder being made: files, their compressed copies, and the moment it replaces the old one.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// What shrinks; images and fonts are compressed already.
const COMPRESSIBLE: [&str; 8] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"];

/// A folder in the making, beside the one that it will replace.
pub struct Site {
    out: PathBuf,
    making: PathBuf,
}

/// Whether the folder `out` is there and was made from `inputs`.
pub fn is_made_from(out: &Path, inputs: &str) -> bool {
    out.is_dir() && fs::read_to_string(beside(out, ".inputs")).is_ok_and(|made| made == inputs)
}

impl Site {
    pub fn begin(out: &Path) -> Result<Self> {
        let making = beside(out, ".new");
        remove(&making)?;
        fs::create_dir_all(&making)?;
        Ok(Self { out: out.to_owned(), making })
    }

    /// Adds the file `path`, and its compressed copies when it shrinks.
    pub fn add(&self, path: &Path, content: &[u8]) -> Result<()> {
        let file = self.making.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, content)?;
        if shrinks(path) {
            fs::write(beside(&file, ".br"), brotli(content)?)?;
            fs::write(beside(&file, ".gz"), gzip(content)?)?;
        }
        Ok(())
    }

    /// Adds a file under a name that changes with its content, and returns the name.
    pub fn add_hashed(&self, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
        let hash = hex::encode(&Sha256::digest(content)[..8]);
        let name = format!("{stem}-{hash}.{extension}");
        self.add(name.as_ref(), content)?;
        Ok(name)
    }

    /// Puts the folder in its place and notes what it was made from.
    pub fn finish(self, inputs: &str) -> Result<()> {
        remove(&self.out)?;
        fs::rename(&self.making, &self.out)?;
        fs::write(beside(&self.out, ".inputs"), inputs)?;
        Ok(())
    }
}

fn shrinks(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| COMPRESSIBLE.contains(&extension))
}

fn brotli(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut small = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    small.write_all(content)?;
    Ok(small.into_inner())
}

fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut small = GzEncoder::new(Vec::new(), Compression::best());
    small.write_all(content)?;
    small.finish()
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::mem;

    use super::*;

    #[test]
    fn a_finished_site_replaces_the_old_one_and_knows_its_inputs() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("web");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("old.js"), "").unwrap();

        let site = Site::begin(&out).unwrap();
        site.add("icons/favicon.png".as_ref(), b"picture").unwrap();
        assert!(!is_made_from(&out, "these"));
        site.finish("these").unwrap();

        assert!(is_made_from(&out, "these"));
        assert!(!is_made_from(&out, "others"));
        assert!(!out.join("old.js").exists());
        assert_eq!(fs::read(out.join("icons/favicon.png")).unwrap(), b"picture");
        assert!(!out.join("icons/favicon.png.br").exists());
    }

    #[test]
    fn both_compressed_copies_unpack_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("web");
        let site = Site::begin(&out).unwrap();
        let name = site.add_hashed("guben", "css", b"body { margin: 0 }").unwrap();
        site.finish("these").unwrap();

        let packed = |suffix: &str| fs::File::open(out.join(format!("{name}{suffix}"))).unwrap();
        let mut text = String::new();
        brotli::Decompressor::new(packed(".br"), 4096).read_to_string(&mut text).unwrap();
        assert_eq!(mem::take(&mut text), "body { margin: 0 }");
        flate2::read::GzDecoder::new(packed(".gz")).read_to_string(&mut text).unwrap();
        assert_eq!(text, "body { margin: 0 }");
    }
}
