//! How long an item analysis takes: `cargo run --release -p domain --example analysis_speed`.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use domain::{
    analysis::{Answered, Asked, Counted, Sat, Thresholds, analyse},
    points::Points,
    seed::Seed,
};
use uuid::Uuid;

/// `people` who each get 60 of `bank` questions with four options.
fn exam(people: u128, bank: u128) -> (Vec<Sat>, BTreeMap<domain::id::ItemVersionId, Asked>) {
    let mut draw = Seed([1; 32]).draw();
    let attempts = (0..people)
        .map(|person| {
            let mut items: Vec<u128> = (0..bank).collect();
            draw.shuffle(&mut items);
            let able = draw.below(60);
            let answers = items[..60].iter().map(|item| {
                let chosen = if draw.below(100) < 30 + able { 0 } else { 1 + draw.below(3) as usize };
                let earned = if chosen == 0 { Points::whole(1) } else { Points::ZERO };
                Answered {
                    version: Uuid::from_u128(*item).into(),
                    earned,
                    possible: Points::whole(1),
                    chosen: BTreeSet::from([chosen]),
                }
            });
            Sat { person: Uuid::from_u128(person).into(), no: 1, answers: answers.collect() }
        })
        .collect();
    (attempts, (0..bank).map(|item| (Uuid::from_u128(item).into(), Asked::one_of(4, 0))).collect())
}

fn main() {
    for (what, bank) in [("the same 60 questions", 60), ("60 of 80 questions", 80), ("60 of 300", 300)] {
        let (attempts, asked) = exam(300, bank);
        let mut best = f64::INFINITY;
        let mut rounds = None;
        for _ in 0..10 {
            let begun = Instant::now();
            let found = analyse(&attempts, &asked, Counted::First, &Thresholds::default());
            best = best.min(begun.elapsed().as_secs_f64());
            rounds = found.rasch.map(|rasch| (rasch.rounds, rasch.converged));
        }
        println!("300 attempts, {what}: {:.1} ms, rasch rounds {rounds:?}", best * 1000.0);
    }
}
