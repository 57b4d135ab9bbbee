use leptos::prelude::*;

use super::{Glyph, Icon, Tone};

/// The answer a page exists for: a tick, a cross, or a question mark when it cannot be told.
#[component]
pub fn Verdict(tone: Tone, #[prop(into)] title: String, lines: Vec<String>) -> impl IntoView {
    let glyph = match tone {
        Tone::Ok => Glyph::Tick,
        Tone::Bad => Glyph::Cross,
        Tone::Warn | Tone::Info | Tone::Plain => Glyph::Question,
    };
    view! {
        <section class="card verdict" data-tone=tone.name()>
            <Icon glyph=glyph />
            <h1>{title}</h1>
            {lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
        </section>
    }
}
