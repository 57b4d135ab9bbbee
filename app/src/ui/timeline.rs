use leptos::prelude::*;

use super::{Maybe, Prose, Tone};

/// What happened, the newest on top.
#[component]
pub fn Timeline(children: Children) -> impl IntoView {
    view! {
        <ol class="timeline" role="list">
            {children()}
        </ol>
    }
}

#[component]
pub fn TimelineEntry(
    tone: Tone,
    /// When, where and by whom, in words.
    #[prop(into)]
    when: String,
    #[prop(into)] title: String,
    /// Goes on from the title in plain weight.
    #[prop(optional, into)]
    rest: Maybe,
    #[prop(optional, into)] detail: Maybe,
    /// What stands at the other end: a badge, the way to the evidence.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <li data-tone=tone.name()>
            <div>
                <p class="timeline-when"><Prose words=when /></p>
                <h3>{title} {rest.map(|rest| view! { " " <span><Prose words=rest /></span> })}</h3>
                {detail.map(|detail| view! { <p><Prose words=detail /></p> })}
            </div>
            {children.map(|end| end())}
        </li>
    }
}
