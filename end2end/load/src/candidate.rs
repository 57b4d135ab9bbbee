//! People who sit an exam.

use std::collections::BTreeSet;

use domain::{
    attempt::{
        ItemNo, Sequence,
        room::{Draft, Outcome, Room, Settled},
    },
    bank::Kind,
    id::AttemptId,
    paper::{SheetItem, ShownResponse},
    seed::{Draw, Seed},
};
use futures::{StreamExt as _, TryStreamExt as _, future::try_join_all, stream};
use serde::Serialize;

use crate::{
    client::{Browser, Whereabouts},
    fault::Fault,
    ledger::Record,
    page,
    server::Seeded,
};

/// Logins at once: the password hash keeps every core busy with fewer.
const LOGINS_AT_ONCE: usize = 8;

/// Somebody who has no paper yet.
pub struct Person {
    number: String,
    pub browser: Browser,
    draw: Draw,
    /// The address of the exam page, empty before the start.
    pub attempt: String,
}

/// Somebody with a paper.
pub struct Candidate {
    pub person: Person,
    items: Vec<SheetItem>,
    pub record: Record,
}

/// What the page of the exam room sends.
#[derive(Serialize)]
struct Save {
    attempt: AttemptId,
    answers: [Draft; 1],
}

/// Does the same with everybody at once. The first fault ends it.
pub async fn all<T, R>(
    everybody: &mut [T],
    step: impl AsyncFn(&mut T) -> Result<R, Fault>,
) -> Result<Vec<R>, Fault> {
    try_join_all(everybody.iter_mut().map(|one| step(one))).await
}

/// Does the same with everybody, a few at a time.
pub async fn in_turn<T, R>(
    everybody: &mut [T],
    step: impl AsyncFn(&mut T) -> Result<R, Fault>,
) -> Result<Vec<R>, Fault> {
    stream::iter(everybody.iter_mut().map(|one| step(one)))
        .buffer_unordered(LOGINS_AT_ONCE)
        .try_collect()
        .await
}

/// Gives everybody who has begun the paper that belongs to the attempt.
pub async fn sit(people: Vec<Person>) -> Result<Vec<Candidate>, Fault> {
    try_join_all(people.into_iter().map(Person::sit)).await
}

/// The workers that `guben bench-seed` made; the same seed gives the same answers.
pub fn people(count: u32, server: &Whereabouts, seed: u64) -> Vec<Person> {
    let person = |number: u32| Person {
        number: format!("W{number:05}"),
        browser: Browser::new(server.clone()),
        draw: draw(seed, number),
        attempt: String::new(),
    };
    (1..=count).map(person).collect()
}

/// A generator of its own for each purpose in a run.
pub fn draw(seed: u64, purpose: u32) -> Draw {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..12].copy_from_slice(&purpose.to_le_bytes());
    Seed(bytes).draw()
}

impl Person {
    pub async fn login(&mut self, seeded: &Seeded) -> Result<(), Fault> {
        let fields = format!("name={}&password={}", self.number, seeded.password);
        let to = self.browser.submit("/login", &fields).await?;
        if to.starts_with("/password") {
            return Err(Fault::unreadable(&self.number, "must choose a password first"));
        }
        Ok(())
    }

    /// Begins the attempt.
    pub async fn start(&mut self, seeded: &Seeded) -> Result<(), Fault> {
        self.attempt = self.browser.submit(&format!("/exams/{}", seeded.sitting), "").await?;
        Ok(())
    }

    /// Reads the paper of the attempt that was begun.
    pub async fn sit(mut self) -> Result<Candidate, Fault> {
        let page = self.browser.page(&self.attempt).await?;
        let room = page::given(page.text()?, "room").filter(|room: &Room| !room.sheet.items.is_empty());
        let Some(room) = room else {
            return Err(Fault::unreadable(self.attempt, "there is no paper on the page"));
        };
        Ok(Candidate {
            person: self,
            items: room.sheet.items,
            record: Record::new(room.attempt, room.deadline),
        })
    }
}

impl Candidate {
    /// Chooses an answer to the question at `index`, counted from 0 and beginning again after the last.
    pub fn choose(&mut self, index: usize) -> (ItemNo, Sequence) {
        let item = &self.items[index % self.items.len()];
        let shown = any_answer(item, &mut self.person.draw);
        (item.no, self.record.give(item.no, shown))
    }

    /// Chooses an answer to any question.
    pub fn choose_any(&mut self) -> (ItemNo, Sequence) {
        let index = self.person.draw.below(u32::from(u16::MAX));
        self.choose(index as usize)
    }

    /// Sends an answer that was chosen; it is acknowledged when this succeeds.
    pub async fn send(&mut self, item: ItemNo, sequence: Sequence) -> Result<(), Fault> {
        let not_taken = |outcome: String| Fault::NotTaken { item, sequence, outcome };
        let Some(answer) = self.record.given(item, sequence).cloned() else {
            return Err(not_taken("it was never chosen".into()));
        };
        let save = Save { attempt: self.record.attempt, answers: [Draft { item, sequence, answer }] };
        let reply = self.person.browser.call("/api/attempt/save", &save).await?;
        let settled: Settled = reply.json()?;
        self.record.hear_deadline(settled.deadline, reply.life);
        match settled.results.iter().find(|result| result.item == item).map(|result| &result.outcome) {
            Some(Outcome::Saved { .. }) => {
                self.record.acknowledge(item, sequence, reply.life);
                Ok(())
            }
            outcome => Err(not_taken(format!("{outcome:?}"))),
        }
    }

    /// Hands the paper in and returns the address of the result.
    pub async fn hand_in(&mut self) -> Result<String, Fault> {
        let result = self.person.browser.submit(&format!("{}/hand-in", self.person.attempt), "").await?;
        self.record.hand_in();
        Ok(result)
    }
}

fn any_answer(item: &SheetItem, draw: &mut Draw) -> ShownResponse {
    let mut position = |options: usize| draw.below(u32::try_from(options.max(1)).unwrap_or(1)) as usize;
    match item.kind {
        Kind::SingleChoice => ShownResponse::Chosen(BTreeSet::from([position(item.options.len())])),
        Kind::MultipleChoice => {
            let count = item.options.len();
            let two = [position(count), position(count)];
            ShownResponse::Chosen(BTreeSet::from(two))
        }
        Kind::TrueFalse => ShownResponse::Truth(position(2) == 0),
        Kind::FillIn | Kind::Numeric | Kind::ShortAnswer => {
            let text = position(10_000).to_string();
            ShownResponse::Texts(vec![text; item.blanks])
        }
        Kind::Matching | Kind::Ordering => {
            let count = item.options.len();
            ShownResponse::Places((0..item.blanks).map(|_| Some(position(count))).collect())
        }
        Kind::Hotspot => ShownResponse::Chosen(BTreeSet::from([position(item.choices())])),
        Kind::Case => unreachable!("a case comes onto the paper as its questions"),
    }
}
