//! Lists of options and of answers, and values as texts.

use std::collections::BTreeSet;

use super::{
    super::{Reason, header, text},
    Value,
};

/// A value as one text: a list has a line for each of its values.
pub fn plain(value: &Value) -> Option<String> {
    match value {
        Value::One(cell) => Some(text::trim(&cell.text()).to_owned()),
        Value::Many(several) => {
            let lines: Option<Vec<String>> = several
                .iter()
                .map(|value| match value {
                    Value::One(_) => plain(value),
                    Value::Many(_) | Value::Named(_) => None,
                })
                .collect();
            Some(lines?.join("\n"))
        }
        Value::Named(_) => None,
    }
}

/// The answers of a list; alternatives for a blank may be a list in it.
pub fn list_of_answers(several: &[Value]) -> Option<Vec<String>> {
    several
        .iter()
        .map(|value| match value {
            Value::Many(_) => plain(value).map(|lines| lines.replace('\n', "|")),
            _ => plain(value),
        })
        .collect()
}

/// Options with the index of their letter, from a list or from letters with a text each.
pub fn list_of_options(value: &Value, marked: &mut BTreeSet<usize>) -> Result<Vec<(usize, String)>, Reason> {
    let unclear = || Reason::OptionsUnclear { text: String::new() };
    let listed: Vec<(usize, String)> = match value {
        Value::One(_) => Vec::new(),
        Value::Many(several) if several.iter().all(|value| matches!(value, Value::Named(_))) => {
            let objects = several.iter().filter_map(|value| match value {
                Value::Named(fields) => Some(fields.as_slice()),
                _ => None,
            });
            objects_as_options(&objects.collect::<Vec<_>>(), marked).ok_or_else(unclear)?
        }
        Value::Many(several) => {
            let texts: Option<Vec<String>> = several.iter().map(plain).collect();
            texts.ok_or_else(unclear)?.into_iter().enumerate().collect()
        }
        Value::Named(fields) => {
            let lettered = fields.iter().map(|(name, value)| {
                Some((header::option(&text::lower(name).replace('_', ""))?, plain(value)?))
            });
            lettered.collect::<Option<_>>().ok_or_else(unclear)?
        }
    };
    let mut letters = BTreeSet::new();
    for (letter, text) in &listed {
        if !letters.insert(*letter) {
            return Err(Reason::LabelTwice { label: text::label(*letter), text: text.clone() });
        }
    }
    let mut filled: Vec<_> = listed.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    filled.sort();
    Ok(filled)
}

/// Options that are objects: their text, their letter where they have one, and whether they are right.
fn objects_as_options(
    objects: &[&[(String, Value)]],
    marked: &mut BTreeSet<usize>,
) -> Option<Vec<(usize, String)>> {
    const TEXTS: [&str; 10] = [
        "text",
        "content",
        "value",
        "title",
        "body",
        "optiontext",
        "optioncontent",
        "name",
        "label",
        "option",
    ];
    const RIGHT: [&str; 6] = ["correct", "iscorrect", "isright", "right", "isanswer", "istrue"];
    let named = |object: &[(String, Value)], wanted: &str| {
        let found = object.iter().find(|(name, _)| text::lower(name).replace(['_', '-'], "") == wanted);
        found.and_then(|(_, value)| plain(value))
    };
    let one_letter = |text: &str| {
        let mut chars = text.chars();
        match (chars.next().and_then(text::letter), chars.next()) {
            (Some((index, _)), None) if index < 12 => Some(index),
            _ => None,
        }
    };
    let all =
        |name: &str| -> Option<Vec<String>> { objects.iter().map(|object| named(object, name)).collect() };
    let candidates: Vec<Vec<String>> = TEXTS.iter().filter_map(|name| all(name)).collect();
    let is_lettering =
        |texts: &&Vec<String>| texts.iter().enumerate().all(|(at, text)| one_letter(text) == Some(at));
    let texts = candidates.iter().find(|texts| !is_lettering(texts)).or(candidates.first())?;
    let letters = ["label", "key", "letter", "option", "prefix", "code", "id", "name", "value"]
        .iter()
        .filter_map(|name| all(name))
        .filter(|letters| letters != texts)
        .find_map(|letters| letters.iter().map(|text| one_letter(text)).collect::<Option<Vec<_>>>());
    let letters = letters.unwrap_or_else(|| (0..objects.len()).collect());
    for (object, letter) in objects.iter().zip(&letters) {
        let right = RIGHT.iter().find_map(|name| named(object, name));
        if right.is_some_and(|right| right == "1" || text::truth(&right) == Some(true)) {
            marked.insert(*letter);
        }
    }
    Some(letters.into_iter().zip(texts.iter().cloned()).collect())
}
