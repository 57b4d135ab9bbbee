//! Laws and standards that have been replaced, where a question still names them.

use std::sync::LazyLock;

use super::{Reason, RowReport, text};

/// The list, a line for each: how it is written (several ways parted by `|`), what counts now, and
/// where the replacement is announced. A line that begins with `#` is a remark.
const LIST: &str = include_str!("outdated.txt");

struct Outdated {
    written: Vec<String>,
    title: &'static str,
    now: &'static str,
}

static OUTDATED: LazyLock<Vec<Outdated>> = LazyLock::new(|| {
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = |line: &'static str| {
        let mut fields = line.split('¦').map(str::trim);
        let (written, now) = (fields.next()?, fields.next()?);
        let title = written.split('|').next()?;
        Some(Outdated { written: written.split('|').map(plain).collect(), title, now })
    };
    lines.filter_map(read).collect()
});

/// Tells of each replaced title that the question, its explanation or its basis names.
pub fn note(row: &mut RowReport) {
    let Some(item) = &row.item else { return };
    let options = item.content.options().iter().map(|option| option.text.as_str());
    let texts = [item.stem.as_str(), &item.explanation, &item.legal_basis].into_iter().chain(options);
    // Nothing on the list is named without a year or a title in its brackets.
    let said: Vec<String> =
        texts.filter(|text| text.contains(['《', '-', '—', '–', '－', '〔', '['])).map(plain).collect();
    let named = |outdated: &&Outdated| {
        outdated.written.iter().any(|title| said.iter().any(|text| names(text, title)))
    };
    let found: Vec<Reason> = OUTDATED
        .iter()
        .filter(named)
        .map(|outdated| Reason::OutdatedBasis { title: outdated.title.into(), now: outdated.now.into() })
        .collect();
    row.reasons.extend(found);
}

/// Whether a title stands in a text, and not only the beginning of a longer number.
fn names(text: &str, title: &str) -> bool {
    text.match_indices(title).any(|(at, _)| {
        let behind = text[at + title.len()..].chars().next();
        !(title.ends_with(|c: char| c.is_ascii_digit()) && behind.is_some_and(|c| c.is_ascii_digit()))
    })
}

/// Titles as people write them differ in blanks, widths, dashes and brackets.
fn plain(text: &str) -> String {
    text::lower(text).replace(['—', '–', '―'], "-").replace(['〔', '['], "(").replace(['〕', ']'], ")")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_title_has_a_successor_and_a_source() {
        for line in LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('¦').map(str::trim).collect();
            assert_eq!(fields.len(), 3, "{line}");
            assert!(fields.iter().all(|field| !field.is_empty()), "{line}");
        }
        assert_eq!(OUTDATED.len(), 11);
    }

    #[test]
    fn titles_are_found_however_they_are_written() {
        let found = |text: &str| -> Vec<&str> {
            let text = plain(text);
            let named = OUTDATED.iter().filter(|old| old.written.iter().any(|title| names(&text, title)));
            named.map(|old| old.title).collect()
        };
        for text in ["按GB30871-2014办理", "GB 30871—2014", "ＧＢ３０８７１－２０１４"] {
            assert_eq!(found(text), ["GB 30871-2014"], "{text}");
        }
        assert_eq!(found("2025年修订的《安全生产法》规定"), ["2025年修订的《安全生产法》"]);
        assert_eq!(found("财企[2012]16号"), ["财企〔2012〕16号"]);
        for text in ["GB 30871-2022", "GB 30871-20141", "2021年修正的《安全生产法》", "《安全生产法》"]
        {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
