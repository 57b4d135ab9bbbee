//! Brings answers to the server: one request at a time, again and again until it is there.

use domain::{
    attempt::room::{ClockNow, Settled},
    id::AttemptId,
};
use gloo_timers::{callback::Interval, future::TimeoutFuture};
use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast as _;

use super::{
    answers::Answers,
    api::{RoomTrouble, save_answers},
    clock::Clock,
    journal::{self, Journal},
};

/// How long typing may go on before it is sent. Choices go at once, since the next round takes them along.
const PAUSE_MS: u32 = 400;
/// How long to wait after a failure before the next try; each further failure doubles it up to the last.
const RETRY_MS: (u32, u32) = (1_500, 12_000);
/// A page that has nothing to send still asks for the time this often, to hear of extensions and pauses.
const QUIET_MS: i64 = 15_000;
/// While the clock stands the page asks more often, and sends what it has at the same time: it costs the
/// candidate time not to know that the exam goes on.
const PAUSED_MS: i64 = 5_000;
/// The clock on the page is only moved when it is off by more than this, so that it does not jitter.
const JITTER_MS: i64 = 3_000;

/// Wakes the room up. Called once.
pub fn begin(attempt: AttemptId, answers: Answers, clock: Clock) {
    let kept = journal::read(attempt);
    if !kept.flags.is_empty() {
        answers.flags.set(kept.flags.into_iter().collect());
    }
    answers.take_drafts(kept.drafts);

    Effect::new(move |_| {
        let drafts = answers.drafts();
        let flags: Vec<u16> = answers.flags.with(|flags| flags.iter().copied().collect());
        journal::write(attempt, &Journal { drafts, flags });
    });

    let base = StoredValue::new((monotonic(), clock.remaining_ms.get_untracked()));
    Interval::new(250, move || {
        let (since, remaining) = base.get_value();
        if clock.paused.with_untracked(Option::is_some) {
            return;
        }
        let left = remaining - (monotonic() - since);
        if left / 1000 != clock.remaining_ms.get_untracked() / 1000 {
            clock.remaining_ms.set(left);
        }
        if left <= 0 && !clock.up.get_untracked() {
            clock.up.set(true);
        }
    })
    .forget();

    let online = window_event_listener(ev::online, move |_| answers.offline.set(false));
    std::mem::forget(online);
    spawn_local(deliver(attempt, answers, clock, base));
}

/// The endless round: send what is unsaved, or ask for the time now and then.
async fn deliver(attempt: AttemptId, answers: Answers, clock: Clock, base: StoredValue<(i64, i64)>) {
    let mut wait = RETRY_MS.0;
    let mut quiet_since = i64::MIN / 2;
    loop {
        let drafts = answers.items.with_untracked(|_| untrack(move || answers.drafts()));
        let idle = drafts.is_empty();
        let paused = clock.paused.with_untracked(Option::is_some);
        if idle && !paused && answers.handing_in.get_untracked() && untrack(move || answers.unsaved()) == 0 {
            leave(&format!("/attempts/{attempt}/hand-in"));
            return;
        }
        if idle && clock.up.get_untracked() {
            journal::forget(attempt);
            leave(&format!("/attempts/{attempt}/result"));
            return;
        }
        let quiet = monotonic() - quiet_since;
        if (paused && quiet < PAUSED_MS) || (idle && quiet < QUIET_MS && !paused) {
            TimeoutFuture::new(PAUSE_MS).await;
            continue;
        }
        match save_answers(attempt, drafts.clone()).await {
            Ok(settled) => {
                wait = RETRY_MS.0;
                quiet_since = monotonic();
                answers.offline.set(false);
                answers.signed_out.set(false);
                answers.asked_offline.set(false);
                answers.settle(&drafts, &settled);
                follow(&settled, clock, base);
                if clock.paused.with_untracked(Option::is_some) {
                    answers.handing_in.set(false);
                }
                if Answers::is_over(&settled) {
                    journal::forget(attempt);
                    leave(&format!("/attempts/{attempt}/result"));
                    return;
                }
                TimeoutFuture::new(PAUSE_MS).await;
            }
            Err(trouble) => {
                answers.signed_out.set(trouble == RoomTrouble::SignedOut);
                answers.offline.set(trouble == RoomTrouble::Unreachable || trouble == RoomTrouble::NotNow);
                if answers.handing_in.get_untracked() {
                    answers.asked_offline.set(true);
                    answers.handing_in.set(false);
                }
                TimeoutFuture::new(wait).await;
                wait = (wait * 2).min(RETRY_MS.1);
            }
        }
    }
}

/// The server's word on the time, when it differs from ours.
fn follow(settled: &Settled, clock: Clock, base: StoredValue<(i64, i64)>) {
    let (now, deadline) = (settled.now, settled.deadline);
    let pause = match &settled.clock {
        ClockNow::Paused { reason } => Some(reason.clone()),
        ClockNow::Running | ClockNow::Over => None,
    };
    // The end is known to have moved only by a clock that runs.
    if pause.is_none() && deadline.since(clock.deadline.get_untracked()) > JITTER_MS {
        clock.moved.set(true);
    }
    if pause != clock.paused.get_untracked() {
        clock.paused.set(pause);
    }
    let remaining = deadline.since(now);
    if (remaining - clock.remaining_ms.get_untracked()).abs() > JITTER_MS
        || deadline != clock.deadline.get_untracked()
    {
        base.set_value((monotonic(), remaining));
        clock.remaining_ms.set(remaining);
        clock.deadline.set(deadline);
        clock.up.set(remaining <= 0);
    }
}

/// Milliseconds since the page began; goes on evenly whatever somebody does to the phone's clock.
fn monotonic() -> i64 {
    let now = web_sys::window().and_then(|window| window.performance()).map(|performance| performance.now());
    now.unwrap_or_default() as i64
}

fn leave(to: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_href(to);
    }
}

/// Brings a question to the top of the screen and the focus to its text.
pub fn show(no: u16) {
    request_animation_frame(move || {
        let stem = document().query_selector(&format!("#q{no} .stem")).ok().flatten();
        if let Some(stem) = stem.and_then(|stem| stem.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = stem.focus();
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
}

/// Closes the answer card, which its address keeps open.
pub fn close_card() {
    let _ = window().location().set_hash("main");
}
