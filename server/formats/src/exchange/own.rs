//! JSON in our own form, which holds everything that we know of a question:
//!
//! ```json
//! {
//!   "format": "guben.questions",
//!   "version": 1,
//!   "items": [ { "stem": "…", "content": { "kind": "true_false", "key": true }, "explanation": "", … } ],
//!   "media": { "<SHA-256 of the bytes>": "<base64>" }
//! }
//! ```
//!
//! An item is written as it is stored ([`Item`]). What comes in is held against the rules that every
//! question keeps, since nothing says who has written the file.

use std::collections::BTreeMap;

use domain::bank::{
    figure::{Figure, MediaId},
    import::{
        Reason,
        record::{self, Record},
    },
    item::Item,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::draft;
use crate::{
    media::{self, Lookup, Shelf},
    sheet::{Measure, SheetError, broken},
};

const FORMAT: &str = "guben.questions";
const VERSION: u32 = 1;

/// Questions of one file.
const ITEMS: usize = 100_000;

/// Values of one file, and commas in its texts.
const VALUES: usize = 5_000_000;

#[derive(Deserialize)]
struct Own {
    format: String,
    version: u32,
    items: Vec<Value>,
    #[serde(default)]
    media: BTreeMap<String, String>,
}

/// Reads a file in our own form. `None` when it is in another.
pub fn read(text: &str, shelf: &mut Shelf) -> Option<Result<Vec<Record>, SheetError>> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // Looked for at the beginning, so that other files are not parsed twice.
    if !text.chars().take(200).collect::<String>().contains(FORMAT) {
        return None;
    }
    // Each value costs memory, however short it is in the file.
    if text.bytes().filter(|byte| b"[{,".contains(byte)).count() > VALUES {
        return Some(Err(SheetError::Bomb { what: Measure::Elements, limit: VALUES }));
    }
    let own: Own = match serde_json::from_str(text) {
        Ok(own) => own,
        Err(error) => return Some(Err(broken(error))),
    };
    if own.format != FORMAT {
        return None;
    }
    if own.version != VERSION {
        return Some(Err(broken(format!("version {} of {FORMAT}", own.version))));
    }
    if own.items.len() > ITEMS {
        return Some(Err(SheetError::Bomb { what: Measure::Elements, limit: ITEMS }));
    }
    for (id, bytes) in &own.media {
        // What is no picture, or not the one it is called, is missed by its question.
        let _ = media::from_base64(bytes).and_then(|bytes| shelf.figure(id, bytes, "").ok());
    }
    let records = own.items.into_iter().zip(1..).map(|(value, number)| {
        let source = value.to_string();
        let read = item(value, shelf).map(|item| draft::Done { item, notes: Vec::new() });
        draft::record(number, &source, read)
    });
    Some(Ok(records.collect()))
}

fn item(value: Value, shelf: &Shelf) -> Result<Item, Reason> {
    let item: Item =
        serde_json::from_value(value).map_err(|error| Reason::SyntaxBroken { text: error.to_string() })?;
    record::sound(&item)?;
    for figure in item.all_figures() {
        if let Figure::Table(table) = figure {
            let width = table.rows.first().map_or(0, Vec::len);
            if width == 0 || table.rows.iter().any(|row| row.len() != width) {
                return Err(Reason::LayoutNeeded { element: "table".into() });
            }
        }
    }
    match item.media().into_iter().find(|id| !shelf.files.contains_key(id)) {
        Some(MediaId(missing)) => Err(Reason::PictureNeeded { name: missing.chars().take(80).collect() }),
        None => Ok(item),
    }
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u32,
    items: &'a [Item],
    media: BTreeMap<&'a str, String>,
}

/// Writes questions with all that belongs to them.
pub fn write(items: &[Item], lookup: Lookup) -> Vec<u8> {
    let mut files = BTreeMap::new();
    for id in items.iter().flat_map(Item::media) {
        if !files.contains_key(id.0.as_str())
            && let Some(bytes) = lookup(id)
        {
            files.insert(id.0.as_str(), media::base64(&bytes));
        }
    }
    let written = Written { format: FORMAT, version: VERSION, items, media: files };
    // Writing into memory does not fail.
    serde_json::to_vec_pretty(&written).unwrap_or_default()
}
