//! Pictures, sound, films and tables of a question, as fields.

use domain::bank::{
    Kind,
    draft::{Ask, FigureDraft, FigureKind},
    figure::MediaId,
    import::text::label,
};
use leptos::prelude::*;
use services::bank::media::{MAX_PICTURE_MB, MAX_RECORDING_MB};

use super::{Errors, press};
use crate::{
    shown,
    text::{self, Lang},
    ui::{Checkbox, Choice, Field, FileField, Select, TextArea},
};

/// The kinds of files that a question shows.
const ACCEPT: &str = "image/png,image/jpeg,image/webp,image/gif,audio/*,video/mp4,video/webm,.m4a,.ogg";

pub fn section(lang: Lang, prefix: &str, ask: &Ask, errors: &Errors) -> AnyView {
    use text::editor::*;
    let rows = ask.figures.iter().enumerate().map(|(at, figure)| row(lang, prefix, at, figure, ask, errors));
    let rows = rows.collect_view();
    let name = format!("{prefix}figure");
    let error = errors.of(&name);
    let open = !ask.figures.is_empty() || error.is_some();
    let table = press(add_table(lang), format!("table:{prefix}"));
    view! {
        <details class="more" open=open>
            <summary>{figures_of(lang, ask.figures.len())}</summary>
            {rows}
            <FileField
                label=figure_files(lang)
                name=name
                accept=ACCEPT
                multiple=true
                hint=figure_files_hint(lang, MAX_PICTURE_MB, MAX_RECORDING_MB)
                error=error
            />
            <p class="buttons">{press(upload(lang), "upload".to_owned())} {table}</p>
        </details>
    }
    .into_any()
}

fn row(lang: Lang, prefix: &str, at: usize, figure: &FigureDraft, ask: &Ask, errors: &Errors) -> AnyView {
    use text::editor::*;
    let name = |field: &str| format!("{prefix}fig-{at}-{field}");
    let hidden = [
        ("kind", figure.kind.code().to_owned()),
        ("media", figure.media.clone()),
        ("width", figure.width.to_string()),
        ("height", figure.height.to_string()),
    ];
    let hidden = hidden.map(|(field, value)| view! { <input type="hidden" name=name(field) value=value /> });
    let hidden = hidden.into_iter().collect_view();
    let src = shown::media(&MediaId(figure.media.clone()));
    let (seen, words) = match figure.kind {
        FigureKind::Picture => (
            view! { <img src=src alt=figure.words.clone() width=figure.width height=figure.height /> }
                .into_any(),
            view! {
                <Field
                    label=alt(lang)
                    name=name("words")
                    value=figure.words.clone()
                    hint=alt_hint(lang)
                    error=errors.of(&name("words"))
                />
            }
            .into_any(),
        ),
        FigureKind::Audio | FigureKind::Video => (
            match figure.kind {
                FigureKind::Audio => {
                    view! { <audio controls=true preload="none" src=src></audio> }.into_any()
                }
                _ => view! { <video controls=true preload="none" src=src></video> }.into_any(),
            },
            view! {
                <TextArea
                    label=transcript(lang)
                    name=name("words")
                    value=figure.words.clone()
                    hint=transcript_hint(lang)
                    error=errors.of(&name("words"))
                    rows=2
                />
            }
            .into_any(),
        ),
        FigureKind::Table => (
            ().into_any(),
            view! {
                <TextArea
                    label=table(lang)
                    name=name("words")
                    value=figure.words.clone()
                    hint=table_hint(lang)
                    error=errors.of(&name("words"))
                    rows=4
                />
                <Checkbox label=table_header(lang) name=name("header") checked=figure.header />
            }
            .into_any(),
        ),
    };
    let place = (ask.kind != Kind::Case).then(|| {
        view! {
            <Select
                label=figure_place(lang)
                name=name("place")
                options=places(lang, ask, &figure.place)
                value=figure.place.clone()
                prompt=below_stem(lang)
                error=errors.of(&name("place"))
            />
        }
    });
    let up = (at > 0).then(|| press(move_up(lang), format!("fig-up:{prefix}:{at}")));
    view! {
        <fieldset class="figure-row">
            <legend>{figure_no(lang, at + 1)}</legend>
            {hidden}
            {seen}
            {words}
            {place}
            <p class="buttons">{up} {press(remove(lang), format!("fig-del:{prefix}:{at}"))}</p>
        </fieldset>
    }
    .into_any()
}

/// Where a figure can stand, as far as it is written.
fn places(lang: Lang, ask: &Ask, chosen: &str) -> Vec<Choice> {
    use text::editor::*;
    let count = ask.options.lines().filter(|line| !line.trim().is_empty()).count();
    let extra = ask.extra.lines().filter(|line| !line.trim().is_empty()).count();
    let at_option = |index: usize| Choice::new(label(index).to_string(), at_option(lang, label(index)));
    let mut places: Vec<Choice> = match ask.kind {
        Kind::SingleChoice | Kind::MultipleChoice | Kind::Ordering => (0..count).map(at_option).collect(),
        Kind::Matching => {
            let lines = (1..=count).map(|line| Choice::new(line.to_string(), at_line(lang, line)));
            lines.chain((0..count + extra).map(at_option)).collect()
        }
        _ => Vec::new(),
    };
    if !chosen.is_empty() && places.iter().all(|place| place.value != chosen) {
        places.push(Choice::new(chosen, chosen));
    }
    places
}
