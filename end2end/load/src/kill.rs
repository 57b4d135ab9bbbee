//! Ends the server at random moments while candidates save, and looks for what is missing afterwards.

use std::{
    cell::Cell,
    collections::BTreeSet,
    process::ExitCode,
    time::{Duration, Instant},
};

use futures::future::try_join;
use tokio::sync::watch;

use crate::{
    candidate::{self, Candidate, all, in_turn},
    client::Up,
    fault::Fault,
    ledger::{self, Breach},
    server::{Installation, Server},
    times::Times,
};

/// A kill comes at some moment in this time after the first acknowledged answer of a life, in milliseconds.
const LIFE_MS: u32 = 1000;

/// Between an answer that did not get through and its next try.
const BEFORE_NEXT_TRY: Duration = Duration::from_millis(20);

/// How long it may take until an answer gets through, before the run is given up: the next answer of anybody
/// after a restart, the last answer of everybody after the last one.
const PATIENCE: Duration = Duration::from_secs(60);

/// Breaches that are printed one by one.
const SHOWN: usize = 20;

/// What happened so far, seen by candidates and killer alike.
#[derive(Default)]
struct Course {
    acknowledged: Cell<u64>,
    sent_again: Cell<u64>,
    /// When everybody was asked to finish.
    over: Cell<Option<Instant>>,
}

pub async fn run(installation: &Installation, count: u32, kills: u32, seed: u64) -> Result<ExitCode, Fault> {
    println!("kill: {}, {count} candidates, {kills} kills, seed {seed}", installation.engine());
    let seeded = installation.seed(count).await?;
    let server = installation.start().await?;
    let (whereabouts, seen) = watch::channel(Some(Up { address: server.address, life: 1 }));

    let mut people = candidate::people(count, &seen, seed);
    in_turn(&mut people, async |person| person.login(&seeded).await).await?;
    all(&mut people, async |person| person.start(&seeded).await).await?;
    let mut candidates = candidate::sit(people).await?;

    let course = Course::default();
    let saving = all(&mut candidates, async |candidate| save(candidate, &course).await);
    let killing = kill(installation, server, &whereabouts, kills, seed, &course);
    let (_, (server, recoveries)) = try_join(saving, killing).await?;
    server.kill().await?;

    let kept = installation.dump().await?;
    let breaches = ledger::compare(candidates.iter().map(|candidate| &candidate.record), &kept);
    let acknowledged: usize = candidates.iter().map(|candidate| candidate.record.acknowledged()).sum();
    println!("  answers acknowledged: {acknowledged}; sent again after a kill: {}", course.sent_again.get());
    println!(
        "  from a kill to the next acknowledged answer: p50 {:.2} s, longest {:.2} s",
        recoveries.percentile(50.0).as_secs_f64(),
        recoveries.percentile(100.0).as_secs_f64()
    );
    Ok(verdict(&breaches, kills))
}

/// Answers any question, again and again, each until it is acknowledged.
async fn save(candidate: &mut Candidate, course: &Course) -> Result<(), Fault> {
    while course.over.get().is_none() {
        let (item, sequence) = candidate.choose_any();
        while let Err(fault) = candidate.send(item, sequence).await {
            if !fault.may_pass() || course.over.get().is_some_and(|over| over.elapsed() > PATIENCE) {
                return Err(fault);
            }
            course.sent_again.set(course.sent_again.get() + 1);
            tokio::time::sleep(BEFORE_NEXT_TRY).await;
        }
        course.acknowledged.set(course.acknowledged.get() + 1);
    }
    Ok(())
}

/// Kills and restarts; returns the last server, and how long it took each time until answers were saved again.
async fn kill(
    installation: &Installation,
    mut server: Server,
    whereabouts: &watch::Sender<Option<Up>>,
    kills: u32,
    seed: u64,
    course: &Course,
) -> Result<(Server, Times), Fault> {
    // People are numbered from 1.
    let mut moments = candidate::draw(seed, 0);
    let mut recoveries = Times::default();
    next_acknowledgement(course).await?;
    for kill in 1..=kills {
        tokio::time::sleep(Duration::from_millis(moments.below(LIFE_MS).into())).await;
        server.kill().await?;
        let killed = Instant::now();
        whereabouts.send_replace(None);
        server = installation.start().await?;
        whereabouts.send_replace(Some(Up { address: server.address, life: kill + 1 }));
        next_acknowledgement(course).await?;
        recoveries.push(killed.elapsed());
    }
    course.over.set(Some(Instant::now()));
    Ok((server, recoveries))
}

async fn next_acknowledgement(course: &Course) -> Result<(), Fault> {
    let (before, since) = (course.acknowledged.get(), Instant::now());
    while course.acknowledged.get() == before {
        if since.elapsed() > PATIENCE {
            return Err(Fault::NotServing { what: "acknowledge an answer", within: PATIENCE });
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

/// Prints what was found. A kill has failed when something that was promised before it is not so after it.
fn verdict(breaches: &[Breach], kills: u32) -> ExitCode {
    for breach in breaches.iter().take(SHOWN) {
        println!("  {breach}");
    }
    if breaches.len() > SHOWN {
        println!("  … and {} more", breaches.len() - SHOWN);
    }
    // The server ended once more after the last kill, when everybody had finished.
    let failed: BTreeSet<u32> = breaches.iter().map(|breach| breach.life.min(kills)).collect();
    let failed = failed.len();
    println!("kill: {} passed, {failed} failed", kills as usize - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
