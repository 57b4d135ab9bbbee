use leptos::prelude::*;

use super::{Maybe, field::hint_and_error};

/// An option of a list: what is sent, what is read, and a line below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice { value: value.into(), label: label.into(), hint: None }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Any of several.
#[component]
pub fn CheckboxGroup(
    #[prop(into)] legend: String,
    #[prop(into)] name: String,
    options: Vec<Choice>,
    /// The chosen values.
    #[prop(optional)]
    values: Vec<String>,
    #[prop(optional, into)] hint: Maybe,
    #[prop(optional, into)] error: Maybe,
) -> impl IntoView {
    let chosen = move |value: &str| values.iter().any(|v| v == value);
    group("checkbox", legend, name, options, chosen, false, hint.0, error.0)
}

/// One of a few.
#[component]
pub fn RadioGroup(
    #[prop(into)] legend: String,
    #[prop(into)] name: String,
    options: Vec<Choice>,
    /// The chosen value.
    #[prop(optional, into)]
    value: String,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] hint: Maybe,
    #[prop(optional, into)] error: Maybe,
) -> impl IntoView {
    let chosen = move |v: &str| v == value;
    group("radio", legend, name, options, chosen, required, hint.0, error.0)
}

/// Yes or no. Sends `name=value` when it is ticked, and nothing when it is not.
#[component]
pub fn Checkbox(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(default = "true".to_owned(), into)] value: String,
    #[prop(optional)] checked: bool,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] hint: Maybe,
    #[prop(optional, into)] error: Maybe,
) -> impl IntoView {
    let id = format!("field-{name}");
    let described_by = error.0.as_ref().map(|_| format!("{id}-error"));
    let invalid = error.0.as_ref().map(|_| "true");
    view! {
        <div class="choices">
            {hint_and_error(&id, None, error.0)} <label class="choice">
                <input
                    id=id
                    type="checkbox"
                    name=name
                    value=value
                    checked=checked
                    required=required
                    aria-describedby=described_by
                    aria-invalid=invalid
                />
                <span>{label} {hint.map(|hint| view! { <small>{hint}</small> })}</span>
            </label>
        </div>
    }
}

#[expect(clippy::too_many_arguments, reason = "the two groups above are its only callers")]
fn group(
    kind: &'static str,
    legend: String,
    name: String,
    options: Vec<Choice>,
    chosen: impl Fn(&str) -> bool,
    required: bool,
    hint: Option<String>,
    error: Option<String>,
) -> AnyView {
    let id = format!("field-{name}");
    let described_by = match (&hint, &error) {
        (None, None) => None,
        (Some(_), None) => Some(format!("{id}-hint")),
        (None, Some(_)) => Some(format!("{id}-error")),
        (Some(_), Some(_)) => Some(format!("{id}-hint {id}-error")),
    };
    let inputs = options
        .into_iter()
        .map(|option| {
            let checked = chosen(&option.value);
            view! {
                <label class="choice">
                    <input
                        type=kind
                        name=name.clone()
                        value=option.value
                        checked=checked
                        required=required
                    />
                    <span>
                        {option.label} {option.hint.map(|hint| view! { <small>{hint}</small> })}
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices" id=id.clone() aria-describedby=described_by>
            <legend>{legend}</legend>
            {hint_and_error(&id, hint, error)}
            {inputs}
        </fieldset>
    }
    .into_any()
}
