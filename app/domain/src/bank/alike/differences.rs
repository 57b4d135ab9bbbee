//! Where two texts differ, for somebody who reads them side by side.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::bank::find::{Piece, fold::Class};

/// Both texts in pieces; what only one of them has is a hit.
pub fn differences<'a>(one: &'a str, other: &'a str) -> (Vec<Piece<'a>>, Vec<Piece<'a>>) {
    let (ones, others) = (tokens(one), tokens(other));
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, &ones, &others) {
        let hit = !matches!(op, DiffOp::Equal { .. });
        put(&mut left, one, &ones[op.old_range()], hit);
        put(&mut right, other, &others[op.new_range()], hit);
    }
    (left, right)
}

/// Adds what `tokens`, which stand beside each other in `text`, say.
fn put<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str, tokens: &[&'a str], hit: bool) {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
    let place = |token: &str| token.as_ptr() as usize - text.as_ptr() as usize;
    pieces.push(Piece { text: &text[place(first)..place(last) + last.len()], hit });
}

/// Words and numbers as they are, every other character by itself.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut begin = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| !Class::joins(before, c)) {
            tokens.push(&text[begin..at]);
            begin = at;
        }
        before = Some(c);
    }
    if begin < text.len() {
        tokens.push(&text[begin..]);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(pieces: &[Piece]) -> String {
        pieces.iter().map(|of| if of.hit { format!("[{}]", of.text) } else { of.text.to_owned() }).collect()
    }

    #[test]
    fn what_differs_is_marked_on_both_sides() {
        let (one, other) = differences("动火证有效期8小时", "动火证有效期为72小时");
        assert_eq!(
            (marked(&one), marked(&other)),
            ("动火证有效期[8]小时".into(), "动火证有效期[为72]小时".into())
        );
        let (one, other) = differences("Use the hose", "Use a hose");
        assert_eq!((marked(&one), marked(&other)), ("Use [the] hose".into(), "Use [a] hose".into()));
    }

    proptest! {
        #[test]
        fn nothing_is_lost(one in "[甲乙a1 ，]{0,20}", other in "[甲乙a1 ，]{0,20}") {
            let (left, right) = differences(&one, &other);
            let whole = |pieces: Vec<Piece>| pieces.into_iter().map(|of| of.text.to_owned()).collect::<String>();
            prop_assert_eq!((whole(left), whole(right)), (one, other));
        }
    }
}
