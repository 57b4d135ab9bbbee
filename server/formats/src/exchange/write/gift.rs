//! GIFT as Moodle reads it.

use domain::bank::item::{Content, Item};

use super::{Loss, Target, choices, order_by_texts, stated_order, texts, unified, weights, writable};

pub fn losses(item: &Item) -> Vec<Loss> {
    let mut losses = Vec::new();
    match &item.content {
        Content::FillIn { blanks, .. } => {
            losses.extend((blanks.len() > 1).then_some(Loss::SeveralBlanks));
            // An arrow in an answer makes a matching question, and nothing escapes it.
            losses
                .extend(blanks.iter().flatten().any(|text| text.contains("->")).then_some(Loss::Unwritable));
        }
        Content::MultipleChoice { key, .. } => losses.extend((key.len() > 1).then_some(Loss::AllOrNothing)),
        Content::SingleChoice { .. } | Content::TrueFalse { .. } => {}
        _ => losses.push(Loss::Kind),
    }
    let order = stated_order(&item.content);
    losses.extend(
        order.is_some_and(|order| order != order_by_texts(&item.content)).then_some(Loss::OptionOrder),
    );
    losses.extend(item.knowledge_point.contains(['\n', '\r']).then_some(Loss::LineBreaks));
    losses.extend(texts(item).any(|text| text.contains('\r')).then_some(Loss::LineBreaks));
    losses
}

pub fn write(items: &[Item]) -> Vec<u8> {
    let mut out = String::new();
    let mut topic = "";
    for item in writable(Target::Gift, items) {
        if item.knowledge_point != topic {
            topic = &item.knowledge_point;
            out.push_str(&format!("$CATEGORY: {}\n\n", super::category(topic)));
        }
        // Without a format Moodle takes a text for HTML.
        out.push_str(&format!("[plain]{}{{", escaped(&item.stem)));
        match &item.content {
            Content::TrueFalse { key } => out.push_str(if *key { "TRUE" } else { "FALSE" }),
            Content::SingleChoice { .. } => {
                for (text, right) in choices(&item.content) {
                    let sign = if right { '=' } else { '~' };
                    out.push_str(&format!("\n{sign}{}", tagged(text)));
                }
            }
            Content::MultipleChoice { .. } => {
                let choices = choices(&item.content);
                for ((text, _), weight) in choices.iter().zip(weights(&choices)) {
                    out.push_str(&format!("\n~%{weight}%{}", tagged(text)));
                }
            }
            Content::FillIn { blanks, .. } => {
                for text in blanks.iter().flatten() {
                    out.push_str(&format!("\n={}", tagged(&super::without_wildcards(text))));
                }
            }
            // Left out, see `losses`.
            _ => {}
        }
        if !item.explanation.is_empty() {
            out.push_str(&format!("\n####{}", tagged(&item.explanation)));
        }
        out.push_str("\n}\n\n");
    }
    out.into_bytes()
}

/// A text with its format, where it would be read as a format or a weight itself.
fn tagged(text: &str) -> String {
    let format = if text.starts_with(['[', '%']) { "[plain]" } else { "" };
    format!("{format}{}", escaped(text))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in unified(text).chars() {
        match c {
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}
