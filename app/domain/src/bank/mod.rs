//! Question banks: what a question is, how one is read from somebody's file, and what a good bank is like,
//! which questions speak of something, and which resemble each other.

pub mod alike;
pub mod draft;
pub mod figure;
pub mod find;
pub mod import;
pub mod item;
pub mod lint;
pub mod response;
pub mod words;

pub use figure::Figure;
pub use item::{Content, Item, ItemOption, Kind};
pub use response::Response;
