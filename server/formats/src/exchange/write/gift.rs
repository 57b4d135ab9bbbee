//! GIFT as Moodle reads it.

use domain::bank::item::{Content, Guide, Item, ItemOption, PartScoring, Range};

use super::{
    Loss, Target, beyond_words, choices, losses_in_shares, name, order_by_texts, repeated, stated_order,
    texts, unified, weights, without_figures, writable,
};

pub fn losses(item: &Item) -> Vec<Loss> {
    let mut losses = Vec::new();
    match &item.content {
        Content::FillIn { blanks, .. } => {
            losses.extend((blanks.len() > 1).then_some(Loss::SeveralBlanks));
            losses.extend(beyond_words(item).into_iter().filter(|loss| *loss == Loss::Scoring));
            // An arrow in an answer makes a matching question, and nothing escapes it.
            losses
                .extend(blanks.iter().flatten().any(|text| text.contains("->")).then_some(Loss::Unwritable));
        }
        Content::MultipleChoice { .. } => losses.extend(losses_in_shares(&item.content)),
        Content::SingleChoice { .. } | Content::TrueFalse { .. } => {}
        Content::Numeric { unit, .. } => losses.extend(unit.as_ref().map(|_| Loss::Scoring)),
        Content::Matching { lines, options, scoring, .. } => {
            losses.extend((*scoring == PartScoring::AllOrNothing).then_some(Loss::AllOrNothing));
            let arrow = |option: &ItemOption| option.text.contains("->") || option.text.ends_with('-');
            losses.extend(lines.iter().chain(options).any(arrow).then_some(Loss::Unwritable));
            losses.extend((repeated(lines) || repeated(options)).then_some(Loss::Unwritable));
        }
        Content::ShortAnswer { guide } => losses.extend((*guide != Guide::default()).then_some(Loss::Key)),
        _ => losses.push(Loss::Kind),
    }
    losses.extend(without_figures(item));
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
        if let Content::ShortAnswer { .. } = &item.content {
            // Empty braces alone could be anything.
            out.push_str(&format!("::{}::", escaped(&name(item)).replace("\\n", " ")));
        }
        // Without a format Moodle takes a text for HTML.
        out.push_str(&format!("[plain]{}{{", escaped(&item.stem)));
        match &item.content {
            Content::TrueFalse { key } => out.push_str(if *key { "TRUE" } else { "FALSE" }),
            Content::SingleChoice { .. } => {
                for (option, right) in choices(&item.content) {
                    let sign = if right { '=' } else { '~' };
                    out.push_str(&format!("\n{sign}{}", tagged(&option.text)));
                }
            }
            Content::MultipleChoice { .. } => {
                let choices = choices(&item.content);
                for ((option, _), weight) in choices.iter().zip(weights(&item.content, &choices)) {
                    out.push_str(&format!("\n~%{weight}%{}", tagged(&option.text)));
                }
            }
            Content::FillIn { blanks, .. } => {
                for text in blanks.iter().flatten() {
                    out.push_str(&format!("\n={}", tagged(&super::without_wildcards(text))));
                }
            }
            Content::Numeric { answers, .. } => {
                let range =
                    |range: &Range| format!("{}:{}", range.value.normalize(), range.tolerance.normalize());
                match answers.as_slice() {
                    [one] => out.push_str(&format!("#{}", range(one))),
                    several => {
                        out.push('#');
                        several.iter().for_each(|one| out.push_str(&format!("\n={}", range(one))));
                    }
                }
            }
            Content::Matching { lines, options, key, .. } => {
                let option =
                    |at: usize| options.get(at).map(|option| escaped(&option.text)).unwrap_or_default();
                for (line, at) in lines.iter().zip(key) {
                    out.push_str(&format!("\n={} -> {}", tagged(&line.text), option(*at)));
                }
                for at in (0..options.len()).filter(|at| !key.contains(at)) {
                    out.push_str(&format!("\n= -> {}", option(at)));
                }
            }
            // A text that people mark has empty braces; the others are left out, see `losses`.
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
