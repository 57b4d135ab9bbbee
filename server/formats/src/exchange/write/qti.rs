//! QTI 3.0: a content package with an item to a file.

use std::io::{Cursor, Write};

use domain::bank::item::{Content, Item, Kind, Shuffle};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    super::qti::item::GAP, Loss, Target, around_blanks, choices, is_xml, name, order_by_texts, stated_order,
    texts, truth_words, writable, xml_attribute, xml_text,
};

const TEMPLATES: &str = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates";

pub fn losses(item: &Item) -> Vec<Loss> {
    let mut losses = Vec::new();
    if let Content::FillIn { blanks, .. } = &item.content {
        let parts = around_blanks(&item.stem).len();
        losses.extend((parts != blanks.len() + 1).then_some(Loss::Unwritable));
    }
    losses.extend((!is_held(&item.content)).then_some(Loss::Kind));
    let order = stated_order(&item.content);
    let kept = match (order, order_by_texts(&item.content)) {
        (Some(Shuffle::All), by_texts) => Some(by_texts),
        (Some(Shuffle::AllButLast), Shuffle::Never) => Some(Shuffle::Never),
        (order, _) => order,
    };
    losses.extend((kept != order).then_some(Loss::OptionOrder));
    losses.extend((!item.knowledge_point.is_empty()).then_some(Loss::KnowledgePoint));
    losses.extend(texts(item).any(|text| text.contains('\r')).then_some(Loss::LineBreaks));
    losses.extend(texts(item).any(|text| !is_spaced_as_shown(text)).then_some(Loss::Spacing));
    losses.extend(
        texts(item).any(|text| !text.chars().all(|c| is_xml(c) && c != GAP)).then_some(Loss::Characters),
    );
    losses
}

fn is_held(content: &Content) -> bool {
    matches!(content.kind(), Kind::SingleChoice | Kind::MultipleChoice | Kind::TrueFalse | Kind::FillIn)
}

/// Whether a page shows the blanks of a text as they are.
fn is_spaced_as_shown(text: &str) -> bool {
    let line = |line: &str| !line.starts_with(' ') && !line.ends_with(' ') && !line.contains("  ");
    !text.contains(['\t', '\u{b}', '\u{c}', '\u{a0}']) && text.split('\n').all(line)
}

pub fn write(items: &[Item]) -> Vec<u8> {
    let files: Vec<(String, String)> = writable(Target::Qti3, items)
        .zip(1..)
        .map(|(item, number)| (format!("item-{number:05}"), item_file(item, number)))
        .collect();
    // Writing into memory does not fail; an archive that could not be made is an empty file.
    archive(&files).unwrap_or_default()
}

fn archive(files: &[(String, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("imsmanifest.xml", SimpleFileOptions::default())?;
    zip.write_all(manifest(files).as_bytes())?;
    for (name, content) in files {
        zip.start_file(format!("items/{name}.xml"), SimpleFileOptions::default())?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn manifest(files: &[(String, String)]) -> String {
    let resources: String = files
        .iter()
        .map(|(name, _)| {
            format!(
                "    <resource identifier=\"{name}\" type=\"imsqti_item_xmlv3p0\" href=\"items/{name}.xml\">\
                 <file href=\"items/{name}.xml\"/></resource>\n"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <manifest xmlns=\"http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1\" identifier=\"guben\">\n  \
         <metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n  \
         <organizations/>\n  <resources>\n{resources}  </resources>\n</manifest>\n"
    )
}

fn item_file(item: &Item, number: usize) -> String {
    let (declarations, body, processing) = question(item);
    let explained = !item.explanation.is_empty();
    // Shown unless a value is set that nothing sets: after every answer.
    let (outcome, feedback) = match explained {
        true => (
            "  <qti-outcome-declaration identifier=\"FEEDBACK\" cardinality=\"single\" base-type=\"identifier\"/>\n",
            format!(
                "  <qti-modal-feedback outcome-identifier=\"FEEDBACK\" identifier=\"NONE\" show-hide=\"hide\">\
                 <qti-content-body><p>{}</p></qti-content-body></qti-modal-feedback>\n",
                lines(&item.explanation)
            ),
        ),
        false => ("", String::new()),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <qti-assessment-item xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\" identifier=\"item-{number:05}\" \
         title=\"{}\" adaptive=\"false\" time-dependent=\"false\">\n{declarations}  \
         <qti-outcome-declaration identifier=\"SCORE\" cardinality=\"single\" base-type=\"float\"/>\n{outcome}  \
         <qti-item-body>{body}</qti-item-body>\n{processing}{feedback}</qti-assessment-item>\n",
        xml_attribute(&name(item))
    )
}

/// Declarations of responses, the body, and how it is marked.
fn question(item: &Item) -> (String, String, String) {
    match &item.content {
        Content::SingleChoice { .. } | Content::MultipleChoice { .. } => {
            let single = matches!(item.content, Content::SingleChoice { .. });
            choice(&item.stem, &choices(&item.content), single, stated_order(&item.content))
        }
        Content::TrueFalse { key } => {
            let [yes, no] = truth_words(item);
            choice(&item.stem, &[(yes, *key), (no, !*key)], true, None)
        }
        Content::FillIn { blanks, .. } => fill_in(&item.stem, blanks),
        // Left out, see `losses`.
        _ => (String::new(), String::new(), String::new()),
    }
}

fn choice(
    stem: &str,
    choices: &[(&str, bool)],
    single: bool,
    order: Option<Shuffle>,
) -> (String, String, String) {
    let right = choices.iter().enumerate().filter(|(_, (_, right))| *right);
    let values: String = right.map(|(at, _)| format!("<qti-value>choice-{at}</qti-value>")).collect();
    let cardinality = if single { "single" } else { "multiple" };
    let declaration = format!(
        "  <qti-response-declaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" base-type=\"identifier\">\
         <qti-correct-response>{values}</qti-correct-response></qti-response-declaration>\n"
    );
    let shuffle = matches!(order, Some(Shuffle::All | Shuffle::AllButLast));
    let simple = choices.iter().enumerate().map(|(at, (text, _))| {
        let stays = order == Some(Shuffle::AllButLast) && at + 1 == choices.len();
        let fixed = if stays { " fixed=\"true\"" } else { "" };
        format!("<qti-simple-choice identifier=\"choice-{at}\"{fixed}>{}</qti-simple-choice>", lines(text))
    });
    let body = format!(
        "<p>{}</p><qti-choice-interaction response-identifier=\"RESPONSE\" shuffle=\"{shuffle}\" max-choices=\"{}\">\
         {}</qti-choice-interaction>",
        lines(stem),
        u8::from(single),
        simple.collect::<String>()
    );
    (declaration, body, format!("  <qti-response-processing template=\"{TEMPLATES}/match_correct.xml\"/>\n"))
}

fn fill_in(stem: &str, blanks: &[Vec<String>]) -> (String, String, String) {
    let response = |at: usize| if at == 0 { "RESPONSE".to_owned() } else { format!("RESPONSE{}", at + 1) };
    let declarations = blanks.iter().enumerate().map(|(at, alternatives)| {
        let entries = alternatives.iter().map(|text| {
            format!(
                "<qti-map-entry map-key=\"{}\" mapped-value=\"1\" case-sensitive=\"false\"/>",
                xml_attribute(text)
            )
        });
        let first = alternatives.first().map(|text| xml_text(text)).unwrap_or_default();
        format!(
            "  <qti-response-declaration identifier=\"{}\" cardinality=\"single\" base-type=\"string\">\
             <qti-correct-response><qti-value>{first}</qti-value></qti-correct-response>\
             <qti-mapping default-value=\"0\">{}</qti-mapping></qti-response-declaration>\n",
            response(at),
            entries.collect::<String>()
        )
    });
    let mut body = String::from("<p>");
    for (at, part) in around_blanks(stem).into_iter().enumerate() {
        if at > 0 {
            body.push_str(&format!(
                "<qti-text-entry-interaction response-identifier=\"{}\"/>",
                response(at - 1)
            ));
        }
        body.push_str(&lines(part));
    }
    body.push_str("</p>");
    let processing = match blanks {
        [_] => format!("  <qti-response-processing template=\"{TEMPLATES}/map_response.xml\"/>\n"),
        // Every blank must be filled; no template says so.
        blanks => {
            let filled = (0..blanks.len()).map(|at| {
                format!(
                    "<qti-gte><qti-map-response identifier=\"{}\"/>\
                     <qti-base-value base-type=\"float\">1</qti-base-value></qti-gte>",
                    response(at)
                )
            });
            let score = |marks: u8| {
                format!(
                    "<qti-set-outcome-value identifier=\"SCORE\">\
                     <qti-base-value base-type=\"float\">{marks}</qti-base-value></qti-set-outcome-value>"
                )
            };
            format!(
                "  <qti-response-processing><qti-response-condition><qti-response-if><qti-and>{}</qti-and>{}\
                 </qti-response-if><qti-response-else>{}</qti-response-else></qti-response-condition>\
                 </qti-response-processing>\n",
                filled.collect::<String>(),
                score(1),
                score(0)
            )
        }
    };
    (declarations.collect(), body, processing)
}

/// A text with line breaks as elements.
fn lines(text: &str) -> String {
    xml_text(text).replace('\n', "<br/>")
}
