//! A mark in an option's text that stands for its pictures while the text is read: an option that is a
//! picture alone is none without one, and two pictures are different options.

use crate::bank::{
    figure::Figure,
    item::{Content, ItemOption},
};

/// Stands for an object in a text.
const MARK: char = '\u{fffc}';

/// The text with the mark of the pictures at this letter.
pub fn added(text: &str, letter: usize) -> String {
    let bare = text.replace(MARK, "");
    format!("{bare}{}", MARK.to_string().repeat(letter + 1))
}

/// Puts the pictures where their marks are. `false` when some have no place.
pub fn taken(content: &mut Content, figures: Vec<(usize, Figure)>) -> bool {
    if figures.is_empty() {
        return true;
    }
    let mut placed = 0;
    let mut put = |option: &mut ItemOption| {
        let marks = option.text.chars().filter(|c| *c == MARK).count();
        if let Some(letter) = marks.checked_sub(1) {
            option.text.retain(|c| c != MARK);
            option.text.truncate(option.text.trim_end().len());
            option.figures =
                figures.iter().filter(|(at, _)| *at == letter).map(|(_, figure)| figure.clone()).collect();
            placed += option.figures.len();
        }
    };
    match content {
        Content::SingleChoice { options, .. }
        | Content::MultipleChoice { options, .. }
        | Content::Ordering { options, .. } => options.iter_mut().for_each(put),
        Content::Matching { lines, options, .. } => lines.iter_mut().chain(options).for_each(&mut put),
        _ => {}
    }
    placed == figures.len()
}
