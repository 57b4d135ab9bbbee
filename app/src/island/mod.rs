//! What runs in the browser, over pages that work without it.

pub mod presence;
pub mod room;
