//! The fonts installed on this machine, and which of them the templates use.

use serde::Serialize;
use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_kit::fonts::{self, FontStore};

use super::PressError;

/// Faces for simplified Chinese, the best first: Debian's, Google's and Adobe's names for the same design, then
/// those of macOS and Windows.
const SANS: [&str; 5] =
    ["Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei"];
const SERIF: [&str; 5] = ["Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Songti SC", "SimSun"];
const MONO: [&str; 4] = ["Noto Sans Mono CJK SC", "DejaVu Sans Mono", "Menlo", "Consolas"];

/// The Debian package that has [`SANS`], [`SERIF`] and [`MONO`].
const PACKAGE: &str = "fonts-noto-cjk";

pub(super) struct Fonts {
    store: FontStore,
    names: Names,
}

/// The family for each purpose, as templates read it from `fonts.json`.
#[derive(Serialize)]
struct Names {
    sans: String,
    serif: String,
    mono: String,
}

impl Fonts {
    pub fn find() -> Result<Self, PressError> {
        let mut store = FontStore::new();
        store.extend(fonts::system());
        let names = Names::choose(store.book())?;
        Ok(Fonts { store, names })
    }

    pub fn book(&self) -> &LazyHash<FontBook> {
        self.store.book()
    }

    pub fn font(&self, index: usize) -> Option<Font> {
        self.store.font(index)
    }

    pub fn names_as_json(&self) -> Bytes {
        Bytes::new(serde_json::to_vec(&self.names).expect("three strings are JSON"))
    }
}

impl Names {
    /// Only the sans face is a must: it can stand in for both others.
    fn choose(book: &FontBook) -> Result<Self, PressError> {
        let first = |families: &[&'static str]| {
            families.iter().find(|family| book.contains_family(&family.to_lowercase())).copied()
        };
        let missing = PressError::FontMissing { family: SANS[0], package: PACKAGE };
        let sans = first(&SANS).ok_or(missing)?;
        Ok(Names {
            sans: sans.to_owned(),
            serif: first(&SERIF).unwrap_or(sans).to_owned(),
            mono: first(&MONO).unwrap_or(sans).to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_chinese_font_is_told_which_package_to_install() {
        let Err(error) = Names::choose(&FontBook::new()) else { panic!("there is no font") };
        let said = error.to_string();
        assert!(said.contains("Noto Sans CJK SC") && said.contains("fonts-noto-cjk"), "{said}");
    }
}
