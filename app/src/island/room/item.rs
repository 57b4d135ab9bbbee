//! One question, to be answered.

use std::collections::BTreeSet;

use domain::{
    attempt::room::Held,
    bank::Kind,
    paper::{SheetItem, ShownResponse, sheet::letter},
};
use leptos::prelude::*;

use super::answers::Answers;
use crate::text::{self, Lang};

#[component]
pub fn ItemView(item: SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> impl IntoView {
    let no = item.no;
    let sequence = answers.items.with_untracked(|items| items[usize::from(no) - 1].sequence);
    let hidden = move || !answers.all.get() && answers.at.get() != no;
    let badge = format!("{} · {}", kind(lang, item.kind), text::common::points(lang, item.points));
    let choices = match item.kind {
        Kind::SingleChoice => one_of(&item, answers, locked),
        Kind::MultipleChoice => some_of(&item, answers, locked),
        Kind::TrueFalse => truth(&item, answers, lang, locked),
        Kind::FillIn => texts(&item, answers, lang, locked),
    };
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
            <fieldset class="item-body">
                <legend class="stem" tabindex="-1">
                    {move || answers.all.get().then(|| format!("{no}. "))}
                    {item.stem.clone()}
                </legend>
                {choices}
            </fieldset>
            {move || answers.other(no).map(|other| conflict(no, other, answers, lang))}
        </section>
    }
}

fn one_of(item: &SheetItem, answers: Answers, locked: Signal<bool>) -> AnyView {
    let no = item.no;
    let chosen = move |position: usize| match answers.get(no) {
        Some(ShownResponse::Chosen(chosen)) => chosen.contains(&position),
        _ => false,
    };
    let options = item.options.iter().enumerate().map(|(position, text)| {
        let put = move || answers.put(no, ShownResponse::Chosen(BTreeSet::from([position])));
        option(
            no,
            "radio",
            position.to_string(),
            letter(position),
            text,
            move || chosen(position),
            put,
            locked,
        )
    });
    options.collect_view().into_any()
}

fn some_of(item: &SheetItem, answers: Answers, locked: Signal<bool>) -> AnyView {
    let no = item.no;
    let chosen = move || match answers.get(no) {
        Some(ShownResponse::Chosen(chosen)) => chosen,
        _ => BTreeSet::new(),
    };
    let options = item.options.iter().enumerate().map(|(position, text)| {
        let put = move || {
            let mut now = untrack(chosen);
            if !now.remove(&position) {
                now.insert(position);
            }
            answers.put(no, ShownResponse::Chosen(now));
        };
        let is_chosen = move || chosen().contains(&position);
        option(no, "checkbox", position.to_string(), letter(position), text, is_chosen, put, locked)
    });
    options.collect_view().into_any()
}

fn truth(item: &SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> AnyView {
    let no = item.no;
    let both = [(true, "✓", text::room::right(lang)), (false, "×", text::room::wrong(lang))];
    let options = both.map(|(value, sign, word)| {
        let is_chosen = move || answers.get(no) == Some(ShownResponse::Truth(value));
        let put = move || answers.put(no, ShownResponse::Truth(value));
        option(no, "radio", value.to_string(), sign.to_owned(), word, is_chosen, put, locked)
    });
    options.collect_view().into_any()
}

#[allow(clippy::too_many_arguments, reason = "one option of any kind; the parts have no common name")]
fn option(
    no: u16,
    kind: &'static str,
    value: String,
    letter: String,
    text: &str,
    is_chosen: impl Fn() -> bool + Copy + Send + Sync + 'static,
    put: impl Fn() + 'static,
    locked: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="option">
            <input
                type=kind
                name=format!("answer-{no}")
                value=value
                checked=untrack(is_chosen)
                prop:checked=is_chosen
                disabled=move || locked.get()
                on:change=move |_| put()
            />
            <span class="option-face">
                <span class="option-letter">{letter}</span>
                <span class="option-text">{text.to_owned()}</span>
            </span>
        </label>
    }
}

fn texts(item: &SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> AnyView {
    let (no, count) = (item.no, item.blanks);
    let written = move || match answers.get(no) {
        Some(ShownResponse::Texts(texts)) if texts.len() == count => texts,
        _ => vec![String::new(); count],
    };
    let fields = (0..count).map(|blank| {
        let value = move || written()[blank].clone();
        let put = move |text: String| {
            let mut now = untrack(written);
            now[blank] = text;
            answers.put(no, ShownResponse::Texts(now));
        };
        view! {
            <label class="blank">
                <span>{text::room::blank(lang, blank + 1)}</span>
                <input
                    class="control"
                    type="text"
                    name=format!("text-{no}-{blank}")
                    maxlength="200"
                    autocomplete="off"
                    value=untrack(value)
                    prop:value=value
                    disabled=move || locked.get()
                    on:input=move |event| put(event_target_value(&event))
                />
            </label>
        }
    });
    fields.collect_view().into_any()
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
    }
}

pub fn kind(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::SingleChoice => text::kind::single_choice(lang),
        Kind::MultipleChoice => text::kind::multiple_choice(lang),
        Kind::TrueFalse => text::kind::true_false(lang),
        Kind::FillIn => text::kind::fill_in(lang),
    }
}
