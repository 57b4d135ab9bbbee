//! The stem: its serial number, its blanks, and what has been written into its brackets.

use std::ops::Range;

use super::text;

/// A pair of brackets in a stem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// From the opening bracket to the closing one.
    pub range: Range<usize>,
    /// What stands inside, trimmed.
    pub inner: String,
    /// An ASCII bracket right behind a Latin letter or digit, as in `append(D)`.
    pub called: bool,
}

/// Takes the serial number off: `12.根据`, `12、`, `(12)`, `第12题`, `12<tab>`; not off `3.5米` or `12kV`.
pub fn without_number(stem: &str) -> (&str, Option<u32>) {
    let stem = text::trim(stem);
    let none = (stem, None);
    let (inside, bracketed) = match stem.strip_prefix(text::is_opening) {
        Some(inside) => (inside, true),
        None => (stem.strip_prefix('第').unwrap_or(stem), false),
    };
    let worded = stem.starts_with('第');
    let Some((number, rest)) = digits(inside) else { return none };
    let rest = if bracketed {
        rest.strip_prefix(text::is_closing)
    } else if worded {
        rest.strip_prefix('题')
    } else {
        rest.strip_prefix(['.', '．', '、', ')', '）', '\t'])
            .or_else(|| rest.trim_start_matches(text::is_blank).strip_prefix(['、', '\t']))
            .filter(|rest| !rest.starts_with(|c: char| text::narrow(c).is_ascii_digit()))
    };
    let Some(rest) = rest else { return none };
    let rest = rest.trim_start_matches(|c| text::is_blank(c) || matches!(c, '.' | '、' | '．' | ':' | '：'));
    if rest.is_empty() { none } else { (rest, Some(number)) }
}

/// Takes off a number that stands right before the text, when it is the `expected` one of a series.
pub fn without_expected_number(stem: &str, expected: u32) -> Option<&str> {
    let (number, rest) = digits(text::trim(stem))?;
    let follows = rest.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_ascii());
    (number == expected && follows).then_some(rest)
}

fn digits(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !text::narrow(c).is_ascii_digit()).unwrap_or(text.len());
    let number: String = text[..end].chars().map(text::narrow).collect();
    (number.len() <= 5).then(|| number.parse().ok()).flatten().map(|number| (number, &text[end..]))
}

/// All pairs of brackets that contain no other.
pub fn brackets(stem: &str) -> Vec<Bracket> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, c) in stem.char_indices() {
        if text::is_opening(c) {
            open = Some((at, at + c.len_utf8()));
        } else if text::is_closing(c)
            && let Some((start, inside)) = open.take()
        {
            let called = stem[start..].starts_with('(')
                && stem[..start].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
            let inner = text::trim(&stem[inside..at]).to_owned();
            found.push(Bracket { range: start..at + c.len_utf8(), inner, called });
        }
    }
    found
}

/// Whether every bracket is closed, and none is closed that was not open.
pub fn is_paired(stem: &str) -> bool {
    let mut open = 0_usize;
    for c in stem.chars() {
        if text::is_opening(c) {
            open += 1;
        } else if text::is_closing(c) {
            match open.checked_sub(1) {
                Some(left) => open = left,
                None => return false,
            }
        }
    }
    open == 0
}

/// How many blanks there are to fill: empty brackets and lines of at least two underscores.
pub fn blanks(stem: &str) -> usize {
    let empty = brackets(stem).iter().filter(|bracket| bracket.inner.is_empty()).count();
    let mut lines = 0;
    let mut length = 0;
    for c in stem.chars().chain([' ']) {
        if matches!(c, '_' | '＿') {
            length += 1;
            lines += usize::from(length == 2);
        } else {
            length = 0;
        }
    }
    empty + lines
}

/// Empties a pair of brackets and leaves the brackets as they were: `( B )` becomes `( )`.
pub fn emptied(stem: &str, bracket: &Bracket) -> String {
    let inside = &stem[bracket.range.clone()];
    let (open, close) = (inside.chars().next().unwrap_or('（'), inside.chars().next_back().unwrap_or('）'));
    format!("{}{open} {close}{}", &stem[..bracket.range.start], &stem[bracket.range.end..])
}

/// Parts the stem from an answer or explanation written behind it: `… 正确答案：…`.
pub fn without_answer(stem: &str) -> Option<(&str, &str)> {
    const MARKS: [&str; 8] =
        ["正确答案：", "正确答案:", "参考答案：", "参考答案:", "答案：", "答案:", "解析：", "解析:"];
    let (at, mark) = MARKS.iter().filter_map(|mark| stem.find(mark).map(|at| (at, mark))).min()?;
    let before = stem[..at].trim_end_matches(|c| text::is_blank(c) || text::is_opening(c));
    let behind = text::trim(&stem[at + mark.len()..]);
    (!before.is_empty() && !behind.is_empty()).then_some((before, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_go_and_measures_stay() {
        for numbered in [
            "12.根据",
            "12、根据",
            "12．根据",
            "(12)根据",
            "（12）根据",
            "第12题 根据",
            "12\t根据",
            "12) 根据",
        ] {
            assert_eq!(without_number(numbered), ("根据", Some(12)), "{numbered}");
        }
        for plain in ["12kV线路", "3.5米以上", "2009年起", "5级以上大风", "(一)根据", "12."] {
            assert_eq!(without_number(plain), (plain, None), "{plain}");
        }
        assert_eq!(without_expected_number("34高处作业", 34), Some("高处作业"));
        assert_eq!(without_expected_number("36V电压", 36), None);
        assert_eq!(without_expected_number("34高处作业", 33), None);
    }

    #[test]
    fn blanks_are_empty_brackets_and_lines() {
        assert_eq!(blanks("（ ）和()，还有____以及【】"), 4);
        assert_eq!(blanks("电流（A）_x_"), 0);
    }

    #[test]
    fn torn_lines_show_in_their_brackets() {
        assert!(is_paired("流体（ C ）作用于[单位]面积"));
        for torn in ["G=mg （B）m ）。", "单位是（ 单位是（ A ）。", "）（"] {
            assert!(!is_paired(torn), "{torn}");
        }
    }

    #[test]
    fn an_emptied_bracket_keeps_its_shape() {
        let stem = "坠落高度基准面( B )米以上（含）";
        let found = brackets(stem);
        assert_eq!(found[0].inner, "B");
        assert_eq!(emptied(stem, &found[0]), "坠落高度基准面( )米以上（含）");
        assert!(brackets("执行 ls.append(Da) 会")[0].called);
    }
}
