use leptos::prelude::*;

use super::{Glyph, Icon, Maybe};

/// One line to fill in.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// The HTML type: `text`, `password`, `date`, `number`, …
    #[prop(default = "text")]
    kind: &'static str,
    /// What was typed before.
    #[prop(optional, into)]
    value: String,
    #[prop(optional, into)] hint: Maybe,
    /// Why the value was refused.
    #[prop(optional, into)]
    error: Maybe,
    /// A word beside the label, such as "optional".
    #[prop(optional, into)]
    note: Maybe,
    #[prop(optional)] required: bool,
    #[prop(optional)] readonly: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] autocomplete: Maybe,
    /// The keyboard a phone shows: `numeric`, `tel`, `email`.
    #[prop(optional, into)]
    inputmode: Maybe,
    #[prop(optional, into)] min: Maybe,
    #[prop(optional, into)] max: Maybe,
    #[prop(optional, into)] step: Maybe,
    #[prop(optional, into)] maxlength: Maybe,
    /// Where the page has two fields of this name.
    #[prop(optional, into)]
    id: Maybe,
) -> impl IntoView {
    let frame = Frame::new(&name, id.0, label, note.0, hint.0, error.0);
    let control = view! {
        <input
            class="control"
            id=frame.id.clone()
            name=name
            type=kind
            value=value
            required=required
            readonly=readonly
            autofocus=autofocus
            autocomplete=autocomplete.0
            inputmode=inputmode.0
            min=min.0
            max=max.0
            step=step.0
            maxlength=maxlength.0
            aria-describedby=frame.described_by()
            aria-invalid=frame.invalid()
        />
    };
    frame.around(control.into_any())
}

/// A file to send. A browser does not keep it when the form is shown again, so the hint should say
/// what is kept.
#[component]
pub fn FileField(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// Endings or media types, separated by commas.
    #[prop(optional, into)]
    accept: Maybe,
    #[prop(optional)] multiple: bool,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] hint: Maybe,
    #[prop(optional, into)] error: Maybe,
    #[prop(optional, into)] note: Maybe,
    #[prop(optional, into)] id: Maybe,
) -> impl IntoView {
    let frame = Frame::new(&name, id.0, label, note.0, hint.0, error.0);
    let control = view! {
        <input
            class="control"
            id=frame.id.clone()
            name=name
            type="file"
            accept=accept.0
            multiple=multiple
            required=required
            aria-describedby=frame.described_by()
            aria-invalid=frame.invalid()
        />
    };
    frame.around(control.into_any())
}

/// What stands around every control: its label above, hint and error between, tied by ids.
pub(super) struct Frame {
    pub id: String,
    label: String,
    note: Option<String>,
    pub hint: Option<String>,
    pub error: Option<String>,
}

impl Frame {
    pub fn new(
        name: &str,
        id: Option<String>,
        label: String,
        note: Option<String>,
        hint: Option<String>,
        error: Option<String>,
    ) -> Self {
        let id = id.unwrap_or_else(|| format!("field-{name}"));
        Frame { id, label, note, hint, error }
    }

    pub fn described_by(&self) -> Option<String> {
        let ids = [
            self.hint.as_ref().map(|_| format!("{}-hint", self.id)),
            self.error.as_ref().map(|_| format!("{}-error", self.id)),
        ];
        let ids: Vec<String> = ids.into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    pub fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    pub fn around(self, control: AnyView) -> AnyView {
        let label_text = label_text(self.label, self.note);
        view! {
            <div class="field">
                <label for=self.id.clone()>{label_text}</label>
                {hint_and_error(&self.id, self.hint, self.error)}
                {control}
            </div>
        }
        .into_any()
    }
}

pub(super) fn label_text(label: String, note: Option<String>) -> impl IntoView {
    let note = note.map(|note| view! { " " <span class="optional">{note}</span> });
    view! { {label} {note} }
}

pub(super) fn hint_and_error(id: &str, hint: Option<String>, error: Option<String>) -> impl IntoView {
    let hint = hint.map(|hint| {
        view! {
            <p class="hint" id=format!("{id}-hint")>
                {hint}
            </p>
        }
    });
    let error = error.map(|error| {
        view! {
            <p class="error" id=format!("{id}-error")>
                <Icon glyph=Glyph::Exclamation />
                {error}
            </p>
        }
    });
    view! { {hint} {error} }
}
