use leptos::prelude::*;

use super::{Choice, Maybe, field::Frame};

/// One of several, in a list that opens. For fewer than six, `RadioGroup` is kinder.
#[component]
pub fn Select(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    options: Vec<Choice>,
    /// The chosen option's value.
    #[prop(optional, into)]
    value: String,
    /// The first line, with an empty value: "please choose".
    #[prop(optional, into)]
    prompt: Maybe,
    #[prop(optional, into)] hint: Maybe,
    #[prop(optional, into)] error: Maybe,
    #[prop(optional, into)] note: Maybe,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] id: Maybe,
) -> impl IntoView {
    let frame = Frame::new(&name, id.0, label, note.0, hint.0, error.0);
    let prompt = prompt.map(|prompt| view! { <option value="">{prompt}</option> });
    let options = options
        .into_iter()
        .map(|option| {
            let selected = option.value == value;
            view! {
                <option value=option.value selected=selected>
                    {option.label}
                </option>
            }
        })
        .collect_view();
    let control = view! {
        <select
            class="control"
            id=frame.id.clone()
            name=name
            required=required
            aria-describedby=frame.described_by()
            aria-invalid=frame.invalid()
        >
            {prompt}
            {options}
        </select>
    };
    frame.around(control.into_any())
}
