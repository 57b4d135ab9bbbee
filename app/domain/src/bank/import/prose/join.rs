//! Answers from a list come to their questions by number, or not at all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    super::{kind::Named, reason::Reason, text},
    Prose,
    block::{Found, List, Piece, Section},
    listing::Entry,
};

/// More lists than a document has sections are something else.
const LISTS: usize = 500;

/// Gives every question the answer that a list has for it. Where a list and its questions do not
/// fit together, none of them gets one: a list that has slipped by one looks like any other.
pub fn answers(found: &mut Found, prose: &Prose) {
    let lists = std::mem::take(&mut found.lists);
    let scopes = Scopes::of(&found.sections, &found.pieces);
    for (at, list) in lists.iter().enumerate() {
        let runs = runs(&list.entries);
        match scopes.answered_by(list, &runs).filter(|_| at < LISTS) {
            Some(answered) => {
                for (scope, run) in answered.into_iter().zip(&runs) {
                    join(&mut found.pieces, scope, run, &list.explanations);
                }
            }
            None => unclear(&mut found.pieces, &list.pieces, prose),
        }
    }
}

fn unclear(pieces: &mut [Piece], lines_of: &[usize], prose: &Prose) {
    for piece in lines_of {
        if let Some(Piece::Other { lines, reason }) = pieces.get_mut(*piece) {
            let text = lines.first().map(|line| prose.lines[*line].text.clone()).unwrap_or_default();
            *reason = Reason::AnswersUnclear { text };
        }
    }
}

/// Entries parted where the numbers begin anew.
fn runs(entries: &[Entry]) -> Vec<Vec<&Entry>> {
    let mut runs: Vec<Vec<&Entry>> = Vec::new();
    for entry in entries {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| last.number < entry.number) => run.push(entry),
            _ => runs.push(vec![entry]),
        }
    }
    runs
}

/// Questions with numbers, which one run of a list may answer: the pieces by number.
#[derive(Debug, Default)]
struct Scope {
    pieces: BTreeMap<u32, Vec<usize>>,
    /// Some question says nothing of its answer itself.
    waits: bool,
}

impl Scope {
    fn add(&mut self, number: u32, piece: usize, waits: bool) {
        self.pieces.entry(number).or_default().push(piece);
        self.waits |= waits;
    }

    fn is_unique(&self) -> bool {
        self.pieces.values().all(|pieces| pieces.len() == 1)
    }

    fn knows(&self, run: &[&Entry]) -> bool {
        run.iter().all(|entry| self.pieces.contains_key(&entry.number))
    }
}

/// The questions of each section, and of all sections together.
struct Scopes<'a> {
    sections: &'a [Section],
    by_section: BTreeMap<usize, Scope>,
    all: Scope,
}

impl<'a> Scopes<'a> {
    fn of(sections: &'a [Section], pieces: &[Piece]) -> Scopes<'a> {
        let mut by_section: BTreeMap<usize, Scope> = BTreeMap::new();
        let mut all = Scope::default();
        for (at, piece) in pieces.iter().enumerate() {
            if let Piece::Question(block) = piece
                && let Some(number) = block.number
                && sections[block.section].named != Named::Unsupported
            {
                by_section.entry(block.section).or_default().add(number, at, block.waits());
                all.add(number, at, block.waits());
            }
        }
        Self { sections, by_section, all }
    }

    /// For each run the questions that it answers; `None` when that can't be said.
    fn answered_by(&self, list: &List, runs: &[Vec<&Entry>]) -> Option<Vec<&Scope>> {
        if let Some((title, named)) = &list.heading {
            if *named == Named::Unsupported {
                return Some(Vec::new());
            }
            return self.named(title, *named).filter(|_| runs.len() == 1).map(|scope| vec![scope]);
        }
        let waiting: Vec<&Scope> = self.by_section.values().filter(|scope| scope.waits).collect();
        // At the end of a document a list need not be about the last section.
        let here = match (self.by_section.get(&list.section), waiting.as_slice()) {
            (Some(here), [only]) if !here.waits => Some(*only),
            (here, _) => here,
        };
        match runs {
            [] => Some(Vec::new()),
            [run] => match here {
                Some(here) if !self.all.is_unique() || !self.all.knows(run) => Some(vec![here]),
                _ => Some(vec![&self.all]),
            },
            several => {
                let numbers = |run: &[&Entry]| run.iter().map(|entry| entry.number).collect::<BTreeSet<_>>();
                let fit = waiting.len() == several.len()
                    && waiting
                        .iter()
                        .zip(several)
                        .all(|(scope, run)| scope.pieces.keys().copied().eq(numbers(run)));
                fit.then_some(waiting)
            }
        }
    }

    /// The only section with a title, or else the only one of a kind.
    fn named(&self, title: &str, named: Named) -> Option<&Scope> {
        let title = text::folded(title);
        let only = |of: &dyn Fn(&Section) -> bool| {
            let mut found = self.by_section.iter().filter(|(section, _)| of(&self.sections[**section]));
            match (found.next(), found.next()) {
                (None, _) => Ok(None),
                (Some((_, scope)), None) => Ok(Some(scope)),
                (Some(_), Some(_)) => Err(()),
            }
        };
        match only(&|section| text::folded(&section.title) == title) {
            Ok(Some(scope)) => Some(scope),
            Ok(None) => only(&|section| section.named == named).ok().flatten(),
            Err(()) => None,
        }
    }
}

fn join(pieces: &mut [Piece], scope: &Scope, run: &[&Entry], explanations: &[(u32, String)]) {
    let told: HashMap<u32, &String> = explanations.iter().map(|(number, text)| (*number, text)).collect();
    if !scope.knows(run) {
        let questions: usize = scope.pieces.values().map(Vec::len).sum();
        for at in scope.pieces.values().flatten() {
            if let Some(Piece::Question(block)) = pieces.get_mut(*at)
                && block.waits()
            {
                block.spoil(Reason::AnswersMiscounted { questions, answers: run.len() });
            }
        }
        return;
    }
    for entry in run {
        let answered = scope.pieces.get(&entry.number).map(Vec::as_slice).unwrap_or_default();
        for at in answered {
            let Some(Piece::Question(block)) = pieces.get_mut(*at) else { continue };
            match &entry.answer {
                _ if answered.len() > 1 => block.spoil(Reason::NumberTwice { number: entry.number }),
                Err(miscount) => block.spoil(Reason::AnswersMiscounted {
                    questions: miscount.questions,
                    answers: miscount.answers,
                }),
                Ok(answer) => {
                    block.listed.push(answer.clone());
                    if let Some(text) = told.get(&entry.number).filter(|_| block.explanation.is_empty()) {
                        block.explanation.clone_from(text);
                    }
                }
            }
        }
    }
}
