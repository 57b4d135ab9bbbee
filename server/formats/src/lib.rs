//! Bytes to domain values and back: spreadsheets and question banks that come in and go out, documents
//! that go out.

pub mod exchange;
pub mod export;
pub mod media;
pub mod names;
pub mod pdf;
mod prose;
pub mod question_file;
pub mod result_file;
pub mod sheet;
