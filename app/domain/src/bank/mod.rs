//! Question banks: what a question is, how one is read from somebody's file, what a good bank is like, which
//! questions speak of something, which resemble each other, and how a question stays true.

pub mod alike;
pub mod basis;
pub mod bulk;
pub mod difference;
pub mod draft;
pub mod figure;
pub mod find;
pub mod import;
pub mod item;
pub mod life;
pub mod lint;
pub mod point;
pub mod response;
pub mod words;

pub use figure::Figure;
pub use item::{Content, Item, ItemOption, Kind};
pub use response::Response;
