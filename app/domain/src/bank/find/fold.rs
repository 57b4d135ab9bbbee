//! Texts as they are searched: width, case and blanks do not matter.
//!
//! White space counts only between two words or two numbers of an alphabet, where it is one space. "10 kV" and
//! "10kV", "GB 50016" and "ＧＢ50016", "安 全 帽" and "安全帽" are the same.

use crate::bank::import::text::{is_blank, narrow};

/// What a character is to the search.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Of a script that puts spaces between words.
    Letter,
    Digit,
    /// A Chinese character, a sign, punctuation: every one stands for itself.
    Other,
}

impl Class {
    pub fn of(c: char) -> Class {
        // Behind this come the scripts of East Asia.
        match c {
            '0'..='9' => Class::Digit,
            '\u{0}'..'\u{2e80}' if c.is_alphabetic() => Class::Letter,
            _ => Class::Other,
        }
    }

    /// Whether two characters belong to the same word or number.
    pub fn joins(before: char, after: char) -> bool {
        Class::of(before) != Class::Other && Class::of(before) == Class::of(after)
    }
}

/// `text` folded.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    each(text, |c, _| folded.push(c));
    folded
}

/// `text` folded, with the place of the original character (begin and end, in bytes) for each byte.
pub fn folded_with_places(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut folded = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len());
    each(text, |c, place| {
        folded.push(c);
        places.resize(folded.len(), place);
    });
    (folded, places)
}

fn each(text: &str, mut put: impl FnMut(char, (usize, usize))) {
    let mut last: Option<char> = None;
    let mut gap = None;
    for (at, original) in text.char_indices() {
        let place = (at, at + original.len_utf8());
        if is_blank(original) {
            // Characters without width separate nothing.
            if original.is_whitespace() || original.is_control() {
                gap = Some(place);
            }
            continue;
        }
        for c in narrow(original).to_lowercase() {
            if let (Some(gap), Some(last)) = (gap.take(), last)
                && Class::joins(last, c)
            {
                put(' ', gap);
            }
            put(c, place);
            last = Some(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_only_in_typing_are_folded_alike() {
        for (one, other) in [
            ("10 kV", "１０ｋｖ"),
            ("安 全　帽", "安全帽"),
            ("GB 50016", "ｇｂ50016"),
            ("Fire\n  extinguisher", "fire extinguisher"),
            ("灭火\u{200b}器", "灭火器"),
            ("ex\u{ad}it", "Exit"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
    }

    #[test]
    fn words_and_numbers_stay_apart() {
        assert_ne!(folded("fire man"), folded("fireman"));
        assert_ne!(folded("1 2"), folded("12"));
    }

    #[test]
    fn every_folded_byte_knows_its_character() {
        let text = "甲 Ａ Ｂ\u{3000}İ乙";
        let (folded, places) = folded_with_places(text);
        assert_eq!(folded.len(), places.len());
        for (at, c) in folded.char_indices().filter(|(_, c)| *c != ' ') {
            let (from, to) = places[at];
            assert!(super::folded(&text[from..to]).contains(c), "{c}");
        }
    }
}
