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
fn progress(seat: &Seat, items: u64) -> Option<String> {
    let begun = seat.attempt.as_ref().filter(|attempt| attempt.state != State::NotStarted);
    begun.map(|attempt| format!("{} / {items}", attempt.answered))
}

/// How much time is left, and until when; nothing where no time is kept.
fn left(lang: Lang, zone: Zone, state: &State, now: Timestamp) -> Option<String> {
    use text::proctor::*;
    match (Attempt { state: state.clone() }).phase(now) {
        Phase::Running { deadline, remaining_ms } => {
            Some(until(lang, countdown(remaining_ms), zone.clock(deadline)))
        }
        Phase::Paused { remaining_ms } => Some(stands(lang, countdown(remaining_ms))),
        Phase::NotStarted | Phase::TimeUp { .. } | Phase::Over => None,
    }
}
