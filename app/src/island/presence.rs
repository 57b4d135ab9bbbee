//! The lesson's timer: tells the server, twice a minute, that the page is in front of somebody.
//!
//! It sends no time and keeps none. What a sign of life is worth, the server decides by its own clock;
//! see `domain::course::credit`.

use domain::{id::LessonId, time::Minutes};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::{Json, JsonEncoding},
    error::{FromServerFnError, ServerFnErrorErr},
};

use crate::text::{self, Lang};

/// The server's answer to a sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// Earned in this lesson so far.
    pub credited: Minutes,
    /// Whether time counts here, and not in another lesson or on another page.
    pub counting: bool,
}

/// Why a sign of life did not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BeatTrouble {
    /// No answer came.
    Unreachable,
    /// The session has ended.
    SignedOut,
    /// The server could not count it now.
    NotNow,
}

impl FromServerFnError for BeatTrouble {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        #[cfg(feature = "ssr")]
        crate::island_ctx::unreadable();
        BeatTrouble::Unreachable
    }
}

#[server(prefix = "/api", endpoint = "study/beat", input = Json, output = Json)]
pub async fn beat(lesson: LessonId) -> Result<Heard, BeatTrouble> {
    crate::course::beat(lesson).await
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only the browser learns of most of them"))]
enum Timing {
    Counting,
    /// The lesson's whole time is earned.
    Full,
    /// The page is not in front.
    Hidden,
    Offline,
    SignedOut,
    /// The server had no answer; it is asked again.
    NotNow,
    /// Finished, or another lesson was opened: elsewhere or in another window.
    Elsewhere,
}

impl Timing {
    fn code(self) -> &'static str {
        match self {
            Timing::Counting => "counting",
            Timing::Full => "full",
            Timing::Hidden | Timing::Offline | Timing::SignedOut | Timing::NotNow | Timing::Elsewhere => {
                "stopped"
            }
        }
    }

    fn words(self, lang: Lang) -> &'static str {
        match self {
            Timing::Counting => text::lesson::counting(lang),
            Timing::Full => text::lesson::full(lang),
            Timing::Hidden => text::lesson::hidden(lang),
            Timing::Offline => text::lesson::offline(lang),
            Timing::SignedOut => text::lesson::signed_out(lang),
            Timing::NotNow => text::lesson::not_now(lang),
            Timing::Elsewhere => text::lesson::elsewhere(lang),
        }
    }
}

/// "正在计时 · 已学 3 / 5 分钟". Only what it is doing is read aloud, when that changes; the number that goes
/// up every minute is not.
#[island]
pub fn Presence(lesson: LessonId, credited: Minutes, minutes: Minutes, lang: Lang) -> impl IntoView {
    let timing = RwSignal::new(if credited < minutes { Timing::Counting } else { Timing::Full });
    let credited = RwSignal::new(credited);

    #[cfg(feature = "hydrate")]
    browser::begin(lesson, minutes, timing, credited);
    #[cfg(not(feature = "hydrate"))]
    let _ = lesson;

    view! {
        <p class="presence" data-state=move || timing.get().code()>
            <span role="status">{move || timing.get().words(lang)}</span>
            " · "
            <span>{move || text::lesson::learned(lang, credited.get().0, minutes.0)}</span>
        </p>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use domain::{course::credit::BEAT_PERIOD_MS, id::LessonId, time::Minutes};
    use gloo_timers::callback::Interval;
    use leptos::{
        ev, leptos_dom::helpers::window_event_listener, leptos_dom::helpers::window_event_listener_untyped,
        prelude::*, task::spawn_local,
    };
    use web_sys::VisibilityState;

    use super::{BeatTrouble, Timing, beat};

    /// The first beat goes at once: it tells the server that this page has a timer.
    pub fn begin(lesson: LessonId, minutes: Minutes, timing: RwSignal<Timing>, credited: RwSignal<Minutes>) {
        let waiting = StoredValue::new(false);
        let send = move || {
            if waiting.get_value() || matches!(timing.get_untracked(), Timing::Full | Timing::Elsewhere) {
                return;
            }
            waiting.set_value(true);
            spawn_local(async move {
                let heard = beat(lesson).await;
                waiting.set_value(false);
                if let Ok(heard) = heard {
                    credited.set(heard.credited);
                }
                let now = match heard {
                    Ok(heard) if heard.credited >= minutes => Timing::Full,
                    Ok(heard) if !heard.counting => Timing::Elsewhere,
                    Ok(_) if !in_front() => Timing::Hidden,
                    Ok(_) => Timing::Counting,
                    Err(BeatTrouble::SignedOut) => Timing::SignedOut,
                    Err(BeatTrouble::Unreachable) => Timing::Offline,
                    Err(BeatTrouble::NotNow) => Timing::NotNow,
                };
                // Setting it to what it is would have it read aloud again.
                if timing.get_untracked() != now {
                    timing.set(now);
                }
            });
        };
        let send_in_front = move || {
            if in_front() {
                send();
            }
        };
        send_in_front();
        Interval::new(BEAT_PERIOD_MS as u32, send_in_front).forget();
        // When the page goes to the back, its last seconds still count; when it comes to the front, the
        // person sees at once that the timer runs.
        std::mem::forget([
            window_event_listener_untyped("visibilitychange", move |_| send()),
            window_event_listener(ev::online, move |_| send_in_front()),
            window_event_listener(ev::offline, move |_| {
                if timing.get_untracked() == Timing::Counting {
                    timing.set(Timing::Offline);
                }
            }),
        ]);
    }

    fn in_front() -> bool {
        document().visibility_state() == VisibilityState::Visible
    }
}
