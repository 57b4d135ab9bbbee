//! The same question twice: in one file, or in the file and in the bank.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::bank::{
    figure::Figure,
    item::{Content, Item, ItemOption},
};

use super::{
    reason::{Reason, Weight},
    report::{Place, RowReport},
    text,
};

/// A question without its key, whatever its blanks, widths and order of options: 32 bytes as hex.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

/// The questions of a bank, each with the fingerprint of its key.
#[derive(Clone, Debug, Default)]
pub struct Known(HashMap<Fingerprint, Fingerprint>);

impl Known {
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        Self(items.into_iter().map(|item| (question(item), key(item))).collect())
    }
}

/// From stored pairs of [`question`] and [`key`].
impl FromIterator<(Fingerprint, Fingerprint)> for Known {
    fn from_iter<I: IntoIterator<Item = (Fingerprint, Fingerprint)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// The fingerprint of what is asked: stem and options, with the pictures that belong to them.
pub fn question(item: &Item) -> Fingerprint {
    hash(asks(&item.stem, &item.figures, &item.content))
}

fn asks(stem: &str, figures: &[Figure], content: &Content) -> Vec<String> {
    let mut options: Vec<String> = content.options().iter().map(said).collect();
    options.sort();
    let mut lines: Vec<String> = content.lines().iter().map(said).collect();
    lines.sort();
    let picture = if let Content::Hotspot { picture, .. } = content { Some(&picture.media) } else { None };
    let shown = figures.iter().filter_map(Figure::media).chain(picture);
    let shown = shown.map(|media| media.0.clone());
    let parts = content.parts().iter().flat_map(|part| asks(&part.stem, &part.figures, &part.content));
    std::iter::once(asked(stem)).chain(options).chain(lines).chain(shown).chain(parts).collect()
}

/// The fingerprint of what answers it.
pub fn key(item: &Item) -> Fingerprint {
    hash(answers(&item.content))
}

fn answers(content: &Content) -> Vec<String> {
    match content {
        Content::SingleChoice { options, key, .. } => options.get(*key).map(said).into_iter().collect(),
        Content::MultipleChoice { options, key, .. } => {
            let mut right: Vec<String> =
                key.iter().filter_map(|index| options.get(*index)).map(said).collect();
            right.sort();
            right
        }
        Content::TrueFalse { key } => vec![key.to_string()],
        Content::FillIn { blanks, any_order, .. } => {
            let mut texts: Vec<String> = blanks.iter().map(|blank| text::folded(&blank.join("|"))).collect();
            if *any_order {
                texts.sort();
            }
            texts
        }
        Content::Numeric { answers, .. } => answers
            .iter()
            .map(|range| format!("{}±{}", range.value.normalize(), range.tolerance.normalize()))
            .collect(),
        Content::Matching { lines, options, key, .. } => {
            let pair = |(line, option): (&ItemOption, &usize)| {
                format!("{}→{}", said(line), options.get(*option).map(said).unwrap_or_default())
            };
            let mut pairs: Vec<String> = lines.iter().zip(key).map(pair).collect();
            pairs.sort();
            pairs
        }
        Content::Ordering { options, .. } => options.iter().map(said).collect(),
        Content::Hotspot { key, .. } => key.iter().map(usize::to_string).collect(),
        Content::ShortAnswer { guide } => vec![text::folded(&guide.reference)],
        Content::Case { parts: _ } => {
            content.parts().iter().flat_map(|part| answers(&part.content)).collect()
        }
    }
}

fn said(option: &ItemOption) -> String {
    let shown = option.figures.iter().filter_map(Figure::media).map(|media| media.0.as_str());
    std::iter::once(text::folded(&option.text).as_str()).chain(shown).collect()
}

/// The stem for comparing. `（ ）` and `____` are both a blank.
fn asked(stem: &str) -> String {
    text::folded(stem).replace("【】", "()").replace("[]", "()").replace("____", "()").replace("__", "()")
}

/// What is left of a question when punctuation does not count either. Signs such as `<` and `-` do.
fn roughly(item: &Item) -> Fingerprint {
    let parts = asks(&item.stem, &item.figures, &item.content);
    let mut parts = parts.iter().map(|part| unpunctuated(part));
    let stem = parts.next().unwrap_or_default();
    let mut rest: Vec<String> = parts.collect();
    rest.sort();
    hash(std::iter::once(stem).chain(rest))
}

/// A text for comparing, folded and without its punctuation.
pub fn unpunctuated(text: &str) -> String {
    const PUNCTUATION: &str = "，。、；：？！“”‘’「」《》…—·,;:?!\"'()[]【】_";
    text::folded(text).replace(|c| PUNCTUATION.contains(c), "")
}

fn hash(parts: impl IntoIterator<Item = String>) -> Fingerprint {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let halves = hasher.finalize().into_iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    Fingerprint(halves.map(|half| DIGITS[usize::from(half)]).collect())
}

/// Compares every question with the bank and with the others of the file.
///
/// Repeats are skipped, naming the first. When the key differs, all of them are rejected: the file
/// does not say which is right. So is a question that the bank has with another key.
pub(super) fn compare(rows: &mut [RowReport], known: &Known) {
    let mut same: HashMap<Fingerprint, Vec<usize>> = HashMap::new();
    let mut alike: HashMap<Fingerprint, usize> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        if let Some(item) = &row.item {
            same.entry(question(item)).or_default().push(index);
        }
    }
    let mut told: Vec<(usize, Reason)> = Vec::new();
    for (question, indexes) in &same {
        let keys: Vec<Fingerprint> =
            indexes.iter().filter_map(|index| rows[*index].item.as_ref()).map(key).collect();
        let places: Vec<Place> = indexes.iter().map(|index| rows[*index].place).collect();
        for (at, index) in indexes.iter().enumerate() {
            let others: Vec<Place> =
                (0..keys.len()).filter(|other| keys[*other] != keys[at]).map(|other| places[other]).collect();
            let reason = match known.0.get(question) {
                _ if !others.is_empty() => Reason::OtherAnswerInFile { others },
                Some(known) if *known != keys[at] => Reason::OtherAnswerInBank,
                Some(_) => Reason::AlreadyInBank,
                None if at > 0 => Reason::SameAsRow { other: places[0] },
                None => continue,
            };
            told.push((*index, reason));
        }
    }
    for (index, reason) in told {
        rows[index].reasons.push(reason);
    }
    for index in 0..rows.len() {
        let row = &rows[index];
        let Some(item) = &row.item else { continue };
        if row.reasons.iter().any(|reason| reason.weight() > Weight::Note) {
            continue;
        }
        let first = *alike.entry(roughly(item)).or_insert(index);
        if first != index {
            let other = rows[first].place;
            rows[index].reasons.push(Reason::NearlyTheSame { other });
        }
    }
}
