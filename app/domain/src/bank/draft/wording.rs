//! The same question in other languages, side by side with the first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{DraftFault, Wrong, as_line, ask::canonical, fault, from_line};
use crate::bank::{
    Content, Item,
    import::{STEM_LIMIT, text},
    item::{Language, Part, Wording},
};

/// One language of a question, or of a part of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WordingDraft {
    /// A tag of BCP 47; of a part it is that of its case.
    pub language: String,
    pub stem: String,
    /// One to a line, in the order of the question's own; an empty line is shown as it stands there.
    pub options: String,
    pub lines: String,
    pub explanation: String,
    pub parts: Vec<WordingDraft>,
}

pub(super) fn of(item: &Item) -> Vec<WordingDraft> {
    let draft = |(language, wording): (&Language, &Wording)| WordingDraft {
        language: language.tag().to_owned(),
        ..one(wording, &item.content)
    };
    item.wordings.iter().map(draft).collect()
}

fn one(wording: &Wording, content: &Content) -> WordingDraft {
    let joined = |texts: Vec<&String>| {
        texts
            .into_iter()
            .map(|text| if text.is_empty() { String::new() } else { as_line(text) })
            .collect::<Vec<_>>()
            .join("\n")
    };
    // The form of a matching has its options in the order of its lines.
    let options = match canonical(content) {
        Some((order, _)) => order.iter().filter_map(|index| wording.options.get(*index)).collect(),
        None => wording.options.iter().collect(),
    };
    let parts = content.parts().iter().enumerate();
    let part = |(at, part): (usize, &Part)| {
        wording.parts.get(at).map(|wording| one(wording, &part.content)).unwrap_or_default()
    };
    WordingDraft {
        language: String::new(),
        stem: wording.stem.clone(),
        options: joined(options),
        lines: joined(wording.lines.iter().collect()),
        explanation: wording.explanation.clone(),
        parts: parts.map(part).collect(),
    }
}

pub(super) fn read(
    drafts: &[WordingDraft],
    item: &Item,
    faults: &mut Vec<DraftFault>,
) -> BTreeMap<Language, Wording> {
    let mut read = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let prefix = format!("lang-{at}-");
        let tag = text::trim(&draft.language);
        let mut refuse = |wrong| faults.push(fault(format!("{prefix}language"), wrong));
        match Language::new(tag) {
            Err(_) => refuse(Wrong::NotALanguage { text: tag.to_owned() }),
            Ok(language) if read.contains_key(&language) => {
                refuse(Wrong::LanguageTwice { text: tag.to_owned() });
            }
            Ok(language) => {
                let wording = wording(draft, &prefix, &item.content, faults);
                read.insert(language, wording);
            }
        }
    }
    read
}

fn wording(draft: &WordingDraft, prefix: &str, content: &Content, faults: &mut Vec<DraftFault>) -> Wording {
    if draft.stem.chars().count() > STEM_LIMIT {
        faults.push(fault(format!("{prefix}stem"), Wrong::TooLong { limit: STEM_LIMIT }));
    }
    let mut texts = |field: &str, typed: &str, most: usize| -> Vec<String> {
        let mut texts: Vec<String> = typed.lines().map(from_line).collect();
        while texts.last().is_some_and(String::is_empty) {
            texts.pop();
        }
        if texts.len() > most {
            faults.push(fault(format!("{prefix}{field}"), Wrong::TooManyOptions { limit: most }));
        }
        texts
    };
    let options = texts("options", &draft.options, content.options().len());
    let lines = texts("lines", &draft.lines, content.lines().len());
    let parts = content.parts().iter().zip(&draft.parts).enumerate();
    let parts = parts
        .map(|(at, (part, draft))| wording(draft, &format!("{prefix}part-{at}-"), &part.content, faults));
    Wording {
        stem: text::trim(&draft.stem).replace("\r\n", "\n"),
        options,
        lines,
        explanation: text::trim(&draft.explanation).replace("\r\n", "\n"),
        parts: parts.collect(),
    }
}
