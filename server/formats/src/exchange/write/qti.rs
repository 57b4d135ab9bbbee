//! QTI 3.0: a content package with an item to a file.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    io::{Cursor, Write},
};

use domain::bank::{
    figure::{Area, Figure, MediaId, Outline, Picture},
    import::guide,
    item::{Content, Item, ItemOption, Part, PartScoring, Range, Scoring, Shuffle},
};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    super::qti::item::GAP, Loss, Target, around_blanks, choices, held_weights, html, is_held,
    is_spaced_as_shown, is_xml, name, odd_tables, order_by_texts, repeated, stated_order, texts, truth_words,
    writable, xml_attribute, xml_text,
};
use crate::media::{self, Lookup};

const TEMPLATES: &str = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates";

pub fn losses(item: &Item) -> Vec<Loss> {
    let mut losses = Vec::new();
    match &item.content {
        Content::FillIn { blanks, any_order, .. } => {
            let parts = around_blanks(&item.stem).len();
            losses.extend((parts != blanks.len() + 1).then_some(Loss::Unwritable));
            losses.extend(any_order.then_some(Loss::Scoring));
        }
        Content::MultipleChoice { scoring, .. } | Content::Hotspot { scoring, .. } => {
            let shares = super::losses_in_shares(&item.content) == Some(Loss::Scoring);
            let held = *scoring == Scoring::AllOrNothing || held_weights(&item.content).is_some() && !shares;
            losses.extend((!held).then_some(Loss::Scoring));
        }
        Content::Numeric { answers, unit } => {
            // A field has one right number there.
            losses.extend((answers.len() != 1).then_some(Loss::Unwritable));
            let shown = |name: &String| name.chars().count() <= 12 && !name.contains('\n');
            let held = unit
                .as_ref()
                .is_none_or(|unit| !unit.required && unit.names.len() == 1 && unit.names.iter().all(shown));
            losses.extend((!held).then_some(Loss::Scoring));
        }
        Content::Matching { lines, options, .. } => {
            losses.extend((repeated(lines) || repeated(options)).then_some(Loss::Unwritable));
        }
        Content::Ordering { options, scoring } => {
            losses.extend(repeated(options).then_some(Loss::Unwritable));
            losses.extend((*scoring != PartScoring::AllOrNothing).then_some(Loss::Scoring));
        }
        Content::ShortAnswer { guide } => losses.extend((!is_held(guide)).then_some(Loss::Key)),
        Content::Case { parts: _ } => {
            let parts = item.content.parts();
            // One question with a text in front of it is one question.
            losses.extend((parts.len() < 2).then_some(Loss::Kind));
            losses.extend((!item.explanation.is_empty()).then_some(Loss::Explanation));
            losses.extend(parts.iter().any(|part| part.weight != parts[0].weight).then_some(Loss::Scoring));
            losses.extend(parts.iter().flat_map(|part| self::losses(&alone(part))));
        }
        Content::SingleChoice { .. } | Content::TrueFalse { .. } => {}
    }
    losses.extend(odd_tables(&item.all_figures()));
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

/// A question of a case as one of its own.
fn alone(part: &Part) -> Item {
    Item {
        figures: part.figures.clone(),
        explanation: part.explanation.clone(),
        ..Item::new(&*part.stem, part.content.clone())
    }
}

/// The files of a package, as its items are written.
struct Package<'a> {
    lookup: Lookup<'a>,
    /// By their names in the folder `media`.
    media: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl Package<'_> {
    /// The address of a file, from the folder of the items.
    fn address(&self, id: &MediaId) -> Option<String> {
        let bytes = (self.lookup)(id)?;
        let name = media::file_name(id, &bytes);
        let address = format!("../media/{name}");
        self.media.borrow_mut().entry(name).or_insert(bytes);
        Some(address)
    }

    fn html(&self, text: &str, figures: &[Figure]) -> String {
        match figures {
            [] => lines(text),
            figures => html(text, figures, &mut |id| self.address(id)),
        }
    }

    /// A stem with what it shows.
    fn stem(&self, item: &Item) -> String {
        html(&item.stem, &item.figures, &mut |id| self.address(id))
    }
}

/// A file of the package: its name without its ending, and what is in it.
type File = (String, String);

pub fn write(items: &[Item], lookup: Lookup) -> Vec<u8> {
    let package = Package { lookup, media: RefCell::default() };
    let (mut files, mut stimuli): (Vec<File>, Vec<File>) = (Vec::new(), Vec::new());
    for item in writable(Target::Qti3, items) {
        let number = files.len() + 1;
        match item.content.parts() {
            [] => files.push((format!("item-{number:05}"), package.item_file(item, number, None))),
            parts => {
                let shared = format!("stimulus-{number:05}");
                stimuli.push((shared.clone(), package.stimulus_file(item, &shared)));
                for (part, number) in parts.iter().zip(number..) {
                    let file = package.item_file(&alone(part), number, Some(&shared));
                    files.push((format!("item-{number:05}"), file));
                }
            }
        }
    }
    let media = package.media.into_inner();
    // Writing into memory does not fail; an archive that could not be made is an empty file.
    archive(&files, &stimuli, &media).unwrap_or_default()
}

fn archive(
    files: &[File],
    stimuli: &[File],
    media: &BTreeMap<String, Vec<u8>>,
) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: String, content: &[u8]| -> zip::result::ZipResult<()> {
        zip.start_file(name, SimpleFileOptions::default())?;
        Ok(zip.write_all(content)?)
    };
    add("imsmanifest.xml".to_owned(), manifest(files, stimuli, media).as_bytes())?;
    for (name, content) in files {
        add(format!("items/{name}.xml"), content.as_bytes())?;
    }
    for (name, content) in stimuli {
        add(format!("stimuli/{name}.xml"), content.as_bytes())?;
    }
    for (name, content) in media {
        add(format!("media/{name}"), content)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn manifest(files: &[File], stimuli: &[File], media: &BTreeMap<String, Vec<u8>>) -> String {
    let resource = |identifier: &str, kind: &str, href: String| {
        format!(
            "    <resource identifier=\"{identifier}\" type=\"{kind}\" href=\"{href}\">\
             <file href=\"{href}\"/></resource>\n"
        )
    };
    let items =
        files.iter().map(|(name, _)| resource(name, "imsqti_item_xmlv3p0", format!("items/{name}.xml")));
    let shared = stimuli
        .iter()
        .map(|(name, _)| resource(name, "imsqti_stimulus_xmlv3p0", format!("stimuli/{name}.xml")));
    let shown = media
        .keys()
        .zip(1..)
        .map(|(name, number)| resource(&format!("media-{number:05}"), "webcontent", format!("media/{name}")));
    let resources: String = items.chain(shared).chain(shown).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <manifest xmlns=\"http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1\" identifier=\"guben\">\n  \
         <metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n  \
         <organizations/>\n  <resources>\n{resources}  </resources>\n</manifest>\n"
    )
}

impl Package<'_> {
    fn stimulus_file(&self, item: &Item, identifier: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <qti-assessment-stimulus xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\" identifier=\"{identifier}\" \
         title=\"{}\">\n  <qti-stimulus-body>{}</qti-stimulus-body>\n</qti-assessment-stimulus>\n",
            xml_attribute(&name(item)),
            self.stem(item)
        )
    }

    fn item_file(&self, item: &Item, number: usize, stimulus: Option<&str>) -> String {
        let (declarations, body, processing) = self.question(item);
        let shared = stimulus.map(|name| {
        format!("  <qti-assessment-stimulus-ref identifier=\"{name}\" href=\"../stimuli/{name}.xml\" title=\"\"/>\n")
    });
        let shared = shared.unwrap_or_default();
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
         <qti-outcome-declaration identifier=\"SCORE\" cardinality=\"single\" base-type=\"float\"/>\n{outcome}{shared}  \
         <qti-item-body>{body}</qti-item-body>\n{processing}{feedback}</qti-assessment-item>\n",
            xml_attribute(&name(item))
        )
    }

    /// Declarations of responses, the body, and how it is marked.
    fn question(&self, item: &Item) -> (String, String, String) {
        match &item.content {
            Content::SingleChoice { .. } | Content::MultipleChoice { .. } => {
                let single = matches!(item.content, Content::SingleChoice { .. });
                let weights = held_weights(&item.content);
                self.choice(item, &choices(&item.content), single, weights)
            }
            Content::TrueFalse { key } => {
                let [yes, no] = truth_words(item).map(ItemOption::words);
                self.choice(item, &[(&yes, *key), (&no, !*key)], true, None)
            }
            Content::FillIn { blanks, exact, scoring, .. } => {
                let (declarations, body, processing) = fill_in(&item.stem, blanks, *exact, *scoring);
                let shown = html("", &item.figures, &mut |id| self.address(id));
                (declarations, body + shown.trim_start_matches("<p></p>"), processing)
            }
            Content::Numeric { answers, unit } => {
                let unit = unit.as_ref().and_then(|unit| unit.names.first());
                let (declaration, field, processing) = numeric(answers.first(), unit.map(String::as_str));
                (declaration, self.stem(item) + &field, processing)
            }
            Content::Matching { lines, options, key, scoring } => {
                let (declaration, processing) = pairs(key, *scoring);
                (declaration, self.stem(item) + &self.sets(lines, options, key), processing)
            }
            Content::Ordering { options, .. } => {
                let declaration =
                    declared("ordered", "identifier", &values((0..options.len()).map(choice_name)));
                let simple: String =
                    options.iter().enumerate().map(|(at, option)| self.simple(at, option, "")).collect();
                let body = format!(
                    "<qti-order-interaction response-identifier=\"RESPONSE\" shuffle=\"true\">{simple}</qti-order-interaction>"
                );
                (declaration, self.stem(item) + &body, template("match_correct"))
            }
            Content::ShortAnswer { guide } => {
                let rubric = guide::written(guide);
                let rubric = match rubric.is_empty() {
                    true => String::new(),
                    false => format!(
                        "<qti-rubric-block view=\"scorer\" use=\"scoring\"><qti-content-body><p>{}</p></qti-content-body></qti-rubric-block>",
                        lines(&rubric)
                    ),
                };
                let body = "<qti-extended-text-interaction response-identifier=\"RESPONSE\"/>".to_owned();
                (declared("single", "string", ""), self.stem(item) + &body + &rubric, String::new())
            }
            Content::Hotspot { picture, areas, key, .. } => {
                let weights = held_weights(&item.content);
                let mapping = weights.map(mapping).unwrap_or_default();
                let declaration = declared(
                    "multiple",
                    "identifier",
                    &(values(key.iter().copied().map(choice_name)) + &mapping),
                );
                let rule = if weights.is_some() { "map_response" } else { "match_correct" };
                (declaration, self.stem(item) + &self.places(picture, areas), template(rule))
            }
            // Its questions are written one by one.
            Content::Case { .. } => (String::new(), String::new(), String::new()),
        }
    }

    /// Options of one choice.
    fn choice(
        &self,
        item: &Item,
        choices: &[(&ItemOption, bool)],
        single: bool,
        weights: Option<&[i32]>,
    ) -> (String, String, String) {
        let order = stated_order(&item.content);
        let right =
            choices.iter().enumerate().filter(|(_, (_, right))| *right).map(|(at, _)| choice_name(at));
        let mapping = weights.map(mapping).unwrap_or_default();
        let cardinality = if single { "single" } else { "multiple" };
        let declaration = declared(cardinality, "identifier", &(values(right) + &mapping));
        let shuffle = matches!(order, Some(Shuffle::All | Shuffle::AllButLast));
        let simple = choices.iter().enumerate().map(|(at, (option, _))| {
            let stays = order == Some(Shuffle::AllButLast) && at + 1 == choices.len();
            self.simple(at, option, if stays { " fixed=\"true\"" } else { "" })
        });
        let body = format!(
            "{}<qti-choice-interaction response-identifier=\"RESPONSE\" shuffle=\"{shuffle}\" max-choices=\"{}\">\
         {}</qti-choice-interaction>",
            self.stem(item),
            u8::from(single),
            simple.collect::<String>()
        );
        let rule = if weights.is_some() { "map_response" } else { "match_correct" };
        (declaration, body, template(rule))
    }

    fn simple(&self, at: usize, option: &ItemOption, attributes: &str) -> String {
        let said = self.html(&option.text, &option.figures);
        format!("<qti-simple-choice identifier=\"choice-{at}\"{attributes}>{said}</qti-simple-choice>")
    }

    /// Two sets to be matched; an option may be taken as often as it is right.
    fn sets(&self, lines: &[ItemOption], options: &[ItemOption], key: &[usize]) -> String {
        let set = |name: &str, options: &[ItemOption], most: &dyn Fn(usize) -> usize| {
            let choice = |(at, option): (usize, &ItemOption)| {
                format!(
                    "<qti-simple-associable-choice identifier=\"{name}-{at}\" match-max=\"{}\">{}</qti-simple-associable-choice>",
                    most(at),
                    self.html(&option.text, &option.figures)
                )
            };
            let choices: String = options.iter().enumerate().map(choice).collect();
            format!("<qti-simple-match-set>{choices}</qti-simple-match-set>")
        };
        format!(
            "<qti-match-interaction response-identifier=\"RESPONSE\" shuffle=\"true\" max-associations=\"{}\">{}{}</qti-match-interaction>",
            lines.len(),
            set("line", lines, &|_| 1),
            // 0 is without limit.
            set("option", options, &|at| if key.contains(&at) { 0 } else { 1 })
        )
    }

    fn places(&self, picture: &Picture, areas: &[Area]) -> String {
        let address = self.address(&picture.media).unwrap_or_default();
        let area = |(at, area): (usize, &Area)| {
            let (shape, numbers) = match &area.outline {
                Outline::Rectangle { x, y, width, height } => {
                    ("rect", vec![*x, *y, x.saturating_add(*width), y.saturating_add(*height)])
                }
                Outline::Circle { x, y, radius } => ("circle", vec![*x, *y, *radius]),
                Outline::Polygon(corners) => ("poly", corners.iter().flat_map(|(x, y)| [*x, *y]).collect()),
            };
            let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
            let label = match area.name.is_empty() {
                true => String::new(),
                false => format!(" hotspot-label=\"{}\"", xml_attribute(&area.name)),
            };
            format!(
                "<qti-hotspot-choice identifier=\"choice-{at}\" shape=\"{shape}\" coords=\"{}\"{label}/>",
                numbers.join(",")
            )
        };
        format!(
            "<qti-hotspot-interaction response-identifier=\"RESPONSE\" max-choices=\"0\">\
         <img src=\"{}\" alt=\"{}\" width=\"{}\" height=\"{}\"/>{}</qti-hotspot-interaction>",
            xml_attribute(&address),
            xml_attribute(&picture.alt),
            picture.width,
            picture.height,
            areas.iter().enumerate().map(area).collect::<String>()
        )
    }
}

fn choice_name(at: usize) -> String {
    format!("choice-{at}")
}

fn values(names: impl Iterator<Item = String>) -> String {
    let values: String = names.map(|name| format!("<qti-value>{name}</qti-value>")).collect();
    format!("<qti-correct-response>{values}</qti-correct-response>")
}

/// What each choice earns, never below nothing or above the whole.
fn mapping(weights: &[i32]) -> String {
    let entries = weights.iter().enumerate().map(|(at, weight)| {
        let value = f64::from(*weight) / 10_000.0;
        format!("<qti-map-entry map-key=\"choice-{at}\" mapped-value=\"{value}\"/>")
    });
    format!(
        "<qti-mapping lower-bound=\"0\" upper-bound=\"1\" default-value=\"0\">{}</qti-mapping>",
        entries.collect::<String>()
    )
}

fn declared(cardinality: &str, base_type: &str, inside: &str) -> String {
    format!(
        "  <qti-response-declaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" base-type=\"{base_type}\">\
         {inside}</qti-response-declaration>\n"
    )
}

fn template(name: &str) -> String {
    format!("  <qti-response-processing template=\"{TEMPLATES}/{name}.xml\"/>\n")
}

/// The whole for what fulfils the condition, and nothing else.
fn whole_if(condition: &str) -> String {
    let score = |marks: u8| {
        format!(
            "<qti-set-outcome-value identifier=\"SCORE\">\
             <qti-base-value base-type=\"float\">{marks}</qti-base-value></qti-set-outcome-value>"
        )
    };
    format!(
        "  <qti-response-processing><qti-response-condition><qti-response-if>{condition}{}\
         </qti-response-if><qti-response-else>{}</qti-response-else></qti-response-condition>\
         </qti-response-processing>\n",
        score(1),
        score(0)
    )
}

fn numeric(range: Option<&Range>, unit: Option<&str>) -> (String, String, String) {
    let (value, tolerance) = range.map_or_else(Default::default, |range| {
        (range.value.normalize().to_string(), range.tolerance.normalize().to_string())
    });
    let declaration = declared("single", "float", &values(std::iter::once(value)));
    let unit = unit.map(|unit| format!(" {}", xml_text(unit))).unwrap_or_default();
    let field = format!("<p><qti-text-entry-interaction response-identifier=\"RESPONSE\"/>{unit}</p>");
    let near = format!(
        "<qti-equal tolerance-mode=\"absolute\" tolerance=\"{tolerance} {tolerance}\">\
         <qti-variable identifier=\"RESPONSE\"/><qti-correct identifier=\"RESPONSE\"/></qti-equal>"
    );
    (declaration, field, whole_if(&near))
}

/// Which line belongs to which option, and how that is marked.
fn pairs(key: &[usize], scoring: PartScoring) -> (String, String) {
    let names: Vec<String> =
        key.iter().enumerate().map(|(line, option)| format!("line-{line} option-{option}")).collect();
    let correct = values(names.iter().cloned());
    match scoring {
        PartScoring::AllOrNothing => {
            (declared("multiple", "directedPair", &correct), template("match_correct"))
        }
        PartScoring::EachPart => {
            let worth = 1.0 / names.len().max(1) as f64;
            let entries = names
                .iter()
                .map(|name| format!("<qti-map-entry map-key=\"{name}\" mapped-value=\"{worth}\"/>"));
            let mapping = format!(
                "<qti-mapping lower-bound=\"0\" default-value=\"0\">{}</qti-mapping>",
                entries.collect::<String>()
            );
            (declared("multiple", "directedPair", &(correct + &mapping)), template("map_response"))
        }
    }
}

fn fill_in(
    stem: &str,
    blanks: &[Vec<String>],
    exact: bool,
    scoring: PartScoring,
) -> (String, String, String) {
    let response = |at: usize| if at == 0 { "RESPONSE".to_owned() } else { format!("RESPONSE{}", at + 1) };
    let declarations = blanks.iter().enumerate().map(|(at, alternatives)| {
        let entries = alternatives.iter().map(|text| {
            format!(
                "<qti-map-entry map-key=\"{}\" mapped-value=\"1\" case-sensitive=\"{exact}\"/>",
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
    let mapped = |at: usize| format!("<qti-map-response identifier=\"{}\"/>", response(at));
    let processing = match (blanks, scoring) {
        ([_], _) => template("map_response"),
        (blanks, PartScoring::EachPart) => {
            let sum: String = (0..blanks.len()).map(mapped).collect();
            format!(
                "  <qti-response-processing><qti-set-outcome-value identifier=\"SCORE\"><qti-sum>{sum}</qti-sum>\
                 </qti-set-outcome-value></qti-response-processing>\n"
            )
        }
        // Every blank must be filled; no template says so.
        (blanks, PartScoring::AllOrNothing) => {
            let filled = (0..blanks.len()).map(|at| {
                format!(
                    "<qti-gte>{}<qti-base-value base-type=\"float\">1</qti-base-value></qti-gte>",
                    mapped(at)
                )
            });
            whole_if(&format!("<qti-and>{}</qti-and>", filled.collect::<String>()))
        }
    };
    (declarations.collect(), body, processing)
}

/// A text with line breaks as elements.
fn lines(text: &str) -> String {
    xml_text(text).replace('\n', "<br/>")
}
