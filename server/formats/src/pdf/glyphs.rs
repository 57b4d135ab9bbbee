//! Finds text that no font could show. Typst sets it as the font's empty box and says nothing.

use std::collections::BTreeSet;

use typst::{
    layout::{Frame, FrameItem},
    text::TextItem,
};
use typst_layout::PagedDocument;

use super::PressError;

/// The glyph that every font shows for what it does not have.
const NOTDEF: u16 = 0;

/// How many characters of a text are quoted, enough to find it again.
const QUOTED: usize = 40;

pub(super) fn all_there(document: &PagedDocument) -> Result<(), PressError> {
    let mut lost = Lost::default();
    document.pages().iter().for_each(|page| lost.in_frame(&page.frame));
    match lost.first {
        Some((character, text)) => Err(PressError::MissingGlyph { character, text, missing: lost.missing }),
        None => Ok(()),
    }
}

#[derive(Default)]
struct Lost {
    /// With the beginning of the text that it stands in.
    first: Option<(char, String)>,
    missing: BTreeSet<char>,
}

impl Lost {
    fn in_frame(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.in_frame(&group.frame),
                FrameItem::Text(item) => self.in_text(item),
                FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    fn in_text(&mut self, item: &TextItem) {
        let boxes = item.glyphs.iter().filter(|glyph| glyph.id == NOTDEF);
        for character in boxes.filter_map(|glyph| item.text.get(glyph.range())).flat_map(str::chars) {
            self.missing.insert(character);
            self.first.get_or_insert_with(|| (character, item.text.chars().take(QUOTED).collect()));
        }
    }
}
