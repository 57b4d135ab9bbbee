//! Characters that can't be printed, written as their numbers.
//!
//! A personal file holds what people have typed, in answers too, and a phone offers them pictures that no
//! font here has. The file must come out all the same, and must not hide that something stood there.

use std::collections::BTreeSet;

use serde_json::Value;

/// What PDF/A does not allow in text (ISO 19005-2, 6.2.11.7.2).
pub(super) const FORBIDDEN: [char; 3] = ['\0', '\u{FEFF}', '\u{FFFE}'];

/// Replaces each of `characters` in every string of `data`: `[U+1F600]`.
pub(super) fn spell_out(data: &mut Value, characters: &BTreeSet<char>) {
    match data {
        Value::String(text) if text.contains(|sign| characters.contains(&sign)) => {
            let spelled = text.chars().map(|sign| match characters.contains(&sign) {
                true => format!("[U+{:04X}]", u32::from(sign)),
                false => sign.to_string(),
            });
            *text = spelled.collect();
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| spell_out(part, characters)),
        Value::Object(parts) => parts.values_mut().for_each(|part| spell_out(part, characters)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
