//! Bytes to domain values and back: spreadsheets and question banks that come in and go out, documents
//! that go out.

pub mod exchange;
pub mod names;
pub mod pdf;
pub mod result_file;
pub mod sheet;
