//! The proctor's pages: a room as it is now, and what can be done in it.

pub mod steer;
pub mod watch;

use domain::{
    attempt::{Attempt, Phase, State},
    time::{Timestamp, Zone},
};
use services::attempt::proctor::Seat;

use crate::{
    island::room::countdown,
    text::{self, Lang},
    ui::Tone,
};

/// How somebody stands, in a word.
fn state(lang: Lang, state: &State, now: Timestamp) -> (Tone, &'static str) {
    use text::proctor::*;
    match state {
        State::NotStarted => (Tone::Plain, waiting_word(lang)),
        State::InProgress { deadline, .. } if now >= *deadline => (Tone::Info, time_up_word(lang)),
        State::InProgress { .. } => (Tone::Info, running_word(lang)),
        State::Paused { .. } => (Tone::Warn, paused_word(lang)),
        State::HandedIn { .. } | State::Graded { .. } => (Tone::Ok, done_word(lang)),
        State::Voided { .. } => (Tone::Bad, voided_word(lang)),
    }
}

/// `3 / 45`; nothing before the paper was opened.
fn progress(seat: &Seat, items: u64) -> String {
    match &seat.attempt {
        Some(attempt) if attempt.state != State::NotStarted => format!("{} / {items}", attempt.answered),
        _ => String::new(),
    }
}

/// How much time is left, and until when.
fn left(lang: Lang, zone: Zone, state: &State, now: Timestamp) -> String {
    use text::proctor::*;
    match (Attempt { state: state.clone() }).phase(now) {
        Phase::Running { deadline, remaining_ms } => {
            until(lang, countdown(remaining_ms), zone.clock(deadline))
        }
        Phase::Paused { remaining_ms } => stands(lang, countdown(remaining_ms)),
        Phase::NotStarted | Phase::TimeUp { .. } | Phase::Over => String::new(),
    }
}
