//! A paper as it was shown, with what was answered and what is right.

use domain::{grading::Outcome, paper::sheet::letter};
use leptos::prelude::*;
use services::attempt::Released;

use crate::{
    island::room,
    shown::{asked, figures, words},
    text::{self, Lang},
    ui::{Badge, Card, Tone},
    wording,
};

pub fn view(lang: Lang, items: &[Released]) -> AnyView {
    items.iter().map(|item| question(lang, item)).collect_view().into_any()
}

fn question(lang: Lang, item: &Released) -> impl IntoView + use<> {
    use text::result::*;
    let (tone, word) = match item.mark.outcome {
        Outcome::Right => (Tone::Ok, right(lang)),
        Outcome::Wrong => (Tone::Bad, wrong(lang)),
        Outcome::Blank => (Tone::Warn, blank(lang)),
        Outcome::Partly => (Tone::Warn, partly(lang)),
        Outcome::Unmarked => (Tone::Info, unmarked(lang)),
    };
    let given = item.given.as_ref().map_or_else(|| blank(lang).to_owned(), |given| room::words(lang, given));
    let options = item.shown.options.iter().enumerate().map(|(position, option)| {
        view! {
            <li>
                <strong>{letter(position)}</strong>
                " "
                {words(option.text())}
                {figures(option.figures(), lang)}
            </li>
        }
    });
    let options = options.collect_view();
    let points = format!("{} / {}", item.mark.points, item.shown.points);
    let badge = format!("{word} · {}", text::common::points(lang, points));
    let basis = (!item.legal_basis.is_empty()).then(|| basis(lang, &item.legal_basis));
    let explanation = (!item.explanation.is_empty()).then(|| item.explanation.clone());
    let title = format!("{}. {}", item.shown.no, wording::kind(lang, item.shown.kind));
    let right = right_answer(lang, room::words(lang, &item.right));
    let stem = asked(&item.shown, lang);
    view! {
        <Card>
            <div class="card-head">
                <p>{title}</p>
                <Badge tone=tone label=badge />
            </div>
            {stem}
            <ul class="plain">{options}</ul>
            <p>{your_answer(lang, given)}</p>
            <p>{right}</p>
            {explanation.map(|explanation| view! { <p>{explanation}</p> })}
            {basis.map(|basis| view! { <p><small>{basis}</small></p> })}
        </Card>
    }
}
