//! The answer card (答题卡): every question by its number, with its state.

use leptos::prelude::*;

use super::answers::Answers;
use crate::text::{self, Lang};

/// Opened by its address (`#card`), so that it needs no script; its buttons save and go.
#[component]
pub fn Card(count: usize, answers: Answers, lang: Lang) -> impl IntoView {
    let cells = (1..=count as u16)
        .map(|no| {
            view! {
                <li>
                    <button
                        name="go"
                        value=format!("q{no}")
                        aria-label=move || words(lang, no, answers)
                        aria-current=move || (answers.at.get() == no).then_some("step")
                        data-answered=move || answers.is_answered(no).then_some("")
                        data-flagged=move || answers.is_flagged(no).then_some("")
                        data-unsaved=move || answers.is_unsaved(no).then_some("")
                        on:click=move |event| {
                            answers.go(event, no);
                            #[cfg(feature = "hydrate")]
                            super::sender::close_card();
                        }
                    >
                        {no}
                    </button>
                </li>
            }
        })
        .collect_view();
    let open = move || count - (1..=count as u16).filter(|no| answers.is_answered(*no)).count();
    view! {
        <div class="sheet" id="card" role="dialog" aria-labelledby="card-title" tabindex="-1">
            <h2 id="card-title">{text::room::card(lang)}</h2>
            <p>{move || text::room::unanswered(lang, open())}</p>
            <ol class="answer-card" role="list">
                {cells}
            </ol>
            <ul class="answer-legend" role="list">
                <li>
                    <i></i>
                    {text::room::legend_open(lang)}
                </li>
                <li>
                    <i data-answered=""></i>
                    {text::room::legend_answered(lang)}
                </li>
                <li>
                    <i data-flagged=""></i>
                    {text::room::legend_flagged(lang)}
                </li>
                <li>
                    <i data-unsaved=""></i>
                    {text::room::legend_unsaved(lang)}
                </li>
            </ul>
            <p class="actions">
                <a class="button" data-kind="plain" href="#main">
                    {text::room::close_card(lang)}
                </a>
                <button
                    class="button"
                    data-kind="primary"
                    name="go"
                    value="hand-in"
                    on:click=move |event| answers.hand_in(event)
                >
                    {text::room::hand_in(lang)}
                </button>
            </p>
        </div>
    }
}

/// A cell aloud: "第 28 题，已答，已标记".
fn words(lang: Lang, no: u16, answers: Answers) -> String {
    let mut words = text::room::question(lang, no);
    let states = [
        (answers.is_answered(no), text::room::legend_answered(lang)),
        (answers.is_flagged(no), text::room::legend_flagged(lang)),
        (answers.is_unsaved(no), text::room::legend_unsaved(lang)),
    ];
    for (_, state) in states.into_iter().filter(|(on, _)| *on) {
        words.push_str(text::room::comma(lang));
        words.push_str(state);
    }
    words
}
