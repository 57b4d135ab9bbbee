use leptos::prelude::*;

use super::{Glyph, Icon, Maybe, Prose, Tone};

/// What happened, what was kept, what to do. A refusal is announced at once, the rest when there
/// is a pause.
#[component]
pub fn Notice(
    tone: Tone,
    /// What happened.
    #[prop(into)]
    title: String,
    /// What was kept.
    #[prop(optional, into)]
    kept: Maybe,
    /// What to do.
    #[prop(optional, into)]
    next: Maybe,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let role = match tone {
        Tone::Bad => "alert",
        Tone::Ok | Tone::Warn | Tone::Info | Tone::Plain => "status",
    };
    let glyph = match tone {
        Tone::Plain => Glyph::Info,
        other => other.into(),
    };
    view! {
        <div class="notice" role=role data-tone=tone.name()>
            <Icon glyph=glyph />
            <div>
                <p>
                    <strong><Prose words=title /></strong>
                </p>
                {kept.map(|kept| view! { <p><Prose words=kept /></p> })}
                {next.map(|next| view! { <p><Prose words=next /></p> })}
                {children.map(|more| more())}
            </div>
        </div>
    }
}

/// Every refused field of a form, on top of it. An error is the field's name and its sentence.
#[component]
pub fn ErrorSummary(
    #[prop(into)] title: String,
    #[prop(optional, into)] kept: Maybe,
    errors: Vec<(String, String)>,
) -> impl IntoView {
    let errors = errors
        .into_iter()
        .map(|(name, sentence)| {
            view! {
                <li>
                    <a href=format!("#field-{name}")>{sentence}</a>
                </li>
            }
        })
        .collect_view();
    let kept = kept.map(|kept| view! { <p>{kept}</p> });
    view! {
        <Notice tone=Tone::Bad title=title>
            {kept}
            <ul>{errors}</ul>
        </Notice>
    }
}
