//! Options, in columns of their own, in one cell, or behind the stem.
//!
//! A label says where an option begins, and a wrong guess makes another answer the right one. So
//! labels must come in order and without a gap, or the row is rejected.

use std::collections::BTreeSet;

use crate::bank::item::{Content, ItemOption, Kind, Shuffle};

use super::{reason::Reason, text};

/// Options with the letters that the answer calls them by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub texts: Vec<String>,
    /// For each text its letter's index; differs from the position where a column is empty.
    pub letters: Vec<usize>,
    /// Some options were found inside the text of others.
    pub split: bool,
    /// The letter with which an option's text begins, where it was not taken for a label.
    pub kept: Option<usize>,
}

impl Options {
    pub(super) fn in_order(texts: Vec<String>, split: bool) -> Self {
        let letters = (0..texts.len()).collect();
        Self { texts, letters, split, kept: None }
    }

    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// The position of the option with a letter.
    pub fn position(&self, letter: usize) -> Option<usize> {
        self.letters.iter().position(|known| *known == letter)
    }

    /// The positions of options that say `wanted`.
    pub fn saying(&self, wanted: &str) -> Vec<usize> {
        let wanted = comparable(wanted);
        let same = |(at, text): (usize, &String)| (comparable(text) == wanted).then_some(at);
        self.texts.iter().enumerate().filter_map(same).collect()
    }

    /// A letter without option between two that have one.
    pub fn gap(&self) -> Option<usize> {
        self.letters.iter().enumerate().find(|(at, letter)| at != *letter).map(|(at, _)| at)
    }

    /// Two options that say the same.
    pub fn twins(&self) -> Vec<(usize, usize)> {
        let said: Vec<String> = self.texts.iter().map(|text| comparable(text)).collect();
        (0..said.len())
            .flat_map(|first| (first + 1..said.len()).map(move |second| (first, second)))
            .filter(|(first, second)| said[*first] == said[*second])
            .collect()
    }

    /// The question that these options make with their key, and what to tell about it.
    pub fn with_key(self, key: BTreeSet<usize>, kind: Kind) -> Result<(Content, Vec<Reason>), Reason> {
        let label = |position: usize| text::label(self.letters[position]);
        if self.len() > LIMIT {
            return Err(Reason::TooManyOptions { found: self.len(), limit: LIMIT });
        }
        if let Some(long) = self.texts.iter().position(|text| text.chars().count() > TEXT_LIMIT) {
            return Err(Reason::OptionTooLong { label: label(long), limit: TEXT_LIMIT });
        }
        let letters = text::labels(key.iter().map(|position| self.letters[*position]));
        if kind == Kind::SingleChoice && key.len() > 1 {
            return Err(Reason::SeveralAnswersForSingle { answer: letters });
        }
        let mut notes = Vec::new();
        for (first, second) in self.twins() {
            if key.contains(&first) != key.contains(&second) {
                return Err(Reason::RightOptionTwice { first: label(first), second: label(second) });
            }
            notes.push(Reason::OptionTwice { first: label(first), second: label(second) });
        }
        notes.extend(self.kept.map(|letter| Reason::LabelKept { label: text::label(letter) }));
        notes.extend(self.gap().map(|missing| Reason::OptionGap { missing: text::label(missing) }));
        let shuffle = shuffle(&self.texts);
        let options = self.texts.into_iter().map(ItemOption::words).collect();
        if kind == Kind::SingleChoice
            && let Some(key) = key.first()
        {
            return Ok((Content::SingleChoice { options, key: *key, shuffle }, notes));
        }
        if key.len() == 1 {
            notes.push(Reason::OneAnswerForMultiple { answer: letters });
        }
        Ok((Content::multiple(options, key, shuffle), notes))
    }

    /// When there are exactly two options, one "true" and one "false": what each of them says.
    pub fn truths(&self) -> Option<[bool; 2]> {
        let [first, second] = self.texts.as_slice() else { return None };
        let truths = [text::truth(first)?, text::truth(second)?];
        (truths[0] != truths[1]).then_some(truths)
    }
}

/// Options are called by letters, of which there are no more.
pub const LIMIT: usize = 26;

/// An option longer than this is a file read wrongly.
pub const TEXT_LIMIT: usize = 2_000;

/// An option's text for comparing: a final stop or semicolon says nothing.
fn comparable(text: &str) -> String {
    text::folded(text).trim_end_matches(['。', '.', ';', ',', '、']).to_owned()
}

/// Options from columns: the index of the column's letter and its text, blank ones left out.
pub fn from_columns(cells: Vec<(usize, String)>) -> Result<Options, Reason> {
    if let [(0, only)] = cells.as_slice()
        && let Ok(options) = from_cell(only)
        && options.len() > 1
    {
        return Ok(options);
    }
    let all_labelled = cells.len() > 1 && cells.iter().all(|cell| own_label(cell).is_some());
    let mut options = Options::default();
    for cell in &cells {
        // "A、B" in column A may be an answer itself, so a label alone among bare texts stays.
        let stripped = own_label(cell).filter(|label| all_labelled || label.style == Style::Bracketed);
        if stripped.is_none() && own_label(cell).is_some() {
            options.kept.get_or_insert(cell.0);
        }
        options.texts.push(stripped.map_or(text::trim(&cell.1), |label| label.rest).to_owned());
        options.letters.push(cell.0);
    }
    Ok(options)
}

/// The label of a column's cell, if it is the column's own and a text follows.
fn own_label((letter, text): &(usize, String)) -> Option<Label<'_>> {
    leading(text)
        .filter(|label| label.index == *letter && label.style != Style::Bare && !label.rest.is_empty())
}

/// Options from one cell: `**A.正确**B.错误`, `正确##错误`, one to a line, or all on one line.
pub fn from_cell(cell: &str) -> Result<Options, Reason> {
    let delimiter = ["##", "**", "\n", "|"].into_iter().find(|delimiter| cell.contains(delimiter));
    let mut pieces: Vec<String> = match delimiter {
        Some(delimiter) => cell.split(delimiter).map(|piece| text::trim(piece).to_owned()).collect(),
        None => vec![text::trim(cell).to_owned()],
    };
    pieces.retain(|piece| !piece.is_empty());
    if delimiter == Some("\n") {
        pieces = unwrapped(pieces);
    }
    let unlabelled = pieces.iter().all(|piece| leading(piece).is_none());
    if unlabelled && pieces.len() > 1 {
        return Ok(Options::in_order(pieces, false));
    }
    labelled(cell, &pieces, delimiter.is_some())
}

/// The stem and the options that stand behind it: `危险是指（ ） A、事故 B、隐患`.
pub fn from_stem(stem: &str) -> Option<(String, Options)> {
    starts(stem, Style::Separated).find_map(|at| {
        let options = labelled(stem, &[text::trim(&stem[at..]).to_owned()], false).ok()?;
        (options.len() > 1).then(|| (text::trim(&stem[..at]).to_owned(), options))
    })
}

/// How many places are tried as the beginning of the options; a text with more of them has none.
const STARTS: usize = 20;

/// Where a label `A` of a style stands free in a stem.
fn starts(stem: &str, style: Style) -> impl Iterator<Item = usize> {
    let free = move |at: &usize| {
        let before = stem[..*at].chars().next_back();
        let opens = before.is_some_and(|c| {
            text::is_blank(c) || text::is_closing(c) || matches!(c, '。' | '？' | '?' | '：' | ':')
        });
        let is_blank = stem[*at..].starts_with(text::is_blank);
        opens
            && !is_blank
            && leading(&stem[*at..]).is_some_and(|label| label.index == 0 && label.style == style)
    };
    stem.char_indices().map(|(at, _)| at).filter(free).take(STARTS)
}

/// Options that stand one or several to a line; each line begins with a label.
pub fn from_lines(lines: &[String]) -> Result<Options, Reason> {
    labelled(&lines.join("\n"), lines, false)
}

/// The stem and all options, where the first ones stand behind the stem and `more` on lines of their own.
pub fn from_stem_and_lines(stem: &str, more: &[String]) -> Option<(String, Options)> {
    let parted = |at: usize| {
        let first = text::trim(&stem[at..]).to_owned();
        let pieces: Vec<String> = std::iter::once(first).chain(more.iter().cloned()).collect();
        let options = labelled(stem, &pieces, false).ok().filter(|options| options.len() > 1)?;
        Some((text::trim(&stem[..at]).to_owned(), options))
    };
    let mut separated = starts(stem, Style::Separated);
    // A bracketed letter may also be the answer, so the last one that options can begin with counts.
    separated.find_map(parted).or_else(|| starts(stem, Style::Bracketed).filter_map(parted).last())
}

/// Puts lines without a label back to the line above, if the first line has one.
fn unwrapped(lines: Vec<String>) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    for line in lines {
        match whole.last_mut() {
            Some(last) if leading(last).is_some() && leading(&line).is_none() => {
                last.push('\n');
                last.push_str(&line);
            }
            _ => whole.push(line),
        }
    }
    whole
}

fn labelled(cell: &str, pieces: &[String], delimited: bool) -> Result<Options, Reason> {
    let unclear = || Reason::OptionsUnclear { text: cell.to_owned() };
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut split = false;
    for (at, piece) in pieces.iter().enumerate() {
        let label = leading(piece).ok_or_else(unclear)?;
        let until = pieces.get(at + 1).and_then(|next| leading(next)).map(|next| next.index);
        let (mut index, mut rest) = (label.index, label.rest);
        // Between "A." and "C." there must be a "B." in the text; behind the last there may be more.
        while until.is_none_or(|until| index + 1 < until) {
            let Some((start, next)) =
                inner(rest, index + 1, label.style, delimited).map_err(|()| unclear())?
            else {
                break;
            };
            found.push((index, text::trim(&rest[..start]).to_owned()));
            (index, rest) = (next.index, next.rest);
            split = delimited;
        }
        if until.is_none() && (later_label(rest, index + 2, label.style) || glued_label(rest, index + 1)) {
            return Err(unclear());
        }
        found.push((index, text::trim(rest).to_owned()));
    }
    for (position, (index, option)) in found.iter().enumerate() {
        if found[..position].iter().any(|(other, _)| other == index) {
            return Err(Reason::LabelTwice { label: text::label(*index), text: cell.to_owned() });
        }
        if *index != position {
            return Err(unclear());
        }
        if option.is_empty() {
            return Err(Reason::OptionEmpty { label: text::label(*index) });
        }
    }
    Ok(Options::in_order(found.into_iter().map(|(_, option)| option).collect(), split))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `A.` `A、` `A：` `A)`
    Separated,
    /// `（A）`
    Bracketed,
    /// `①`
    Circled,
    /// `A` and a blank, or `A` and the text at once.
    Bare,
}

pub(super) struct Label<'a> {
    pub index: usize,
    pub style: Style,
    /// The text behind the label, without leading blanks.
    pub rest: &'a str,
}

/// The label a text begins with. Letters beyond L are words.
pub(super) fn leading(text: &str) -> Option<Label<'_>> {
    let text = text.trim_start_matches(text::is_blank);
    let mut chars = text.chars();
    let first = chars.next()?;
    if let Some(index) = "①②③④⑤⑥⑦⑧⑨".chars().position(|circled| circled == first) {
        let rest = chars.as_str().trim_start_matches(|c| text::is_blank(c) || is_separator(c));
        return Some(Label { index, style: Style::Circled, rest });
    }
    if text::is_opening(first) {
        let inside = chars.as_str().trim_start_matches(text::is_blank);
        let mut inside = inside.chars();
        let (index, _) = text::letter(inside.next()?).filter(|(index, _)| *index < 12)?;
        let rest = inside.as_str().trim_start_matches(text::is_blank).strip_prefix(text::is_closing)?;
        let rest = rest.trim_start_matches(|c| text::is_blank(c) || is_separator(c));
        return Some(Label { index, style: Style::Bracketed, rest });
    }
    let (index, _) = text::letter(first).filter(|(index, _)| *index < 12)?;
    let behind = chars.as_str();
    let rest = behind.trim_start_matches(text::is_blank);
    if let Some(rest) = rest.strip_prefix(|c| is_separator(c) || matches!(c, ',' | '，')) {
        let rest = rest.trim_start_matches(|c| text::is_blank(c) || c == '.');
        return Some(Label { index, style: Style::Separated, rest });
    }
    // A word such as "be" or "Ac" is no label; neither is a lower-case letter without a separator.
    let is_word = behind.starts_with(|c: char| text::narrow(c).is_ascii_alphabetic());
    let is_upper = text::narrow(first).is_ascii_uppercase();
    (is_upper && !is_word).then_some(Label { index, style: Style::Bare, rest })
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | '．' | '、' | ':' | '：' | ')' | '）' | '。')
}

/// The label `index` inside a text, in the style of the label before it.
///
/// `Err` when there are several and nothing tells them apart.
fn inner(text: &str, index: usize, style: Style, delimited: bool) -> Result<Option<(usize, Label<'_>)>, ()> {
    let fits = |label: &Label<'_>| label.index == index && label.style == style && !label.rest.is_empty();
    let apart = |at: usize| {
        text[..at].chars().next_back().is_some_and(|c| text::is_blank(c) || c == ';' || c == '；')
    };
    let in_word = |at: usize| {
        style == Style::Separated && text[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric())
    };
    let candidates: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .filter(|at| *at > 0 && !text[*at..].starts_with(text::is_blank))
        .filter(|at| leading(&text[*at..]).is_some_and(|label| fits(&label)))
        .filter(|at| (style != Style::Bare && !in_word(*at)) || (apart(*at) && !delimited))
        .collect();
    let clear: Vec<usize> = candidates.iter().copied().filter(|at| apart(*at)).collect();
    let chosen = match (clear.as_slice(), candidates.as_slice()) {
        ([one], _) | ([], [one]) => *one,
        ([], []) => return Ok(None),
        _ => return Err(()),
    };
    Ok(leading(&text[chosen..]).map(|label| (chosen, label)))
}

/// Whether a label after a missing one stands in the text: `B.蓝 Cv绿 D.黄`.
fn later_label(text: &str, from: usize, style: Style) -> bool {
    // Where labels are bracketed, `（h）` in an option is read as `h）` by the other style.
    let style = if style == Style::Bracketed { style } else { Style::Separated };
    text.char_indices().skip(1).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let free = before.is_some_and(|c| !c.is_ascii_alphanumeric());
        let later = |label: &Label<'_>| {
            label.style == style && !label.rest.is_empty() && (from..from + 3).contains(&label.index)
        };
        free && leading(&text[at..]).is_some_and(|label| later(&label))
    })
}

/// Whether the next label seems to stand right behind a word: `0.45mD.0.35m`.
fn glued_label(text: &str, index: usize) -> bool {
    text.char_indices().skip(1).any(|(at, c)| {
        let behind_word = text[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        let upper = text::narrow(c).is_ascii_uppercase();
        behind_word
            && upper
            && leading(&text[at..])
                .is_some_and(|label| label.index == index && label.style == Style::Separated)
    })
}

/// Whether the options may change places on a paper.
pub fn shuffle(texts: &[String]) -> Shuffle {
    let last = texts.len().saturating_sub(1);
    if texts.iter().any(|text| names_letters(text, texts.len()))
        || texts.iter().take(last).any(|text| sums_up(text))
    {
        Shuffle::Never
    } else if texts.last().is_some_and(|text| sums_up(text)) {
        Shuffle::AllButLast
    } else {
        Shuffle::All
    }
}

/// Whether an option, one of `options`, speaks of another's letter or of the others together.
pub fn speaks_of_others(text: &str, options: usize) -> bool {
    names_letters(text, options) || sums_up(text)
}

/// `以上都对`, `均正确`, `none of the above`.
pub(in crate::bank) fn sums_up(text: &str) -> bool {
    let text = text::lower(text);
    ["以上", "上述", "前述"].iter().any(|word| text.starts_with(word))
        || ["都对", "都是", "都不对", "都不是", "均对", "均是", "均正确", "均不正确", "全对", "全部正确"]
            .contains(&text.as_str())
        || ["alloftheabove", "noneoftheabove", "bothoftheabove"].iter().any(|word| text.starts_with(word))
}

/// `A和B都对`, `选项C`, `A、B、C`, `both A and B`.
fn names_letters(text: &str, options: usize) -> bool {
    let text: String = text.chars().map(text::narrow).collect();
    let chars: Vec<char> = text.chars().collect();
    let is_label = |at: usize| {
        let alone = |c: Option<&char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
        chars.get(at).is_some_and(|c| c.is_ascii_uppercase() && usize::from(*c as u8 - b'A') < options)
            && alone(at.checked_sub(1).and_then(|before| chars.get(before)))
            && alone(chars.get(at + 1))
    };
    let labels: Vec<usize> = (0..chars.len()).filter(|at| is_label(*at)).collect();
    let joined = labels.windows(2).any(|pair| {
        let between: String = chars[pair[0] + 1..pair[1]].iter().collect();
        ["和", "与", "或", "及", "、", ",", "&", "+", "/", "and", "or"].contains(&between.trim())
    });
    let named = labels.iter().any(|at| {
        let before: String = chars[..*at].iter().collect();
        before.trim_end().ends_with("选项") || before.trim_end().ends_with("option")
    });
    joined || named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cell: &str) -> Vec<String> {
        from_cell(cell).map(|options| options.texts).unwrap_or_else(|reason| vec![reason.code().into()])
    }

    #[test]
    fn one_cell_holds_options_in_every_dress() {
        let colours = ["红色", "白色", "绿色"];
        for cell in [
            "**A.红色**B.白色**C.绿色",
            "A.红色##B.白色##C.绿色",
            "A红色**B白色**C绿色",
            "红色##白色##绿色",
            "A.红色\nB.白色\nC.绿色",
            "红色\n白色\n绿色",
            "A.红色 B.白色 C.绿色",
            "A、红色　B、白色　C、绿色",
            "A．红色 B．白色 C．绿色",
            "A)红色 B)白色 C)绿色",
            "（A）红色（B）白色（C）绿色",
            "(A)红色\t(B)白色\t(C)绿色",
            "A：红色 B：白色 C：绿色",
            "A 红色 B 白色 C 绿色",
            "Ａ．红色Ｂ．白色Ｃ．绿色",
            "①红色②白色③绿色",
            "a.红色 b.白色 c.绿色",
            "A.红色B.白色C.绿色",
            "A.红色|B.白色|C.绿色",
            "**A.红色B.白色**C.绿色",
        ] {
            assert_eq!(texts(cell), colours, "{cell}");
        }
    }

    #[test]
    fn torn_labels_are_never_repaired_by_guessing() {
        for (cell, code) in [
            ("**A.登记**C.整改**D.上报", "options_unclear"),
            ("**A.3m**B.30**C.m**C.2m**D.5m", "label_twice"),
            ("**A.0.1MP**A**B.0.2MPa", "label_twice"),
            ("**A.12**B.3**6C.50** D.24", "options_unclear"),
            ("A.红 B.蓝 Cv绿 D.黄", "options_unclear"),
            ("A.1m##B.2m##C.3mD.4m", "options_unclear"),
            ("**A.红**B.**C.绿", "option_empty"),
            ("**A.正确****A.错误", "label_twice"),
        ] {
            assert_eq!(texts(cell), [code], "{cell}");
        }
    }

    #[test]
    fn a_label_in_a_column_goes_only_when_it_is_one() {
        let columns = |cells: &[&str]| {
            let cells = cells.iter().enumerate().filter(|(_, text)| !text.is_empty());
            from_columns(cells.map(|(at, text)| (at, (*text).to_owned())).collect()).unwrap()
        };
        assert_eq!(columns(&["A.红", "B.白"]).texts, ["红", "白"]);
        assert_eq!(columns(&["（A）红", "白"]).texts, ["红", "白"]);
        assert_eq!(columns(&["A、B", "B、C", "C、D", "A、D"]).texts, ["A、B", "B、C", "C、D", "A、D"]);
        assert_eq!(columns(&["A型钢", "B型钢"]).texts, ["A型钢", "B型钢"]);
        assert_eq!(columns(&["红", "白", "", "黄"]).gap(), Some(2));
        assert_eq!(columns(&["红", "白", "", "黄"]).position(3), Some(2));
    }

    #[test]
    fn options_behind_the_stem_are_found_but_letters_in_a_formula_are_not() {
        let (stem, options) = from_stem("危险是指( B ) A、事故 B、不期望后果 C、隐患").unwrap();
        assert_eq!((stem.as_str(), options.len()), ("危险是指( B )", 3));
        assert!(from_stem("公式A.B.C中A表示（ ）").is_none());
    }

    #[test]
    fn options_that_speak_of_others_stay_in_place() {
        let of = |texts: &[&str]| shuffle(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["停电", "验电", "以上都是"]), Shuffle::AllButLast);
        assert_eq!(of(&["停电", "以上都不对", "验电"]), Shuffle::Never);
        assert_eq!(of(&["停电", "验电", "接地", "A和B都对"]), Shuffle::Never);
        assert_eq!(of(&["Stop", "Run", "Both A and B"]), Shuffle::Never);
        assert_eq!(of(&["A型钢", "维生素C", "SOS"]), Shuffle::All);
        assert_eq!(of(&["One", "None of the above"]), Shuffle::AllButLast);
    }
}
