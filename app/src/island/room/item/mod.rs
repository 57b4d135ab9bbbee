//! One question, to be answered.

mod place;
mod tick;
mod write;

use domain::{
    attempt::room::Held,
    bank::Kind,
    paper::{Passage, SheetItem, ShownResponse, sheet::letter},
};
use leptos::prelude::*;

use super::answers::Answers;
use crate::{
    shown::{figures, words as shown},
    text::{self, Lang},
};

#[component]
pub fn ItemView(item: SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> impl IntoView {
    let no = item.no;
    let sequence = answers.items.with_untracked(|items| items[usize::from(no) - 1].sequence);
    let hidden = move || !answers.all.get() && answers.at.get() != no;
    let badge = format!("{} · {}", kind(lang, item.kind), text::common::points(lang, item.points));
    let asked = match item.kind {
        Kind::SingleChoice => tick::one_of(&item, answers, lang, locked),
        Kind::MultipleChoice => tick::some_of(&item, answers, lang, locked),
        Kind::TrueFalse => tick::truth(&item, answers, lang, locked),
        Kind::Hotspot => tick::areas(&item, answers, lang, locked),
        Kind::FillIn | Kind::Numeric => write::texts(&item, answers, lang, locked),
        Kind::ShortAnswer => write::essay(&item, answers, lang, locked),
        Kind::Matching => place::lines(&item, answers, lang, locked),
        Kind::Ordering => place::order(&item, answers, lang, locked),
        // A case comes onto the paper as its questions.
        Kind::Case => ().into_any(),
    };
    let language = item.language.as_ref().map(|language| language.tag().to_owned());
    let passage = item.passage.as_ref().map(|passage| material(passage, lang));
    view! {
        <section class="item" id=format!("q{no}") hidden=hidden data-item-no=no>
            <input type="hidden" name=format!("seq-{no}") value=sequence />
            <div class="item-head">
                <span class="badge">{badge}</span>
                <label class="flag">
                    <input
                        type="checkbox"
                        name=format!("flag-{no}")
                        value="1"
                        prop:checked=move || answers.is_flagged(no)
                        checked=answers.flags.with_untracked(|flags| flags.contains(&no))
                        on:change=move |event| answers.flag(no, event_target_checked(&event))
                    />
                    <span>{text::room::flag(lang)}</span>
                </label>
            </div>
            {passage}
            <fieldset class="item-body" lang=language dir="auto">
                <legend class="stem" tabindex="-1">
                    {move || answers.all.get().then(|| format!("{no}. "))}
                    {shown(&item.stem)}
                </legend>
                {figures(&item.figures, lang)}
                {asked}
            </fieldset>
            {move || answers.other(no).map(|other| conflict(no, other, answers, lang))}
        </section>
    }
}

/// What the questions of a case are about.
fn material(passage: &Passage, lang: Lang) -> AnyView {
    view! {
        <div class="passage" dir="auto">
            <p class="passage-title">{text::room::passage(lang, passage.first, passage.last)}</p>
            <p>{shown(&passage.text)}</p>
            {figures(&passage.figures, lang)}
        </div>
    }
    .into_any()
}

/// Two windows have answered: the person says which counts.
fn conflict(no: u16, other: Held, answers: Answers, lang: Lang) -> AnyView {
    view! {
        <div class="notice" role="alert" data-tone="warn">
            <div>
                <p>
                    <strong>{text::room::conflict(lang)}</strong>
                </p>
                <p>{text::room::conflict_other(lang, words(lang, &other.answer))}</p>
                <p class="actions">
                    <button type="button" class="button" on:click=move |_| answers.choose(no, true)>
                        {text::room::take_other(lang)}
                    </button>
                    <button type="button" class="button" on:click=move |_| answers.choose(no, false)>
                        {text::room::keep_mine(lang)}
                    </button>
                </p>
            </div>
        </div>
    }
    .into_any()
}

/// An answer in a few words: `A、C`, `正确`, `预防为主`.
pub fn words(lang: Lang, answer: &ShownResponse) -> String {
    match answer {
        ShownResponse::Chosen(chosen) => {
            chosen.iter().map(|position| letter(*position)).collect::<Vec<_>>().join("、")
        }
        ShownResponse::Truth(true) => text::room::right(lang).into(),
        ShownResponse::Truth(false) => text::room::wrong(lang).into(),
        ShownResponse::Texts(texts) => texts.join("；"),
        ShownResponse::Places(places) => {
            let place = |(line, place): (usize, &Option<usize>)| {
                let place = place.map_or_else(|| "—".to_owned(), letter);
                format!("{}→{place}", line + 1)
            };
            places.iter().enumerate().map(place).collect::<Vec<_>>().join("、")
        }
    }
}

pub fn kind(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::SingleChoice => text::kind::single_choice(lang),
        Kind::MultipleChoice => text::kind::multiple_choice(lang),
        Kind::TrueFalse => text::kind::true_false(lang),
        Kind::FillIn => text::kind::fill_in(lang),
        Kind::Numeric => text::kind::numeric(lang),
        Kind::Matching => text::kind::matching(lang),
        Kind::Ordering => text::kind::ordering(lang),
        Kind::Hotspot => text::kind::hotspot(lang),
        Kind::ShortAnswer => text::kind::short_answer(lang),
        Kind::Case => text::kind::case(lang),
    }
}
