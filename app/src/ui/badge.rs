use leptos::{either::Either, prelude::*};

use super::Tone;

/// A status in one word. With `href` it opens what it counts.
#[component]
pub fn Badge(
    #[prop(into)] label: String,
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] href: Option<String>,
) -> impl IntoView {
    match href {
        Some(href) => Either::Left(view! {
            <a class="badge" data-tone=tone.name() href=href>
                {label}
            </a>
        }),
        None => Either::Right(view! {
            <span class="badge" data-tone=tone.name()>
                {label}
            </span>
        }),
    }
}
