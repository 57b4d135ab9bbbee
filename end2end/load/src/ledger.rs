//! What candidates sent and were told, held against what the database holds.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use domain::{
    attempt::{ItemNo, Sequence},
    id::AttemptId,
    paper::ShownResponse,
    time::Timestamp,
};
use serde::Deserialize;

/// One attempt in the database, as `guben attempt-dump` prints it.
#[derive(Deserialize)]
pub struct Kept {
    pub attempt: AttemptId,
    pub deadline: Timestamp,
    pub answers: Vec<KeptAnswer>,
}

#[derive(Deserialize)]
pub struct KeptAnswer {
    pub item: ItemNo,
    pub sequence: Sequence,
    /// As the candidate gave it; nothing when the stored answer does not fit the paper.
    pub response: Option<ShownResponse>,
}

/// One attempt as its candidate remembers it.
pub struct Record {
    pub attempt: AttemptId,
    /// As told with the paper.
    deadline: Timestamp,
    /// Other deadlines that were told later, and the life of the server that told them.
    told: Vec<(Timestamp, u32)>,
    handed_in: bool,
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
    Changed { item: ItemNo, sequence: Sequence },
    NeverGiven { item: ItemNo, sequence: Sequence },
    DeadlineMoved { from: Timestamp, to: Option<Timestamp> },
}

impl Record {
    pub fn new(attempt: AttemptId, deadline: Timestamp) -> Record {
        Record { attempt, deadline, told: Vec::new(), handed_in: false, sent: BTreeMap::new() }
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

    /// From now on the attempt has no deadline to move.
    pub fn hand_in(&mut self) {
        self.handed_in = true;
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
        // What is heard in a life was moved by the kill before it.
        let heard =
            self.told.iter().map(|(told, life)| breach(life.saturating_sub(1).max(1), moved(Some(*told))));
        let mut breaches: Vec<Breach> = heard.collect();
        let deadline = kept.map(|kept| kept.deadline);
        if deadline != Some(self.deadline) && !self.handed_in {
            breaches.push(breach(last, moved(deadline)));
        }

        let answers = kept.map_or(&[][..], |kept| &kept.answers);
        let stored: BTreeMap<_, _> =
            answers.iter().map(|answer| ((answer.item, answer.sequence), &answer.response)).collect();
        for (&(item, sequence), response) in &stored {
            match self.given(item, sequence) {
                None => breaches.push(breach(last, What::NeverGiven { item, sequence })),
                given if given != response.as_ref() => {
                    breaches.push(breach(last, What::Changed { item, sequence }));
                }
                Some(_) => {}
            }
        }
        for (&item, sent) in &self.sent {
            for (sequence, sent) in (1..).zip(sent) {
                if let (None, Some(life)) = (stored.get(&(item, sequence)), sent.acknowledged) {
                    breaches.push(breach(life, What::Lost { item, sequence }));
                }
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

fn index(sequence: Sequence) -> Option<usize> {
    usize::try_from(sequence).ok()?.checked_sub(1)
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt {}, life {} of the server: ", self.attempt, self.life)?;
        match &self.what {
            What::Lost { item, sequence } => write!(f, "answer {sequence} to question {item} is lost"),
            What::Changed { item, sequence } => {
                write!(f, "answer {sequence} to question {item} is not the one that was given")
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

    fn chosen(position: usize) -> ShownResponse {
        ShownResponse::Chosen([position].into())
    }

    /// Position 0 was answered and acknowledged in life 3, then position 1 was sent and not acknowledged.
    fn record() -> Record {
        let mut record = Record::new(attempt(), DEADLINE);
        let first = record.give(1, chosen(0));
        record.acknowledge(1, first, 3);
        record.give(1, chosen(1));
        record
    }

    /// Answers to question 1 in the database: sequence and position.
    fn kept(answers: &[(Sequence, usize)]) -> Kept {
        let answers = answers.iter().map(|&(sequence, position)| KeptAnswer {
            item: 1,
            sequence,
            response: Some(chosen(position)),
        });
        Kept { attempt: attempt(), deadline: DEADLINE, answers: answers.collect() }
    }

    fn found(record: &Record, kept: &[Kept]) -> Vec<(u32, What)> {
        compare([record], kept).into_iter().map(|breach| (breach.life, breach.what)).collect()
    }

    #[test]
    fn what_was_never_acknowledged_may_be_there_or_not() {
        assert_eq!(found(&record(), &[kept(&[(1, 0)])]), []);
        assert_eq!(found(&record(), &[kept(&[(1, 0), (2, 1)])]), []);
    }

    #[test]
    fn a_lost_answer_is_charged_to_the_life_that_acknowledged_it() {
        assert_eq!(found(&record(), &[kept(&[(2, 1)])]), [(3, What::Lost { item: 1, sequence: 1 })]);
    }

    #[test]
    fn an_attempt_that_is_gone_has_lost_its_answers_and_its_deadline() {
        let gone = What::DeadlineMoved { from: DEADLINE, to: None };
        assert_eq!(found(&record(), &[]), [(3, gone), (3, What::Lost { item: 1, sequence: 1 })]);
    }

    #[test]
    fn an_answer_that_nobody_gave_is_seen() {
        let kept = kept(&[(1, 0), (3, 1)]);
        assert_eq!(found(&record(), &[kept]), [(3, What::NeverGiven { item: 1, sequence: 3 })]);
    }

    #[test]
    fn another_answer_than_the_one_given_is_seen() {
        let changed = [(3, What::Changed { item: 1, sequence: 1 })];
        assert_eq!(found(&record(), &[kept(&[(1, 2)])]), changed);
        let mut unfit = kept(&[(1, 0)]);
        unfit.answers[0].response = None;
        assert_eq!(found(&record(), &[unfit]), changed);
    }

    #[test]
    fn a_deadline_told_differently_is_charged_to_the_kill_before() {
        let mut record = record();
        record.hear_deadline(DEADLINE, 4);
        record.hear_deadline(DEADLINE.plus_millis(1), 5);
        let moved = What::DeadlineMoved { from: DEADLINE, to: Some(DEADLINE.plus_millis(1)) };
        assert_eq!(found(&record, &[kept(&[(1, 0)])]), [(4, moved)]);
    }

    #[test]
    fn a_deadline_moved_in_the_database_is_seen_until_the_paper_is_handed_in() {
        let stored = || [Kept { deadline: DEADLINE.plus_millis(-1), ..kept(&[(1, 0)]) }];
        let moved = What::DeadlineMoved { from: DEADLINE, to: Some(DEADLINE.plus_millis(-1)) };
        let mut record = record();
        assert_eq!(found(&record, &stored()), [(3, moved)]);
        record.hand_in();
        assert_eq!(found(&record, &stored()), []);
    }
}
