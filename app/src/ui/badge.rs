use leptos::{either::Either, prelude::*};

use super::{Maybe, Tone};

/// A status in one word. With `href` it opens what it counts.
#[component]
pub fn Badge(
    #[prop(into)] label: String,
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] href: Maybe,
) -> impl IntoView {
    match href.0 {
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
