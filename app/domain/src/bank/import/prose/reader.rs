//! Puts lines together: what a line is depends on how far the question above it has come.

use super::{
    super::{header::Field, kind::Named, options::Style, reason::Reason, report::Place, stem, text},
    Line, Prose,
    block::{At, Block, Found, Piece, Section, join_line, own},
    field::{self, Labelled},
    line::{self, Class, Numbering},
    parts,
};

/// A case, whose questions can't stand alone.
struct Case {
    place: Place,
    range: Option<(u32, u32)>,
}

/// What follows a line that could be a stem.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    Options,
    Answer,
}

pub(super) struct Reader<'a> {
    pub(super) prose: &'a Prose,
    pub(super) classes: Vec<Class<'a>>,
    /// Some line is numbered in a way that can't be the beginning of a sentence.
    numbered: bool,
    pub(super) found: Found,
    pub(super) block: Option<Block>,
    numbering: Option<Numbering>,
    last: Option<u32>,
    case: Option<Case>,
    /// Lines are read as answers, until a question or another section comes.
    pub(super) listing: bool,
    /// A picture stands right before this line, and may belong to what follows.
    picture: bool,
}

pub fn read(prose: &Prose) -> Found {
    let classes: Vec<Class> = prose.lines.iter().map(|line| line::class(&line.text)).collect();
    let numbered = classes.iter().any(|class| matches!(class, Class::Numbered { .. }));
    let mut reader = Reader {
        prose,
        classes,
        numbered,
        found: Found::default(),
        block: None,
        numbering: None,
        last: None,
        case: None,
        listing: false,
        picture: false,
    };
    reader.found.sections.push(Section { title: String::new(), named: Named::Unknown });
    let mut at = 0;
    while at < prose.lines.len() {
        match reader.answer_table(at) {
            Some(end) => at = end,
            None => {
                reader.take(at);
                at += 1;
            }
        }
    }
    reader.close();
    reader.found
}

impl<'a> Reader<'a> {
    pub(super) fn line(&self, at: usize) -> &'a Line {
        &self.prose.lines[at]
    }

    pub(super) fn text(&self, at: usize) -> &'a str {
        text::trim(&self.line(at).text)
    }

    pub(super) fn section(&self) -> usize {
        self.found.sections.len() - 1
    }

    fn unsupported(&self) -> bool {
        self.found.sections.last().is_some_and(|section| section.named == Named::Unsupported)
    }

    fn take(&mut self, at: usize) {
        let line = self.line(at);
        let class = self.classes[at].clone();
        let opens_table = line.table_row.is_some()
            && at.checked_sub(1).is_none_or(|before| self.line(before).table_row.is_none());
        if opens_table && !matches!(class, Class::Option { .. } | Class::Labelled(_)) {
            self.close();
        }
        if line.text.is_empty() {
            self.picture = true;
            return self.belongs_or_stray(at);
        }
        if let Some(block) = self.block.as_mut().filter(|block| block.waits_for_value())
            && field::is_answer(&line.text)
        {
            own(block, self.prose, at);
            block.answers = vec![line.text.clone()];
        } else if !(self.listing && self.answers(at, &class)) {
            self.listing = false;
            self.sort(at, class);
        }
        self.picture = false;
    }

    fn sort(&mut self, at: usize, class: Class<'a>) {
        match class {
            Class::Markup => self.other(at, Reason::MarkupUnclear),
            Class::Section { title, named } => {
                let kind = if let Named::Kind(kind) = named { Some(kind) } else { None };
                self.other(at, Reason::Section { kind });
                self.found.sections.push(Section { title, named });
                self.begin_section();
            }
            Class::Answers { title, named } => self.answers_begin(at, title, named),
            Class::Listing => {
                let apart = self.found.lists.last().is_none_or(|list| {
                    list.pieces.last() != self.found.pieces.len().checked_sub(1).as_ref()
                        || self.block.is_some()
                });
                if apart {
                    self.new_list(None);
                }
                self.listed(at);
            }
            Class::Chapter if self.follows(at).is_some() => self.plain(at),
            Class::Chapter => {
                self.close();
                self.case = None;
                self.stray(at);
            }
            Class::Case(_) if self.follows(at).is_some_and(|(_, what)| what == Follows::Options) => {
                self.plain(at)
            }
            Class::Case(range) => {
                self.begin(at, None, self.text(at));
                let place = Place { sheet: 0, row: self.line(at).number };
                if let Some(block) = &mut self.block {
                    block.kind = "案例".into();
                    block.at = At::Explaining;
                }
                self.case = Some(Case { place, range });
            }
            Class::Labelled(labelled) => self.labelled(at, labelled),
            Class::Numbered { number, numbering, lead, rest } => {
                self.numbered(at, number, numbering, &format!("{lead}{rest}"));
            }
            Class::Option { index, style } => self.option(at, index, style),
            Class::Plain => self.plain(at),
        }
    }

    fn begin_section(&mut self) {
        self.numbering = None;
        self.last = None;
        self.case = None;
    }

    pub(super) fn close(&mut self) {
        if let Some(block) = self.block.take() {
            self.found.pieces.push(Piece::Question(Box::new(block)));
        }
    }

    /// A row that is no question.
    pub(super) fn other(&mut self, at: usize, reason: Reason) {
        self.close();
        self.found.pieces.push(Piece::Other { lines: vec![at], reason });
    }

    /// Lines that say nothing about questions; those that stand together are one row.
    pub(super) fn stray(&mut self, at: usize) {
        self.close();
        if let Some(Piece::Other { lines, reason: Reason::NoQuestion }) = self.found.pieces.last_mut()
            && lines.last().is_some_and(|last| last + 1 == at)
        {
            return lines.push(at);
        }
        self.other(at, Reason::NoQuestion);
    }

    fn belongs_or_stray(&mut self, at: usize) {
        match self.block.as_mut() {
            Some(block) => own(block, self.prose, at),
            None => self.stray(at),
        }
    }

    /// Begins a question with `stem` on this line.
    pub(super) fn begin(&mut self, at: usize, number: Option<u32>, stem: &str) {
        self.close();
        let mut block = Block { section: self.section(), number, ..Block::default() };
        own(&mut block, self.prose, at);
        if self.picture {
            block.spoil(Reason::Picture);
        }
        if let Some(case) = &self.case {
            let covers = match (case.range, number) {
                (Some((first, last)), Some(number)) => (first..=last).contains(&number),
                (Some(_), None) | (None, _) => true,
            };
            if covers {
                block.spoil(Reason::SharedStem { other: case.place });
            } else {
                self.case = None;
            }
        }
        self.block = Some(block);
        self.add_text(stem, |block, text| block.stem = text.to_owned());
    }

    /// Adds text to the open question, where labelled pieces may follow on the same line.
    pub(super) fn add_text(&mut self, line: &str, add: impl FnOnce(&mut Block, &str)) {
        let Some(block) = &mut self.block else { return };
        let short = Some(line).filter(|line| line.len() <= line::LINE_LIMIT);
        let parted = short.and_then(field::inside).and_then(|(before, behind)| {
            let labelled = field::read(behind)?;
            let value = field::inside(labelled.value).map_or(labelled.value, |(value, _)| value);
            (labelled.field != Field::Answer || field::is_answer(value)).then_some((before, labelled))
        });
        match parted {
            Some((before, labelled)) => {
                add(block, before);
                self.fill(labelled);
            }
            None => add(block, line),
        }
    }

    fn numbered(&mut self, at: usize, number: u32, numbering: Numbering, rest: &str) {
        let same = self.numbering.is_none_or(|known| known == numbering);
        let next = self.last.is_none_or(|last| last.checked_add(1) == Some(number));
        let later = self.last.is_none_or(|last| number > last);
        let asks = self.marks(at) || self.follows(at).is_some();
        if self.line(at).table_row.is_some() && self.block.is_none() && !asks {
            return self.stray(at);
        }
        let begins = match self.block.as_ref().map(|block| block.at) {
            None => true,
            Some(_) if self.unsupported() => same && later,
            Some(_) if numbering == Numbering::Worded => true,
            Some(At::Explaining) => same && (later || asks) || next && asks,
            Some(At::Stem) => same || next && self.block.as_ref().is_some_and(|block| block.asks()),
            Some(At::Options | At::Answered) => same || next,
        };
        if begins {
            self.numbering = Some(numbering);
            self.last = Some(number);
            self.begin(at, Some(number), rest);
        } else {
            self.goes_on(at);
        }
    }

    fn plain(&mut self, at: usize) {
        let line = self.text(at);
        if let Some(index) = self.bare_option(at) {
            return self.option(at, index, Style::Bare);
        }
        let expected = self.last.map_or(1, |last| last.saturating_add(1));
        if self.numbering.is_none_or(|known| known == Numbering::Marked('、'))
            && let Some(rest) = line::number_before_digit(line, expected)
        {
            return self.numbered(at, expected, Numbering::Marked('、'), rest);
        }
        if !self.numbered
            && let Some(rest) = line::bare_number(line, expected)
        {
            return self.numbered(at, expected, Numbering::Bare, rest);
        }
        let follows = self.follows(at);
        let options_follow = follows.filter(|(_, what)| *what == Follows::Options).map(|(lines, _)| lines);
        let unsupported = self.unsupported();
        let Some(block) = &self.block else {
            return match follows {
                Some((lines, _)) => self.plain_begins(at, lines),
                None if self.marks(at) => self.plain_begins(at, 1),
                // An essay needs no number to be one that can't be marked.
                None if unsupported && self.line(at).table_row.is_none() => self.plain_begins(at, 1),
                None => self.stray(at),
            };
        };
        let soft = self.line(at).soft;
        match block.at {
            _ if unsupported || soft && !(self.marked(at) || options_follow.is_some()) => self.goes_on(at),
            At::Stem if block.is_closed() || block.number.is_none() && self.marked(at) => match follows {
                Some((lines, _)) => self.plain_begins(at, lines),
                None if self.marks(at) => self.plain_begins(at, 1),
                None => self.stray(at),
            },
            At::Stem => self.goes_on(at),
            At::Options => match options_follow {
                Some(lines) => {
                    if lines > 1 && !self.line(at).gap {
                        self.unclear(line);
                    }
                    self.plain_begins(at, lines);
                }
                None if self.marked(at) => self.plain_begins(at, 1),
                None if self.line(at).gap => self.stray(at),
                None => self.goes_on(at),
            },
            At::Answered => match follows {
                Some((lines, _)) => self.plain_begins(at, lines),
                None if self.marks(at) => self.plain_begins(at, 1),
                None => self.stray(at),
            },
            At::Explaining if block.number.is_some() => match options_follow {
                Some(lines) => self.plain_begins(at, lines),
                None => self.goes_on(at),
            },
            At::Explaining => match follows {
                Some((lines, _)) => self.plain_begins(at, lines),
                None if self.marked(at) => self.plain_begins(at, 1),
                None if self.line(at).gap => self.stray(at),
                None => self.goes_on(at),
            },
        }
    }

    /// Begins a question without a number. With several lines before the options, nobody can say
    /// whether the first of them is a title.
    pub(super) fn plain_begins(&mut self, at: usize, lines: usize) {
        self.begin(at, None, self.text(at));
        if lines > 1 {
            self.unclear(self.text(at));
        }
    }

    pub(super) fn unclear(&mut self, text: &str) {
        if let Some(block) = &mut self.block {
            block.spoil(Reason::LineUnclear { text: text.to_owned() });
        }
    }

    /// The line continues what stands above it in the same question.
    pub(super) fn goes_on(&mut self, at: usize) {
        let (line, soft) = (self.text(at), self.line(at).soft);
        let full = self.is_full(at) && !self.marks(at);
        let unsupported = self.unsupported();
        let Some(block) = &mut self.block else { return self.stray(at) };
        own(block, self.prose, at);
        let joined = |block: &mut Block| {
            if !soft {
                block.notes.push(Reason::LinesJoined { text: line.to_owned() });
            }
        };
        match block.at {
            At::Stem if block.number.is_none() && !soft && !unsupported => {
                block.spoil(Reason::LineUnclear { text: line.to_owned() });
            }
            At::Stem => {
                joined(block);
                self.add_text(line, |block, text| join_line(&mut block.stem, text));
            }
            At::Options if soft || full => {
                joined(block);
                self.add_text(line, |block, text| {
                    if let Some(last) = block.options.last_mut() {
                        join_line(last, text);
                    }
                });
            }
            At::Options => block.spoil(Reason::LineUnclear { text: line.to_owned() }),
            At::Explaining => join_line(&mut block.explanation, line),
            At::Answered if unsupported => {}
            At::Answered => block.spoil(Reason::LineUnclear { text: line.to_owned() }),
        }
    }

    /// The line above is so long that this one may be its rest. Paragraphs end where their author ended them.
    fn is_full(&self, at: usize) -> bool {
        const FULL: usize = 20;
        let above = at.checked_sub(1).map_or("", |above| self.text(above));
        !self.prose.paragraphs && !self.line(at).gap && above.chars().count() >= FULL
    }

    fn labelled(&mut self, at: usize, labelled: Labelled<'a>) {
        let Some(block) = &mut self.block else {
            return match labelled.field {
                Field::Answer => {
                    self.other(at, Reason::AnswerWithoutQuestion { answer: labelled.value.into() })
                }
                _ => self.stray(at),
            };
        };
        own(block, self.prose, at);
        self.fill(labelled);
    }

    /// Puts a labelled piece where it belongs in the open question.
    fn fill(&mut self, labelled: Labelled) {
        let Some(block) = &mut self.block else { return };
        let early = matches!(block.at, At::Stem | At::Options);
        let mut put = |of: fn(&mut Block) -> &mut String| {
            let place = of(block);
            if place.is_empty() {
                labelled.value.clone_into(place);
            } else {
                join_line(place, labelled.value);
            }
        };
        match labelled.field {
            Field::Answer => {
                let (value, more) = match field::inside(labelled.value) {
                    Some((value, more)) => (value, field::read(more)),
                    None => (labelled.value, None),
                };
                block.essay |= labelled.essay;
                block.answers.push(value.to_owned());
                block.at = if labelled.essay { At::Explaining } else { At::Answered };
                if let Some(more) = more {
                    self.fill(more);
                }
            }
            Field::Explanation => {
                put(|block| &mut block.explanation);
                block.at = At::Explaining;
            }
            Field::LegalBasis => put(|block| &mut block.legal_basis),
            Field::Difficulty => put(|block| &mut block.difficulty),
            Field::KnowledgePoint => put(|block| &mut block.topic),
            // Behind an answer, a kind may be that of the next question.
            Field::Kind if early => put(|block| &mut block.kind),
            Field::Kind | Field::Number | Field::Other | Field::Stem | Field::Options | Field::Option(_) => {}
        }
    }

    /// The lines from `at` to the first option or the answer, if one of them comes next.
    fn follows(&self, at: usize) -> Option<(usize, Follows)> {
        const LIMIT: usize = 6;
        let mut lines = 1;
        for next in at + 1..(at + LIMIT).min(self.classes.len()) {
            match &self.classes[next] {
                Class::Option { index: 0, .. } => return Some((lines, Follows::Options)),
                Class::Labelled(labelled)
                    if labelled.field == Field::Answer
                        && (!labelled.essay || field::is_answer(labelled.value)) =>
                {
                    return Some((lines, Follows::Answer));
                }
                Class::Plain if !self.line(next).gap => lines += usize::from(!self.line(next).soft),
                _ => return None,
            }
        }
        None
    }

    /// The line has a place for its answer.
    fn marks(&self, at: usize) -> bool {
        self.marked(at)
            || stem::brackets(self.text(at))
                .iter()
                .any(|bracket| bracket.inner.is_empty() || field::is_answer(&bracket.inner))
    }

    /// The line is a statement with its mark of truth.
    pub(super) fn marked(&self, at: usize) -> bool {
        parts::marked(self.text(at))
    }
}
