use leptos::prelude::*;

use super::{Glyph, Icon, Maybe, Prose, Tone};

#[component]
pub fn Card(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] id: Maybe,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card" id=id.0 data-tone=tone.name()>
            {children()}
        </section>
    }
}

/// A card's title, with a badge, a link or a few words at the other end.
#[component]
pub fn CardHead(#[prop(into)] title: String, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <div class="card-head">
            <h2>{title}</h2>
            {children.map(|aside| aside())}
        </div>
    }
}

/// The state of a thing: a sign, what it is, and the line that places it.
#[component]
pub fn Signal(
    tone: Tone,
    #[prop(into)] title: String,
    #[prop(optional, into)] detail: Maybe,
) -> impl IntoView {
    view! {
        <div class="signal" data-tone=tone.name()>
            <Icon glyph=Glyph::from(tone) />
            <div>
                <h2>{title}</h2>
                {detail.map(|detail| view! { <p><Prose words=detail /></p> })}
            </div>
        </div>
    }
}

/// A page or a list without content says what to do first; `children` are the buttons that do it.
/// Where the page's own title says what is missing, there is no other.
#[component]
pub fn EmptyState(
    #[prop(optional, into)] title: Maybe,
    #[prop(into)] detail: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {title.map(|title| view! { <h2>{title}</h2> })}
            <p>{detail}</p>
            {children.map(|actions| actions())}
        </div>
    }
}

/// A person: the photograph, or the place where it will be, and who it is.
#[component]
pub fn Portrait(
    #[prop(into)] alt: String,
    #[prop(optional, into)] src: Maybe,
    children: Children,
) -> impl IntoView {
    let picture = match src.0 {
        Some(src) => view! { <img class="portrait-picture" src=src alt=alt /> }.into_any(),
        None => view! { <div class="portrait-picture"></div> }.into_any(),
    };
    view! {
        <div class="portrait">{picture} <div>{children()}</div></div>
    }
}
