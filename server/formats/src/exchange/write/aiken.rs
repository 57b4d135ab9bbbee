//! Aiken: single choice and true/false, each text on one line.

use domain::bank::{
    import::{options, text},
    item::{Content, Item},
};

use super::{
    super::aiken as reader, Loss, Target, choices, order_by_texts, stated_order, texts, truth_words,
    without_figures, writable,
};

pub fn losses(item: &Item) -> Vec<Loss> {
    let mut losses = Vec::new();
    match &item.content {
        Content::SingleChoice { options, .. } => {
            losses.extend((options.len() > options::LIMIT).then_some(Loss::TooManyOptions));
        }
        Content::TrueFalse { .. } => {}
        _ => losses.push(Loss::Kind),
    }
    losses.extend((!reader::is_stem(&line(&item.stem))).then_some(Loss::Unwritable));
    let order = stated_order(&item.content);
    losses.extend(
        order.is_some_and(|order| order != order_by_texts(&item.content)).then_some(Loss::OptionOrder),
    );
    losses.extend(texts(item).any(|text| text.contains(['\n', '\r'])).then_some(Loss::LineBreaks));
    losses.extend(without_figures(item));
    losses.extend((!item.explanation.is_empty()).then_some(Loss::Explanation));
    losses.extend((!item.knowledge_point.is_empty()).then_some(Loss::KnowledgePoint));
    losses
}

pub fn write(items: &[Item]) -> Vec<u8> {
    let mut out = String::new();
    for item in writable(Target::Aiken, items) {
        out.push_str(&line(&item.stem));
        out.push('\n');
        let choices = match &item.content {
            Content::TrueFalse { key } => {
                let [yes, no] = truth_words(item);
                vec![(yes, *key), (no, !*key)]
            }
            content => {
                choices(content).into_iter().map(|(option, right)| (option.text.as_str(), right)).collect()
            }
        };
        for (at, (option, _)) in choices.iter().enumerate() {
            out.push_str(&format!("{}. {}\n", text::label(at), line(option)));
        }
        let right = choices.iter().position(|(_, right)| *right).unwrap_or_default();
        out.push_str(&format!("ANSWER: {}\n\n", text::label(right)));
    }
    out.into_bytes()
}

/// A text on one line.
fn line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
