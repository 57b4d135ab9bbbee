//! The stretches of a run: what everybody does, how long it took them, what it cost the server.

use std::{
    collections::BTreeSet,
    future::Future,
    time::{Duration, Instant},
};

use futures::future::try_join_all;
use tokio::time::sleep_until;

use crate::{
    candidate::{Candidate, Person, all, in_turn},
    fault::Fault,
    server::{Seeded, Server},
    table::Table,
    times::{Times, millis},
};

/// How long everybody saves as fast as the answers come.
const FULL_SPEED: Duration = Duration::from_secs(15);

/// Saves that are offered in the phase that looks at their delay. At full speed every connection always
/// waits, so that the delay would only say how many connections there are.
const OFFERED_PER_SECOND: u32 = 2000;
const OFFERED_FOR: Duration = Duration::from_secs(15);

/// A candidate's whole exam, at many times the speed of a person.
const ANSWERS: u32 = 60;
const EXAM: Duration = Duration::from_secs(30);

pub struct Phase {
    pub name: &'static str,
    pub times: Times,
    /// Until the last answer.
    pub took: Duration,
    /// The server's processor time.
    pub cpu: Duration,
}

/// A server that is measured.
pub struct Room<'a> {
    pub server: &'a Server,
    pub seeded: &'a Seeded,
}

impl Phase {
    pub fn per_second(&self) -> f64 {
        self.times.count() as f64 / self.took.as_secs_f64()
    }

    /// In milliseconds.
    pub fn p99(&self) -> f64 {
        self.times.percentile(99.0).as_secs_f64() * 1000.0
    }
}

impl Room<'_> {
    pub async fn logins(&self, people: &mut [Person]) -> Result<Phase, Fault> {
        let work = in_turn(people, async |person| {
            let began = Instant::now();
            person.login(self.seeded).await?;
            Ok(began.elapsed())
        });
        self.phase("logins (Argon2), 8 at once", work).await
    }

    pub async fn first_pages(&self, people: &mut [Person]) -> Result<Phase, Fault> {
        let start = format!("/exams/{}", self.seeded.sitting);
        let work = all(people, async |person| {
            let began = Instant::now();
            person.browser.compressed("/").await?;
            person.browser.compressed(&start).await?;
            Ok(began.elapsed())
        });
        self.phase("home, then start page", work).await
    }

    pub async fn starts(&self, people: &mut [Person]) -> Result<Phase, Fault> {
        let work = all(people, async |person| {
            let began = Instant::now();
            person.start(self.seeded).await?;
            person.browser.compressed(&person.attempt).await?;
            Ok(began.elapsed())
        });
        self.phase("starts in a burst, until the paper is there", work).await
    }

    pub async fn files(
        &self,
        candidates: &mut [Candidate],
        files: &BTreeSet<String>,
    ) -> Result<Phase, Fault> {
        let work = all(candidates, async |candidate| {
            let began = Instant::now();
            for file in files {
                candidate.person.browser.compressed(file).await?;
            }
            Ok(began.elapsed())
        });
        self.phase("files of the exam page", work).await
    }

    /// Everybody answers every question once.
    pub async fn exams(&self, candidates: &mut [Candidate]) -> Result<Phase, Fault> {
        let work = paced(candidates, EXAM / ANSWERS, ANSWERS, None);
        self.phase("60 answers each within 30 s", flat(work)).await
    }

    pub async fn full_speed(&self, candidates: &mut [Candidate]) -> Result<Phase, Fault> {
        let end = Instant::now() + FULL_SPEED;
        let work = all(candidates, async |candidate| {
            let mut times = Vec::new();
            while Instant::now() < end {
                let (item, sequence) = candidate.choose_any();
                let began = Instant::now();
                candidate.send(item, sequence).await?;
                times.push(began.elapsed());
            }
            Ok(times)
        });
        self.phase("saves at full speed", flat(work)).await
    }

    pub async fn offered(&self, candidates: &mut [Candidate]) -> Result<Phase, Fault> {
        let interval = Duration::from_secs(1) * people(candidates) / OFFERED_PER_SECOND;
        let each = OFFERED_FOR.div_duration_f64(interval).round() as u32;
        self.phase("saves, 2,000/s offered", flat(paced(candidates, interval, each, Some(2 * OFFERED_FOR))))
            .await
    }

    pub async fn hand_ins(&self, candidates: &mut [Candidate]) -> Result<Phase, Fault> {
        let work = all(candidates, async |candidate| {
            let began = Instant::now();
            let result = candidate.hand_in().await?;
            candidate.person.browser.compressed(&result).await?;
            Ok(began.elapsed())
        });
        self.phase("hand-ins in a burst, until the result is there", work).await
    }

    async fn phase(
        &self,
        name: &'static str,
        work: impl Future<Output = Result<Vec<Duration>, Fault>>,
    ) -> Result<Phase, Fault> {
        eprintln!("  {name} …");
        let (cpu, began) = (self.server.cpu()?, Instant::now());
        let times = work.await?.into_iter().collect();
        Ok(Phase { name, times, took: began.elapsed(), cpu: self.server.cpu()?.saturating_sub(cpu) })
    }
}

pub fn table(phases: &[&Phase]) -> Table {
    let mut table =
        Table::new(["phase", "count", "s", "per s", "p50 ms", "p99 ms", "last ms", "server CPU s"]);
    for phase in phases {
        table.row([
            phase.name.into(),
            phase.times.count().to_string(),
            format!("{:.2}", phase.took.as_secs_f64()),
            format!("{:.0}", phase.per_second()),
            millis(phase.times.percentile(50.0)),
            millis(phase.times.percentile(99.0)),
            millis(phase.times.percentile(100.0)),
            format!("{:.2}", phase.cpu.as_secs_f64()),
        ]);
    }
    table
}

/// Everybody sends `each` answers, one every `interval`, not all at the same moment.
///
/// A delay is counted from the moment at which the answer was due, so that a server that stalls can't
/// hide behind answers that had to wait for their turn. `give_up` bounds what a server may fall behind.
async fn paced(
    candidates: &mut [Candidate],
    interval: Duration,
    each: u32,
    give_up: Option<Duration>,
) -> Result<Vec<Vec<Duration>>, Fault> {
    let (began, count) = (Instant::now(), people(candidates));
    let work = (0..).zip(candidates).map(|(number, candidate)| async move {
        let mut times = Vec::new();
        for answer in 0..each {
            let due = began + interval * answer + interval * number / count;
            sleep_until(due.into()).await;
            if give_up.is_some_and(|limit| began.elapsed() > limit) {
                break;
            }
            let (item, sequence) = candidate.choose(answer as usize);
            candidate.send(item, sequence).await?;
            times.push(due.elapsed());
        }
        Ok(times)
    });
    try_join_all(work).await
}

async fn flat(work: impl Future<Output = Result<Vec<Vec<Duration>>, Fault>>) -> Result<Vec<Duration>, Fault> {
    Ok(work.await?.concat())
}

fn people(candidates: &[Candidate]) -> u32 {
    u32::try_from(candidates.len()).unwrap_or(u32::MAX)
}
