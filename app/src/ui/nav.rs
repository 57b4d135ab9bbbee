use leptos::{either::Either, prelude::*};

/// A link of a navigation; `current` is the page one is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    pub label: String,
    pub href: String,
    pub current: bool,
}

impl NavItem {
    pub fn new(label: impl Into<String>, href: impl Into<String>, current: bool) -> Self {
        NavItem { label: label.into(), href: href.into(), current }
    }

    fn aria_current(&self) -> Option<&'static str> {
        self.current.then_some("page")
    }
}

/// A step on the way from the start to this page; the last one has no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: Option<String>,
}

impl Crumb {
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Crumb { label: label.into(), href: Some(href.into()) }
    }

    pub fn here(label: impl Into<String>) -> Self {
        Crumb { label: label.into(), href: None }
    }
}

pub(super) fn nav_list(items: &[NavItem]) -> impl IntoView + use<> {
    let items = items
        .iter()
        .map(|item| {
            view! {
                <li>
                    <a href=item.href.clone() aria-current=item.aria_current()>
                        {item.label.clone()}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul role="list">{items}</ul> }
}

#[component]
pub fn Breadcrumbs(
    /// What this navigation is called aloud.
    #[prop(into)]
    label: String,
    items: Vec<Crumb>,
) -> impl IntoView {
    let items = items
        .into_iter()
        .map(|crumb| match crumb.href {
            Some(href) => Either::Left(view! {
                <li>
                    <a href=href>{crumb.label}</a>
                </li>
            }),
            None => Either::Right(view! { <li aria-current="page">{crumb.label}</li> }),
        })
        .collect_view();
    view! {
        <nav class="breadcrumbs" aria-label=label>
            <ol role="list">{items}</ol>
        </nav>
    }
}

/// How far a piece of work with several pages is. `current` counts from 1.
#[component]
pub fn Steps(#[prop(into)] label: String, names: Vec<String>, current: usize) -> impl IntoView {
    let names = names
        .into_iter()
        .zip(1..)
        .map(|(name, no)| {
            let here = (no == current).then_some("step");
            view! { <li aria-current=here>{format!("{no} {name}")}</li> }
        })
        .collect_view();
    view! {
        <ol class="steps" role="list" aria-label=label>
            {names}
        </ol>
    }
}

/// Views of one thing, each with an address.
#[component]
pub fn Tabs(#[prop(into)] label: String, items: Vec<NavItem>) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {nav_list(&items)}
        </nav>
    }
}

/// The pages of a long list. `words` say which part this is and of how many.
#[component]
pub fn Pager(#[prop(into)] label: String, #[prop(into)] words: String, items: Vec<NavItem>) -> impl IntoView {
    view! {
        <nav class="pager" aria-label=label>
            <p>{words}</p>
            {nav_list(&items)}
        </nav>
    }
}
