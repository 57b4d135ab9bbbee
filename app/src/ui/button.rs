use leptos::prelude::*;

use super::Maybe;

/// A screen has at most one primary button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    Primary,
    #[default]
    Plain,
    /// It cannot be undone.
    Danger,
}

impl ButtonKind {
    fn name(self) -> &'static str {
        match self {
            ButtonKind::Primary => "primary",
            ButtonKind::Plain => "plain",
            ButtonKind::Danger => "danger",
        }
    }
}

/// Sends the form that it stands in, or the one named by `form`.
#[component]
pub fn Button(
    #[prop(into)] label: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] name: Maybe,
    #[prop(optional, into)] value: Maybe,
    #[prop(optional, into)] form: Maybe,
    #[prop(optional, into)] formaction: Maybe,
    #[prop(optional)] small: bool,
    #[prop(optional)] wide: bool,
    #[prop(optional)] disabled: bool,
    /// Leave the browser's own checks out: "save as draft", "back".
    #[prop(optional)]
    unchecked: bool,
) -> impl IntoView {
    view! {
        <button
            class="button"
            type="submit"
            data-kind=kind.name()
            data-small=small
            data-wide=wide
            name=name.0
            value=value.0
            form=form.0
            formaction=formaction.0
            formnovalidate=unchecked
            disabled=disabled
        >
            {label}
        </button>
    }
}

/// Goes somewhere and changes nothing.
#[component]
pub fn LinkButton(
    #[prop(into)] label: String,
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] small: bool,
    #[prop(optional)] wide: bool,
    /// The address is a file to keep.
    #[prop(optional)]
    download: bool,
) -> impl IntoView {
    view! {
        <a
            class="button"
            data-kind=kind.name()
            data-small=small
            data-wide=wide
            href=href
            download=download
        >
            {label}
        </a>
    }
}
