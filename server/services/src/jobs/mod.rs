//! What the server does by itself: closes attempts whose time is up, sends mail, judges long files.
//!
//! Nothing depends on a job having run on time: whoever looks earlier is told the truth from the rows and
//! the clock. Every copy of the server runs all jobs; each is safe to run twice or at once.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt as _;
use tokio::time::MissedTickBehavior;

use crate::{Guben, attempt, bank, clock, failure::Result, notice, person::login};

/// How often attempts that are due are looked for.
const CLOSE_EVERY: Duration = Duration::from_secs(1);

/// How often mail is sent.
const DELIVER_EVERY: Duration = Duration::from_secs(15);

/// How often long files that wait to be judged are looked for.
const JUDGE_EVERY: Duration = Duration::from_secs(1);

/// How often what is no longer needed is thrown away: counts of failed logins, sessions long ended.
const FORGET_EVERY: Duration = Duration::from_secs(60 * 60);

/// Runs the jobs until `stop` is done. What a job is in the middle of then is taken up after the next start.
pub async fn run(guben: Arc<Guben>, wording: Arc<dyn notice::Wording>, stop: impl Future<Output = ()>) {
    let close = every(CLOSE_EVERY, "close attempts", || attempt::close_due(&guben, clock::now()));
    let deliver = every(DELIVER_EVERY, "deliver mail", || notice::deliver(&guben, clock::now(), &*wording));
    let forget = every(FORGET_EVERY, "forget old logins", || login::forget_old(&guben, clock::now()));
    let judge = every(JUDGE_EVERY, "judge files", || bank::judge_waiting(&guben, clock::now()));
    tokio::select! {
        () = stop => {}
        () = close => {}
        () = forget => {}
        () = judge => {}
        () = deliver => {}
    }
}

/// Does `job` again and again. Neither a failure nor a panic ends it.
async fn every<T, F: Future<Output = Result<T>>>(period: Duration, name: &str, job: impl Fn() -> F) {
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match AssertUnwindSafe(job()).catch_unwind().await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(job = name, %error, "a job failed"),
            Err(_) => tracing::error!(job = name, "a job panicked"),
        }
    }
}
