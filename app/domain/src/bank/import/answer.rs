//! The answer cell: letters, marks, words or an option's text, with whatever people write around them.

use std::collections::BTreeSet;

use super::{options::Options, question::Parts, reason::Reason, stem, text};

/// Which options an answer names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Positions in the list of options.
    pub positions: BTreeSet<usize>,
    /// What to tell about the reading.
    pub notes: Vec<Reason>,
    /// A reason that stood behind the letters: `B(粉尘属于化学性危害)`.
    pub explanation: Option<String>,
}

/// What the answers of a whole sheet prove about each of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Somebody answers with a letter that can't be an option's text.
    letters: bool,
    /// Somebody answers with an option's text that can't be a letter.
    texts: bool,
    /// Somebody answers with digits that can't be an option's text.
    digits: bool,
    /// The digit 0 occurs, so that counting from 1 is out of the question.
    zero: bool,
    /// The digit 0 stands for an option where it can't mean "false", so that counting is from 0.
    zero_counts: bool,
    /// The digit of the last option occurs, which is possible only when counting from 1.
    last_digit: bool,
}

impl Usage {
    /// Adds the answer of one question.
    pub fn see(&mut self, parts: &Parts) {
        if let Ok(options) = &parts.options
            && !options.is_empty()
        {
            self.add(&parts.answer, options);
        }
    }

    /// The same for an answer that stands alone.
    pub fn add(&mut self, answer: &str, options: &Options) {
        let answer = without_label(answer);
        let says = !options.saying(answer).is_empty();
        let digits = text::folded(answer);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.digits |= !says;
            self.zero |= digits.contains('0') && !says;
            self.zero_counts |= digits.contains('0') && !says && options.truths().is_none();
            self.last_digit |= digits == options.len().to_string() && !says;
        } else if let Some(letters) = letters(answer) {
            self.letters |= !says && letters.indexes.iter().all(|index| options.position(*index).is_some());
        } else {
            self.texts |= says;
        }
    }

    /// Whether the file proves that answers are what options say, and never their letters or digits.
    fn by_text(self) -> bool {
        self.texts && !self.letters && !self.digits
    }

    /// What the digit of the first option is, where the file proves it.
    fn first_digit(self) -> Option<u8> {
        match () {
            () if self.last_digit && !self.zero => Some(b'1'),
            () if self.zero_counts && !self.last_digit => Some(b'0'),
            () => None,
        }
    }
}

struct Letters {
    indexes: BTreeSet<usize>,
    /// Full-width, look-alike or doubled letters: worth a note.
    odd: bool,
}

/// Letters from A to L with any separators: `ABD`, `A、B、D`, `a;b`, `A和B`, `A===B`.
fn letters(answer: &str) -> Option<Letters> {
    let mut indexes = BTreeSet::new();
    let mut odd = false;
    for c in answer.chars() {
        let separates = text::is_blank(c)
            || matches!(
                text::narrow(c),
                ',' | '、' | ';' | '/' | '|' | '#' | '+' | '&' | '=' | '.' | '。' | '和' | '及' | '与'
            );
        if separates {
            continue;
        }
        let (index, alike) = text::letter(c).filter(|(index, _)| *index < 12)?;
        odd |= alike || !c.is_ascii() || !indexes.insert(index);
        indexes.insert(index);
    }
    (!indexes.is_empty()).then_some(Letters { indexes, odd })
}

/// Takes `【答案】：`, `正确答案为` and the like off, and a final stop.
pub fn without_label(answer: &str) -> &str {
    const LABELS: [&str; 7] = ["正确答案", "参考答案", "标准答案", "答案", "Answer", "answer", "ANSWER"];
    let trimmed = text::trim(answer);
    let opened = trimmed.trim_start_matches(text::is_opening);
    let Some(rest) = LABELS.iter().find_map(|label| opened.strip_prefix(label)) else {
        return trimmed.trim_end_matches(|c| text::is_blank(c) || c == '。');
    };
    let between = |c: char| text::is_blank(c) || text::is_closing(c) || matches!(c, ':' | '：' | '为' | '是');
    rest.trim_start_matches(between).trim_end_matches(|c| text::is_blank(c) || c == '。')
}

/// Reads an answer to a question with options.
pub fn choose(answer: &str, options: &Options, usage: Usage) -> Result<Chosen, Reason> {
    let bare = without_label(answer);
    let labelled = bare != text::trim(answer).trim_end_matches('。');
    let bare = text::unbracketed(bare);
    if !bare.is_empty() && text::folded(bare).bytes().all(|byte| byte.is_ascii_digit()) {
        return by_digits(bare, options, usage);
    }
    let saying = options.saying(bare);
    if let Some(letters) = letters(bare) {
        let by_letter = in_options(&letters.indexes, bare, options);
        return match (by_letter, saying.as_slice()) {
            (Ok(positions), []) => Ok(noted(positions, letters.odd || labelled, answer, options, None)),
            (Ok(positions), [same]) if positions.len() == 1 && positions.contains(same) => {
                Ok(noted(positions, letters.odd || labelled, answer, options, None))
            }
            (Ok(positions), _) if usage.letters && !usage.texts => {
                Ok(noted(positions, letters.odd || labelled, answer, options, None))
            }
            (Ok(_), [one]) if usage.by_text() => Ok(by_text(BTreeSet::from([*one]), bare, options)),
            (Ok(_), _) => Err(Reason::AnswerAmbiguous { value: bare.to_owned() }),
            (Err(_), [one]) => Ok(by_text(BTreeSet::from([*one]), bare, options)),
            (Err(reason), _) => Err(reason),
        };
    }
    match saying.as_slice() {
        [one] => return Ok(by_text(BTreeSet::from([*one]), bare, options)),
        [_, ..] => return Err(Reason::AnswerAmbiguous { value: bare.to_owned() }),
        [] => {}
    }
    if let Some((head, reason)) = with_reason(bare)
        && !is_letters(reason)
        && let Some(letters) = letters(head)
    {
        let positions = in_options(&letters.indexes, head, options)?;
        return Ok(noted(positions, true, answer, options, Some(reason)));
    }
    if let Some(position) = letter_and_text(bare, options) {
        return Ok(noted(BTreeSet::from([position]), true, answer, options, None));
    }
    several_texts(bare, options).ok_or_else(|| Reason::AnswerUnclear { value: answer.to_owned() })
}

/// Whether a text is nothing but letters of options, upper case, as written into a stem's brackets.
pub fn in_stem(inner: &str, options: &Options) -> Option<BTreeSet<usize>> {
    if inner.chars().any(|c| text::narrow(c).is_ascii_lowercase()) {
        return None;
    }
    in_options(&letters(inner)?.indexes, inner, options).ok()
}

/// Whether a stem's bracket may hold the letters of options, none of which is known.
pub fn is_key(inner: &str) -> bool {
    is_letters(inner) && inner.chars().all(|c| !text::narrow(c).is_ascii_lowercase())
}

/// Whether an answer consists of letters, so that options are missing where there are none.
pub fn is_letters(answer: &str) -> bool {
    let bare = text::unbracketed(without_label(answer));
    bare.chars().count() <= 12 && letters(bare).is_some()
}

fn in_options(indexes: &BTreeSet<usize>, answer: &str, options: &Options) -> Result<BTreeSet<usize>, Reason> {
    let positions: Option<BTreeSet<usize>> = indexes.iter().map(|index| options.position(*index)).collect();
    positions.ok_or_else(|| Reason::AnswerWithoutOption { answer: answer.to_owned(), options: options.len() })
}

fn named(positions: &BTreeSet<usize>, options: &Options) -> String {
    text::labels(positions.iter().map(|position| options.letters[*position]))
}

fn noted(
    positions: BTreeSet<usize>,
    note: bool,
    answer: &str,
    options: &Options,
    reason: Option<&str>,
) -> Chosen {
    let mut notes = Vec::new();
    if note {
        notes.push(Reason::AnswerReadAs { value: answer.to_owned(), read: named(&positions, options) });
    }
    if let Some(reason) = reason {
        notes.push(Reason::ExplanationMoved { text: reason.to_owned() });
    }
    Chosen { positions, notes, explanation: reason.map(str::to_owned) }
}

fn by_text(positions: BTreeSet<usize>, answer: &str, options: &Options) -> Chosen {
    let read = named(&positions, options);
    Chosen {
        positions,
        notes: vec![Reason::AnswerIsText { value: answer.to_owned(), read }],
        explanation: None,
    }
}

fn by_digits(answer: &str, options: &Options, usage: Usage) -> Result<Chosen, Reason> {
    let digits = text::folded(answer);
    let first = usage.first_digit();
    let indexes: Option<BTreeSet<usize>> =
        digits.bytes().map(|byte| byte.checked_sub(first.unwrap_or(b'1')).map(usize::from)).collect();
    let by_digit = indexes
        .filter(|indexes| indexes.len() == digits.len())
        .and_then(|indexes| in_options(&indexes, answer, options).ok());
    match (by_digit, options.saying(answer).as_slice()) {
        (Some(positions), [one]) if positions.len() == 1 && positions.contains(one) => {
            Ok(by_text(positions, answer, options))
        }
        (Some(positions), []) if first.is_some() => Ok(noted(positions, true, answer, options, None)),
        (None, [one]) => Ok(by_text(BTreeSet::from([*one]), answer, options)),
        (Some(_), [one]) if usage.by_text() => Ok(by_text(BTreeSet::from([*one]), answer, options)),
        (Some(_), []) => Err(Reason::DigitUnclear { value: answer.to_owned() }),
        (Some(_), _) => Err(Reason::AnswerAmbiguous { value: answer.to_owned() }),
        (None, _) => Err(Reason::AnswerUnclear { value: answer.to_owned() }),
    }
}

/// `B(粉尘属于化学性危害)`: the letters and what stands in the brackets behind them.
fn with_reason(answer: &str) -> Option<(&str, &str)> {
    let inside = answer.strip_suffix(text::is_closing)?;
    let at = inside.find(text::is_opening)?;
    let bracket = inside[at..].chars().next()?.len_utf8();
    let (head, reason) = (text::trim(&inside[..at]), text::trim(&inside[at + bracket..]));
    (!head.is_empty() && !reason.is_empty()).then_some((head, reason))
}

/// `B.预防为主`, where option B says 预防为主.
fn letter_and_text(answer: &str, options: &Options) -> Option<usize> {
    let mut chars = answer.chars();
    let (index, _) = text::letter(chars.next()?)?;
    let rest = chars
        .as_str()
        .trim_start_matches(|c| text::is_blank(c) || matches!(text::narrow(c), '.' | '、' | ':' | ')'));
    let position = options.position(index)?;
    options.saying(rest).contains(&position).then_some(position)
}

/// Several options' texts, when each of them names exactly one option.
fn several_texts(answer: &str, options: &Options) -> Option<Chosen> {
    [&['\n'][..], &[';', '；'], &['|', '#'], &['、'], &[',', '，']].into_iter().find_map(|separators| {
        let pieces = answer.split(separators).map(text::trim).filter(|piece| !piece.is_empty());
        let positions: Option<BTreeSet<usize>> = pieces
            .map(|piece| match options.saying(piece).as_slice() {
                [one] => Some(*one),
                _ => None,
            })
            .collect();
        positions.filter(|positions| positions.len() > 1).map(|positions| by_text(positions, answer, options))
    })
}

/// Reads true or false, where the letter of an option that says so counts by what it says.
///
/// Without options, `A` and `1` mean true and `B` and `0` false, as bank templates have it; noted.
pub fn truth(answer: &str, options: &Options) -> Result<(bool, Vec<Reason>), Reason> {
    let bare = text::unbracketed(without_label(answer));
    if let Some(truth) = text::truth(bare) {
        return Ok((truth, Vec::new()));
    }
    let unclear = || Reason::AnswerUnclear { value: answer.to_owned() };
    if let Some(truths) = options.truths() {
        let letters = letters(bare);
        let position = match &letters {
            Some(letters) if letters.indexes.len() == 1 => {
                in_options(&letters.indexes, bare, options)?.first().copied()
            }
            Some(_) => return Err(Reason::SeveralAnswersForSingle { answer: bare.to_owned() }),
            None => letter_and_text(bare, options),
        };
        let truth = position.map(|position| truths[position]).ok_or_else(unclear)?;
        let odd = letters.is_some_and(|letters| letters.odd);
        let read = position.map(text::label).map(String::from).unwrap_or_default();
        return Ok((
            truth,
            odd.then(|| Reason::AnswerReadAs { value: answer.to_owned(), read }).into_iter().collect(),
        ));
    }
    let truth = match text::lower(bare).as_str() {
        "a" | "1" => true,
        "b" | "0" => false,
        _ => return Err(unclear()),
    };
    let read = if truth { "√" } else { "×" };
    Ok((truth, vec![Reason::AnswerReadAs { value: answer.to_owned(), read: read.into() }]))
}

/// Whether a stem's bracket holds a mark of truth, such as `（√）`.
pub fn truth_in_stem(bracket: &stem::Bracket) -> Option<bool> {
    let marks =
        ["√", "✓", "✔", "☑", "×", "✗", "✘", "✕", "✖", "╳", "对", "错", "正确", "错误", "True", "False"];
    marks.contains(&bracket.inner.as_str()).then(|| text::truth(&bracket.inner)).flatten()
}

#[cfg(test)]
mod tests {
    use super::{super::options, *};

    fn four() -> Options {
        options::from_cell("A.安全第一 B.预防为主 C.综合治理 D.以人为本").unwrap()
    }

    fn read(answer: &str) -> String {
        match choose(answer, &four(), Usage::default()) {
            Ok(chosen) => named(&chosen.positions, &four()),
            Err(reason) => reason.code().into(),
        }
    }

    #[test]
    fn letters_are_read_with_any_separator_and_in_any_case() {
        for answer in [
            "ABD",
            "A、B、D",
            "A,B,D",
            "A，B，D",
            "A;B;D",
            "A B D",
            "A/B/D",
            "A#B#D",
            "A+B+D",
            "A和B和D",
            "A===B===D",
            "ａbＤ",
            "DBA",
            "AABD",
            "АВD",
            "【答案】：ABD",
            "答案:ABD",
            "正确答案为ABD。",
            "（ABD）",
            " ABD\u{a0}",
        ] {
            assert_eq!(read(answer), "ABD", "{answer}");
        }
    }

    #[test]
    fn an_answer_may_be_an_options_text_or_have_a_reason_behind_it() {
        assert_eq!(read("安全第一"), "A");
        assert_eq!(read("安全第一；综合治理"), "AC");
        assert_eq!(read("B.预防为主"), "B");
        let chosen = choose("B(粉尘属于化学性危害)", &four(), Usage::default()).unwrap();
        assert_eq!(chosen.explanation.as_deref(), Some("粉尘属于化学性危害"));
        assert_eq!(read("E"), "answer_without_option");
        assert_eq!(read("B.安全第一"), "answer_unclear");
        assert_eq!(read("A-C"), "answer_unclear");
        assert_eq!(read("A(C)"), "answer_unclear");
    }

    #[test]
    fn digits_need_proof_of_where_they_begin_to_count() {
        let mut usage = Usage::default();
        assert_eq!(choose("1", &four(), usage), Err(Reason::DigitUnclear { value: "1".into() }));
        usage.add("4", &four());
        assert_eq!(choose("1", &four(), usage).unwrap().positions, BTreeSet::from([0]));
        usage.add("0", &four());
        assert!(choose("1", &four(), usage).is_err());

        let mut usage = Usage::default();
        usage.add("0", &options::from_cell("A.正确 B.错误").unwrap());
        assert!(choose("1", &four(), usage).is_err(), "0 may mean false");
        usage.add("0", &four());
        assert_eq!(choose("1", &four(), usage).unwrap().positions, BTreeSet::from([1]));
    }

    #[test]
    fn a_letter_that_is_also_an_options_text_needs_proof() {
        let units = options::from_cell("A.V B.A C.W").unwrap();
        let mut usage = Usage::default();
        assert_eq!(choose("A", &units, usage), Err(Reason::AnswerAmbiguous { value: "A".into() }));
        usage.add("B", &four());
        assert_eq!(choose("A", &units, usage).unwrap().positions, BTreeSet::from([0]));
    }

    #[test]
    fn digits_and_letters_are_texts_where_all_answers_are() {
        let volts = options::from_cell("A.36 B.12 C.24").unwrap();
        let mut usage = Usage::default();
        assert_eq!(choose("12", &volts, usage), Err(Reason::AnswerAmbiguous { value: "12".into() }));
        usage.add("安全第一", &four());
        assert_eq!(choose("12", &volts, usage).unwrap().positions, BTreeSet::from([1]));
        let units = options::from_cell("A.V B.A C.W").unwrap();
        assert_eq!(choose("A", &units, usage).unwrap().positions, BTreeSet::from([1]));
        usage.add("4", &four());
        assert!(choose("12", &volts, usage).is_err());
    }

    #[test]
    fn truth_follows_what_the_option_says_and_not_its_letter() {
        let swapped = options::from_cell("A.错误 B.正确").unwrap();
        assert_eq!(truth("B", &swapped).unwrap(), (true, vec![]));
        assert_eq!(truth("A", &swapped).unwrap(), (false, vec![]));
        assert_eq!(truth("正确", &swapped).unwrap(), (true, vec![]));
        assert_eq!(truth("（√）", &Options::default()).unwrap(), (true, vec![]));
        assert!(truth("AB", &swapped).is_err());
        assert_eq!(truth("1", &Options::default()).unwrap().1.len(), 1);
    }
}
