use leptos::prelude::*;

/// A column's head. Numbers stand at the end of their cell (`<td data-number>`); sentences get room to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    label: String,
    number: bool,
    sentences: bool,
}

impl Column {
    pub fn text(label: impl Into<String>) -> Self {
        Column { label: label.into(), number: false, sentences: false }
    }

    pub fn number(label: impl Into<String>) -> Self {
        Column { number: true, ..Column::text(label) }
    }

    pub fn sentences(label: impl Into<String>) -> Self {
        Column { sentences: true, ..Column::text(label) }
    }
}

/// A table that never makes the page scroll sideways: it scrolls by itself, reachable by keyboard,
/// or its rows become cards on a phone (`cards`; then each `<td>` names itself by `data-label`).
/// The children are its `<tr>`.
#[component]
pub fn Table(
    #[prop(into)] label: String,
    head: Vec<Column>,
    #[prop(optional)] cards: bool,
    /// The head stays in sight on wide screens; for tables that fit there.
    #[prop(optional)]
    sticky: bool,
    children: Children,
) -> impl IntoView {
    let head = head
        .into_iter()
        .map(|column| {
            view! {
                <th scope="col" data-number=column.number data-sentences=column.sentences>
                    {column.label}
                </th>
            }
        })
        .collect_view();
    view! {
        <div class="table" role="region" tabindex="0" aria-label=label data-sticky=sticky>
            <table data-cards=cards>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// Above a table: filters as badges, the sum in words, what can be taken away.
#[component]
pub fn Toolbar(children: Children) -> impl IntoView {
    view! { <div class="toolbar">{children()}</div> }
}
