use leptos::prelude::*;

use super::{Choice, field::Frame};

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
    prompt: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional_no_strip)] error: Option<String>,
    #[prop(optional, into)] note: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let frame = Frame::new(&name, id, label, note, hint, error);
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
