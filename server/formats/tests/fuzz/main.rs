//! Nothing that a stranger sends breaks a parser: real files damaged by chance, and files made to hurt.
//!
//! `make test` takes a fixed number of cases. `GUBEN_FUZZ_SECONDS=600 cargo test -p formats --release --test fuzz
//! -- --nocapture` goes on for as long; a case that fails is written to a file whose name is told.
//! `GUBEN_FUZZ_SEED` begins with other cases.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

mod hostile;
mod mutate;

use std::{
    cell::Cell,
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, Once, PoisonError},
    time::{Duration, Instant},
};

use domain::bank::import::Known;
use formats::{
    exchange, question_file,
    sheet::{self, Limits, SheetError},
};
use mutate::{Chance, mutated};
use peak_alloc::PeakAlloc;
use proptest::prelude::*;

/// Counts what is allocated, by every thread: measurements wait for each other.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most that a file may take, in bytes.
const MEMORY_LIMIT: usize = 300 << 20;

/// The longest that it may take. Code that is not optimised is given more.
const TIME_LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 120 } else { 10 });

#[derive(Clone, Copy, Debug)]
struct Cost {
    time: Duration,
    bytes: usize,
}

impl Cost {
    fn is_within_limits(self) -> bool {
        self.time <= TIME_LIMIT && self.bytes <= MEMORY_LIMIT
    }
}

thread_local! {
    /// A panic of a library that is caught has nothing to tell, and the words would fill the memory that is measured.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Every test begins with it, so that nothing is counted that another one takes.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `parse`, and says what it has taken at most beyond what was taken before.
fn measured<T>(parse: impl FnOnce() -> T) -> (std::thread::Result<T>, Cost) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                loud(panic);
            }
        }));
    });
    QUIET.set(true);
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let start = Instant::now();
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(parse));
    let cost = Cost { time: start.elapsed(), bytes: MEMORY.peak_usage().saturating_sub(before) };
    QUIET.set(false);
    (done, cost)
}

/// The whole way of an upload: read and judged.
fn imported(bytes: &[u8]) -> Result<usize, SheetError> {
    let (_, material) = question_file::read(bytes, Limits::default())?;
    Ok(material.judge(&Known::default()).rows.len())
}

/// Every way in, one after the other. What each says is its own affair.
fn every_parser(bytes: &[u8]) {
    let _ = imported(bytes);
    let _ = sheet::read(bytes, Limits::default());
    let _ = exchange::read(bytes, Limits::default());
}

/// Small real files, and the traps among them.
fn seeds() -> Vec<(String, Vec<u8>)> {
    const LARGEST: u64 = 200_000;
    let traps = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traps/files");
    let mut folders = vec![traps, PathBuf::from("/work/shared/data/question-banks")];
    let mut found = hostile::harmless();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if entry.metadata().is_ok_and(|file| file.len() <= LARGEST) {
                found.push((path.display().to_string(), fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn damaged_files_break_nothing() {
    const CASES: u64 = 1_500;
    let _alone = alone();
    let seconds = number("GUBEN_FUZZ_SECONDS").map(Duration::from_secs);
    let first = number("GUBEN_FUZZ_SEED").unwrap_or(0);
    let seeds = seeds();
    let start = Instant::now();
    let mut worst: BTreeMap<String, (u64, Cost)> = BTreeMap::new();
    let mut case = first;
    while seconds.map_or(case < first + CASES, |seconds| start.elapsed() < seconds) {
        let mut chance = Chance(case);
        let (name, seed) = &seeds[chance.below(seeds.len())];
        let other = &seeds[chance.below(seeds.len())].1;
        let bytes = mutated(&mut chance, seed, other);
        let (done, cost) = measured(|| every_parser(&bytes));
        if done.is_err() || !cost.is_within_limits() {
            let file = std::env::temp_dir().join(format!("guben-fuzz-{case}"));
            fs::write(&file, &bytes).unwrap();
            panic!("case {case} of {name}: panic {}, {cost:?}; {}", done.is_err(), file.display());
        }
        let kind = name.rsplit('.').next().unwrap().to_owned();
        let (cases, most) = worst.entry(kind).or_insert((0, cost));
        *cases += 1;
        (most.time, most.bytes) = (most.time.max(cost.time), most.bytes.max(cost.bytes));
        case += 1;
    }
    println!("{} seeds, cases {first} to {case}", seeds.len());
    for (kind, (cases, Cost { time, bytes })) in worst {
        println!("{kind:>5} {cases:>9} cases, worst {:.3} s and {} kB", time.as_secs_f64(), bytes / 1024);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_break_nothing(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _alone = alone();
        let (done, cost) = measured(|| every_parser(&bytes));
        prop_assert!(done.is_ok() && cost.is_within_limits(), "{:?}", cost);
    }

    #[test]
    fn any_text_breaks_nothing(text in "(?s)[\\x00-\\x7f（）一二三、。：答案题干√×А-Я\u{feff}]{0,400}") {
        let _alone = alone();
        let (done, cost) = measured(|| every_parser(text.as_bytes()));
        prop_assert!(done.is_ok() && cost.is_within_limits(), "{:?}", cost);
    }
}
