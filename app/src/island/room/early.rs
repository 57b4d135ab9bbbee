//! Answers that were given before the page woke up. On a slow phone the markup can be ticked seconds before
//! the script runs, and nobody would have saved that.

use domain::{
    attempt::ItemNo,
    bank::Kind,
    paper::{SheetItem, ShownResponse},
};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

/// The questions whose fields no longer stand as the server made them, with what stands there.
pub fn read(items: &[SheetItem]) -> Vec<(ItemNo, ShownResponse)> {
    items.iter().filter_map(|item| Some((item.no, touched(item)?))).collect()
}

fn touched(item: &SheetItem) -> Option<ShownResponse> {
    let no = item.no;
    match item.kind {
        Kind::FillIn | Kind::Numeric => {
            let fields: Vec<HtmlInputElement> = (0..item.blanks)
                .flat_map(|blank| fields(&format!("input[name=\"text-{no}-{blank}\"]")))
                .collect();
            let changed = fields.iter().any(|field| field.value() != field.default_value());
            changed.then(|| ShownResponse::Texts(fields.iter().map(HtmlInputElement::value).collect()))
        }
        Kind::ShortAnswer => {
            let field: HtmlTextAreaElement = fields(&format!("textarea[name=\"text-{no}-0\"]")).pop()?;
            let made = field.default_value().ok()?;
            (field.value() != made).then(|| ShownResponse::Texts(vec![field.value()]))
        }
        Kind::Matching | Kind::Ordering => {
            let lists: Vec<HtmlSelectElement> = (0..item.blanks)
                .flat_map(|line| fields(&format!("select[name=\"place-{no}-{line}\"]")))
                .collect();
            let made = |list: &HtmlSelectElement| {
                let option = list.query_selector("option[selected]").ok().flatten();
                option.and_then(|option| option.get_attribute("value")).unwrap_or_default()
            };
            let changed = lists.iter().any(|list| list.value() != made(list));
            let places = || lists.iter().map(|list| list.value().parse().ok()).collect();
            changed.then(|| ShownResponse::Places(places()))
        }
        Kind::SingleChoice | Kind::MultipleChoice | Kind::TrueFalse | Kind::Hotspot | Kind::Case => {
            ticked(item)
        }
    }
}

fn ticked(item: &SheetItem) -> Option<ShownResponse> {
    let options: Vec<HtmlInputElement> = fields(&format!("input[name=\"answer-{}\"]", item.no));
    if options.iter().all(|option| option.checked() == option.default_checked()) {
        return None;
    }
    let mut chosen = options.iter().filter(|option| option.checked()).map(HtmlInputElement::value);
    match item.kind {
        Kind::TrueFalse => chosen.next()?.parse().ok().map(ShownResponse::Truth),
        _ => Some(ShownResponse::Chosen(chosen.filter_map(|position| position.parse().ok()).collect())),
    }
}

fn fields<T: JsCast>(selector: &str) -> Vec<T> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}
