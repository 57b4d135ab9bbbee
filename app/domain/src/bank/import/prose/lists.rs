//! Lists of answers among the lines: where they begin, go on, and end.

use crate::bank::item::Kind;

use super::{
    super::{
        header::Field,
        kind::{self, Named},
        reason::Reason,
        stem, text,
    },
    block::{At, List, Piece, join_line, own},
    field,
    line::Class,
    listing::{self, Entry},
    reader::Reader,
};

impl<'a> Reader<'a> {
    pub(super) fn answers_begin(&mut self, at: usize, title: String, named: Named) {
        let next = self.prose.lines.get(at + 1).map(|line| text::trim(&line.text));
        // `答案：` with the letters on the next line.
        if let Some(block) = &mut self.block
            && block.answers.is_empty()
            && title.is_empty()
            && next.is_some_and(field::is_answer)
        {
            own(block, self.prose, at);
            block.at = At::Answered;
            block.answers.push(String::new());
            return;
        }
        self.other(at, Reason::Section { kind: None });
        self.new_list((named != Named::Unknown).then_some((title, named)));
        self.listing = true;
    }

    pub(super) fn new_list(&mut self, heading: Option<(String, Named)>) {
        let section = self.section();
        let list =
            List { heading, section, entries: Vec::new(), explanations: Vec::new(), pieces: Vec::new() };
        self.found.lists.push(list);
    }

    /// Reads a line below `参考答案`; `false` when the list is at its end.
    pub(super) fn answers(&mut self, at: usize, class: &Class<'a>) -> bool {
        let question = |at: usize| matches!(self.classes.get(at + 1), Some(Class::Option { index: 0, .. }));
        if let Some((heading, rest)) = titled(self.text(at)) {
            self.new_list(Some(heading));
            self.add_entries(at, listing::entries(rest));
            return true;
        }
        match class {
            Class::Section { title, named } if self.lists_next(at + 1, *named) => {
                self.other(at, Reason::Section { kind: None });
                self.new_list(Some((title.clone(), *named)));
            }
            Class::Section { .. } | Class::Answers { .. } | Class::Markup | Class::Case(_) => return false,
            Class::Numbered { rest, .. } if question(at) || self.marked(at) && !field::is_answer(rest) => {
                return false;
            }
            Class::Listing | Class::Numbered { .. } => self.listed(at),
            Class::Labelled(labelled) if labelled.field == Field::Explanation => {
                self.explain(at, labelled.value)
            }
            Class::Chapter => self.stray(at),
            _ if question(at) => return false,
            _ if !listing::entries(self.text(at)).is_empty() => self.listed(at),
            _ if self.explains() => self.explain(at, self.text(at)),
            _ => self.other(at, Reason::AnswersUnclear { text: self.text(at).into() }),
        }
        true
    }

    /// Reads a table of numbers with their answers below: `题号 1 2 3`, `答案 A B C`, and so on.
    /// Returns the line behind it.
    pub(super) fn answer_table(&mut self, at: usize) -> Option<usize> {
        let row_of = |at: usize| self.prose.lines.get(at).and_then(|line| line.table_row);
        row_of(at).filter(|_| at.checked_sub(1).and_then(row_of).is_none())?;
        let mut rows: Vec<Vec<usize>> = Vec::new();
        let mut end = at;
        while let Some(row) = row_of(end) {
            match rows.last_mut() {
                Some(cells) if row_of(end - 1) == Some(row) => cells.push(end),
                _ => rows.push(vec![end]),
            }
            end += 1;
        }
        let entries: Option<Vec<Vec<Entry>>> = rows.chunks(2).map(|pair| self.answer_rows(pair)).collect();
        let entries = entries?.concat();
        if !self.listing {
            self.close();
            self.new_list(None);
        }
        self.add_entries(at, entries);
        if let Some(Piece::Other { lines, .. }) = self.found.pieces.last_mut() {
            lines.extend(at + 1..end);
        }
        Some(end)
    }

    /// A row of numbers and one of answers, with as many cells.
    fn answer_rows(&self, pair: &[Vec<usize>]) -> Option<Vec<Entry>> {
        let [numbers, answers] = pair else { return None };
        let cells = |row: &[usize]| row.iter().map(|at| text::folded(self.text(*at))).collect::<Vec<_>>();
        let (numbers, answers) = (cells(numbers), cells(answers));
        let (first, numbers) = numbers.split_first()?;
        let (second, answers) = answers.split_first()?;
        let titled = ["题号", "序号", "编号"].contains(&first.as_str())
            && ["答案", "参考答案", "正确答案"].contains(&second.as_str());
        if !titled || numbers.len() != answers.len() {
            return None;
        }
        let entry = |(number, answer): (&String, &String)| {
            let number = number.parse().ok().filter(|_| field::is_answer(answer))?;
            Some(Entry { number, answer: Ok(answer.clone()) })
        };
        numbers.iter().zip(answers).map(entry).collect()
    }

    /// Whether below a heading answers go on, and not the questions of another section.
    fn lists_next(&self, at: usize, named: Named) -> bool {
        match self.classes.get(at) {
            Some(Class::Listing) => true,
            Some(Class::Numbered { rest, .. }) => {
                let told = field::read(rest).is_some_and(|labelled| labelled.field == Field::Answer);
                // Where neither looks like an answer, a section that has been there already is not begun again.
                let again = self.found.sections.iter().any(|section| section.named == named);
                let fills = named == Named::Kind(Kind::FillIn) && stem::blanks(rest) == 0 && again
                    || named == Named::Unsupported && again;
                told || fills || field::is_answer(rest)
            }
            _ => false,
        }
    }

    pub(super) fn listed(&mut self, at: usize) {
        let line = self.text(at);
        let line = field::read(line).map_or(line, |labelled| labelled.value);
        let entries = listing::entries(line);
        match self.classes[at] {
            Class::Numbered { number, rest, .. } if entries.len() < 2 => {
                // `1. 答案：B 解析：…`
                let (answer, more) = field::inside(rest).unwrap_or((rest, ""));
                let answer = field::read(answer).map_or(answer, |labelled| labelled.value);
                let (answer, behind) = field::inside(answer).unwrap_or((answer, more));
                self.add_entries(at, vec![Entry { number, answer: Ok(answer.to_owned()) }]);
                if let Some(labelled) = field::read(behind)
                    && let Some(list) = self.found.lists.last_mut()
                {
                    list.explanations.push((number, labelled.value.to_owned()));
                }
            }
            _ => self.add_entries(at, entries),
        }
    }

    fn add_entries(&mut self, at: usize, entries: Vec<Entry>) {
        self.other(at, Reason::AnswerList { answers: entries.len() });
        if let Some(list) = self.found.lists.last_mut() {
            list.pieces.push(self.found.pieces.len() - 1);
            list.entries.extend(entries);
        }
    }

    fn explains(&self) -> bool {
        self.found.lists.last().is_some_and(|list| {
            list.explanations.last().map(|(number, _)| *number)
                == list.entries.last().map(|entry| entry.number)
                && !list.entries.is_empty()
        })
    }

    /// Adds to the explanation of the last answer, whose row the line joins.
    fn explain(&mut self, at: usize, text: &str) {
        let explains = self.explains();
        let Some(list) = self.found.lists.last_mut() else { return };
        let (Some(entry), Some(Piece::Other { lines, .. })) =
            (list.entries.last(), self.found.pieces.last_mut())
        else {
            return self.other(at, Reason::AnswersUnclear { text: text.into() });
        };
        lines.push(at);
        match list.explanations.last_mut().filter(|_| explains) {
            Some((_, explanation)) => join_line(explanation, text),
            None => list.explanations.push((entry.number, text.to_owned())),
        }
    }
}

/// `一、单选题 1-5 ABCDA`: a heading with its list on one line.
fn titled(line: &str) -> Option<((String, Named), &str)> {
    let at = line.find(|c: char| c.is_ascii_digit())?;
    let heading = kind::heading(text::trim_end_colon(&line[..at]))?;
    (!listing::entries(&line[at..]).is_empty()).then_some((heading, &line[at..]))
}
