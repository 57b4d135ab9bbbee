//! A question of a document, taken apart as a row of a table is.

use super::{
    super::{
        Column, answer,
        kind::{self, Named},
        options::{self, Options},
        question::{Parts, STEM_LIMIT},
        reason::Reason,
        stem,
        table::Cell,
        text,
    },
    Prose,
    block::{Block, Section},
    field,
};

pub fn of(block: Block, sections: &[Section], prose: &Prose, lines: &[usize]) -> Parts {
    let mut block = block;
    let length: usize = lines.iter().map(|line| prose.lines[*line].text.len()).sum();
    if length > STEM_LIMIT * 8 {
        // Not worth looking for options in: something has been read wrongly.
        block.spoil(Reason::StemTooLong { limit: STEM_LIMIT });
        block.stem.clear();
        block.options.clear();
    }
    take_kind(&mut block);
    let (stem, options) = stem_and_options(&block);
    block.stem = stem;
    let plain = options.as_ref().is_ok_and(Options::is_empty);
    let answer = answer(&mut block, plain);
    let section = sections.get(block.section).map(|section| section.title.clone()).unwrap_or_default();
    if block.essay && plain && section.is_empty() && block.kind.is_empty() && !field::is_answer(&answer) {
        block.kind = "简答题".into();
    }
    Parts {
        damage: block.damage,
        stem: block.stem,
        number: block.number,
        options,
        answer_cell: if answer.is_empty() { Cell::Empty } else { Cell::Text(answer.clone()) },
        answer,
        key: None,
        answer_column: Column(0),
        kind: block.kind,
        merged_kind: None,
        section,
        explanation: block.explanation,
        legal_basis: block.legal_basis,
        difficulty: block.difficulty,
        topic: block.topic,
        in_cells: false,
        wordings: Vec::new(),
        figures: Vec::new(),
        option_figures: Vec::new(),
        emphasised: lines.iter().flat_map(|line| &prose.lines[*line].emphasised).cloned().collect(),
        notes: block.notes,
    }
}

impl Block {
    /// Nothing in the question itself says what is right.
    pub fn waits(&self) -> bool {
        let told = |bracket: &stem::Bracket| field::is_answer(&bracket.inner);
        self.answers.iter().all(String::is_empty) && !stem::brackets(&self.stem).iter().any(told)
    }
}

/// `【单选题】下列…`, `判断题：…`: the kind in front of the stem.
fn take_kind(block: &mut Block) {
    const LONGEST: usize = 6;
    let first = stem::brackets(&block.stem).into_iter().next().filter(|bracket| bracket.range.start == 0);
    let (name, end) = match first {
        Some(bracket) => (bracket.inner, bracket.range.end),
        None => match block.stem.char_indices().take(LONGEST + 1).find(|(_, c)| matches!(c, ':' | '：')) {
            Some((at, colon)) => (block.stem[..at].to_owned(), at + colon.len_utf8()),
            None => return,
        },
    };
    let is_name = name.chars().count() <= LONGEST
        && kind::heading(&name)
            .is_some_and(|(_, named)| matches!(named, Named::Kind(_) | Named::Unsupported));
    if is_name && block.kind.is_empty() {
        block.stem = text::trim(&block.stem[end..]).to_owned();
        block.kind = name;
    }
}

fn stem_and_options(block: &Block) -> (String, Result<Options, Reason>) {
    let begins = block.options.first().and_then(|line| options::leading(line)).map(|label| label.index);
    let parted = match begins {
        Some(0) => None,
        _ => options::from_stem_and_lines(&block.stem, &block.options),
    };
    if let Some((stem, options)) = parted {
        return (stem, Ok(options));
    }
    let options = match block.options.as_slice() {
        [] => Ok(Options::default()),
        lines => options::from_lines(lines),
    };
    // What still looks like an answer would be shown to candidates as part of an option.
    let told = options.as_ref().is_ok_and(|options| options.texts.iter().any(|text| text.contains("答案")));
    let options = match told {
        true => Err(Reason::OptionsUnclear { text: block.options.join("\n") }),
        false => options,
    };
    (block.stem.clone(), options)
}

/// The answer: from its line, a list, or the mark before or behind a statement. They must agree.
fn answer(block: &mut Block, plain: bool) -> String {
    let mark = if plain { take_mark(&mut block.stem) } else { None };
    let mut said: Vec<String> = Vec::new();
    for answer in std::mem::take(&mut block.answers) {
        let bare = answer::without_label(&answer);
        if mark.is_some() && !field::is_answer(bare) {
            // Behind a wrong statement, `正确答案：` is the right one.
            block.notes.push(Reason::ExplanationMoved { text: answer.clone() });
            let more = std::mem::replace(&mut block.explanation, answer);
            if !more.is_empty() {
                block.explanation = format!("{}\n{more}", block.explanation);
            }
        } else if !bare.is_empty() {
            said.push(answer);
        }
    }
    for listed in std::mem::take(&mut block.listed) {
        if said.is_empty() && mark.is_none() {
            block.notes.push(Reason::AnswerFromList { read: listed.clone() });
        }
        said.push(listed);
    }
    said.extend(mark);
    let first = said.first().cloned().unwrap_or_default();
    if let Some(second) = said.iter().find(|other| !same(&first, other)) {
        block.spoil(Reason::AnswersDiffer { first: first.clone(), second: second.clone() });
    }
    first
}

/// Whether two answers say the same, in other marks or widths.
fn same(first: &str, second: &str) -> bool {
    let bare = |answer: &str| text::unbracketed(answer::without_label(answer)).to_owned();
    let (first, second) = (bare(first), bare(second));
    match (text::truth(&first), text::truth(&second)) {
        (Some(first), Some(second)) => first == second,
        _ => letters(&first) == letters(&second),
    }
}

fn letters(answer: &str) -> String {
    if !answer::is_letters(answer) {
        return text::folded(answer);
    }
    let mut letters: Vec<char> =
        text::folded(answer).to_uppercase().chars().filter(char::is_ascii_alphabetic).collect();
    letters.sort_unstable();
    letters.dedup();
    letters.into_iter().collect()
}

/// Takes the only mark of truth off a statement, where it stands before or behind it.
fn take_mark(statement: &mut String) -> Option<String> {
    let found = mark(statement)?;
    let (range, inner) = (found.range, found.inner);
    let (before, behind) = (text::trim_end(&statement[..range.start]), &statement[range.end..]);
    // In `…施行。（√）。` one of the stops goes with the mark.
    let behind = if before.ends_with('。') { behind.trim_start_matches('。') } else { behind };
    *statement = text::trim(&format!("{before}{behind}")).to_owned();
    Some(inner)
}

/// Whether a line is a statement with its mark of truth before or behind it.
pub fn marked(line: &str) -> bool {
    mark(line).is_some()
}

/// Whether the mark stands behind the statement.
pub fn mark_at_end(statement: &str) -> bool {
    mark(statement).is_some_and(|mark| mark.range.start > 0)
}

fn mark(statement: &str) -> Option<stem::Bracket> {
    let marks: Vec<stem::Bracket> = stem::brackets(statement)
        .into_iter()
        .filter(|bracket| answer::truth_in_stem(bracket).is_some())
        .collect();
    let end = text::trim(statement).trim_end_matches(['。', '.', '；', ';']).len();
    match marks.as_slice() {
        [one] => {
            let before = text::trim(&statement[..one.range.start]).is_empty();
            (before || one.range.end >= end).then(|| one.clone())
        }
        [] => {
            let statement = text::trim_end(statement);
            let last =
                statement.chars().next_back().filter(|c| matches!(c, '√' | '✓' | '✔' | '×' | '✗' | '✕'))?;
            let start = statement.len() - last.len_utf8();
            let apart = statement[..start].chars().next_back();
            let apart = apart.is_some_and(|c| text::is_blank(c) || matches!(c, '。' | '）' | ')' | '.'));
            // `6-6 ×` is no statement.
            let says = statement[..start].contains(char::is_alphabetic);
            (apart && says).then(|| stem::Bracket {
                range: start..statement.len(),
                inner: last.to_string(),
                called: false,
            })
        }
        _ => None,
    }
}
