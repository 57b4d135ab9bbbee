//! Question banks: the list, what is in one, files on their way in and out, one question, and how all stay true.

mod alike;
mod beside;
mod bulk;
mod bulk_done;
mod columns;
mod contents;
mod edit;
mod editor;
mod export;
mod item;
mod laws;
mod media;
mod new;
pub mod print;
mod report;
mod review;
mod row;
mod rules;
mod search;
mod shelf;
mod standing;
mod todo;
mod upload;
mod uses;
pub mod wording;

use axum::routing::get;
use domain::person::access::Action;
use leptos::prelude::*;
use services::bank::Part;

use crate::{
    access::{Access, Route, form, page},
    text::{self, Lang},
    ui::{Breadcrumbs, Crumb, NavItem, Pager},
};

pub fn routes() -> Vec<Route> {
    let edit = Access::Needs(Action::EditBank);
    vec![
        form("/banks", edit, get(shelf::show).post(shelf::submit)),
        page("/banks/template.xlsx", edit, get(upload::template)),
        page("/banks/search", edit, get(search::show)),
        page("/banks/alike", edit, get(alike::show)),
        form("/banks/todo", edit, get(todo::show).post(todo::submit)),
        form("/banks/laws", edit, get(laws::show).post(laws::submit)),
        page("/banks/{bank}", edit, get(contents::show)),
        form("/banks/{bank}/rules", edit, get(rules::show).post(rules::submit)),
        form("/banks/{bank}/bulk", edit, get(bulk::show).post(bulk::submit)),
        form("/edits/{edit}", edit, get(bulk_done::show).post(bulk_done::submit)),
        page("/banks/{bank}/export", edit, get(export::show)),
        page("/banks/{bank}/export/{target}", edit, get(export::file)),
        form("/banks/{bank}/import", edit, get(upload::show).post(upload::submit)),
        form("/imports/{import}", edit, get(report::show).post(report::submit)),
        form("/imports/{import}/columns/{sheet}", edit, get(columns::show).post(columns::submit)),
        form("/imports/{import}/rows/{row}", edit, get(row::show).post(row::submit)),
        page("/imports/{import}/result.xlsx", edit, get(report::result_file)),
        form("/banks/{bank}/new", edit, get(new::show).post(new::submit)),
        page("/questions/media/{digest}", Access::Needs(Action::Own), get(media::send)),
        page("/items/{item}", edit, get(item::show)),
        form("/items/{item}/beside/{other}", edit, get(beside::show).post(beside::submit)),
        form("/items/{item}/edit", edit, get(edit::show).post(edit::submit)),
        form("/items/{item}/review", edit, get(review::show).post(review::submit)),
        form("/items/{item}/standing", edit, get(standing::show).post(standing::submit)),
        page("/items/{item}/uses", edit, get(uses::show)),
    ]
}

/// The media type of .xlsx.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// From the list of banks to `here`; without `here`, the last step is where one is.
fn crumbs(lang: Lang, steps: Vec<(String, String)>, here: Option<&str>) -> AnyView {
    let mut items = vec![Crumb::link(text::nav::banks(lang), "/banks")];
    items.extend(steps.into_iter().map(|(label, href)| Crumb::link(label, href)));
    items.extend(here.map(Crumb::here));
    view! { <Breadcrumbs label=text::bank::trail(lang) items=items /> }.into_any()
}

/// The pages of a list, where it has more than one.
fn pager(label: &str, part: Part, words: String, href: impl Fn(u64) -> String) -> Option<AnyView> {
    let last = part.pages();
    let near = |page: &u64| *page == 1 || *page == last || page.abs_diff(part.no) <= 2;
    let items =
        (1..=last).filter(near).map(|page| NavItem::new(page.to_string(), href(page), page == part.no));
    (last > 1).then(|| view! { <Pager label=label words=words items=items.collect() /> }.into_any())
}

/// Numbers of the first and the last line of a page, from 1.
fn bounds(part: Part) -> (u64, u64) {
    (part.before() + 1, part.total.min(part.before() + part.size))
}
