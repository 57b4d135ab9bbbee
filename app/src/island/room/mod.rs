//! The exam room.
//!
//! The server renders it as a form that works by itself: each button saves what is on the page and goes
//! on. In the browser the same markup wakes up: answers are saved as they change, kept on the device
//! while there is no network, and nothing is lost by a reload.
//!
//! - [`api`]: the one server function, which saves answers
//! - [`answers`]: what is known of each answer, here and at the server
//! - `early`: what was answered before the page woke up
//! - [`journal`]: what has not reached the server yet, kept on the device
//! - [`clock`]: the time that is left, by the server's clock
//! - [`item`]: one question; [`card`]: the answer card

pub mod answers;
pub mod api;
mod card;
mod clock;
#[cfg(feature = "hydrate")]
mod early;
pub(crate) mod item;
#[cfg(feature = "hydrate")]
mod journal;
#[cfg(feature = "hydrate")]
mod sender;

use domain::attempt::{proctor::Reason, room::Room};
use leptos::prelude::*;

use self::{answers::Answers, card::Card, clock::Clock, item::ItemView};
#[cfg(feature = "ssr")]
pub use self::{clock::countdown, item::words};
use crate::text::{self, Lang};

/// How the page was asked for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sight {
    /// All questions below each other instead of one at a time.
    pub all: bool,
    /// The question that is shown, from 1.
    pub at: u16,
    pub flags: Vec<u16>,
}

#[island]
pub fn ExamRoom(room: Room, sight: Sight, lang: Lang) -> impl IntoView {
    let count = room.sheet.items.len();
    let answers = Answers::new(&room, &sight);
    let clock = Clock::new(&room);
    let attempt = room.attempt;
    // Until a script runs, the page promises nothing that only a script can do.
    let awake = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| awake.set(true));

    #[cfg(feature = "hydrate")]
    {
        sender::begin(attempt, answers, clock);
        early::read(&room.sheet.items).into_iter().for_each(|(no, answer)| answers.put(no, answer));
    }

    let at = answers.at;
    let all = answers.all;
    let locked = Signal::derive(move || clock.is_locked());
    let items = room
        .sheet
        .items
        .into_iter()
        .map(|item| view! { <ItemView item=item answers=answers lang=lang locked=locked /> })
        .collect_view();
    let is_last = move || usize::from(at.get()) == count;
    view! {
        <header class="exam-head">
            <h1 class="exam-title">{room.title}</h1>
            {clock::view(clock, awake, lang)}
            <p class="exam-place">{move || text::room::place(lang, at.get(), count)}</p>
            {saved_view(answers, lang)}
            {clock::bar(clock, lang)}
        </header>
        <form class="exam-form" method="post" action=format!("/attempts/{attempt}") novalidate autocomplete="off">
            <input type="hidden" name="at" value=move || at.get().to_string() />
            <input type="hidden" name="all" value=move || if all.get() { "1" } else { "" } />
            {move || clock.paused.get().map(|reason| standstill(&reason, lang))}
            {items}
            <p class="exam-note" role="status">
                {move || note(answers, clock, awake, lang)}
            </p>
            <p class="exam-views">
                <button class="quiet" name="go" value="view" on:click=move |event| answers.switch_view(event)>
                    {move || if all.get() { text::room::one_view(lang) } else { text::room::all_view(lang) }}
                </button>
            </p>
            <div class="actionbar">
                <button
                    class="button"
                    data-kind="plain"
                    name="go"
                    value="back"
                    hidden=move || all.get()
                    disabled=move || at.get() <= 1
                    on:click=move |event| answers.step(event, -1)
                >
                    {text::room::back(lang)}
                </button>
                <a class="button" data-kind="plain" href="#card">
                    {text::room::card(lang)}
                </a>
                <button
                    class="button"
                    data-kind="primary"
                    name="go"
                    value="next"
                    hidden=move || all.get() || is_last()
                    on:click=move |event| answers.step(event, 1)
                >
                    {text::room::next(lang)}
                </button>
                <button
                    class="button"
                    data-kind="primary"
                    name="go"
                    value="hand-in"
                    hidden=move || !(all.get() || is_last())
                    on:click=move |event| answers.hand_in(event)
                >
                    {text::room::hand_in(lang)}
                </button>
            </div>
            <Card count=count answers=answers lang=lang />
        </form>
    }
}

/// That the clock stands, above the question that can't be answered meanwhile.
fn standstill(reason: &Reason, lang: Lang) -> AnyView {
    view! {
        <div class="notice exam-pause" role="alert" data-tone="warn">
            <div>
                <p>
                    <strong>{text::room::paused(lang, reason)}</strong>
                </p>
                <p>{text::room::paused_then(lang)}</p>
            </div>
        </div>
    }
    .into_any()
}

/// How many answers the server holds, and whether any is still here.
fn saved_view(answers: Answers, lang: Lang) -> impl IntoView {
    let state = move || match (answers.offline.get() || answers.signed_out.get(), answers.unsaved()) {
        (true, _) => "offline",
        (false, 0) => "saved",
        (false, _) => "saving",
    };
    let words = move || match state() {
        "offline" => text::room::kept_here(lang, answers.unsaved()),
        "saving" => text::room::saving(lang, answers.unsaved()),
        _ => text::room::saved(lang, answers.saved()),
    };
    view! {
        <p class="exam-saved" data-state=state>
            <span aria-hidden="true">"● "</span>
            {words}
        </p>
    }
}

/// What became of the last answer, in words.
fn note(answers: Answers, clock: Clock, awake: RwSignal<bool>, lang: Lang) -> AnyView {
    if clock.up.get() {
        return text::room::time_up(lang).into_any();
    }
    if answers.signed_out.get() {
        return view! {
            {text::room::signed_out(lang)}
            " "
            <a href=move || format!("/login?next=/attempts/{}", answers.attempt)>{text::room::sign_in(lang)}</a>
        }
        .into_any();
    }
    if answers.asked_offline.get() {
        return text::room::hand_in_offline(lang).into_any();
    }
    if answers.offline.get() {
        return text::room::offline(lang).into_any();
    }
    if clock.is_locked() {
        // It is paused: what there is to say stands above the question.
        return ().into_any();
    }
    if clock.moved.get() {
        return text::room::moved(lang, clock.wall(clock.deadline.get())).into_any();
    }
    match answers.last_saved.get() {
        _ if !awake.get() => text::room::saves_by_button(lang).into_any(),
        Some(at) => text::room::saved_at(lang, clock.wall(at)).into_any(),
        None => text::room::saves_itself(lang).into_any(),
    }
}
