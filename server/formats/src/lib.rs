//! Bytes to domain values and back: spreadsheets that come in, documents that go out.

pub mod names;
pub mod pdf;
pub mod result_file;
pub mod sheet;
