use leptos::prelude::*;

use super::{Maybe, Prose};

/// A page's title, which says the state and not the name of the module.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    /// A quiet line above the title.
    #[prop(optional, into)]
    over: Maybe,
    /// A quiet line below the title.
    #[prop(optional, into)]
    under: Maybe,
    /// Breadcrumbs, in place of `over`.
    #[prop(optional)]
    trail: Option<AnyView>,
    /// Actions at the other end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="page-head">
            <div>
                {trail}
                {over.map(|over| view! { <p><Prose words=over /></p> })}
                <h1>{title}</h1>
                {under.map(|under| view! { <p><Prose words=under /></p> })}
            </div>
            {children.map(|actions| actions())}
        </div>
    }
}

/// Blocks below each other, evenly spaced.
#[component]
pub fn Stack(children: Children) -> impl IntoView {
    view! { <div class="stack">{children()}</div> }
}

/// A narrow block beside a wide one, where there is room.
#[component]
pub fn Columns(children: Children) -> impl IntoView {
    view! { <div class="columns">{children()}</div> }
}

/// What can be done here, and what it will and will not change.
#[component]
pub fn Actions(
    #[prop(optional, into)] note: Maybe,
    /// They stay in sight below a long list that they decide about.
    #[prop(optional)]
    stay: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="actions" data-stay=stay>
            {note.map(|note| view! { <p>{note}</p> })}
            {children()}
        </div>
    }
}

/// The actions of a worker's page: they stay at the bottom of the screen, within the thumb's reach.
#[component]
pub fn ActionBar(children: Children) -> impl IntoView {
    view! { <div class="actionbar">{children()}</div> }
}

/// Fields that narrow a list. They live in the address.
#[component]
pub fn Filters(
    #[prop(into)] label: String,
    #[prop(optional, into)] action: Maybe,
    children: Children,
) -> impl IntoView {
    view! {
        <form class="filters" method="get" role="search" aria-label=label action=action.0>
            {children()}
        </form>
    }
}
