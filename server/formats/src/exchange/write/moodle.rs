//! Moodle XML: choices with shares of the marks, gaps as cloze questions.

use domain::bank::{
    figure::Figure,
    import::guide,
    item::{Content, Item, ItemOption, PartScoring, Range, Shuffle},
};

use super::{
    super::moodle::cloze, Loss, Target, around_blanks, choices, html, is_held, is_spaced_as_shown, is_xml,
    losses_in_shares, name, odd_tables, order_by_texts, repeated, stated_order, texts, weights,
    without_wildcards, writable, xml_attribute, xml_text,
};
use crate::media::{self, Lookup};

pub fn losses(item: &Item) -> Vec<Loss> {
    let mut losses = Vec::new();
    match &item.content {
        Content::MultipleChoice { .. } => losses.extend(losses_in_shares(&item.content)),
        Content::FillIn { blanks, scoring, any_order, .. } if blanks.len() > 1 => {
            losses.extend((*scoring == PartScoring::AllOrNothing).then_some(Loss::AllOrNothing));
            losses.extend(any_order.then_some(Loss::Scoring));
            let parts = around_blanks(&item.stem).len();
            let unsound = parts != blanks.len() + 1 || cloze::has_gap(&item.stem);
            losses.extend(unsound.then_some(Loss::Unwritable));
        }
        Content::Matching { lines, options, scoring, .. } => {
            losses.extend(repeated(lines).then_some(Loss::Unwritable));
            losses.extend((*scoring == PartScoring::AllOrNothing).then_some(Loss::AllOrNothing));
            losses.extend(options.iter().any(|option| !option.figures.is_empty()).then_some(Loss::Figures));
            let said: Vec<ItemOption> =
                options.iter().map(|option| ItemOption::words(&*option.text)).collect();
            let unsound = repeated(&said) || options.iter().any(|option| option.text.is_empty());
            losses.extend(unsound.then_some(Loss::Unwritable));
        }
        Content::ShortAnswer { guide } => losses.extend((!is_held(guide)).then_some(Loss::Key)),
        Content::SingleChoice { .. }
        | Content::TrueFalse { .. }
        | Content::FillIn { .. }
        | Content::Numeric { .. } => {}
        Content::Ordering { options, .. } => losses.extend(repeated(options).then_some(Loss::Unwritable)),
        Content::Hotspot { .. } | Content::Case { .. } => losses.push(Loss::Kind),
    }
    let figures = item.all_figures();
    losses.extend(odd_tables(&figures));
    // A text with figures is HTML there, in which blanks in a row are one.
    let spaced = figures.is_empty() || texts(item).all(is_spaced_as_shown);
    losses.extend((!spaced).then_some(Loss::Spacing));
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

pub fn write(items: &[Item], lookup: Lookup) -> Vec<u8> {
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
        let (kind, stem, details) = question(item, lookup);
        out.push_str(&format!(
            "  <question type=\"{kind}\">\n    <name><text>{}</text></name>\n",
            xml_text(&name(item))
        ));
        out.push_str(&format!("    {}\n", shown("questiontext", "", &stem, &item.figures, lookup, "")));
        out.push_str(&format!(
            "    {}\n{details}  </question>\n",
            plain("generalfeedback", &item.explanation)
        ));
    }
    out.push_str("</quiz>\n");
    out.into_bytes()
}

/// The type of a question, its text, and what else there is to it.
fn question(item: &Item, lookup: Lookup) -> (&'static str, String, String) {
    let stem = item.stem.clone();
    match &item.content {
        Content::TrueFalse { key } => {
            let answer = |truth: bool| {
                let fraction = if truth == *key { 100 } else { 0 };
                format!("    <answer fraction=\"{fraction}\"><text>{truth}</text></answer>\n")
            };
            ("truefalse", stem, answer(true) + &answer(false))
        }
        Content::SingleChoice { .. } => {
            let choices = choices(&item.content);
            let weights =
                choices.iter().map(|(_, right)| if *right { "100" } else { "0" }.to_owned()).collect();
            ("multichoice", stem, choice(item, true, &choices, weights, lookup))
        }
        Content::MultipleChoice { .. } => {
            let choices = choices(&item.content);
            let weights = weights(&item.content, &choices);
            ("multichoice", stem, choice(item, false, &choices, weights, lookup))
        }
        Content::FillIn { blanks, exact, .. } => match blanks.as_slice() {
            [alternatives] => {
                let answer = |text: &String| {
                    let text = xml_text(&without_wildcards(text));
                    format!(
                        "    <answer fraction=\"100\" format=\"moodle_auto_format\"><text>{text}</text></answer>\n"
                    )
                };
                let answers: String = alternatives.iter().map(answer).collect();
                ("shortanswer", stem, format!("    <usecase>{}</usecase>\n{answers}", u8::from(*exact)))
            }
            blanks => ("cloze", with_gaps(&item.stem, blanks, *exact), String::new()),
        },
        Content::Numeric { answers, unit } => {
            let answer = |range: &Range| {
                format!(
                    "    <answer fraction=\"100\" format=\"moodle_auto_format\"><text>{}</text><tolerance>{}</tolerance></answer>\n",
                    range.value.normalize(),
                    range.tolerance.normalize()
                )
            };
            let mut details: String = answers.iter().map(answer).collect();
            let graded = unit.as_ref().is_some_and(|unit| unit.required);
            // 0: typed behind the number; 3: not asked for.
            details.push_str(&format!(
                "    <unitgradingtype>{}</unitgradingtype>\n    <unitpenalty>1.0</unitpenalty>\n    <showunits>{}</showunits>\n",
                u8::from(graded),
                if graded { 0 } else { 3 }
            ));
            if let Some(unit) = unit {
                let one = |name: &String| {
                    format!(
                        "<unit><multiplier>1</multiplier><unit_name>{}</unit_name></unit>",
                        xml_text(name)
                    )
                };
                details.push_str(&format!(
                    "    <units>{}</units>\n",
                    unit.names.iter().map(one).collect::<String>()
                ));
            }
            ("numerical", stem, details)
        }
        Content::Matching { lines, options, key, .. } => {
            let mut details = String::from("    <shuffleanswers>true</shuffleanswers>\n");
            let answer = |at: usize| {
                let text = options.get(at).map(|option| xml_text(&option.text)).unwrap_or_default();
                format!("<answer><text>{text}</text></answer>")
            };
            for (line, at) in lines.iter().zip(key) {
                let line = shown("subquestion", "", &line.text, &line.figures, lookup, &answer(*at));
                details.push_str(&format!("    {line}\n"));
            }
            for at in (0..options.len()).filter(|at| !key.contains(at)) {
                let line = shown("subquestion", "", "", &[], lookup, &answer(at));
                details.push_str(&format!("    {line}\n"));
            }
            ("matching", stem, details)
        }
        Content::Ordering { options, scoring } => {
            let graded = match scoring {
                PartScoring::AllOrNothing => "ALL_OR_NOTHING",
                PartScoring::EachPart => "ABSOLUTE_POSITION",
            };
            let mut details = format!(
                "    <layouttype>VERTICAL</layouttype>\n    <selecttype>ALL</selecttype>\n    <selectcount>0</selectcount>\n    \
                 <gradingtype>{graded}</gradingtype>\n    <showgrading>SHOW</showgrading>\n"
            );
            for (option, place) in options.iter().zip(1..) {
                let place = format!(" fraction=\"{place}.0000000\"");
                let answer = shown("answer", &place, &option.text, &option.figures, lookup, "");
                details.push_str(&format!("    {answer}\n"));
            }
            ("ordering", stem, details)
        }
        Content::ShortAnswer { guide } => {
            let details = format!(
                "    <responseformat>plain</responseformat>\n    <responserequired>1</responserequired>\n    \
                 <attachments>0</attachments>\n    <attachmentsrequired>0</attachmentsrequired>\n    {}\n",
                plain("graderinfo", &guide::written(guide))
            );
            ("essay", stem, details)
        }
        // Left out, see `losses`.
        Content::Hotspot { .. } | Content::Case { .. } => ("description", stem, String::new()),
    }
}

fn choice(
    item: &Item,
    single: bool,
    choices: &[(&ItemOption, bool)],
    weights: Vec<String>,
    lookup: Lookup,
) -> String {
    let shuffle = stated_order(&item.content) == Some(Shuffle::All);
    let mut out = format!(
        "    <single>{single}</single>\n    <shuffleanswers>{shuffle}</shuffleanswers>\n    \
         <answernumbering>ABCD</answernumbering>\n"
    );
    for ((option, _), weight) in choices.iter().zip(weights) {
        let fraction = format!(" fraction=\"{weight}\"");
        out.push_str(&format!(
            "    {}\n",
            shown("answer", &fraction, &option.text, &option.figures, lookup, "")
        ));
    }
    out
}

/// A text in an element of its own: plain, or HTML with its files where it shows something.
fn shown(
    element: &str,
    attributes: &str,
    text: &str,
    figures: &[Figure],
    lookup: Lookup,
    inside: &str,
) -> String {
    if figures.is_empty() {
        return format!(
            "<{element}{attributes} format=\"plain_text\"><text>{}</text>{inside}</{element}>",
            xml_text(text)
        );
    }
    let mut files = String::new();
    let mut names = Vec::new();
    let mut address = |id: &_| {
        let bytes = lookup(id)?;
        let name = media::file_name(id, &bytes);
        if !names.contains(&name) {
            files.push_str(&format!(
                "<file name=\"{}\" path=\"/\" encoding=\"base64\">{}</file>",
                xml_attribute(&name),
                media::base64(&bytes)
            ));
            names.push(name.clone());
        }
        Some(format!("@@PLUGINFILE@@/{name}"))
    };
    let text = html(text, figures, &mut address);
    format!(
        "<{element}{attributes} format=\"html\"><text><![CDATA[{text}]]></text>{files}{inside}</{element}>"
    )
}

fn plain(element: &str, text: &str) -> String {
    format!("<{element} format=\"plain_text\"><text>{}</text></{element}>", xml_text(text))
}

/// A stem whose blanks are gaps.
fn with_gaps(stem: &str, blanks: &[Vec<String>], exact: bool) -> String {
    let kind = if exact { "SHORTANSWER_C" } else { "SHORTANSWER" };
    let mut parts = around_blanks(stem).into_iter();
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (part, alternatives) in parts.zip(blanks) {
        let answers: Vec<String> = alternatives.iter().map(|text| format!("={}", in_gap(text))).collect();
        out.push_str(&format!("{{1:{kind}:{}}}{part}", answers.join("~")));
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
