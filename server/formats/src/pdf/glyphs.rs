//! Finds text that no font could show. Typst sets it as the font's empty box and says nothing.

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
    document.pages().iter().try_for_each(|page| frame(&page.frame))
}

fn frame(frame: &Frame) -> Result<(), PressError> {
    frame.items().try_for_each(|(_, item)| match item {
        FrameItem::Group(group) => self::frame(&group.frame),
        FrameItem::Text(item) => text(item),
        FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => Ok(()),
    })
}

fn text(item: &TextItem) -> Result<(), PressError> {
    let missing = item.glyphs.iter().find(|glyph| glyph.id == NOTDEF);
    match missing.and_then(|glyph| item.text.get(glyph.range())?.chars().next()) {
        Some(character) => {
            Err(PressError::MissingGlyph { character, text: item.text.chars().take(QUOTED).collect() })
        }
        None => Ok(()),
    }
}
