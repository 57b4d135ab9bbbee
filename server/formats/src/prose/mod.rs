//! Documents for people: Word and plain text, taken apart into lines.
//!
//! What a line means is decided in the domain. Here it is only found what a reader sees on it: the
//! numbers that Word counts by itself, no deleted text, and a remark where something is no text.

mod document;
pub mod docx;
mod lines;
mod math;
mod numbering;
mod script;
pub mod text;
mod xml;
