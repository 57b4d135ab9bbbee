//! One QTI item: what is asked, what may be answered, and what is right.

use std::collections::BTreeSet;

use domain::bank::{
    import::{Foreign, Reason},
    item::{ItemOption, Kind, PartScoring},
};

use super::{
    super::{
        draft::{self, Answer, Chosen, Done, Draft},
        html::{Flat, Flattener, Shown},
        rich::{self, Said},
    },
    Element, Node,
    scoring::{self, Rule, Scoring},
};
use crate::media::Shelf;

/// What stands around an item in its package.
pub trait Around {
    /// A text that several items share. `None` when it is not there.
    fn stimulus(&mut self, href: &str) -> Option<Result<Said, Reason>>;
    /// The bytes behind an address in the item.
    fn file(&mut self, href: &str) -> Option<Vec<u8>>;
    fn shelf(&mut self) -> &mut Shelf;
}

/// Stands for a gap while the text around it is read.
pub const GAP: char = '\u{fffc}';

/// Reads an item.
pub fn read(item: &Element, around: &mut dyn Around) -> Result<Done, Reason> {
    let foreign = |kind| Err(Reason::KindForeign { kind });
    if item.attribute("adaptive") == Some("true") {
        return foreign(Foreign::Adaptive);
    }
    if item.child("templatedeclaration").is_some() || item.child("templateprocessing").is_some() {
        return foreign(Foreign::Calculated);
    }
    let body = item.child("itembody").ok_or(Reason::StemMissing)?;
    let mut reading = Reading {
        item,
        around,
        interactions: Vec::new(),
        remarks: Vec::new(),
        rubrics: Vec::new(),
        draft: Draft::default(),
    };
    let mut flattener = Flattener::default();
    reading.walk(body, &mut flattener);
    let kinds: BTreeSet<&str> = reading.interactions.iter().map(|found| found.name.as_str()).collect();
    match (kinds.into_iter().collect::<Vec<_>>().as_slice(), reading.interactions.len()) {
        ([], _) => return Err(Reason::Description),
        ([one], 1) if KNOWN.contains(one) => {}
        (["textentryinteraction"], _) => {}
        ([one], 1) => return Err(foreign_kind(one)),
        (several, _) if several.iter().all(|name| GAPS.contains(name)) => return foreign(Foreign::Cloze),
        _ => return foreign(Foreign::Several),
    }
    let mut stem = String::new();
    for shared in item.all("assessmentstimulusref") {
        let href = shared.attribute("href").unwrap_or_default();
        let missing = || Reason::PartMissing { name: href.to_owned() };
        let said = reading.around.stimulus(href).ok_or_else(missing)??;
        stem.push_str(&said.text);
        stem.push('\n');
        reading.draft.figures.extend(said.figures);
    }
    let Said { text, figures } = reading.kept(flattener.finish())?;
    stem.push_str(&text);
    reading.draft.figures.extend(figures);
    reading.explain();
    let interaction = reading.interactions[0];
    if interaction.name == "extendedtextinteraction" {
        reading.draft.stem = stem;
        return reading.written();
    }
    let scoring = scoring::of(item)?;
    if scoring.as_ref().is_some_and(|scoring| scoring.rules.len() != reading.interactions.len()) {
        return Err(Reason::ScoringUnclear);
    }
    if reading.is_number()? {
        return reading.numeric(&stem, scoring);
    }
    reading.draft.stem = with_blanks(&stem);
    match interaction.name.as_str() {
        "textentryinteraction" => reading.fill_in(scoring),
        "matchinteraction" => reading.matching(scoring),
        "orderinteraction" => reading.ordering(scoring),
        "hotspotinteraction" => reading.hotspot(scoring),
        _ => reading.choice(scoring),
    }
}

/// Interactions of which an item may have one.
const KNOWN: [&str; 7] = [
    "choiceinteraction",
    "inlinechoiceinteraction",
    "textentryinteraction",
    "extendedtextinteraction",
    "matchinteraction",
    "orderinteraction",
    "hotspotinteraction",
];

/// Interactions inside of a line of text.
const GAPS: [&str; 2] = ["inlinechoiceinteraction", "textentryinteraction"];

fn foreign_kind(interaction: &str) -> Reason {
    let kind = match interaction {
        "associateinteraction" | "graphicassociateinteraction" => Foreign::Matching,
        "graphicorderinteraction" => Foreign::Ordering,
        "sliderinteraction" => Foreign::Numerical,
        "uploadinteraction" | "drawinginteraction" => Foreign::Upload,
        "hottextinteraction" | "gapmatchinteraction" => Foreign::WordsInText,
        "selectpointinteraction" | "positionobjectinteraction" | "graphicgapmatchinteraction" => {
            Foreign::OnPicture
        }
        other => return Reason::KindUnsupported { value: other.to_owned() },
    };
    Reason::KindForeign { kind }
}

/// The text of a stimulus file.
pub fn stimulus(root: &Element) -> Flat {
    flat(root.child("stimulusbody").unwrap_or(root))
}

pub(super) fn with_blanks(text: &str) -> String {
    let mut stem = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(GAP) {
        stem.push_str(&rest[..at]);
        rest = draft::add_blank(&mut stem, &rest[at + GAP.len_utf8()..]);
    }
    stem + rest
}

/// What an item declares about one response.
#[derive(Default)]
pub(super) struct Declared<'a> {
    cardinality: &'a str,
    base_type: &'a str,
    pub(super) correct: Vec<String>,
    pub(super) mapping: Option<&'a Element>,
}

pub(super) struct Reading<'a, 'b> {
    item: &'a Element,
    pub(super) around: &'b mut dyn Around,
    pub(super) interactions: Vec<&'a Element>,
    /// Remarks inside of the body.
    remarks: Vec<String>,
    /// What those who mark the answers are told.
    pub(super) rubrics: Vec<String>,
    pub(super) draft: Draft,
}

impl<'a> Reading<'a, '_> {
    /// Goes through the body, adds its text and keeps its interactions.
    fn walk(&mut self, element: &'a Element, out: &mut Flattener) {
        for node in &element.nodes {
            let child = match node {
                Node::Text(text) => {
                    out.text(&text.replace(GAP, ""));
                    continue;
                }
                Node::Element(child) => child,
            };
            match child.name.as_str() {
                name if GAPS.contains(&name) => {
                    out.text(GAP.encode_utf8(&mut [0; 4]));
                    self.interactions.push(child);
                }
                name if name.ends_with("interaction") => {
                    self.interactions.push(child);
                    out.start("p", |_| None);
                    child.all("prompt").for_each(|prompt| self.walk(prompt, out));
                    out.end("p");
                }
                "rubricblock" if child.attribute("view").is_some_and(|views| views.contains("scorer")) => {
                    self.rubrics.push(flat(child).text);
                }
                "rubricblock" if !for_candidates(child) => self.remark(child),
                "feedbackblock" | "feedbackinline" => self.remark(child),
                "printedvariable" | "templateblock" | "templateinline" => {
                    out.fault(Reason::KindForeign { kind: Foreign::Calculated });
                }
                "include" => {
                    let name = child.attribute("href").unwrap_or_default().to_owned();
                    out.fault(Reason::PartMissing { name });
                }
                "stylesheet" | "cataloginfo" | "companionmaterialsinfo" => {}
                name => {
                    out.start(name, |wanted| child.attribute(wanted).map(str::to_owned));
                    self.walk(child, out);
                    out.end(name);
                }
            }
        }
    }

    fn remark(&mut self, element: &'a Element) {
        let flat = flat(element);
        self.remarks.push(flat.text);
    }

    /// A text of the question, unless something in it stops the question.
    pub(super) fn kept(&mut self, flat: Flat) -> Result<Said, Reason> {
        if let Some(fault) = flat.fault {
            return Err(fault);
        }
        if flat.formatting && !self.draft.notes.contains(&Reason::FormattingDropped) {
            self.draft.notes.push(Reason::FormattingDropped);
        }
        let mut files = Vec::new();
        for shown in &flat.shown {
            if let Shown::Drawn(drawn) = shown {
                files.push((drawn.address.clone(), self.around.file(&drawn.address)));
            }
        }
        let mut find = |address: &str| {
            files.iter_mut().find(|(known, bytes)| known == address && bytes.is_some())?.1.take()
        };
        let figures = rich::figures(flat.shown, self.around.shelf(), &mut find)?;
        Ok(Said { text: flat.text, figures })
    }

    /// What is shown whatever the answer explains it; what is shown for some answers may do so.
    fn explain(&mut self) {
        let (mut general, mut right) = (Vec::new(), Vec::new());
        let mut others = std::mem::take(&mut self.remarks);
        for feedback in self.item.all("modalfeedback") {
            let text = flat(feedback).text;
            let name = feedback.attribute("identifier").unwrap_or_default().to_ascii_lowercase();
            match () {
                () if ["incorrect", "wrong", "partial"].iter().any(|word| name.contains(word)) => {
                    others.push(text)
                }
                () if feedback.attribute("showhide") == Some("hide") => general.push(text),
                () => right.push(text),
            }
        }
        self.draft.explain(&general.join("\n"), &borrowed(&right), &borrowed(&others));
    }

    pub(super) fn declared(&self, interaction: &Element) -> Result<(&'a str, Declared<'a>), Reason> {
        let identifier = interaction.attribute("responseidentifier").unwrap_or_default();
        let item = self.item;
        let declaration = item
            .all("responsedeclaration")
            .find(|declaration| declaration.attribute("identifier") == Some(identifier))
            .ok_or(Reason::AnswerMissing)?;
        let values =
            declaration.child("correctresponse").into_iter().flat_map(|correct| correct.all("value"));
        let declared = Declared {
            cardinality: declaration.attribute("cardinality").unwrap_or("single"),
            base_type: declaration.attribute("basetype").unwrap_or_default(),
            correct: values.map(|value| value.text().trim().to_owned()).collect(),
            mapping: declaration.child("mapping"),
        };
        Ok((declaration.attribute("identifier").unwrap_or_default(), declared))
    }

    /// How the response of this name is marked, where the item says so of all its responses.
    pub(super) fn rule(
        scoring: &Option<Scoring>,
        identifier: &str,
        declared: &Declared,
    ) -> Result<Rule, Reason> {
        match scoring {
            Some(scoring) => {
                let rule = scoring.rules.iter().find(|(name, _)| name == identifier);
                rule.map(|(_, rule)| *rule).ok_or(Reason::ScoringUnclear)
            }
            None if declared.mapping.is_some() => Ok(Rule::Mapped),
            None => Ok(Rule::Correct),
        }
    }

    fn choice(mut self, scoring: Option<Scoring>) -> Result<Done, Reason> {
        let Some(interaction) = self.interactions.first().copied() else { return Err(Reason::Description) };
        let (identifier, declared) = self.declared(interaction)?;
        let kind = match (declared.cardinality, interaction.attribute("maxchoices")) {
            ("single", _) | ("multiple", Some("1")) => Kind::SingleChoice,
            ("multiple", _) => Kind::MultipleChoice,
            _ => return Err(Reason::KindForeign { kind: Foreign::Ordering }),
        };
        let choices: Vec<&Element> = interaction
            .children()
            .filter(|choice| matches!(choice.name.as_str(), "simplechoice" | "inlinechoice"))
            .collect();
        let mut options = Vec::new();
        for choice in &choices {
            options.push(ItemOption::from(self.kept(flat(choice))?));
        }
        let names: Vec<&str> =
            choices.iter().map(|choice| choice.attribute("identifier").unwrap_or_default()).collect();
        if names.iter().collect::<BTreeSet<_>>().len() < names.len() {
            return Err(Reason::SyntaxBroken { text: names.join(", ") });
        }
        let chosen = self.chosen(&names, identifier, &declared, &scoring, kind)?;
        for choice in &choices {
            choice.all("feedbackinline").for_each(|remark| self.remark(remark));
        }
        if !self.remarks.is_empty() {
            self.draft.notes.push(Reason::FeedbackDropped { text: draft::quoted(&self.remarks.join(" / ")) });
        }
        let fixed: Vec<bool> =
            choices.iter().map(|choice| choice.attribute("fixed") == Some("true")).collect();
        let shuffles = interaction.attribute("shuffle") == Some("true");
        let mut done = self.draft.choice(options, chosen, kind)?;
        match fixed.iter().position(|fixed| *fixed) {
            _ if !shuffles => done.keep_order(),
            None => {}
            Some(first) if first + 1 == fixed.len() => done.keep_last(),
            Some(_) => done.keep_order(),
        }
        Ok(done)
    }

    /// Which of the named choices are right, and what some of them earn.
    pub(super) fn chosen(
        &mut self,
        names: &[&str],
        identifier: &str,
        declared: &Declared,
        scoring: &Option<Scoring>,
        kind: Kind,
    ) -> Result<Chosen, Reason> {
        let correct: Option<BTreeSet<usize>> =
            declared.correct.iter().map(|value| names.iter().position(|name| name == value)).collect();
        let correct = correct.ok_or_else(|| Reason::AnswerWithoutOption {
            answer: declared.correct.join(", "),
            options: names.len(),
        })?;
        match Self::rule(scoring, identifier, declared)? {
            Rule::Correct => Ok(correct.into()),
            Rule::Mapped => {
                let weights = Mapping::of(declared)?.weights(names, kind)?;
                let chosen = self.draft.key(&weights, kind)?;
                if !correct.is_empty() && correct != chosen.key {
                    return Err(Reason::AnswerAmbiguous { value: declared.correct.join(", ") });
                }
                Ok(chosen)
            }
            Rule::MappedTo(_) | Rule::Near(_) => Err(Reason::ScoringUnclear),
        }
    }

    fn fill_in(mut self, scoring: Option<Scoring>) -> Result<Done, Reason> {
        let mut blanks = Vec::new();
        let mut cases = BTreeSet::new();
        for interaction in std::mem::take(&mut self.interactions) {
            let (identifier, declared) = self.declared(interaction)?;
            let (alternatives, cased) = match Self::rule(&scoring, identifier, &declared)? {
                // Texts are the same when every character is.
                Rule::Correct => (declared.correct.clone(), true),
                Rule::Mapped => {
                    let mapping = Mapping::of(&declared)?;
                    (draft::whole(&mapping.answers(None)?)?, mapping.case_counts())
                }
                Rule::MappedTo(least) => {
                    let mapping = Mapping::of(&declared)?;
                    (draft::whole(&mapping.answers(Some(least))?)?, mapping.case_counts())
                }
                Rule::Near(_) => return Err(Reason::ScoringUnclear),
            };
            let letters = |text: &String| text.to_lowercase() != text.to_uppercase();
            if alternatives.iter().any(letters) {
                cases.insert(cased);
            }
            blanks.push(alternatives);
        }
        // Upper and lower case count in all of the blanks or in none.
        if cases.len() > 1 {
            return Err(Reason::ScoringUnclear);
        }
        let together = scoring.is_none_or(|scoring| scoring.together);
        let marked = if together { PartScoring::AllOrNothing } else { PartScoring::EachPart };
        self.draft.fill_in(blanks, cases.contains(&true), marked)
    }

    /// Whether the one answer is a number.
    fn is_number(&self) -> Result<bool, Reason> {
        let mut numbers = 0;
        for interaction in self.interactions.iter().filter(|found| found.name == "textentryinteraction") {
            let (_, declared) = self.declared(interaction)?;
            numbers += usize::from(matches!(declared.base_type, "float" | "integer"));
        }
        match (numbers, self.interactions.len()) {
            (0, _) => Ok(false),
            (1, 1) => Ok(true),
            _ => Err(Reason::KindForeign { kind: Foreign::Numerical }),
        }
    }
}

/// What answers earn.
pub(super) struct Mapping<'a> {
    element: &'a Element,
    upper: Option<f64>,
}

impl<'a> Mapping<'a> {
    pub(super) fn of(declared: &Declared<'a>) -> Result<Self, Reason> {
        let element = declared.mapping.ok_or(Reason::ScoringUnclear)?;
        let mapping = Self { element, upper: number(element, "upperbound") };
        // Whatever is not named earns something: that is no key.
        if number(element, "defaultvalue").is_some_and(|value| value > 0.0) {
            return Err(Reason::WeightsNotKept { weights: "default > 0".into() });
        }
        Ok(mapping)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, Option<f64>, bool)> {
        self.element.all("mapentry").map(|entry| {
            let cased = entry.attribute("casesensitive") != Some("false");
            (entry.attribute("mapkey").unwrap_or_default(), number(entry, "mappedvalue"), cased)
        })
    }

    /// Shares of the whole, for each of the named choices.
    fn weights(&self, names: &[&str], kind: Kind) -> Result<Vec<f64>, Reason> {
        let default = number(self.element, "defaultvalue").unwrap_or(0.0);
        let value = |name: &&str| match self.entries().find(|(key, ..)| key == name) {
            Some((_, value, _)) => value.ok_or(Reason::ScoringUnclear),
            None => Ok(default),
        };
        if names.len() > domain::bank::import::options::LIMIT {
            let limit = domain::bank::import::options::LIMIT;
            return Err(Reason::TooManyOptions { found: names.len(), limit });
        }
        let mut values = names.iter().map(value).collect::<Result<Vec<f64>, Reason>>()?;
        let whole = match kind {
            Kind::MultipleChoice => {
                let sum: f64 = values.iter().filter(|value| **value > 0.0).sum();
                // With a bound below the sum, part of the key earns the whole.
                if self.upper.is_some_and(|upper| upper < sum - 1e-6) {
                    return Err(Reason::WeightsNotKept {
                        weights: format!("{sum} > {}", self.upper.unwrap_or(sum)),
                    });
                }
                sum
            }
            _ => {
                let upper = self.upper.unwrap_or(f64::INFINITY);
                values.iter_mut().for_each(|value| *value = value.min(upper));
                values.iter().copied().fold(0.0, f64::max)
            }
        };
        if whole > 0.0 {
            values.iter_mut().for_each(|value| *value /= whole);
        }
        Ok(values)
    }

    /// The texts that are mapped, as shares of the most that one can earn, or as earning `least` or not.
    fn answers(&self, least: Option<f64>) -> Result<Vec<Answer>, Reason> {
        let values: Option<Vec<(&str, f64)>> =
            self.entries().map(|(key, value, _)| Some((key, value?))).collect();
        let values = values.ok_or(Reason::ScoringUnclear)?;
        let upper = self.upper.unwrap_or(f64::INFINITY);
        let most = values.iter().map(|(_, value)| value.min(upper)).fold(0.0, f64::max);
        let share = |value: f64| match least {
            Some(least) => f64::from(u8::from(value >= least)),
            None if most > 0.0 => value.min(upper) / most,
            None => 0.0,
        };
        let answers = values.into_iter().map(|(key, value)| Answer {
            text: key.to_owned(),
            figures: Vec::new(),
            weight: share(value),
            feedback: String::new(),
        });
        Ok(answers.collect())
    }

    fn case_counts(&self) -> bool {
        self.entries().any(|(.., cased)| cased)
    }
}

fn number(element: &Element, attribute: &str) -> Option<f64> {
    element.attribute(attribute)?.trim().parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Whether a block of instructions is shown to those who answer.
fn for_candidates(block: &Element) -> bool {
    block.attribute("view").is_none_or(|views| views.split_whitespace().any(|view| view == "candidate"))
}

/// The text of an element that holds no interactions; remarks in it are not part of it.
pub(super) fn flat(element: &Element) -> Flat {
    fn walk(element: &Element, out: &mut Flattener) {
        for node in &element.nodes {
            match node {
                Node::Text(text) => out.text(text),
                Node::Element(child) if child.name == "feedbackinline" => {}
                Node::Element(child) => {
                    out.start(&child.name, |wanted| child.attribute(wanted).map(str::to_owned));
                    walk(child, out);
                    out.end(&child.name);
                }
            }
        }
    }
    let mut flattener = Flattener::default();
    walk(element, &mut flattener);
    flattener.finish()
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}
