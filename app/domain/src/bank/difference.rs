//! What one text changes against another, word by word.
//!
//! Chinese has no blanks between words, so each of its characters counts as one; letters and digits that
//! stand together stay together.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// A stretch of text that is in both, or in one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Same,
    Removed,
    Added,
}

/// The texts as one, in order: what is removed stands before what is added in its place.
pub fn marked(before: &str, after: &str) -> Vec<(Mark, String)> {
    let (old, new) = (words(before), words(after));
    let mut found: Vec<(Mark, String)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (gone, come) = (old[op.old_range()].concat(), new[op.new_range()].concat());
        match op.tag() {
            DiffTag::Equal => found.push((Mark::Same, gone)),
            DiffTag::Delete => found.push((Mark::Removed, gone)),
            DiffTag::Insert => found.push((Mark::Added, come)),
            DiffTag::Replace => found.extend([(Mark::Removed, gone), (Mark::Added, come)]),
        }
    }
    found
}

fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let together = |sign: char| sign.is_ascii_alphanumeric() || sign == '.';
        let length = match first.is_ascii_alphanumeric() {
            true => rest.find(|sign| !together(sign)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        found.push(word);
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_replaced_as_a_whole() {
        let told = marked("应在15日内报告", "应在150日内报告");
        let said: Vec<_> = told.iter().map(|(mark, text)| (*mark, text.as_str())).collect();
        assert_eq!(
            said,
            [(Mark::Same, "应在"), (Mark::Removed, "15"), (Mark::Added, "150"), (Mark::Same, "日内报告")]
        );
    }

    proptest::proptest! {
        #[test]
        fn both_texts_can_be_read_out_of_the_marks(before in "[a-c1 消防器。]{0,30}", after in "[a-c1 消防器。]{0,30}") {
            let told = marked(&before, &after);
            let without = |left_out: Mark| -> String {
                told.iter().filter(|(mark, _)| *mark != left_out).map(|(_, text)| text.as_str()).collect()
            };
            proptest::prop_assert_eq!(without(Mark::Added), before);
            proptest::prop_assert_eq!(without(Mark::Removed), after);
        }
    }
}
