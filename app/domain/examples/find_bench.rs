//! How long it takes to find questions and their near duplicates in a large house, and how much memory.
//!
//! `cargo run --release -p domain --example find_bench -- 10000`; 100,000 questions where no number is given.
//! The aims for 100,000 are 0.2 s for a search and 1 s for what resembles one question.
//!
//! The questions are put together from clauses of the banks in `question-banks`, each of which so comes in many
//! of them: harder than real questions. Of a hundred, one repeats an earlier one with a word more, and of a
//! thousand, one repeats it with another key.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use domain::{
    bank::{
        Content, Item, ItemOption,
        alike::{Index as Alike, Likeness, Said, clusters},
        find::{Index as Find, Query, Scope},
    },
    id::{BankId, ItemId},
};
use uuid::Uuid;

const BANKS: [&str; 3] = [
    include_str!("../../../question-banks/fire-safety.csv"),
    include_str!("../../../question-banks/safety-manager.csv"),
    include_str!("../../../question-banks/principal-officer.csv"),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().nth(1).map_or(Ok(100_000), |count| count.parse())?;
    let items = house(count);
    let bank = BankId(Uuid::from_u128(1));
    println!("{count} questions, before {} MB", megabytes()?);

    let (mut find, took) = timed(|| {
        let mut find = Find::default();
        items.iter().for_each(|(id, item)| find.put(*id, bank, item));
        find
    });
    println!("search: made in {}, {} MB by its own count", seconds(took), find.size() >> 20);
    let mut slowest = Duration::ZERO;
    for words in ["的", "动火", "应急预案", "安全 培训 负责人", "\"特种作业\" 证", "zz", "第1234号"]
    {
        let query = Query::of(words);
        let (hits, took) = timed(|| find.search(&query, &Scope::default()));
        slowest = slowest.max(took);
        println!("  {words}: {} hits in {}", hits.len(), seconds(took));
    }
    let (_, took) = timed(|| find.put(items[0].0, bank, &items[1].1));
    println!("  a question changed in {}", seconds(took));
    println!("  {} MB in all", megabytes()?);

    let (mut alike, took) = timed(|| Alike::of(items.iter().map(|(id, item)| (*id, Said::by(item)))));
    println!("alike: made in {}, {} MB in all", seconds(took), megabytes()?);
    let times: Vec<Duration> = items
        .iter()
        .step_by((items.len() / 1000).max(1))
        .map(|(_, item)| timed(|| black_box(alike.like(&Said::by(item)))).1)
        .collect();
    let (sum, most) = (times.iter().sum::<Duration>(), times.iter().max().copied().unwrap_or_default());
    println!("  one question: {} on average, {} at most", seconds(sum / times.len() as u32), seconds(most));
    let (pairs, all) = timed(|| alike.pairs(1_000_000));
    let of = |likeness| pairs.iter().filter(|pair| pair.likeness == likeness).count();
    println!(
        "  all pairs in {}: {} contradictions, {} the same, {} near",
        seconds(all),
        of(Likeness::Contradiction),
        of(Likeness::Same),
        of(Likeness::Near),
    );
    let (found, took) = timed(|| clusters(pairs));
    println!("  {} clusters in {}", found.len(), seconds(took));
    let (_, took) = timed(|| alike.put(items[0].0, Said::by(&items[1].1)));
    println!("  a question changed in {}", seconds(took));
    println!("peak {} MB", peak()?);
    // `load bench` reads these three.
    println!(
        "slowest search {}\nslowest question {}\nall pairs {}",
        seconds(slowest),
        seconds(most),
        seconds(all)
    );
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

fn seconds(took: Duration) -> String {
    format!("{:.4} s", took.as_secs_f64())
}

fn house(count: usize) -> Vec<(ItemId, Item)> {
    let clauses: Vec<&str> = BANKS
        .iter()
        .flat_map(|bank| bank.split(|c: char| "，。、；：,\n（）()\"？".contains(c)))
        .map(str::trim)
        .filter(|clause| clause.chars().count() >= 4)
        .collect();
    let mut dice = Dice(1);
    let mut some = |least: usize, most: usize| {
        let wanted = least + dice.below(most - least + 1);
        let mut said: Vec<&str> = (0..wanted).map(|_| clauses[dice.below(clauses.len())]).collect();
        said.dedup();
        said.join("，")
    };
    let mut items: Vec<(ItemId, Item)> = Vec::with_capacity(count);
    for no in 0..count {
        let id = ItemId(Uuid::from_u128(no as u128));
        let earlier = no.checked_sub(50).map(|earlier| items[earlier].1.clone());
        let item = match (no % 1000, earlier) {
            (999, Some(mut item)) => {
                turn(&mut item.content);
                item
            }
            (at, Some(mut item)) if at % 100 == 99 => {
                item.stem.push_str("（注意）");
                item
            }
            _ => {
                let stem = format!("第{no}号：{}（ ）。", some(1, 3));
                let content = match no % 3 {
                    0 => Content::TrueFalse { key: no % 2 == 0 },
                    _ => Content::SingleChoice {
                        options: (0..4).map(|_| ItemOption::words(some(1, 1))).collect(),
                        key: no % 4,
                        shuffle: Default::default(),
                    },
                };
                Item {
                    explanation: some(2, 5),
                    knowledge_point: some(1, 1),
                    legal_basis: some(1, 1),
                    ..Item::new(stem, content)
                }
            }
        };
        items.push((id, item));
    }
    items
}

/// Makes something else right.
fn turn(content: &mut Content) {
    match content {
        Content::TrueFalse { key } => *key = !*key,
        Content::SingleChoice { options, key, .. } => *key = (*key + 1) % options.len(),
        _ => {}
    }
}

/// Chance that is the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn megabytes() -> Result<u64, Box<dyn std::error::Error>> {
    status("VmRSS:")
}

fn peak() -> Result<u64, Box<dyn std::error::Error>> {
    status("VmHWM:")
}

/// What Linux counts of the process, in MB.
fn status(of: &str) -> Result<u64, Box<dyn std::error::Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(of)).ok_or("the status lacks a line")?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1024)
}
