//! Comparing texts that people typed: width and blanks do not matter, everything else does.
//!
//! Case counts between questions and options, since `mA` and `MA` differ; it does not count in words
//! that are only read, such as headings.

/// Blanks of every kind: spaces, no-break and ideographic spaces, tabs, zero-width characters.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
}

pub fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// A full-width character (`Ａ`, `（`, `．`) as its ASCII twin, and `。` `、` unchanged.
pub fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}

/// What two texts share when a person calls them the same: narrow and without blanks.
pub fn folded(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c)).map(narrow).collect()
}

/// A word for looking it up: folded, in lower case.
pub fn lower(text: &str) -> String {
    folded(text).to_lowercase()
}

/// The index of an option letter, with whether it only looks like one (Cyrillic `А`, Greek `Β`).
pub fn letter(c: char) -> Option<(usize, bool)> {
    let plain = narrow(c).to_ascii_uppercase();
    if plain.is_ascii_uppercase() {
        return Some((usize::from(plain as u8 - b'A'), false));
    }
    let meant = match c {
        'А' | 'а' | 'Α' => 0,
        'В' | 'Β' => 1,
        'С' | 'с' | 'Ϲ' => 2,
        'Е' | 'е' | 'Ε' => 4,
        _ => return None,
    };
    Some((meant, true))
}

/// The letter that stands for the option at `index`.
pub fn label(index: usize) -> char {
    u8::try_from(index).ok().filter(|index| *index < 26).map_or('?', |index| char::from(b'A' + index))
}

/// Several options as letters: `ABD`.
pub fn labels(indexes: impl IntoIterator<Item = usize>) -> String {
    indexes.into_iter().map(label).collect()
}

pub fn is_opening(c: char) -> bool {
    matches!(c, '(' | '（' | '[' | '［' | '【' | '〔')
}

pub fn is_closing(c: char) -> bool {
    matches!(c, ')' | '）' | ']' | '］' | '】' | '〕')
}

/// Takes one pair of brackets off a text that is wholly inside it.
pub fn unbracketed(text: &str) -> &str {
    let text = trim(text);
    match text.strip_prefix(is_opening).and_then(|rest| rest.strip_suffix(is_closing)) {
        Some(inner) if !inner.contains(is_opening) && !inner.contains(is_closing) => trim(inner),
        _ => text,
    }
}

pub fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_blank)
}

/// A title without the colon behind it.
pub fn trim_end_colon(text: &str) -> &str {
    trim(text).trim_end_matches(|c| is_blank(c) || matches!(c, ':' | '：'))
}

/// `true` and `false` in words and marks. `1`, `0`, `A` and `B` are no words: they need their context.
pub fn truth(text: &str) -> Option<bool> {
    let text = lower(text);
    match text.trim_end_matches(['.', '。', '的', '!']) {
        "√" | "✓" | "✔" | "☑" | "对" | "對" | "正确" | "正確" | "是" | "t" | "true" | "y" | "yes"
        | "right" | "correct" => Some(true),
        "×" | "✗" | "✘" | "✕" | "✖" | "╳" | "x" | "х" | "错" | "錯" | "错误" | "錯誤" | "否" | "不对"
        | "不正确" | "f" | "false" | "n" | "no" | "wrong" | "incorrect" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_and_blanks_do_not_matter_and_case_does() {
        assert_eq!(folded("安全\u{200b}帽　Ａ1"), folded("安全帽A１"));
        assert_ne!(folded("G=mg"), folded("g=mG"));
        assert_eq!(lower("Ｔｙｐｅ "), "type");
        assert_ne!(folded("安全，帽"), folded("安全帽"));
    }

    #[test]
    fn marks_and_words_say_true_or_false() {
        for yes in ["√", "✓", "正确", "对", " T ", "是", "TRUE", "正确。"] {
            assert_eq!(truth(yes), Some(true), "{yes}");
        }
        for no in ["×", "✗", "✕", "x", "X", "错", "错误", "否", "不正确", "N"] {
            assert_eq!(truth(no), Some(false), "{no}");
        }
        for other in ["", "A", "1", "0", "B", "正确答案"] {
            assert_eq!(truth(other), None, "{other}");
        }
    }
}
