//! Texts with formulas, pictures, sound, films and tables, as every page shows them.

use domain::{
    bank::{
        Figure,
        figure::{MediaId, Table},
        words::{Piece, Words},
    },
    paper::SheetItem,
};
use leptos::prelude::*;

use crate::text::{self, Lang};

/// Where a file of a question is.
pub fn media(id: &MediaId) -> String {
    format!("/questions/media/{}", id.0)
}

/// A text with its formulas.
pub fn words(words: &Words) -> AnyView {
    match words {
        Words::Plain(text) => text.clone().into_any(),
        Words::Mixed(pieces) => pieces.iter().map(piece).collect_view().into_any(),
    }
}

fn piece(piece: &Piece) -> AnyView {
    match piece {
        Piece::Text(text) => text.clone().into_any(),
        // Made by `domain::bank::words`, where everything in it is escaped.
        Piece::Formula { mathml, .. } => {
            view! { <span class="formula" inner_html=mathml.clone()></span> }.into_any()
        }
    }
}

/// What belongs to a text, below it.
pub fn figures(figures: &[Figure], lang: Lang) -> AnyView {
    if figures.is_empty() {
        return ().into_any();
    }
    let shown = figures.iter().map(|shown| figure(shown, lang)).collect_view();
    view! { <div class="figures">{shown}</div> }.into_any()
}

fn figure(figure: &Figure, lang: Lang) -> AnyView {
    match figure {
        Figure::Picture(picture) => view! {
            <img
                src=media(&picture.media)
                alt=picture.alt.clone()
                width=picture.width
                height=picture.height
                decoding="async"
            />
        }
        .into_any(),
        Figure::Audio(audio) => view! {
            <audio controls=true preload="none" src=media(&audio.media)></audio>
            {transcript(&audio.transcript, lang)}
        }
        .into_any(),
        Figure::Video(video) => view! {
            <video controls=true preload="none" src=media(&video.media)></video>
            {transcript(&video.transcript, lang)}
        }
        .into_any(),
        Figure::Table(of) => table(of),
    }
}

fn transcript(words: &str, lang: Lang) -> Option<AnyView> {
    let words = (!words.is_empty()).then(|| words.to_owned())?;
    Some(
        view! {
            <details>
                <summary>{text::room::transcript(lang)}</summary>
                <p>{words}</p>
            </details>
        }
        .into_any(),
    )
}

fn table(table: &Table) -> AnyView {
    let (head, body) = table.rows.split_at(usize::from(table.header).min(table.rows.len()));
    // Words alone: the browser has no converter for formulas, which would make the exam room half as heavy again.
    let cell = |cell: &String| view! { <td>{cell.clone()}</td> };
    let name = |cell: &String| view! { <th scope="col">{cell.clone()}</th> };
    let head = head.iter().map(|row| view! { <tr>{row.iter().map(name).collect_view()}</tr> });
    let head = head.collect_view();
    let rows = body.iter().map(|row| view! { <tr>{row.iter().map(cell).collect_view()}</tr> });
    let rows = rows.collect_view();
    view! {
        <div class="figure-table">
            <table>
                <thead>{head}</thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What a question asked, to be read: the material of its case, its stem, and the lines of a matching.
pub fn asked(item: &SheetItem, lang: Lang) -> AnyView {
    let passage = item.passage.as_ref().map(|passage| {
        view! {
            <div class="passage" dir="auto">
                <p>{words(&passage.text)}</p>
                {figures(&passage.figures, lang)}
            </div>
        }
    });
    let map = item.map.as_ref().map(|map| {
        let picture = Figure::Picture(map.picture.clone());
        view! { <div class="figures">{figure(&picture, lang)}</div> }
    });
    let lines = item.lines.iter().map(|line| {
        view! { <li>{words(line.text())} {figures(line.figures(), lang)}</li> }
    });
    let lines = (!item.lines.is_empty()).then(|| view! { <ol class="plain">{lines.collect_view()}</ol> });
    view! {
        {passage}
        <p class="stem" dir="auto">
            {words(&item.stem)}
        </p>
        {figures(&item.figures, lang)}
        {map}
        {lines}
    }
    .into_any()
}

/// What stands in a `<textarea>`, which Leptos does not escape. A parser drops one line break right after the tag;
/// writing one keeps the author's.
pub fn textarea_content(value: &str) -> String {
    let escaped = value.replace('&', "&amp;").replace('<', "&lt;");
    format!("\n{escaped}")
}
