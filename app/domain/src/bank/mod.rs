//! Question banks: what a question is, and how one is read from somebody's spreadsheet.

pub mod import;
pub mod item;

pub use item::{Content, Item, ItemOption, Kind, Response};
