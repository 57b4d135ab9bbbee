//! What a record says, in short, for tests.

use domain::bank::{
    import::{record::Record, text},
    item::Content,
};

/// The key of a question, or the code of the reason why there is none.
pub fn key(record: &Record) -> String {
    match &record.read {
        Ok(item) => said(&item.content),
        Err(reason) => reason.code().into(),
    }
}

fn said(content: &Content) -> String {
    let texts = content.options().iter().map(|option| option.text.as_str());
    match content {
        Content::SingleChoice { key, .. } => text::labels([*key]),
        Content::MultipleChoice { key, .. } | Content::Hotspot { key, .. } => {
            text::labels(key.iter().copied())
        }
        Content::TrueFalse { key } => key.to_string(),
        Content::FillIn { blanks, .. } => {
            blanks.iter().map(|blank| blank.join("|")).collect::<Vec<_>>().join(";")
        }
        Content::Numeric { answers, unit } => {
            let numbers = answers.iter().map(ToString::to_string).collect::<Vec<_>>().join(";");
            unit.as_ref().map_or(numbers.clone(), |unit| format!("{numbers} {}", unit.names.join("|")))
        }
        Content::Matching { lines, options, key, .. } => {
            let pair = |(line, at): (usize, &usize)| format!("{}→{}", lines[line].text, options[*at].text);
            key.iter().enumerate().map(pair).collect::<Vec<_>>().join(";")
        }
        Content::Ordering { .. } => texts.collect::<Vec<_>>().join("<"),
        Content::ShortAnswer { guide } => format!("文：{}", guide.reference),
        Content::Case { parts: _ } => {
            content.parts().iter().map(|part| said(&part.content)).collect::<Vec<_>>().join(" / ")
        }
    }
}
