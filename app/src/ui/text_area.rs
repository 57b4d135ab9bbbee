use leptos::prelude::*;

use super::{Maybe, field::Frame};
use crate::shown::textarea_content;

/// Several lines to fill in. The one place that writes a `<textarea>`: Leptos does not escape
/// what stands inside it, so this does.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Maybe,
    #[prop(optional, into)] error: Maybe,
    #[prop(optional, into)] note: Maybe,
    #[prop(optional)] required: bool,
    #[prop(optional)] readonly: bool,
    #[prop(default = 4)] rows: u32,
    #[prop(optional, into)] maxlength: Maybe,
    #[prop(optional, into)] id: Maybe,
) -> impl IntoView {
    let frame = Frame::new(&name, id.0, label, note.0, hint.0, error.0);
    let control = view! {
        <textarea
            class="control"
            id=frame.id.clone()
            name=name
            rows=rows.to_string()
            required=required
            readonly=readonly
            maxlength=maxlength.0
            aria-describedby=frame.described_by()
            aria-invalid=frame.invalid()
            inner_html=textarea_content(&value)
        ></textarea>
    };
    frame.around(control.into_any())
}
