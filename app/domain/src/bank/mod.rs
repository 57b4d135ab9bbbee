//! Question banks: what a question is, how one is read from somebody's file, what a good bank is like, and
//! how a question stays true.

pub mod basis;
pub mod bulk;
pub mod difference;
pub mod import;
pub mod item;
pub mod life;
pub mod lint;
pub mod point;

pub use item::{Content, Item, ItemOption, Kind, Response};
