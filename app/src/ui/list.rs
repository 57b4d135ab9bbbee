use leptos::prelude::*;

use super::{Maybe, Prose};

/// Terms and what is true of them.
#[component]
pub fn Facts(
    /// One column width for several lists below each other.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <dl class="facts" data-wide=wide>
            {children()}
        </dl>
    }
}

#[component]
pub fn Fact(#[prop(into)] term: String, children: Children) -> impl IntoView {
    view! {
        <dt>{term}</dt>
        <dd>{children()}</dd>
    }
}

/// Things, each with something at the other end of its line.
#[component]
pub fn Rows(
    /// A line between two rows.
    #[prop(optional)]
    lined: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <ul class="rows" role="list" data-lined=lined>
            {children()}
        </ul>
    }
}

#[component]
pub fn Row(
    #[prop(into)] label: String,
    #[prop(optional, into)] detail: Maybe,
    #[prop(optional, into)] href: Maybe,
    /// What stands at the end: a badge, a button, a number.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let label = match href.0 {
        Some(href) => view! { <a href=href>{label}</a> }.into_any(),
        None => label.into_any(),
    };
    view! {
        <li>
            <span>{label} {detail.map(|detail| view! { <small><Prose words=detail /></small> })}</span>
            {children.map(|end| end())}
        </li>
    }
}

/// What is still to do, in order.
#[component]
pub fn Numbered(children: Children) -> impl IntoView {
    view! {
        <ol class="numbered" role="list">
            {children()}
        </ol>
    }
}

#[component]
pub fn NumberedRow(
    #[prop(into)] title: String,
    /// Goes on from the title in plain weight.
    #[prop(optional, into)]
    rest: Maybe,
    #[prop(optional, into)] detail: Maybe,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <li>
            <strong>{title}</strong>
            {rest.map(|rest| view! { " " <span>{rest}</span> })}
            {detail.map(|detail| view! { <p><Prose words=detail /></p> })}
            {children.map(|more| more())}
        </li>
    }
}
