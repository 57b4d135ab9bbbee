//! Every sentence that people read, by key: `text::exam::saved(lang, 27)`.
//!
//! The sentences are in `zh-CN.toml` and `en.toml`; the build makes a function of each, so that a missing
//! one does not compile and the browser gets only those that its islands use.

use serde::{Deserialize, Serialize};

include!(concat!(env!("OUT_DIR"), "/text.rs"));

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// What stands in `<html lang>`.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    pub fn from_tag(tag: &str) -> Option<Lang> {
        match tag.get(..2)? {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }
}
