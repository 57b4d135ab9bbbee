//! The same question in other languages, each text beside the one that it says again.

use domain::bank::draft::{Ask, Draft, WordingDraft};
use leptos::prelude::*;

use super::{Errors, press};
use crate::{
    text::{self, Lang},
    ui::{Field, TextArea},
};

pub fn section(lang: Lang, draft: &Draft, errors: &Errors) -> AnyView {
    use text::editor::*;
    let cards = draft.wordings.iter().enumerate().map(|(at, wording)| {
        let prefix = format!("lang-{at}-");
        let tag = format!("{prefix}language");
        let parts = draft.parts.iter().enumerate().map(|(no, part)| {
            let prefix = format!("{prefix}part-{no}-");
            let nothing = WordingDraft::default();
            let texts = texts(lang, &prefix, part, wording.parts.get(no).unwrap_or(&nothing), errors);
            view! {
                <h3>{part_no(lang, no + 1)}</h3>
                {texts}
            }
        });
        let parts = parts.collect_view();
        let error = errors.of(&tag);
        view! {
            <fieldset class="language-row">
                <legend>{language_no(lang, at + 1)}</legend>
                <Field
                    label=language(lang)
                    name=tag
                    value=wording.language.clone()
                    hint=language_hint(lang)
                    error=error
                    autocomplete="off"
                />
                {texts(lang, &prefix, &draft.ask, wording, errors)}
                {parts}
                <p class="buttons">{press(remove_language(lang), format!("lang-del:{at}"))}</p>
            </fieldset>
        }
    });
    let cards = cards.collect_view();
    view! {
        <details class="more" open=!draft.wordings.is_empty()>
            <summary>{languages(lang, draft.wordings.len())}</summary>
            {cards}
            <p class="buttons">{press(add_language(lang), "lang".to_owned())}</p>
        </details>
    }
    .into_any()
}

fn texts(lang: Lang, prefix: &str, ask: &Ask, wording: &WordingDraft, errors: &Errors) -> AnyView {
    use text::editor::*;
    let pairs = |side: usize| -> String {
        let half = |line: &str| line.split("=>").nth(side).unwrap_or_default().trim().to_owned();
        ask.options.lines().filter(|line| !line.trim().is_empty()).map(half).collect::<Vec<_>>().join("\n")
    };
    let is_matching = ask.kind == domain::bank::Kind::Matching;
    // Each option once, as the question has them.
    let options = match is_matching {
        false => ask.options.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n"),
        true => {
            let mut once: Vec<String> = Vec::new();
            let rights = pairs(1);
            for line in rights.lines().chain(ask.extra.lines()).filter(|line| !line.trim().is_empty()) {
                if !once.iter().any(|known| known == line) {
                    once.push(line.to_owned());
                }
            }
            once.join("\n")
        }
    };
    let rows = [
        ("stem", text::bank::stem(lang), ask.stem.clone(), &wording.stem),
        ("lines", lines_of(lang), if is_matching { pairs(0) } else { String::new() }, &wording.lines),
        ("options", text::bank::options(lang), options, &wording.options),
        ("explanation", text::bank::explanation(lang), ask.explanation.clone(), &wording.explanation),
    ];
    let rows = rows.into_iter().filter(|(field, _, original, said)| {
        *field == "stem" || !original.trim().is_empty() || !said.trim().is_empty()
    });
    let rows = rows.map(|(field, label, original, said)| {
        let name = format!("{prefix}{field}");
        let error = errors.of(&name);
        let rows = u32::try_from(original.lines().count().clamp(2, 8)).unwrap_or(2);
        view! {
            <div class="side-by-side">
                <div class="original">
                    <p class="hint">{label}</p>
                    <p>{original.lines().map(|line| view! { {line.to_owned()} <br /> }).collect_view()}</p>
                </div>
                <TextArea label=translated(lang, label) name=name value=said.clone() rows=rows error=error />
            </div>
        }
    });
    rows.collect_view().into_any()
}
