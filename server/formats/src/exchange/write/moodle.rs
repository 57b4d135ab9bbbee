//! Moodle XML: choices with shares of the marks, gaps as cloze questions.

use domain::bank::item::{Content, Item, Shuffle};

use super::{
    super::moodle::cloze, Loss, Target, around_blanks, choices, is_xml, name, order_by_texts, stated_order,
    texts, weights, without_wildcards, writable, xml_text,
};

pub fn losses(item: &Item) -> Vec<Loss> {
    let mut losses = Vec::new();
    match &item.content {
        Content::MultipleChoice { key, .. } => losses.extend((key.len() > 1).then_some(Loss::AllOrNothing)),
        Content::FillIn { blanks, .. } if blanks.len() > 1 => {
            losses.push(Loss::AllOrNothing);
            let parts = around_blanks(&item.stem).len();
            let unsound = parts != blanks.len() + 1 || cloze::has_gap(&item.stem);
            losses.extend(unsound.then_some(Loss::Unwritable));
        }
        Content::SingleChoice { .. } | Content::TrueFalse { .. } | Content::FillIn { .. } => {}
        _ => losses.push(Loss::Kind),
    }
    // Moodle moves all options or none.
    let order = stated_order(&item.content);
    let kept = match order {
        Some(Shuffle::All) => Some(order_by_texts(&item.content)),
        Some(Shuffle::AllButLast | Shuffle::Never) => Some(Shuffle::Never),
        None => None,
    };
    losses.extend((kept != order).then_some(Loss::OptionOrder));
    losses.extend(texts(item).any(|text| text.contains('\r')).then_some(Loss::LineBreaks));
    losses.extend(texts(item).any(|text| !text.chars().all(is_xml)).then_some(Loss::Characters));
    losses
}

pub fn write(items: &[Item]) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n");
    let mut topic = "";
    for item in writable(Target::MoodleXml, items) {
        if item.knowledge_point != topic {
            topic = &item.knowledge_point;
            let path = xml_text(&super::category(topic));
            out.push_str(&format!(
                "  <question type=\"category\"><category><text>{path}</text></category></question>\n"
            ));
        }
        let (kind, stem, details) = question(item);
        out.push_str(&format!(
            "  <question type=\"{kind}\">\n    <name><text>{}</text></name>\n",
            xml_text(&name(item))
        ));
        out.push_str(&format!("    {}\n", plain("questiontext", &stem)));
        out.push_str(&format!(
            "    {}\n{details}  </question>\n",
            plain("generalfeedback", &item.explanation)
        ));
    }
    out.push_str("</quiz>\n");
    out.into_bytes()
}

/// The type of a question, its text, and what else there is to it.
fn question(item: &Item) -> (&'static str, String, String) {
    match &item.content {
        Content::TrueFalse { key } => {
            let answer = |truth: bool| {
                let fraction = if truth == *key { 100 } else { 0 };
                format!("    <answer fraction=\"{fraction}\"><text>{truth}</text></answer>\n")
            };
            ("truefalse", item.stem.clone(), answer(true) + &answer(false))
        }
        Content::SingleChoice { .. } => {
            let choices = choices(&item.content);
            let weights =
                choices.iter().map(|(_, right)| if *right { "100" } else { "0" }.to_owned()).collect();
            ("multichoice", item.stem.clone(), choice(item, true, &choices, weights))
        }
        Content::MultipleChoice { .. } => {
            let choices = choices(&item.content);
            let weights = weights(&choices);
            ("multichoice", item.stem.clone(), choice(item, false, &choices, weights))
        }
        Content::FillIn { blanks, .. } => match blanks.as_slice() {
            [alternatives] => {
                let answer = |text: &String| {
                    let text = xml_text(&without_wildcards(text));
                    format!(
                        "    <answer fraction=\"100\" format=\"moodle_auto_format\"><text>{text}</text></answer>\n"
                    )
                };
                let answers: String = alternatives.iter().map(answer).collect();
                ("shortanswer", item.stem.clone(), format!("    <usecase>0</usecase>\n{answers}"))
            }
            blanks => ("cloze", with_gaps(&item.stem, blanks), String::new()),
        },
        // Left out, see `losses`.
        _ => ("description", item.stem.clone(), String::new()),
    }
}

fn choice(item: &Item, single: bool, choices: &[(&str, bool)], weights: Vec<String>) -> String {
    let shuffle = stated_order(&item.content) == Some(Shuffle::All);
    let mut out = format!(
        "    <single>{single}</single>\n    <shuffleanswers>{shuffle}</shuffleanswers>\n    \
         <answernumbering>ABCD</answernumbering>\n"
    );
    for ((text, _), weight) in choices.iter().zip(weights) {
        let text = xml_text(text);
        out.push_str(&format!(
            "    <answer fraction=\"{weight}\" format=\"plain_text\"><text>{text}</text></answer>\n"
        ));
    }
    out
}

fn plain(element: &str, text: &str) -> String {
    format!("<{element} format=\"plain_text\"><text>{}</text></{element}>", xml_text(text))
}

/// A stem whose blanks are gaps.
fn with_gaps(stem: &str, blanks: &[Vec<String>]) -> String {
    let mut parts = around_blanks(stem).into_iter();
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (part, alternatives) in parts.zip(blanks) {
        let answers: Vec<String> = alternatives.iter().map(|text| format!("={}", in_gap(text))).collect();
        out.push_str(&format!("{{1:SHORTANSWER:{}}}{part}", answers.join("~")));
    }
    out
}

fn in_gap(text: &str) -> String {
    let mut out = String::new();
    for c in without_wildcards(text).chars() {
        if matches!(c, '}' | '#' | '~' | '/' | '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
