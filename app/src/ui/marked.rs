use domain::bank::find::Piece;
use leptos::prelude::*;

/// A text with parts that stand out; line breaks stay.
#[component]
pub fn Marked(pieces: Vec<(String, bool)>) -> impl IntoView {
    let pieces = pieces.into_iter().map(|(text, hit)| match hit {
        true => view! { <mark>{text}</mark> }.into_any(),
        false => text.into_any(),
    });
    view! { <span class="marked">{pieces.collect_view()}</span> }
}

/// Pieces for [`Marked`].
pub fn marked(pieces: Vec<Piece>) -> Vec<(String, bool)> {
    pieces.into_iter().map(|piece| (piece.text.to_owned(), piece.hit)).collect()
}
