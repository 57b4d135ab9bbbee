//! Answers that were given before the page woke up. On a slow phone the markup can be ticked seconds before
//! the script runs, and nobody would have saved that.

use domain::{
    attempt::ItemNo,
    bank::Kind,
    paper::{SheetItem, ShownResponse},
};
use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;

/// The questions whose fields no longer stand as the server made them, with what stands there.
pub fn read(items: &[SheetItem]) -> Vec<(ItemNo, ShownResponse)> {
    items.iter().filter_map(|item| Some((item.no, touched(item)?))).collect()
}

fn touched(item: &SheetItem) -> Option<ShownResponse> {
    let no = item.no;
    if item.kind == Kind::FillIn {
        let fields: Vec<_> =
            (0..item.blanks).flat_map(|blank| inputs(&format!("text-{no}-{blank}"))).collect();
        let changed = fields.iter().any(|field| field.value() != field.default_value());
        return changed.then(|| ShownResponse::Texts(fields.iter().map(HtmlInputElement::value).collect()));
    }
    let options = inputs(&format!("answer-{no}"));
    if options.iter().all(|option| option.checked() == option.default_checked()) {
        return None;
    }
    let mut chosen = options.iter().filter(|option| option.checked()).map(HtmlInputElement::value);
    match item.kind {
        Kind::TrueFalse => chosen.next()?.parse().ok().map(ShownResponse::Truth),
        _ => Some(ShownResponse::Chosen(chosen.filter_map(|position| position.parse().ok()).collect())),
    }
}

fn inputs(name: &str) -> Vec<HtmlInputElement> {
    let Ok(found) = document().query_selector_all(&format!("input[name=\"{name}\"]")) else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}
