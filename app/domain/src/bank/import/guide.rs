//! How a text is marked, as people write it: a model answer, and what each point of it earns.
//!
//! ```text
//! 先断电，再救人。
//! 1. 断开电源（2 分）
//! 2. 就地抢救（3 分）
//! ```

use crate::bank::item::{Guide, GuidePoint};

use super::text;

/// Reads a model answer. A list numbered from 1 at its end, each line of which says what it earns, is what
/// earns marks; any other text is the model answer alone.
pub fn read(answer: &str) -> Guide {
    let whole = || Guide { reference: text::trim(answer).to_owned(), points: Vec::new() };
    let lines: Vec<&str> = answer.lines().map(text::trim).filter(|line| !line.is_empty()).collect();
    let Some(first) = lines.iter().rposition(|line| ordinal(line).is_some_and(|(number, _)| number == 1))
    else {
        return whole();
    };
    let mut points = Vec::new();
    for (line, expected) in lines[first..].iter().zip(1..) {
        let Some((_, text)) = ordinal(line).filter(|(number, _)| *number == expected) else { return whole() };
        let Some(point) = scored(text) else { return whole() };
        points.push(point);
    }
    // What stands before the list is the model answer, or else the list is.
    let before = lines[..first].join("\n");
    let list = || points.iter().map(|point| point.text.as_str()).collect::<Vec<_>>().join("\n");
    Guide { reference: if before.is_empty() { list() } else { before }, points }
}

/// A guide as [`read`] takes it.
pub fn written(guide: &Guide) -> String {
    let list: Vec<String> = (1..)
        .zip(&guide.points)
        .map(|(number, point)| format!("{number}. {}（{} 分）", point.text, point.weight))
        .collect();
    let said = guide.points.iter().map(|point| point.text.as_str()).collect::<Vec<_>>().join("\n");
    match list.is_empty() || said == guide.reference || guide.reference.is_empty() {
        true if list.is_empty() => guide.reference.clone(),
        true => list.join("\n"),
        false => format!("{}\n{}", guide.reference, list.join("\n")),
    }
}

/// `1.` `1、` `（1）` `1)` `①` in front of a text.
fn ordinal(line: &str) -> Option<(u32, &str)> {
    let mut chars = line.chars();
    let circled =
        chars.next().and_then(|first| "①②③④⑤⑥⑦⑧⑨⑩".chars().zip(1..).find(|(sign, _)| *sign == first));
    if let Some((_, number)) = circled {
        return Some((number, text::trim(chars.as_str())));
    }
    let inside = line.trim_start_matches(text::is_opening);
    let opened = inside.len() < line.len();
    let end = inside.find(|c: char| !c.is_ascii_digit())?;
    let number = inside.get(..end)?.parse().ok()?;
    let mut rest = inside[end..].chars();
    let sign = rest.next()?;
    let closes = text::is_closing(sign) || (!opened && matches!(sign, '.' | '．' | '、'));
    // `1.5 米` is a number.
    let decimal = sign == '.' && rest.as_str().starts_with(|c: char| c.is_ascii_digit());
    (closes && !decimal).then(|| (number, text::trim(rest.as_str())))
}

/// `断开电源（2分）`, `断开电源 2 分；`: a point with what it earns.
fn scored(line: &str) -> Option<GuidePoint> {
    let line = line.trim_end_matches(|c: char| text::is_blank(c) || "。；;.".contains(c));
    let bracketed = line.trim_end_matches(text::is_closing);
    let inside = bracketed.strip_suffix('分')?;
    let inside = inside.trim_end_matches(text::is_blank);
    let digits = inside.chars().rev().take_while(char::is_ascii_digit).count();
    let at = inside.len() - digits;
    let weight: u32 = inside[at..].parse().ok().filter(|weight| (1..=1_000).contains(weight))?;
    let before = &inside[..at];
    // `0.5 分` is half a mark, which a whole weight can't say.
    if before.ends_with(['.', '．', '-', '~', '～']) {
        return None;
    }
    let said = match bracketed.len() < line.len() {
        true => before.strip_suffix(text::is_opening)?,
        false => before,
    };
    let said = text::trim(said);
    (!said.is_empty()).then(|| GuidePoint { text: said.to_owned(), weight })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(answer: &str) -> (String, Vec<(String, u32)>) {
        let guide = read(answer);
        (guide.reference, guide.points.into_iter().map(|point| (point.text, point.weight)).collect())
    }

    #[test]
    fn a_numbered_list_with_marks_is_what_earns_them() {
        let both = vec![("断开电源".to_owned(), 2), ("就地抢救".to_owned(), 3)];
        for answer in [
            "1. 断开电源（2分）\n2. 就地抢救（3 分）",
            "（1）断开电源(2分)；\n（2）就地抢救(3分)。",
            "①断开电源 2分\n\n②就地抢救 3分",
            "1、断开电源【2分】\n2、就地抢救【3分】",
        ] {
            assert_eq!(points(answer), ("断开电源\n就地抢救".to_owned(), both.clone()), "{answer}");
        }
        assert_eq!(points("先断电。\n1. 断开电源（2分）\n2. 就地抢救（3分）"), ("先断电。".to_owned(), both));
    }

    #[test]
    fn a_text_without_marks_is_a_model_answer() {
        for answer in [
            "安全第一",
            "1. 断电\n2. 救人",
            "1. 断电（2分）\n3. 救人（3分）",
            "1. 断电（0.5分）",
            "1. 断电（2分）\n然后救人",
        ] {
            assert_eq!(points(answer), (answer.to_owned(), Vec::new()), "{answer}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for answer in ["断电\n1. 断电（2 分）\n2. 救人（3 分）", "1. 断电（2 分）\n2. 救人（3 分）", "断电"]
        {
            let guide = read(answer);
            assert_eq!(written(&guide), answer);
        }
    }
}
