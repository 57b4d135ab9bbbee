//! Names to take away.

pub use formats::names::{Names, csv};

use crate::failure::{Failure, Result};

/// As a workbook.
pub fn xlsx(names: &Names) -> Result<Vec<u8>> {
    formats::names::xlsx(names).map_err(|error| Failure::Internal(error.to_string()))
}
