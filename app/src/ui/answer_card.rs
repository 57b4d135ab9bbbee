use leptos::prelude::*;

/// One item of the paper as the answer card shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerCell {
    /// The item's number on the paper, from 1.
    pub no: u32,
    pub href: String,
    pub answered: bool,
    pub flagged: bool,
    pub unsaved: bool,
    pub current: bool,
    /// The same aloud: "28, answered, flagged".
    pub words: String,
}

/// Every item of a paper by its number, with its state in shape as well as in colour.
#[component]
pub fn AnswerCard(#[prop(into)] label: String, cells: Vec<AnswerCell>) -> impl IntoView {
    let cells = cells
        .into_iter()
        .map(|cell| {
            view! {
                <li>
                    <a
                        href=cell.href
                        aria-label=cell.words
                        aria-current=cell.current.then_some("step")
                        data-answered=cell.answered
                        data-flagged=cell.flagged
                        data-unsaved=cell.unsaved
                    >
                        {cell.no}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="answer-card" role="list" aria-label=label>
            {cells}
        </ol>
    }
}

/// What the shapes of the card mean.
#[component]
pub fn AnswerLegend(
    #[prop(into)] empty: String,
    #[prop(into)] answered: String,
    #[prop(into)] flagged: String,
    #[prop(into)] unsaved: String,
) -> impl IntoView {
    view! {
        <ul class="answer-legend" role="list">
            <li>
                <i></i>
                {empty}
            </li>
            <li>
                <i data-answered></i>
                {answered}
            </li>
            <li>
                <i data-flagged></i>
                {flagged}
            </li>
            <li>
                <i data-unsaved></i>
                {unsaved}
            </li>
        </ul>
    }
}
