use leptos::prelude::*;

use super::Tone;

/// A number, what it counts, and the page with the names behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    pub label: String,
    pub value: String,
    pub tone: Option<Tone>,
    pub note: Option<String>,
    pub href: Option<String>,
}

impl Stat {
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Stat { label: label.into(), value: value.into(), tone: None, note: None, href: None }
    }

    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

#[component]
pub fn StatTiles(stats: Vec<Stat>) -> impl IntoView {
    let tiles = stats
        .into_iter()
        .map(|stat| {
            let tone = stat.tone.map(Tone::name);
            let content = view! {
                <span>{stat.label}</span>
                <strong>{stat.value}</strong>
                {stat.note.map(|note| view! { <small>{note}</small> })}
            };
            let tile = match stat.href {
                Some(href) => view! {
                    <a class="tile" data-tone=tone href=href>
                        {content}
                    </a>
                }
                .into_any(),
                None => view! {
                    <div class="tile" data-tone=tone>
                        {content}
                    </div>
                }
                .into_any(),
            };
            view! { <li>{tile}</li> }
        })
        .collect_view();
    view! {
        <ul class="tiles" role="list">
            {tiles}
        </ul>
    }
}

/// Parts of a whole as one bar. The numbers stand beside it, in `StatTiles` or a table.
#[component]
pub fn Proportions(
    /// The same in words.
    #[prop(into)]
    label: String,
    parts: Vec<(Tone, u64)>,
) -> impl IntoView {
    let total: u64 = parts.iter().map(|(_, count)| count).sum();
    let mut x = 0;
    let rects = parts
        .into_iter()
        .map(|(tone, count)| {
            let start = x;
            x += count;
            view! {
                <rect
                    data-tone=tone.name()
                    x=start.to_string()
                    width=count.to_string()
                    height="1"
                    vector-effect="non-scaling-stroke"
                />
            }
        })
        .collect_view();
    view! {
        <svg
            class="proportions"
            role="img"
            aria-label=label
            viewBox=format!("0 0 {} 1", total.max(1))
            preserveAspectRatio="none"
        >
            {rects}
        </svg>
    }
}
