//! Question banks: what a question is, how one is read from somebody's file, and what a good bank is like.

pub mod draft;
pub mod figure;
pub mod import;
pub mod item;
pub mod lint;
pub mod response;
pub mod words;

pub use figure::Figure;
pub use item::{Content, Item, ItemOption, Kind};
pub use response::Response;
