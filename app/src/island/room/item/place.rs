//! Matching and ordering: what is put where, with a list to choose from for each line. It works with a thumb, a
//! keyboard and a screen reader alike, and without a script.

use domain::paper::{SheetItem, ShownResponse, sheet::letter};
use leptos::prelude::*;

use super::super::answers::Answers;
use crate::{
    shown::{figures, words},
    text::{self, Lang},
};

/// The options with their letters, then each line with the letter that belongs to it.
pub fn lines(item: &SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> AnyView {
    let options = item.options.iter().enumerate().map(|(position, option)| {
        view! {
            <li>
                <span class="option-letter">{letter(position)}</span>
                <span class="option-text" dir="auto">
                    {words(option.text())}
                    {figures(option.figures(), lang)}
                </span>
            </li>
        }
    });
    let options = options.collect_view();
    // What the list says beside its letter, as far as it is words.
    let choices: Vec<String> = item
        .options
        .iter()
        .enumerate()
        .map(|(position, option)| format!("{} {}", letter(position), option.text()).trim().to_owned())
        .collect();
    let rows = item.lines.iter().enumerate().map(|(line, said)| {
        let face = view! { {words(said.text())} {figures(said.figures(), lang)} }.into_any();
        row(item, answers, line, face, choices.clone(), text::room::choose_match(lang), locked)
    });
    let rows = rows.collect_view();
    view! {
        <ul class="match-options" role="list">
            {options}
        </ul>
        <div class="places">{rows}</div>
    }
    .into_any()
}

/// The options as they are shown, each with the place that it belongs to.
pub fn order(item: &SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> AnyView {
    let choices: Vec<String> =
        (1..=item.options.len()).map(|place| text::room::place_no(lang, place)).collect();
    let rows = item.options.iter().enumerate().map(|(position, said)| {
        let face = view! { {words(said.text())} {figures(said.figures(), lang)} }.into_any();
        row(item, answers, position, face, choices.clone(), text::room::choose_place(lang), locked)
    });
    let rows = rows.collect_view();
    view! { <div class="places">{rows}</div> }.into_any()
}

fn row(
    item: &SheetItem,
    answers: Answers,
    line: usize,
    face: AnyView,
    choices: Vec<String>,
    open: &'static str,
    locked: Signal<bool>,
) -> AnyView {
    let (no, count) = (item.no, item.blanks);
    let at = move || places(answers, no, count)[line];
    let value = move || at().map(|place| place.to_string()).unwrap_or_default();
    let choices = choices.into_iter().enumerate().map(|(place, words)| {
        view! {
            <option value=place.to_string() selected=untrack(at) == Some(place)>
                {words}
            </option>
        }
    });
    let choices = choices.collect_view();
    view! {
        <label class="place">
            <span class="option-text" dir="auto">
                {face}
            </span>
            <select
                class="control"
                name=format!("place-{no}-{line}")
                prop:value=value
                disabled=move || locked.get()
                on:change=move |event| put(answers, no, count, line, &event_target_value(&event))
            >
                <option value="">{open}</option>
                {choices}
            </select>
        </label>
    }
    .into_any()
}

fn places(answers: Answers, no: u16, count: usize) -> Vec<Option<usize>> {
    match answers.get(no) {
        Some(ShownResponse::Places(places)) if places.len() == count => places,
        _ => vec![None; count],
    }
}

fn put(answers: Answers, no: u16, count: usize, line: usize, place: &str) {
    let mut now = untrack(move || places(answers, no, count));
    now[line] = place.parse().ok();
    answers.put(no, ShownResponse::Places(now));
}
