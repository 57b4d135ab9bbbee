//! Aiken: a question on one line, an option on each of the next, and `ANSWER: B`.

use std::collections::BTreeSet;

use domain::bank::{
    import::{Reason, record::Record, text},
    item::{ItemOption, Kind},
};

use super::draft::{self, Done, Draft};

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Line<'a> {
    Blank,
    Option(char, &'a str),
    Answer(&'a str),
    Text(&'a str),
}

fn line(line: &str) -> Line<'_> {
    let line = text::trim(line);
    if line.is_empty() {
        return Line::Blank;
    }
    if let Some((head, answer)) = line.split_at_checked(7)
        && head.eq_ignore_ascii_case("ANSWER:")
    {
        return Line::Answer(text::trim(answer));
    }
    let mut chars = line.chars();
    match (chars.next(), chars.next()) {
        (Some(label @ 'A'..='Z'), Some('.' | ')')) => Line::Option(label, text::trim(chars.as_str())),
        _ => Line::Text(line),
    }
}

/// Whether a text on a line of its own is read as a stem.
pub fn is_stem(text: &str) -> bool {
    matches!(line(text), Line::Text(_))
}

/// Whether most blocks of a text are questions in this format. What stands between an answer and the
/// next options must be one line: an explanation there would be taken for a part of the question.
pub fn is_aiken(text: &str) -> bool {
    let blocks = blocks(text);
    let sound = blocks.iter().filter(|block| parts(block).is_ok()).count();
    let answered = blocks.iter().filter(|block| matches!(block.lines.last(), Some(Line::Answer(_)))).count();
    sound > 0 && sound * 2 > answered && answered * 2 > blocks.len()
}

/// Lines up to an answer, or up to a blank line behind which a new question begins.
struct Block<'a> {
    number: u32,
    source: Vec<&'a str>,
    lines: Vec<Line<'a>>,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    let mut blank = false;
    for (source, number) in text.lines().zip(1..) {
        let line = line(source);
        if line == Line::Blank {
            blank = true;
            continue;
        }
        // A stem behind a blank line begins anew: the question before it has lost its answer.
        let begins = !open || (blank && matches!(line, Line::Text(_)));
        blank = false;
        if begins {
            blocks.push(Block { number, source: Vec::new(), lines: Vec::new() });
        }
        if let Some(block) = blocks.last_mut() {
            block.source.push(source);
            block.lines.push(line);
        }
        open = !matches!(line, Line::Answer(_));
    }
    blocks
}

/// The stem, the options and the letters of the answer.
fn parts<'a>(block: &Block<'a>) -> Result<(&'a str, Vec<&'a str>, &'a str), Reason> {
    let broken = |at: usize| Reason::SyntaxBroken { text: block.source[at].trim().to_owned() };
    let Some((Line::Text(stem), rest)) = block.lines.split_first() else {
        return Err(match block.lines.first() {
            Some(Line::Option(..)) => Reason::StemMissing,
            _ => broken(0),
        });
    };
    let (options, answer) = match rest.split_last() {
        Some((Line::Answer(answer), options)) => (options, *answer),
        _ => (rest, ""),
    };
    let mut texts = Vec::new();
    for (at, line) in options.iter().enumerate() {
        match line {
            Line::Option(label, text) if *label == text::label(at) => texts.push(*text),
            Line::Option(label, _) if texts.len() < at || *label != text::label(at) => {
                return Err(Reason::OptionsUnclear { text: block.source[1..=at + 1].join("\n") });
            }
            _ => return Err(broken(at + 1)),
        }
    }
    match answer {
        "" => Err(Reason::AnswerMissing),
        answer => Ok((stem, texts, answer)),
    }
}

pub fn read(text: &str) -> Vec<Record> {
    let records = blocks(text).into_iter().map(|block| {
        let done = parts(&block).and_then(|(stem, options, answer)| question(stem, &options, answer));
        draft::record(block.number, &block.source.join("\n"), done)
    });
    records.collect()
}

fn question(stem: &str, options: &[&str], answer: &str) -> Result<Done, Reason> {
    let unclear = || Reason::AnswerUnclear { value: answer.to_owned() };
    let mut key = BTreeSet::new();
    for letter in answer.split([',', ' ', ';']).filter(|piece| !piece.is_empty()) {
        let mut chars = letter.trim_end_matches('.').chars();
        let (Some(letter), None) = (chars.next(), chars.next()) else { return Err(unclear()) };
        let index =
            letter.is_ascii_alphabetic().then(|| text::letter(letter)).flatten().ok_or_else(unclear)?.0;
        if index >= options.len() {
            return Err(Reason::AnswerWithoutOption { answer: answer.to_owned(), options: options.len() });
        }
        key.insert(index);
    }
    let mut draft = Draft { stem: stem.to_owned(), ..Draft::default() };
    // The format knows one right answer. Several letters are a habit of some tools and mean one thing.
    let kind = if key.len() > 1 { Kind::MultipleChoice } else { Kind::SingleChoice };
    if kind == Kind::MultipleChoice {
        draft.notes.push(Reason::KindInferred { kind });
    }
    draft.choice(options.iter().map(|option| ItemOption::words(*option)).collect(), key.into(), kind)
}

#[cfg(test)]
mod tests {
    use domain::bank::item::Content;

    use super::*;

    fn read_one(text: &str) -> String {
        let mut records = read(text);
        assert_eq!(records.len(), 1, "{records:?}");
        match records.remove(0).read {
            Ok(item) => match item.content {
                Content::SingleChoice { key, .. } => text::labels([key]),
                Content::MultipleChoice { key, .. } => text::labels(key),
                Content::TrueFalse { key } => key.to_string(),
                Content::FillIn { .. } => unreachable!(),
                other => panic!("{other:?}"),
            },
            Err(reason) => reason.code().into(),
        }
    }

    #[test]
    fn questions_are_read_or_their_fault_is_named() {
        for (text, expected) in [
            ("指针应在哪里\nA. 红区\nB. 绿区\nANSWER: B", "B"),
            ("指针应在哪里\nA) 红区\nB)绿区\nanswer: b\n", "B"),
            ("动火须审批\nA. 错误\nB. 正确\nANSWER: B", "true"),
            ("包括\nA. 甲\nB. 乙\nC. 丙\nANSWER: A, C", "AC"),
            ("选\nA. 甲\nB. 乙\nANSWER: C", "answer_without_option"),
            ("选\nA. 甲\nB. 乙\nANSWER: 甲", "answer_unclear"),
            ("选\nA. 甲\nB. 乙\nANSWER:", "answer_missing"),
            ("选\nA. 甲\nB. 乙\n", "answer_missing"),
            ("选\nA. 甲\nC. 乙\nANSWER: A", "options_unclear"),
            ("选\nA. 甲\nANSWER: A", "too_few_options"),
            ("选\n再选\nA. 甲\nB. 乙\nANSWER: A", "syntax_broken"),
            ("选\nA. 甲\n甲的下一行\nB. 乙\nANSWER: A", "syntax_broken"),
            ("A. 甲\nB. 乙\nANSWER: A", "stem_missing"),
            ("ANSWER: A", "syntax_broken"),
        ] {
            assert_eq!(read_one(text), expected, "{text}");
        }
    }

    #[test]
    fn records_stand_where_their_questions_begin() {
        let text = "选\nA. 甲\nB. 乙\nANSWER: A\n\n\n没有答案\nA. 甲\nB. 乙\n\n选\nA. 甲\nB. 乙\nANSWER: B\n";
        let lines: Vec<u32> = read(text).iter().map(|record| record.place.row).collect();
        assert_eq!(lines, [1, 7, 11]);
        assert!(is_aiken(text));
    }

    #[test]
    fn prose_is_not_taken_for_it() {
        for text in [
            "1. 指针应在\nA. 红区\nB. 绿区\n答案：B\n",
            "1. 指针应在\nA. 红区\nB. 绿区\nANSWER: B\n解析：绿区正常\n2. 选\nA. 甲\nB. 乙\nANSWER: A\n解析：略\n3. 选\nA. 甲\nB. 乙\nANSWER: A\n解析：略\n4. 选\nA. 甲\nB. 乙\nANSWER: A\n",
            "ANSWER: B",
            "",
        ] {
            assert!(!is_aiken(text), "{text}");
        }
    }
}
