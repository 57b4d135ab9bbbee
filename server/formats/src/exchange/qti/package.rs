//! QTI content packages: an archive with a manifest that lists its items.
//!
//! Nothing is unpacked to disk. Addresses lead to entries of the archive and nowhere else.

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use domain::bank::{
    import::{
        Reason,
        record::{self, Record},
    },
    item::{Content, Item, Part, Parts},
};
use zip::{ZipArchive, result::ZipError};

use super::{
    super::{
        draft,
        html::{self, Flat, Shown},
        rich::{self, Said},
    },
    item::{self, Around},
};
use crate::media::Shelf;
use crate::sheet::{Limits, LooksLike, Measure, SheetError, broken, encoding};

const MANIFEST: &str = "imsmanifest.xml";

/// The manifest of a package, at its root or in the one folder that somebody has packed.
pub fn manifest(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    let names = archive.file_names().flatten().filter(|name| {
        let folders: Vec<&str> = name.split('/').collect();
        folders.last().is_some_and(|last| last.eq_ignore_ascii_case(MANIFEST)) && folders.len() <= 2
    });
    names.min_by_key(|name| name.len()).map(|name| name.to_string())
}

/// Reads every item that the manifest lists.
pub fn read(
    archive: ZipArchive<Cursor<&[u8]>>,
    manifest: &str,
    limits: Limits,
    shelf: &mut Shelf,
) -> Result<Vec<Record>, SheetError> {
    if archive.len() > limits.entries {
        return Err(SheetError::Bomb { what: Measure::Entries, limit: limits.entries });
    }
    let mut package = Package {
        archive,
        left: limits.inflated as u64,
        limit: limits.inflated,
        stimuli: HashMap::new(),
        shelf,
    };
    let text = package.text(manifest)?.ok_or_else(|| broken("no manifest"))?;
    let paths = items(&text, manifest)?;
    if paths.is_empty() {
        return Err(SheetError::NotASheet { looks_like: LooksLike::Archive });
    }
    if paths.len() > limits.entries {
        return Err(SheetError::Bomb { what: Measure::Entries, limit: limits.entries });
    }
    let mut found = Vec::with_capacity(paths.len());
    for ((address, path), number) in paths.into_iter().zip(1..) {
        found.push(package.record(number, &address, path)?);
    }
    Ok(cases(found))
}

/// An item with the text that it shares with others, if it does.
struct Found {
    record: Record,
    shared: Option<Shared>,
}

/// A text that items share, and what an item is without it.
struct Shared {
    path: String,
    said: Said,
    alone: Item,
}

/// Items that follow each other and share a text are the questions of one case; one item with such a text has
/// it in its stem.
fn cases(found: Vec<Found>) -> Vec<Record> {
    let mut records = Vec::with_capacity(found.len());
    let mut found = found.into_iter().peekable();
    while let Some(first) = found.next() {
        let Some(shared) = first.shared else {
            records.push(first.record);
            continue;
        };
        let (mut record, mut parts, mut apart) = (first.record, vec![part(shared.alone)], Vec::new());
        let same = |next: &Found| next.shared.as_ref().is_some_and(|next| next.path == shared.path);
        while let Some(next) = found.next_if(|next| same(next)) {
            parts.extend(next.shared.map(|shared| part(shared.alone)));
            apart.push(next.record);
        }
        let stem = record::stem(&shared.said.text);
        match (stem, Parts::new(parts)) {
            (Ok(stem), Ok(parts)) if !apart.is_empty() => {
                let sources = std::iter::once(&record).chain(&apart).map(|record| record.source.as_str());
                record.source = draft::quoted(&sources.collect::<Vec<_>>().join("\n"));
                record.notes.extend(apart.into_iter().flat_map(|record| record.notes));
                record.notes.dedup();
                let case = Item::new(stem, Content::Case { parts });
                record.read = Ok(Item { figures: shared.said.figures, ..case });
                records.push(record);
            }
            _ => {
                records.push(record);
                records.append(&mut apart);
            }
        }
    }
    records
}

fn part(item: Item) -> Part {
    let Item { stem, figures, content, explanation, .. } = item;
    Part { stem, figures, content, explanation, weight: 1 }
}

/// The addresses of all items, each with its path in the archive, where it leads to one.
fn items(manifest: &str, at: &str) -> Result<Vec<(String, Option<String>)>, SheetError> {
    let root = super::parse(manifest)?;
    let mut found = Vec::new();
    root.visit(&mut |resource| {
        let kind = resource.attribute("type").unwrap_or_default().to_ascii_lowercase();
        if resource.name != "resource" || !kind.starts_with("imsqti") || !kind.contains("item") {
            return;
        }
        let file = resource.child("file").and_then(|file| file.attribute("href"));
        let href = resource.attribute("href").or(file).unwrap_or_default();
        let base = resource.attribute("base").unwrap_or_default();
        let address = format!("{base}{href}");
        found.push((address.clone(), resolved(at, &address)));
    });
    Ok(found)
}

/// The path of an address that stands in the entry `at`. `None` when it leads out of the archive.
fn resolved(at: &str, address: &str) -> Option<String> {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    if address.is_empty() || address.contains(':') || address.starts_with(['/', '\\']) {
        return None;
    }
    let mut folders: Vec<String> = at.split('/').map(str::to_owned).collect();
    folders.pop();
    for step in html::unescaped(address).split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => drop(folders.pop()?),
            name => folders.push(name.to_owned()),
        }
    }
    Some(folders.join("/"))
}

struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be inflated.
    left: u64,
    limit: usize,
    /// Shared texts by their path.
    stimuli: HashMap<String, Option<Result<Said, Reason>>>,
    shelf: &'a mut Shelf,
}

impl Package<'_> {
    /// The text of an entry. `None` when there is no such entry.
    fn text(&mut self, path: &str) -> Result<Option<String>, SheetError> {
        let Some(bytes) = self.bytes(path)? else { return Ok(None) };
        Ok(Some(encoding::decode(&bytes).map_err(broken)?.into_owned()))
    }

    fn bytes(&mut self, path: &str) -> Result<Option<Vec<u8>>, SheetError> {
        let entry = match self.archive.by_name(path) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(what)) if what.contains("assword") => {
                return Err(SheetError::Encrypted);
            }
            Err(error) => return Err(broken(error)),
        };
        let mut bytes = Vec::new();
        entry.take(self.left + 1).read_to_end(&mut bytes).map_err(broken)?;
        self.left = self
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or(SheetError::Bomb { what: Measure::InflatedBytes, limit: self.limit })?;
        Ok(Some(bytes))
    }

    /// The record of one item. A file that is damaged costs its own question only; one that is made to
    /// hurt costs the package.
    fn record(&mut self, number: u32, address: &str, path: Option<String>) -> Result<Found, SheetError> {
        let failed = |reason| Ok(Found { record: draft::record(number, address, Err(reason)), shared: None });
        let missing = || Reason::PartMissing { name: address.to_owned() };
        let Some(path) = path else { return failed(missing()) };
        let read =
            self.text(&path).and_then(|text| text.map(|text| Ok((super::parse(&text)?, text))).transpose());
        let (root, text) = match read {
            Ok(Some(read)) => read,
            Ok(None) => return failed(missing()),
            Err(SheetError::Broken { .. }) => {
                return failed(Reason::SyntaxBroken { text: address.to_owned() });
            }
            Err(error) => return Err(error),
        };
        let mut inside =
            Inside { package: self, at: &path, failed: None, stimuli: Vec::new(), without: false };
        let read = item::read(&root, &mut inside);
        let mut shared = None;
        // Blanks in the shared text may keep an item from being one with it, and not without.
        if let [(path, said)] = inside.stimuli.as_slice() {
            let (path, said) = (path.clone(), said.clone());
            inside.without = true;
            let alone = item::read(&root, &mut inside).ok().map(|done| done.item);
            shared = alone.map(|alone| Shared { path, said, alone });
        }
        match inside.failed {
            Some(error) => Err(error),
            None => Ok(Found { record: draft::record(number, &text, read), shared }),
        }
    }
}

/// An entry of the package, from which addresses lead to others.
struct Inside<'a, 'p> {
    package: &'a mut Package<'p>,
    at: &'a str,
    /// What is wrong with the package as a whole.
    failed: Option<SheetError>,
    /// The shared texts that were asked for, by their paths.
    stimuli: Vec<(String, Said)>,
    /// Shared texts are left out, to see what the item is alone.
    without: bool,
}

impl Inside<'_, '_> {
    fn found<T>(&mut self, read: Result<Option<T>, SheetError>) -> Option<T> {
        match read {
            Ok(found) => found,
            Err(error) => {
                self.failed.get_or_insert(error);
                None
            }
        }
    }
}

impl Around for Inside<'_, '_> {
    fn stimulus(&mut self, href: &str) -> Option<Result<Said, Reason>> {
        if self.without {
            return Some(Ok(Said::default()));
        }
        let path = resolved(self.at, href)?;
        let said = self.shared(&path);
        if let Some(Ok(said)) = &said {
            self.stimuli.push((path, said.clone()));
        }
        said
    }

    fn file(&mut self, href: &str) -> Option<Vec<u8>> {
        let path = resolved(self.at, href)?;
        let read = self.package.bytes(&path);
        self.found(read)
    }

    fn shelf(&mut self) -> &mut Shelf {
        self.package.shelf
    }
}

impl Inside<'_, '_> {
    fn shared(&mut self, path: &str) -> Option<Result<Said, Reason>> {
        if let Some(known) = self.package.stimuli.get(path) {
            return known.clone();
        }
        let read = self.package.text(path).and_then(|text| text.map(|text| super::parse(&text)).transpose());
        let said = self.found(read).map(|root| {
            let Flat { text, shown, fault, .. } = item::stimulus(&root);
            if let Some(fault) = fault {
                return Err(fault);
            }
            let mut files = HashMap::new();
            for drawn in shown
                .iter()
                .filter_map(|shown| if let Shown::Drawn(drawn) = shown { Some(drawn) } else { None })
            {
                let bytes = resolved(path, &drawn.address).map(|path| self.package.bytes(&path));
                if let Some(bytes) = bytes.and_then(|read| self.found(read)) {
                    files.insert(drawn.address.clone(), bytes);
                }
            }
            let figures =
                rich::figures(shown, self.package.shelf, &mut |address| files.get(address).cloned())?;
            Ok(Said { text, figures })
        });
        self.package.stimuli.insert(path.to_owned(), said.clone());
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stay_inside_of_the_archive() {
        assert_eq!(resolved("imsmanifest.xml", "items/a%20b.xml").as_deref(), Some("items/a b.xml"));
        assert_eq!(resolved("items/a.xml", "../shared/s.xml").as_deref(), Some("shared/s.xml"));
        for outside in [
            "../a.xml",
            "/etc/passwd",
            "file:///etc/passwd",
            "items/../../a.xml",
            "..\\a.xml",
            "%2e%2e/a.xml",
            "",
        ] {
            assert_eq!(resolved("imsmanifest.xml", outside), None, "{outside}");
        }
    }
}
