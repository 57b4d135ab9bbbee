//! Question banks: what is in them, how questions come in from files and go out, and how one is changed.
//!
//! A question is an item with versions. A version never changes, so that a paper keeps asking what it
//! asked; a change is a new version, and the item points to its newest. Which version new papers ask, and whether
//! they may ask the question at all, is how it stands: [`life`].
//!
//! ```text
//! file ──preview──► report (stored, nothing else changes) ──commit──► items, version 1
//! form ──write_item──► item, version 1
//! item ──change_item──► version n + 1, released at once or when somebody else has looked (life)
//! newest versions ──export──► file
//! newest versions ──Finder──► search, alike
//! ```

pub mod alike;
mod desk;
mod draft;
pub mod export;
mod file;
mod finder;
mod import;
mod item;
mod items;
pub mod life;
pub mod media;
pub mod merge;
mod reading;
mod report;
pub mod search;
mod shelf;
mod store;
mod write;

pub use desk::{
    ColumnView, ColumnsView, RowDecision, RowForm, columns, decide, forget_columns, row, set_columns,
    set_merge,
};
pub use draft::{DraftKept, DraftPlace, KeptDraft, discard_draft, draft, draft_of, drafts, keep_draft};
pub use file::{ResultFile, ResultWords, TemplateWords, result_file, template};
pub use finder::Finder;
pub use import::{commit, dry_run, largest_file, load, look, preview, preview_at_once};
pub use item::{Edited, ItemView, VersionView, change_item, item};
pub use items::Items;
pub use reading::{LONG, Reading, judge_waiting};
pub use report::{Committed, Filter, ImportView, RowView, SheetColumns, import, import_with};
pub use shelf::{BankRow, BankView, ImportRow, ItemFilter, ItemRow, State, called, create, list, name, show};
pub use write::{Written, try_draft, write_item};

pub use formats::sheet::{LooksLike, Measure, SheetError};

use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Result};

/// Where a version of a question comes from; stored beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Source {
    /// A row of a file, with its cells as they stood there. `sheet` is empty for text files.
    File { sheet: String, row: u32, cells: Vec<String> },
    /// Somebody wrote it here.
    Written,
    /// Somebody changed the version before, and said why.
    Change { reason: String },
}

/// A part of a long list: page `no` (from 1) of pages of `size` lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub no: u64,
    pub size: u64,
    pub total: u64,
}

/// Lines on one page of a list.
const PAGE: u64 = 50;

impl Part {
    /// The page that was asked for, or the last one that there is.
    fn of(asked: u64, total: u64) -> Part {
        Part::of_size(asked, total, PAGE)
    }

    fn of_size(asked: u64, total: u64, size: u64) -> Part {
        let last = total.div_ceil(size).max(1);
        Part { no: asked.clamp(1, last), size, total }
    }

    pub fn pages(self) -> u64 {
        self.total.div_ceil(self.size).max(1)
    }

    /// How many lines stand on earlier pages.
    pub fn before(self) -> u64 {
        (self.no - 1) * self.size
    }
}

/// Runs long work outside the threads that answer requests.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Internal(error.to_string()))
}
