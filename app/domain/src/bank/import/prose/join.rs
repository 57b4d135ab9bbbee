//! Answers from a list come to their questions by number, or not at all.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{kind::Named, reason::Reason, text},
    Prose,
    block::{Block, Found, List, Piece},
    listing::Entry,
};

/// Gives every question the answer that a list has for it. Where a list and its questions do not
/// fit together, none of them gets one: a list that has slipped by one looks like any other.
pub fn answers(found: &mut Found, prose: &Prose) {
    for list in std::mem::take(&mut found.lists) {
        let runs = runs(&list.entries);
        let joined = match scopes(found, &list, &runs) {
            Some(scopes) => {
                for (scope, run) in scopes.into_iter().zip(&runs) {
                    join(found, &scope, run, &list.explanations);
                }
                true
            }
            None => false,
        };
        if !joined {
            for piece in &list.pieces {
                if let Some(Piece::Other { lines, reason }) = found.pieces.get_mut(*piece) {
                    let text = lines.first().map(|line| prose.lines[*line].text.clone()).unwrap_or_default();
                    *reason = Reason::AnswersUnclear { text };
                }
            }
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

/// For each run the pieces of the questions that it answers.
fn scopes(found: &Found, list: &List, runs: &[Vec<&Entry>]) -> Option<Vec<Vec<usize>>> {
    let of_section = |section: usize| -> Vec<usize> {
        let questions = found.pieces.iter().enumerate().filter(|(_, piece)| {
            matches!(piece, Piece::Question(block) if block.section == section && block.number.is_some())
        });
        questions.map(|(at, _)| at).collect()
    };
    let asked: Vec<usize> = (0..found.sections.len())
        .filter(|section| {
            found.sections[*section].named != Named::Unsupported && !of_section(*section).is_empty()
        })
        .collect();
    if let Some((title, named)) = &list.heading {
        let same = |of: &dyn Fn(usize) -> bool| -> Vec<usize> {
            asked.iter().copied().filter(|section| of(*section)).collect()
        };
        let titled = same(&|section| text::folded(&found.sections[section].title) == text::folded(title));
        let named = same(&|section| found.sections[section].named == *named);
        return match (titled.as_slice(), named.as_slice(), runs) {
            ([one], ..) | ([], [one], _) if runs.len() == 1 => Some(vec![of_section(*one)]),
            _ => None,
        };
    }
    let all: Vec<usize> = asked.iter().flat_map(|section| of_section(*section)).collect();
    let here = of_section(list.section);
    match runs {
        [] => Some(Vec::new()),
        [run] => {
            let unique = numbers(found, &all).values().all(|count| *count == 1);
            let fits = |scope: &[usize]| {
                let known = numbers(found, scope);
                run.iter().all(|entry| known.contains_key(&entry.number))
            };
            let everything = unique && (fits(&all) || here.is_empty());
            Some(vec![if everything || here.is_empty() { all } else { here }])
        }
        several => {
            let waiting: Vec<Vec<usize>> = asked
                .iter()
                .map(|section| of_section(*section))
                .filter(|scope| scope.iter().any(|at| block(found, *at).is_some_and(|block| block.waits())))
                .collect();
            let fit = waiting.len() == several.len()
                && waiting.iter().zip(several).all(|(scope, run)| {
                    let known: BTreeSet<u32> = numbers(found, scope).into_keys().collect();
                    known == run.iter().map(|entry| entry.number).collect()
                });
            fit.then_some(waiting)
        }
    }
}

fn block(found: &Found, piece: usize) -> Option<&Block> {
    match found.pieces.get(piece) {
        Some(Piece::Question(block)) => Some(block),
        _ => None,
    }
}

/// How often each number occurs.
fn numbers(found: &Found, scope: &[usize]) -> BTreeMap<u32, usize> {
    let mut counts = BTreeMap::new();
    for number in scope.iter().filter_map(|at| block(found, *at)?.number) {
        *counts.entry(number).or_default() += 1;
    }
    counts
}

fn join(found: &mut Found, scope: &[usize], run: &[&Entry], explanations: &[(u32, String)]) {
    let counts = numbers(found, scope);
    let too_many = run.iter().any(|entry| !counts.contains_key(&entry.number));
    let miscounted = Reason::AnswersMiscounted { questions: scope.len(), answers: run.len() };
    for at in scope {
        let Some(Piece::Question(block)) = found.pieces.get_mut(*at) else { continue };
        let Some(number) = block.number else { continue };
        let entry = run.iter().find(|entry| entry.number == number);
        match entry {
            _ if too_many && block.waits() => block.spoil(miscounted.clone()),
            _ if too_many => {}
            None => {}
            Some(_) if counts.get(&number).is_some_and(|count| *count > 1) => {
                block.spoil(Reason::NumberTwice { number });
            }
            Some(entry) => match &entry.answer {
                Ok(answer) => {
                    block.listed = Some(answer.clone());
                    let told = explanations.iter().find(|(of, _)| *of == number);
                    if let Some((_, told)) = told.filter(|_| block.explanation.is_empty()) {
                        block.explanation.clone_from(told);
                    }
                }
                Err(miscount) => block.spoil(Reason::AnswersMiscounted {
                    questions: miscount.questions,
                    answers: miscount.answers,
                }),
            },
        }
    }
}
