//! The time that is left. The server's clock counts; the browser's only measures how long ago the server
//! said so, so that a wrong date on a phone changes nothing.

use domain::{
    attempt::{proctor::Reason, room::Room},
    time::{Timestamp, Zone},
};
use leptos::prelude::*;

use crate::text::{self, Lang};

/// The last seconds, in which the clock is shown in another colour.
const LOW_MS: i64 = 5 * 60_000;

#[derive(Clone, Copy)]
pub struct Clock {
    pub remaining_ms: RwSignal<i64>,
    pub deadline: RwSignal<Timestamp>,
    /// Time is up: nothing can be changed any more.
    pub up: RwSignal<bool>,
    /// The clock stands, for this reason: nothing can be changed until it goes on.
    pub paused: RwSignal<Option<Reason>>,
    /// The end was moved while the page was open.
    pub moved: RwSignal<bool>,
    total_ms: i64,
    zone: Zone,
}

impl Clock {
    pub fn new(room: &Room) -> Clock {
        let remaining = room.deadline.since(room.now);
        Clock {
            remaining_ms: RwSignal::new(remaining),
            deadline: RwSignal::new(room.deadline),
            up: RwSignal::new(remaining <= 0),
            paused: RwSignal::new(None),
            moved: RwSignal::new(false),
            total_ms: room.deadline.since(room.started_at).max(1),
            zone: room.zone,
        }
    }

    /// Whether answers can't be changed now.
    pub fn is_locked(&self) -> bool {
        self.up.get() || self.paused.with(Option::is_some)
    }

    /// The time of day of an instant, as the enterprise's people read it.
    pub fn wall(&self, at: Timestamp) -> String {
        self.zone.clock(at)
    }
}

/// Counts down where a script runs; where none does, it says when the exam ends.
pub fn view(clock: Clock, awake: RwSignal<bool>, lang: Lang) -> impl IntoView {
    let text = move || countdown(clock.remaining_ms.get());
    view! {
        <p class="exam-clock" data-low=move || (clock.remaining_ms.get() < LOW_MS).then_some("")>
            <strong role="timer">{text}</strong>
            <span>
                {move || match awake.get() {
                    true => text::room::left(lang).to_owned(),
                    false => text::room::left_until(lang, clock.wall(clock.deadline.get())),
                }}
            </span>
        </p>
        <p class="visually-hidden" role="status">
            {move || announcement(lang, clock.remaining_ms.get())}
        </p>
    }
}

pub fn bar(clock: Clock, lang: Lang) -> impl IntoView {
    let share = move || (clock.remaining_ms.get().max(0) * 1000 / clock.total_ms).to_string();
    view! { <progress class="bar exam-time" value=share max="1000" aria-label=text::room::time_left(lang)></progress> }
}

/// `32:07`, or `1:32:07`.
pub fn countdown(remaining_ms: i64) -> String {
    let seconds = remaining_ms.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

/// Said aloud at ten, five and one minute, and not every second.
fn announcement(lang: Lang, remaining_ms: i64) -> String {
    match remaining_ms / 60_000 + 1 {
        n @ (10 | 5 | 1) if remaining_ms > 0 => text::room::minutes_left(lang, n),
        _ => String::new(),
    }
}
