//! What candidates sent and were told, held against what the database holds.
//!
//! A candidate answers by shown positions and the database keeps the item's own options, in an order that
//! only the paper knows. So answers are compared by their meaning: some one-to-one relation of positions
//! to options must explain all answers to a question.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
};

use domain::{
    attempt::{ItemNo, Sequence},
    bank::Response,
    id::AttemptId,
    paper::ShownResponse,
    time::Timestamp,
};
use serde::Deserialize;

/// One attempt in the database, as `guben attempt-dump` prints it.
#[derive(Deserialize)]
pub struct Kept {
    pub attempt: AttemptId,
    pub deadline: Option<Timestamp>,
    pub answers: Vec<KeptAnswer>,
}

#[derive(Deserialize)]
pub struct KeptAnswer {
    pub item: ItemNo,
    pub sequence: Sequence,
    pub response: Response,
}

/// One attempt as its candidate remembers it.
pub struct Record {
    pub attempt: AttemptId,
    /// As told with the paper.
    deadline: Timestamp,
    /// Other deadlines that were told later, and the life of the server that told them.
    told: Vec<(Timestamp, u32)>,
    /// Of each question, the answers in the order of their sequence numbers, from 1.
    sent: BTreeMap<ItemNo, Vec<Sent>>,
}

struct Sent {
    shown: ShownResponse,
    /// The life of the server that acknowledged it.
    acknowledged: Option<u32>,
}

/// A promise that was not kept.
#[derive(Debug, PartialEq, Eq)]
pub struct Breach {
    pub attempt: AttemptId,
    /// The life of the server in which the promise was made.
    pub life: u32,
    pub what: What,
}

#[derive(Debug, PartialEq, Eq)]
pub enum What {
    Lost { item: ItemNo, sequence: Sequence },
    Changed { item: ItemNo },
    NeverGiven { item: ItemNo, sequence: Sequence },
    DeadlineMoved { from: Timestamp, to: Option<Timestamp> },
}

impl Record {
    pub fn new(attempt: AttemptId, deadline: Timestamp) -> Record {
        Record { attempt, deadline, told: Vec::new(), sent: BTreeMap::new() }
    }

    /// Notes an answer before it is sent, and gives it its sequence number.
    pub fn give(&mut self, item: ItemNo, shown: ShownResponse) -> Sequence {
        let sent = self.sent.entry(item).or_default();
        sent.push(Sent { shown, acknowledged: None });
        Sequence::try_from(sent.len()).unwrap_or(Sequence::MAX)
    }

    pub fn given(&self, item: ItemNo, sequence: Sequence) -> Option<&ShownResponse> {
        Some(&self.sent.get(&item)?.get(index(sequence)?)?.shown)
    }

    pub fn acknowledge(&mut self, item: ItemNo, sequence: Sequence, life: u32) {
        let sent =
            self.sent.get_mut(&item).zip(index(sequence)).and_then(|(sent, index)| sent.get_mut(index));
        if let Some(sent) = sent {
            sent.acknowledged = Some(life);
        }
    }

    pub fn hear_deadline(&mut self, deadline: Timestamp, life: u32) {
        if deadline != self.deadline {
            self.told.push((deadline, life));
        }
    }

    pub fn acknowledged(&self) -> usize {
        self.sent.values().flatten().filter(|sent| sent.acknowledged.is_some()).count()
    }

    fn last_life(&self) -> u32 {
        self.sent.values().flatten().filter_map(|sent| sent.acknowledged).max().unwrap_or(1)
    }

    fn breaches(&self, kept: Option<&Kept>) -> Vec<Breach> {
        let breach = |life, what| Breach { attempt: self.attempt, life, what };
        let last = self.last_life();
        let moved = |to| What::DeadlineMoved { from: self.deadline, to };
        // A deadline heard in a life was moved by the kill before it.
        let mut breaches: Vec<Breach> = self
            .told
            .iter()
            .map(|(told, life)| breach(life.saturating_sub(1).max(1), moved(Some(*told))))
            .collect();
        let deadline = kept.and_then(|kept| kept.deadline);
        if deadline != Some(self.deadline) {
            breaches.push(breach(last, moved(deadline)));
        }

        let answers = kept.map_or(&[][..], |kept| &kept.answers);
        let stored: BTreeMap<_, _> =
            answers.iter().map(|answer| ((answer.item, answer.sequence), &answer.response)).collect();
        for (item, sequence) in
            stored.keys().copied().filter(|&(item, sequence)| self.given(item, sequence).is_none())
        {
            breaches.push(breach(last, What::NeverGiven { item, sequence }));
        }
        for (&item, sent) in &self.sent {
            let mut pairs = Vec::new();
            for (sequence, sent) in (1..).zip(sent) {
                match (stored.get(&(item, sequence)), sent.acknowledged) {
                    (Some(stored), _) => pairs.push((&sent.shown, *stored)),
                    (None, Some(life)) => breaches.push(breach(life, What::Lost { item, sequence })),
                    (None, None) => {}
                }
            }
            if !mean_the_same(&pairs) {
                breaches.push(breach(last, What::Changed { item }));
            }
        }
        breaches
    }
}

/// Everything that was promised to candidates and is not in the database.
pub fn compare<'a>(records: impl IntoIterator<Item = &'a Record>, kept: &[Kept]) -> Vec<Breach> {
    let kept: HashMap<AttemptId, &Kept> = kept.iter().map(|kept| (kept.attempt, kept)).collect();
    records.into_iter().flat_map(|record| record.breaches(kept.get(&record.attempt).copied())).collect()
}

/// Whether some one-to-one relation of shown positions to stored options explains all answers to one
/// question. It exists exactly when the positions' patterns ("in the 1st answer, not in the 2nd, …") are
/// the options' patterns.
fn mean_the_same(pairs: &[(&ShownResponse, &Response)]) -> bool {
    let mut positions = Patterns::default();
    let mut options = Patterns::default();
    for (answer, (shown, stored)) in pairs.iter().enumerate() {
        match (shown, stored) {
            (ShownResponse::Truth(shown), Response::Truth(stored)) if shown == stored => {}
            (ShownResponse::Texts(shown), Response::Texts(stored)) if shown == stored => {}
            (ShownResponse::Chosen(shown), Response::One(stored)) => {
                positions.add(answer, shown);
                options.add(answer, &BTreeSet::from([*stored]));
            }
            (ShownResponse::Chosen(shown), Response::Many(stored)) => {
                positions.add(answer, shown);
                options.add(answer, stored);
            }
            _ => return false,
        }
    }
    positions.sorted() == options.sorted()
}

/// For each position or option, the answers that hold it.
#[derive(Default)]
struct Patterns(BTreeMap<usize, Vec<usize>>);

impl Patterns {
    fn add(&mut self, answer: usize, chosen: &BTreeSet<usize>) {
        for index in chosen {
            self.0.entry(*index).or_default().push(answer);
        }
    }

    fn sorted(self) -> Vec<Vec<usize>> {
        let mut patterns: Vec<_> = self.0.into_values().collect();
        patterns.sort_unstable();
        patterns
    }
}

fn index(sequence: Sequence) -> Option<usize> {
    usize::try_from(sequence).ok()?.checked_sub(1)
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt {}, life {} of the server: ", self.attempt, self.life)?;
        match &self.what {
            What::Lost { item, sequence } => write!(f, "answer {sequence} to question {item} is lost"),
            What::Changed { item } => {
                write!(f, "the answers to question {item} are not the ones that were sent")
            }
            What::NeverGiven { item, sequence } => {
                write!(f, "nobody gave answer {sequence} to question {item}")
            }
            What::DeadlineMoved { from, to: Some(to) } => {
                write!(f, "deadline moved from {} to {}", from.0, to.0)
            }
            What::DeadlineMoved { from, to: None } => write!(f, "deadline {} is gone", from.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEADLINE: Timestamp = Timestamp(90_000);

    fn attempt() -> AttemptId {
        "018f0000-0000-7000-8000-000000000001".parse().unwrap()
    }

    fn chosen(positions: &[usize]) -> ShownResponse {
        ShownResponse::Chosen(positions.iter().copied().collect())
    }

    /// Position 0 was answered and acknowledged in life 3, then position 1 was sent and not acknowledged.
    fn record() -> Record {
        let mut record = Record::new(attempt(), DEADLINE);
        let first = record.give(1, chosen(&[0]));
        record.acknowledge(1, first, 3);
        record.give(1, chosen(&[1]));
        record
    }

    fn kept(answers: &[(Sequence, usize)]) -> Kept {
        let answers = answers.iter().map(|&(sequence, option)| KeptAnswer {
            item: 1,
            sequence,
            response: Response::One(option),
        });
        Kept { attempt: attempt(), deadline: Some(DEADLINE), answers: answers.collect() }
    }

    fn found(record: &Record, kept: Kept) -> Vec<(u32, What)> {
        compare([record], &[kept]).into_iter().map(|breach| (breach.life, breach.what)).collect()
    }

    #[test]
    fn what_was_never_acknowledged_may_be_there_or_not() {
        assert_eq!(found(&record(), kept(&[(1, 2)])), []);
        assert_eq!(found(&record(), kept(&[(1, 2), (2, 0)])), []);
    }

    #[test]
    fn a_lost_answer_is_charged_to_the_life_that_acknowledged_it() {
        assert_eq!(found(&record(), kept(&[(2, 0)])), [(3, What::Lost { item: 1, sequence: 1 })]);
    }

    #[test]
    fn an_attempt_that_is_gone_has_lost_its_answers_and_its_deadline() {
        let breaches = compare([&record()], &[]);
        let what: Vec<_> = breaches.into_iter().map(|breach| breach.what).collect();
        let gone = What::DeadlineMoved { from: DEADLINE, to: None };
        assert_eq!(what, [gone, What::Lost { item: 1, sequence: 1 }]);
    }

    #[test]
    fn an_answer_that_nobody_gave_is_seen() {
        assert_eq!(
            found(&record(), kept(&[(1, 2), (3, 1)])),
            [(3, What::NeverGiven { item: 1, sequence: 3 })]
        );
    }

    #[test]
    fn another_option_than_the_one_chosen_is_seen() {
        assert_eq!(found(&record(), kept(&[(1, 2), (2, 2)])), [(3, What::Changed { item: 1 })]);
    }

    #[test]
    fn a_moved_deadline_is_seen_in_replies_and_in_the_database() {
        let mut told = record();
        told.hear_deadline(DEADLINE, 4);
        told.hear_deadline(DEADLINE.plus_millis(1), 5);
        let moved = What::DeadlineMoved { from: DEADLINE, to: Some(DEADLINE.plus_millis(1)) };
        assert_eq!(found(&told, kept(&[(1, 2)])), [(4, moved)]);

        let stored = Kept { deadline: Some(DEADLINE.plus_millis(-1)), ..kept(&[(1, 2)]) };
        let moved = What::DeadlineMoved { from: DEADLINE, to: Some(DEADLINE.plus_millis(-1)) };
        assert_eq!(found(&record(), stored), [(3, moved)]);
    }

    #[test]
    fn shuffled_options_mean_the_same() {
        let many = |options: &[usize]| Response::Many(options.iter().copied().collect());
        let same = |pairs: &[(ShownResponse, Response)]| {
            mean_the_same(&pairs.iter().map(|(shown, stored)| (shown, stored)).collect::<Vec<_>>())
        };
        assert!(same(&[
            (chosen(&[0, 1]), many(&[2, 3])),
            (chosen(&[1]), many(&[2])),
            (chosen(&[]), many(&[]))
        ]));
        assert!(!same(&[(chosen(&[0, 1]), many(&[2, 3])), (chosen(&[1]), many(&[0]))]));
        assert!(!same(&[(chosen(&[0, 1]), many(&[2]))]));
        assert!(!same(&[(ShownResponse::Truth(true), Response::Truth(false))]));
        assert!(!same(&[(ShownResponse::Truth(true), Response::One(0))]));
    }
}
