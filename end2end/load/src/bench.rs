//! Measures a roomful of candidates, from login to result.
//!
//! The generator runs on the machine that it measures and takes its share of the processor, so the
//! figures are worse than what the server could do alone.

use std::{
    collections::BTreeSet,
    process::{ExitCode, Stdio},
};

use tokio::{process::Command, sync::watch};

use crate::{
    candidate::{self, Candidate},
    client::Up,
    fault::Fault,
    figure::{self, Aim, Figure},
    ledger, page,
    phase::{self, Phase, Room},
    server::{Installation, Seeded, Server},
};

/// Breaches that are printed one by one.
const SHOWN: usize = 20;

/// Bytes of the exam page as sent.
#[derive(Default)]
struct Weight {
    html: usize,
    css: usize,
    js: usize,
    wasm: usize,
}

/// Everything that was measured on the running server.
struct Measured {
    logins: Phase,
    first_pages: Phase,
    starts: Phase,
    files: Phase,
    exams: Phase,
    full_speed: Phase,
    offered: Phase,
    hand_ins: Phase,
    weight: Weight,
    /// The most memory at once, in bytes: after the logins, and at the end.
    memory: (u64, u64),
}

pub async fn run(installation: &Installation, count: u32) -> Result<ExitCode, Fault> {
    println!("bench: {}, {count} candidates", installation.engine());
    let seeded = installation.seed(count).await?;
    let server = installation.start().await?;
    let (measured, candidates) = measure(&server, &seeded, count).await?;

    // What was acknowledged is durable already: the server gets no chance to tidy up.
    server.kill().await?;
    let kept = installation.dump().await?;
    let breaches = ledger::compare(candidates.iter().map(|candidate| &candidate.record), &kept);
    breaches.iter().take(SHOWN).for_each(|breach| println!("{breach}"));
    let acknowledged: usize = candidates.iter().map(|candidate| candidate.record.acknowledged()).sum();

    println!("\n{}", phase::table(&measured.phases()));
    let mut figures = measured.figures(count);
    figures.extend(documents().await);
    figures.extend([
        Figure::new("answers acknowledged", acknowledged as f64, "", Aim::None),
        Figure::new("broken promises among them", breaches.len() as f64, "", Aim::AtMost(0.0)),
    ]);
    print!("\n{}", figure::table(&figures));
    Ok(if breaches.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn measure(server: &Server, seeded: &Seeded, count: u32) -> Result<(Measured, Vec<Candidate>), Fault> {
    let (_whereabouts, seen) = watch::channel(Some(Up { address: server.address, life: 1 }));
    let room = Room { server, seeded };
    let mut people = candidate::people(count, &seen, 1);
    let logins = room.logins(&mut people).await?;
    let memory_after_logins = server.peak_memory()?;
    let first_pages = room.first_pages(&mut people).await?;
    let starts = room.starts(&mut people).await?;
    let mut candidates = candidate::sit(people).await?;
    let (weight, files) = weigh(&mut candidates[0]).await?;
    let measured = Measured {
        logins,
        first_pages,
        starts,
        files: room.files(&mut candidates, &files).await?,
        exams: room.exams(&mut candidates).await?,
        full_speed: room.full_speed(&mut candidates).await?,
        offered: room.offered(&mut candidates).await?,
        hand_ins: room.hand_ins(&mut candidates).await?,
        weight,
        memory: (memory_after_logins, server.peak_memory()?),
    };
    Ok((measured, candidates))
}

impl Measured {
    fn phases(&self) -> [&Phase; 8] {
        let Measured { logins, first_pages, starts, files, exams, full_speed, offered, hand_ins, .. } = self;
        [logins, first_pages, starts, files, exams, full_speed, offered, hand_ins]
    }

    /// What a candidate does once, from after the login until the result.
    fn one_exam(&self) -> [&Phase; 5] {
        [&self.first_pages, &self.starts, &self.files, &self.exams, &self.hand_ins]
    }

    fn figures(&self, count: u32) -> Vec<Figure> {
        let Weight { html, css, js, wasm } = self.weight;
        let cpu = |phases: &[&Phase]| {
            let seconds: f64 = phases.iter().map(|phase| phase.cpu.as_secs_f64()).sum();
            seconds * 1e3 / f64::from(count)
        };
        let (kilobytes, megabytes) = (|bytes: usize| bytes as f64 / 1e3, |bytes: u64| bytes as f64 / 1e6);
        // A server without its bundle would have the lightest page of all.
        let scripts = (wasm > 0).then(|| kilobytes(js + wasm));
        vec![
            Figure::new("starts: the last paper", self.starts.took.as_secs_f64(), "s", Aim::AtMost(2.0)),
            Figure::new("saves at full speed", self.full_speed.per_second(), "/s", Aim::AtLeast(2000.0)),
            Figure::new("saves, 2,000/s offered: taken", self.offered.per_second(), "/s", Aim::None),
            Figure::new("saves, 2,000/s offered: p99", self.offered.p99(), "ms", Aim::AtMost(100.0)),
            Figure::new("hand-ins: p99", self.hand_ins.p99(), "ms", Aim::None),
            Figure::new("hand-ins: the last result", self.hand_ins.took.as_secs_f64(), "s", Aim::None),
            Figure::new("server CPU per login", cpu(&[&self.logins]), "ms", Aim::None),
            Figure::new("server CPU per exam, login apart", cpu(&self.one_exam()), "ms", Aim::AtMost(50.0)),
            Figure::new("server memory, peak by the logins", megabytes(self.memory.0), "MB", Aim::None),
            Figure::new("server memory, peak", megabytes(self.memory.1), "MB", Aim::AtMost(150.0)),
            Figure::new("exam page: HTML and CSS", kilobytes(html + css), "kB", Aim::AtMost(60.0)),
            Figure::new("exam page: JS and WASM", scripts, "kB", Aim::AtMost(350.0)),
        ]
    }
}

/// Loads an exam page and its files as a browser does that has none of them yet, and returns the files.
async fn weigh(candidate: &mut Candidate) -> Result<(Weight, BTreeSet<String>), Fault> {
    let (browser, path) = (&mut candidate.person.browser, &candidate.person.attempt);
    let files = page::files(browser.page(path).await?.text()?);
    let page = browser.compressed(path).await?;
    println!("\nThe exam page as sent:\n  the page: {} bytes, {}", page.body.len(), page.encoding());
    let mut weight = Weight { html: page.body.len(), ..Weight::default() };
    for file in &files {
        let sent = browser.compressed(file).await?;
        println!("  {file}: {} bytes, {}", sent.body.len(), sent.encoding());
        match file.rsplit('.').next() {
            Some("css") => weight.css += sent.body.len(),
            Some("js") => weight.js += sent.body.len(),
            _ => weight.wasm += sent.body.len(),
        }
    }
    Ok((weight, files))
}

/// What reading a workbook, finding questions and printing a certificate take, measured in the crate that does it.
async fn documents() -> [Figure; 5] {
    // One prints a time for reading and one for judging; the other's last line is the mean.
    let (import, pdf) = (example("import_bench", "s").await, example("pdf_bench", "ms").await);
    let find = example("find_bench", "s").await;
    let find = find.last_chunk::<3>();
    let import = (!import.is_empty()).then(|| import.iter().sum::<f64>());
    [
        Figure::new("10,000 rows read and judged, not stored", import, "s", Aim::AtMost(3.0)),
        Figure::new("100,000 questions: a search", find.map(|find| find[0]), "s", Aim::AtMost(0.2)),
        Figure::new("100,000 questions: what resembles one", find.map(|find| find[1]), "s", Aim::AtMost(1.0)),
        Figure::new("100,000 questions: all that resemble", find.map(|find| find[2]), "s", Aim::None),
        Figure::new("a certificate's PDF", pdf.last().copied(), "ms", Aim::AtMost(10.0)),
    ]
}

/// Runs a measuring example of the crates `formats` and `domain`, which `scripts/bench` builds beside this program, and
/// returns the numbers in `unit` that it prints; none where it was not built.
async fn example(name: &'static str, unit: &str) -> Vec<f64> {
    let beside = std::env::current_exe().ok().and_then(|own| Some(own.parent()?.join("examples").join(name)));
    let Some(program) = beside.filter(|program| program.exists()) else { return Vec::new() };
    let output = Command::new(program).stdin(Stdio::null()).kill_on_drop(true).output().await;
    let output =
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    println!("\n{name}:\n{output}");
    numbers(&output, unit)
}

fn numbers(output: &str, unit: &str) -> Vec<f64> {
    let words: Vec<&str> = output.split_whitespace().collect();
    let measured = words.windows(2).filter(|pair| pair[1].trim_end_matches(',') == unit);
    measured.filter_map(|pair| pair[0].parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_apart_by_their_unit() {
        let output = "10000 rows, 812 kB\nread   0.412 s\njudged 0.133 s\nfirst   98.1 ms, 15012 bytes";
        assert_eq!(numbers(output, "s"), [0.412, 0.133]);
        assert_eq!(numbers(output, "ms"), [98.1]);
        assert!(numbers("error: no example target", "s").is_empty());
    }
}
