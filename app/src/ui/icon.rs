use leptos::prelude::*;

use super::Tone;

/// A sign beside a word. It is hidden from assistive technology, because the word says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Tick,
    Cross,
    Question,
    Exclamation,
    Info,
    Menu,
    /// A filled dot: saved.
    Dot,
    /// An open ring: not yet saved.
    Ring,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Glyph::Tick => "M4 13l5.5 6L20 5",
            Glyph::Cross => "M5 5l14 14M19 5L5 19",
            Glyph::Question => "M7.5 8.5a4.5 4.5 0 1 1 6.6 4c-1.4.8-2.1 1.5-2.1 3M12 20.4v.1",
            Glyph::Exclamation => "M12 4v10.5M12 19.9v.1",
            Glyph::Info => "M12 10v9.5M12 4.5v.1",
            Glyph::Menu => "M3 6h18M3 12h18M3 18h18",
            Glyph::Dot => "M12 12v.1",
            Glyph::Ring => "M12 5a7 7 0 1 0 .1 0z",
        }
    }

    fn stroke(self) -> &'static str {
        match self {
            Glyph::Dot => "17",
            Glyph::Menu => "2",
            _ => "3",
        }
    }
}

impl From<Tone> for Glyph {
    fn from(tone: Tone) -> Self {
        match tone {
            Tone::Ok => Glyph::Tick,
            Tone::Warn => Glyph::Exclamation,
            Tone::Bad => Glyph::Cross,
            Tone::Info => Glyph::Info,
            Tone::Plain => Glyph::Question,
        }
    }
}

#[component]
pub fn Icon(#[prop(into)] glyph: Glyph) -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width=glyph.stroke()
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=glyph.path() />
        </svg>
    }
}
