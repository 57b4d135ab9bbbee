//! Answers that stand apart from their questions: `1-5 ABCDA 6-10 BBCDA`, `1.A 2.B`.

use super::{super::text, field};

/// The answer to a question, by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub number: u32,
    /// `Err` when a range has more or fewer answers than numbers.
    pub answer: Result<String, Miscount>,
}

/// How many numbers a range has, and how many answers stand behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Miscount {
    pub questions: usize,
    pub answers: usize,
}

/// The most questions that one range may cover.
const RANGE_LIMIT: u32 = 500;

pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '~' | '～' | '—' | '–' | '－' | '−')
}

/// Whether a line is plainly a list of answers, wherever it stands.
pub fn is_one(line: &str) -> bool {
    let entries = entries(line);
    let clear = entries.iter().all(|entry| entry.answer.as_deref().map_or(true, field::is_answer));
    clear && entries.len() > 1
}

/// The numbers of a line with the answers behind them; numbers on one line follow each other.
pub fn entries(line: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut rest = text::trim(line);
    let Some(mut here) = marker(rest) else { return entries };
    loop {
        rest = &rest[here.length..];
        let next = following(rest, here.last.saturating_add(1));
        let end = next.as_ref().map_or(rest.len(), |(at, _)| *at);
        let between = |c| text::is_blank(c) || matches!(c, ';' | '；' | ',' | '，');
        entries.extend(answers(&here, rest[..end].trim_matches(between)));
        let Some((at, found)) = next else { return entries };
        rest = &rest[at..];
        here = found;
    }
}

/// A number, or a range of them, in front of its answers.
struct Marker {
    first: u32,
    last: u32,
    length: usize,
}

fn marker(text: &str) -> Option<Marker> {
    let number = |text: &str| -> Option<(u32, usize)> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        (end <= 5).then(|| text[..end].parse().ok()).flatten().map(|number| (number, end))
    };
    let opened = text.trim_start_matches(['(', '（', '第']);
    let (first, length) = number(opened)?;
    let behind = opened[length..].trim_start_matches(['题', ' ']);
    let dashed = behind.trim_start_matches(|c| is_dash(c) || matches!(c, '至' | '到' | ' '));
    let range = (dashed.len() < behind.len()).then(|| number(dashed)).flatten();
    let (last, rest) = match range {
        Some((last, length)) => (last, &dashed[length..]),
        None => (first, behind),
    };
    let answer = rest.trim_start_matches(|c| {
        text::is_blank(c) || text::is_closing(c) || matches!(c, '.' | '．' | '、' | ':' | '：' | '题')
    });
    let sensible = first <= last && last - first < RANGE_LIMIT && !answer.is_empty();
    // "5米" is a measure; only an answer may follow a number without a mark.
    let marked = answer.len() < rest.len() || answer.starts_with(is_mark);
    (sensible && marked).then(|| Marker { first, last, length: text.len() - answer.len() })
}

fn is_mark(c: char) -> bool {
    text::letter(c).is_some_and(|(index, _)| index < 12) || text::truth(&c.to_string()).is_some()
}

/// Where the marker of the question `expected` stands in a text.
fn following(text: &str, expected: u32) -> Option<(usize, Marker)> {
    let digits = expected.to_string();
    text.match_indices(&digits).find_map(|(at, _)| {
        let before = text[..at].chars().next_back()?;
        let start = if matches!(before, '(' | '（' | '第') { at - before.len_utf8() } else { at };
        let before = text[..start].chars().next_back()?;
        let free = text::is_blank(before)
            || matches!(before, ';' | '；' | ',' | '，' | '。')
            || is_mark(before)
            || text::is_closing(before);
        let found = marker(&text[start..]).filter(|found| found.first == expected)?;
        free.then_some((start, found))
    })
}

fn answers(marker: &Marker, text: &str) -> Vec<Entry> {
    let count = (marker.last - marker.first + 1) as usize;
    let tokens: Vec<&str> = text
        .split(|c| text::is_blank(c) || matches!(c, ',' | '，' | '、' | ';' | '；'))
        .filter(|token| !token.is_empty())
        .collect();
    let marks: Vec<String> = tokens.concat().chars().map(String::from).collect();
    let miscount = Miscount { questions: count, answers: marks.len() };
    let parted: Option<Vec<String>> = if count == 1 {
        Some(vec![text.to_owned()])
    } else if tokens.len() == count {
        Some(tokens.iter().map(|token| (*token).to_owned()).collect())
    } else {
        (marks.len() == count).then_some(marks)
    };
    let answers = (0..count).map(|at| parted.as_ref().map(|parted| parted[at].clone()).ok_or(miscount));
    (marker.first..=marker.last).zip(answers).map(|(number, answer)| Entry { number, answer }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        let shown = entries(line)
            .into_iter()
            .map(|entry| format!("{}={}", entry.number, entry.answer.unwrap_or_else(|_| "?".into())));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn lists_of_answers_are_read_by_their_numbers() {
        for (line, expected) in [
            ("1-5 ABCDA", "1=A 2=B 3=C 4=D 5=A"),
            ("1-5：A B C D A", "1=A 2=B 3=C 4=D 5=A"),
            ("1～3 AB ABC BD 4～5 A、C", "1=AB 2=ABC 3=BD 4=A 5=C"),
            ("1-10 ABCDA BBCDA", "1=A 2=B 3=C 4=D 5=A 6=B 7=B 8=C 9=D 10=A"),
            ("1.A 2.B 3.CD", "1=A 2=B 3=CD"),
            ("1、√ 2、× 3、√", "1=√ 2=× 3=√"),
            ("1.A2.B3.C", "1=A 2=B 3=C"),
            ("1A 2B 3C", "1=A 2=B 3=C"),
            ("（1）A（2）B", "1=A 2=B"),
            ("11.对 12.错", "11=对 12=错"),
            ("1-5 ABCD", "1=? 2=? 3=? 4=? 5=?"),
            ("3. 预防为主；综合治理", "3=预防为主；综合治理"),
            ("1. 2.5米 2. 3米", "1=2.5米 2=3米"),
            ("动火须审批", ""),
            ("5米以上", ""),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn a_question_is_no_list() {
        for line in ["1.A", "1.停电 2.验电 3.接地", "2-3米", "1、下列（ ）A.1 B.2", "10 A 级防护"]
        {
            assert!(!is_one(line), "{line}");
        }
        for line in ["1.A 2.B", "1-5 ABCDA", "1-5 ABCD", "6—10 √√××√"] {
            assert!(is_one(line), "{line}");
        }
    }
}
