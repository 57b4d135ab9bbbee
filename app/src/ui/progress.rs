use leptos::prelude::*;

/// How far something is, with the numbers in words and the way on.
#[component]
pub fn Progress(
    #[prop(into)] label: String,
    value: u64,
    max: u64,
    #[prop(into)] words: String,
    /// The link at the other end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    // The element accepts no maximum of zero; an empty piece of work is done.
    let (value, max) = if max == 0 { (1, 1) } else { (value.min(max), max) };
    view! {
        <div class="progress">
            <label>
                {label} <progress class="bar" value=value.to_string() max=max.to_string()></progress>
            </label>
            <div class="progress-foot">
                <span>{words}</span>
                {children.map(|end| end())}
            </div>
        </div>
    }
}
