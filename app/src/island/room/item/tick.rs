//! Options, statements and areas of a picture: what is ticked.

use std::collections::BTreeSet;

use domain::{
    bank::figure::Outline,
    paper::{SheetItem, ShownResponse, sheet::letter},
};
use leptos::prelude::*;

use super::super::answers::Answers;
use crate::{
    shown::{figures, media, words},
    text::{self, Lang},
};

pub fn one_of(item: &SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> AnyView {
    let no = item.no;
    let options = item.options.iter().enumerate().map(|(position, option)| Tick {
        no,
        kind: "radio",
        value: position.to_string(),
        letter: letter(position),
        face: view! { {words(option.text())} {figures(option.figures(), lang)} }.into_any(),
    });
    let is_chosen = move |position| chosen(answers, no).contains(&position);
    let put = move |position| answers.put(no, ShownResponse::Chosen(BTreeSet::from([position])));
    let options = options
        .enumerate()
        .map(|(position, tick)| tick.view(move || is_chosen(position), move || put(position), locked));
    options.collect_view().into_any()
}

pub fn some_of(item: &SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> AnyView {
    let no = item.no;
    let options = item.options.iter().enumerate().map(|(position, option)| {
        let tick = Tick {
            no,
            kind: "checkbox",
            value: position.to_string(),
            letter: letter(position),
            face: view! { {words(option.text())} {figures(option.figures(), lang)} }.into_any(),
        };
        let is_chosen = move || chosen(answers, no).contains(&position);
        tick.view(is_chosen, move || toggle(answers, no, position), locked)
    });
    options.collect_view().into_any()
}

pub fn truth(item: &SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> AnyView {
    let no = item.no;
    let both = [(true, "✓", text::room::right(lang)), (false, "×", text::room::wrong(lang))];
    let options = both.map(|(value, sign, word)| {
        let (value_of, letter) = (value.to_string(), sign.to_owned());
        let tick = Tick { no, kind: "radio", value: value_of, letter, face: word.into_any() };
        let is_chosen = move || answers.get(no) == Some(ShownResponse::Truth(value));
        tick.view(is_chosen, move || answers.put(no, ShownResponse::Truth(value)), locked)
    });
    options.collect_view().into_any()
}

/// A picture whose areas have letters, and a box to tick for each: the picture can be tapped where a script
/// runs, the boxes everywhere.
pub fn areas(item: &SheetItem, answers: Answers, lang: Lang, locked: Signal<bool>) -> AnyView {
    let no = item.no;
    let Some(map) = item.map.clone() else { return ().into_any() };
    let (width, height) = (map.picture.width, map.picture.height);
    // A letter must be readable on a picture that is scaled to a phone: a share of its width.
    let radius = (width.min(height) / 16).max(1);
    let marks = map.areas.iter().enumerate().map(|(position, outline)| {
        let (x, y) = outline.centre();
        let is_chosen = move || chosen(answers, no).contains(&position);
        let tap = move |_| {
            if !locked.get_untracked() {
                toggle(answers, no, position);
            }
        };
        view! {
            <g class="area" data-chosen=move || is_chosen().then_some("") on:click=tap>
                {shape(outline)}
                <circle class="area-sign" cx=x cy=y r=radius />
                <text x=x y=y font-size=radius dy="0.36em" text-anchor="middle">
                    {letter(position)}
                </text>
            </g>
        }
    });
    let marks = marks.collect_view();
    let label = match map.picture.alt.is_empty() {
        true => text::room::map(lang).to_owned(),
        false => map.picture.alt.clone(),
    };
    let boxes = (0..map.areas.len()).map(|position| {
        let face = text::room::area(lang, letter(position)).into_any();
        let (value, letter) = (position.to_string(), letter(position));
        let tick = Tick { no, kind: "checkbox", value, letter, face };
        let is_chosen = move || chosen(answers, no).contains(&position);
        tick.view(is_chosen, move || toggle(answers, no, position), locked)
    });
    let boxes = boxes.collect_view();
    view! {
        <svg class="map" viewBox=format!("0 0 {width} {height}") role="img" aria-label=label>
            <image href=media(&map.picture.media) width=width height=height></image>
            {marks}
        </svg>
        <div class="areas">{boxes}</div>
    }
    .into_any()
}

fn shape(outline: &Outline) -> AnyView {
    match outline {
        Outline::Rectangle { x, y, width, height } => {
            view! { <rect class="area-shape" x=*x y=*y width=*width height=*height /> }.into_any()
        }
        Outline::Circle { x, y, radius } => {
            view! { <circle class="area-shape" cx=*x cy=*y r=*radius /> }.into_any()
        }
        Outline::Polygon(corners) => {
            let corner = |(x, y): &(u32, u32)| format!("{x},{y}");
            let points = corners.iter().map(corner).collect::<Vec<_>>().join(" ");
            view! { <polygon class="area-shape" points=points /> }.into_any()
        }
    }
}

fn chosen(answers: Answers, no: u16) -> BTreeSet<usize> {
    match answers.get(no) {
        Some(ShownResponse::Chosen(chosen)) => chosen,
        _ => BTreeSet::new(),
    }
}

fn toggle(answers: Answers, no: u16, position: usize) {
    let mut now = untrack(move || chosen(answers, no));
    if !now.remove(&position) {
        now.insert(position);
    }
    answers.put(no, ShownResponse::Chosen(now));
}

/// One thing to tick.
struct Tick {
    no: u16,
    /// `radio` or `checkbox`.
    kind: &'static str,
    value: String,
    letter: String,
    face: AnyView,
}

impl Tick {
    fn view(
        self,
        is_chosen: impl Fn() -> bool + Copy + Send + Sync + 'static,
        put: impl Fn() + 'static,
        locked: Signal<bool>,
    ) -> AnyView {
        view! {
            <label class="option">
                <input
                    type=self.kind
                    name=format!("answer-{}", self.no)
                    value=self.value
                    checked=untrack(is_chosen)
                    prop:checked=is_chosen
                    disabled=move || locked.get()
                    on:change=move |_| put()
                />
                <span class="option-face">
                    <span class="option-letter">{self.letter}</span>
                    <span class="option-text" dir="auto">
                        {self.face}
                    </span>
                </span>
            </label>
        }
        .into_any()
    }
}
