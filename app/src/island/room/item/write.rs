//! Blanks, numbers and longer texts: what is written.

use domain::{
    bank::Kind,
    paper::{SheetItem, ShownResponse, sheet::longest_text},
};
use leptos::prelude::*;

use super::super::answers::Answers;
use crate::{
    shown::textarea_content,
    text::{self, Lang},
};

pub fn texts(item: &SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> AnyView {
    let (no, count) = (item.no, item.blanks);
    let is_number = item.kind == Kind::Numeric;
    let fields = (0..count).map(|blank| {
        let value = move || written(answers, no, count)[blank].clone();
        let label = match is_number {
            true => text::room::number(lang).to_owned(),
            false => text::room::blank(lang, blank + 1),
        };
        view! {
            <label class="blank">
                <span>{label}</span>
                <span class="blank-field">
                    <input
                        class="control"
                        type="text"
                        inputmode=is_number.then_some("decimal")
                        name=format!("text-{no}-{blank}")
                        maxlength=longest_text(item.kind)
                        autocomplete="off"
                        value=untrack(value)
                        prop:value=value
                        disabled=move || locked.get()
                        on:input=move |event| put(answers, no, count, blank, event_target_value(&event))
                    />
                    {item.unit.clone()}
                </span>
            </label>
        }
    });
    fields.collect_view().into_any()
}

pub fn essay(item: &SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> AnyView {
    let no = item.no;
    let value = move || written(answers, no, 1).remove(0);
    view! {
        <label class="blank">
            <span>{text::room::essay(lang)}</span>
            <textarea
                class="control"
                rows="8"
                name=format!("text-{no}-0")
                maxlength=longest_text(item.kind)
                prop:value=value
                disabled=move || locked.get()
                on:input=move |event| put(answers, no, 1, 0, event_target_value(&event))
                inner_html=textarea_content(&untrack(value))
            ></textarea>
        </label>
    }
    .into_any()
}

fn written(answers: Answers, no: u16, count: usize) -> Vec<String> {
    match answers.get(no) {
        Some(ShownResponse::Texts(texts)) if texts.len() == count => texts,
        _ => vec![String::new(); count],
    }
}

fn put(answers: Answers, no: u16, count: usize, blank: usize, text: String) {
    let mut now = untrack(move || written(answers, no, count));
    now[blank] = text;
    answers.put(no, ShownResponse::Texts(now));
}
