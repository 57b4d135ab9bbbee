//! One QTI item: what is asked, what may be answered, and what is right.

use std::collections::BTreeSet;

use domain::bank::{
    import::{Foreign, Reason},
    item::Kind,
};

use super::{
    super::{
        draft::{self, Answer, Done, Draft},
        html::{Flat, Flattener},
    },
    Element, Node,
    scoring::{self, Rule, Scoring},
};

/// A text that several items share, as its file gives it.
pub enum Stimulus {
    Text(Flat),
    Missing,
}

/// Stands for a gap while the text around it is read.
pub const GAP: char = '\u{fffc}';

/// Reads an item; `stimulus` finds the text that it shares with others by its address.
pub fn read(item: &Element, stimulus: &mut dyn FnMut(&str) -> Stimulus) -> Result<Done, Reason> {
    let foreign = |kind| Err(Reason::KindForeign { kind });
    if item.attribute("adaptive") == Some("true") {
        return foreign(Foreign::Adaptive);
    }
    if item.child("templatedeclaration").is_some() || item.child("templateprocessing").is_some() {
        return foreign(Foreign::Calculated);
    }
    let body = item.child("itembody").ok_or(Reason::StemMissing)?;
    let mut reading =
        Reading { item, interactions: Vec::new(), remarks: Vec::new(), draft: Draft::default() };
    let mut flattener = Flattener::default();
    reading.walk(body, &mut flattener);
    let kinds: BTreeSet<&str> = reading.interactions.iter().map(|found| found.name.as_str()).collect();
    match (kinds.into_iter().collect::<Vec<_>>().as_slice(), reading.interactions.len()) {
        ([], _) => return Err(Reason::Description),
        (["choiceinteraction" | "inlinechoiceinteraction"], 1) | (["textentryinteraction"], _) => {}
        ([one], 1) => return Err(foreign_kind(one)),
        (several, _) if several.iter().all(|name| GAPS.contains(name)) => return foreign(Foreign::Cloze),
        _ => return foreign(Foreign::Several),
    }
    let mut stem = String::new();
    for shared in item.all("assessmentstimulusref") {
        let href = shared.attribute("href").unwrap_or_default();
        match stimulus(href) {
            Stimulus::Text(flat) => {
                stem.push_str(&reading.kept(flat)?);
                stem.push('\n');
            }
            Stimulus::Missing => return Err(Reason::PartMissing { name: href.to_owned() }),
        }
    }
    stem.push_str(&reading.kept(flattener.finish())?);
    reading.draft.stem = with_blanks(&stem);
    reading.explain();
    let scoring = scoring::of(item)?;
    if scoring.as_ref().is_some_and(|scoring| scoring.rules.len() != reading.interactions.len()) {
        return Err(Reason::ScoringUnclear);
    }
    match reading.interactions.as_slice() {
        [one] if one.name != "textentryinteraction" => reading.choice(scoring),
        _ => reading.fill_in(scoring),
    }
}

/// Interactions inside of a line of text.
const GAPS: [&str; 2] = ["inlinechoiceinteraction", "textentryinteraction"];

fn foreign_kind(interaction: &str) -> Reason {
    let kind = match interaction {
        "matchinteraction" | "associateinteraction" | "graphicassociateinteraction" => Foreign::Matching,
        "orderinteraction" | "graphicorderinteraction" => Foreign::Ordering,
        "extendedtextinteraction" => Foreign::Essay,
        "sliderinteraction" => Foreign::Numerical,
        "uploadinteraction" | "drawinginteraction" => Foreign::Upload,
        "hottextinteraction" | "gapmatchinteraction" => Foreign::WordsInText,
        "hotspotinteraction"
        | "selectpointinteraction"
        | "positionobjectinteraction"
        | "graphicgapmatchinteraction" => Foreign::OnPicture,
        other => return Reason::KindUnsupported { value: other.to_owned() },
    };
    Reason::KindForeign { kind }
}

/// The text of a stimulus file.
pub fn stimulus(root: &Element) -> Flat {
    let mut reading =
        Reading { item: root, interactions: Vec::new(), remarks: Vec::new(), draft: Draft::default() };
    let mut flattener = Flattener::default();
    reading.walk(root.child("stimulusbody").unwrap_or(root), &mut flattener);
    flattener.finish()
}

fn with_blanks(text: &str) -> String {
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
struct Declared<'a> {
    cardinality: &'a str,
    base_type: &'a str,
    correct: Vec<String>,
    mapping: Option<&'a Element>,
}

struct Reading<'a> {
    item: &'a Element,
    interactions: Vec<&'a Element>,
    /// Remarks inside of the body.
    remarks: Vec<String>,
    draft: Draft,
}

impl<'a> Reading<'a> {
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
    fn kept(&mut self, flat: Flat) -> Result<String, Reason> {
        if let Some(fault) = flat.fault {
            return Err(fault);
        }
        if flat.formatting && !self.draft.notes.contains(&Reason::FormattingDropped) {
            self.draft.notes.push(Reason::FormattingDropped);
        }
        Ok(flat.text)
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

    fn declared(&self, interaction: &Element) -> Result<(&'a str, Declared<'a>), Reason> {
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
    fn rule(scoring: &Option<Scoring>, identifier: &str, declared: &Declared) -> Result<Rule, Reason> {
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
            let flat = flat(choice);
            options.push(self.kept(flat)?);
        }
        let names: Vec<&str> =
            choices.iter().map(|choice| choice.attribute("identifier").unwrap_or_default()).collect();
        if names.iter().collect::<BTreeSet<_>>().len() < names.len() {
            return Err(Reason::SyntaxBroken { text: names.join(", ") });
        }
        let correct: Option<BTreeSet<usize>> =
            declared.correct.iter().map(|value| names.iter().position(|name| name == value)).collect();
        let correct = correct.ok_or_else(|| Reason::AnswerWithoutOption {
            answer: declared.correct.join(", "),
            options: options.len(),
        })?;
        let key = match Self::rule(&scoring, identifier, &declared)? {
            Rule::Correct => correct,
            Rule::Mapped => {
                let weights = Mapping::of(&declared)?.weights(&names, kind)?;
                let key = self.draft.key(&weights, kind)?;
                if !correct.is_empty() && correct != key {
                    return Err(Reason::AnswerAmbiguous { value: declared.correct.join(", ") });
                }
                key
            }
            Rule::MappedTo(_) => return Err(Reason::ScoringUnclear),
        };
        for choice in &choices {
            choice.all("feedbackinline").for_each(|remark| self.remark(remark));
        }
        if !self.remarks.is_empty() {
            self.draft.notes.push(Reason::FeedbackDropped { text: draft::quoted(&self.remarks.join(" / ")) });
        }
        let fixed: Vec<bool> =
            choices.iter().map(|choice| choice.attribute("fixed") == Some("true")).collect();
        let shuffles = interaction.attribute("shuffle") == Some("true");
        let mut done = self.draft.choice(options, key, kind)?;
        match fixed.iter().position(|fixed| *fixed) {
            _ if !shuffles => done.keep_order(),
            None => {}
            Some(first) if first + 1 == fixed.len() => done.keep_last(),
            Some(_) => done.keep_order(),
        }
        Ok(done)
    }

    fn fill_in(mut self, scoring: Option<Scoring>) -> Result<Done, Reason> {
        let mut blanks = Vec::new();
        for interaction in std::mem::take(&mut self.interactions) {
            let (identifier, declared) = self.declared(interaction)?;
            if matches!(declared.base_type, "float" | "integer") {
                return Err(Reason::KindForeign { kind: Foreign::Numerical });
            }
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
            };
            if cased {
                self.draft.case_counts(&alternatives);
            }
            blanks.push(alternatives);
        }
        if blanks.len() > 1 && scoring.is_some_and(|scoring| !scoring.together) {
            let weights = vec!["1"; blanks.len()].join(" : ");
            self.draft.notes.push(Reason::PartialCreditDropped { weights });
        }
        self.draft.fill_in(blanks)
    }
}

/// What answers earn.
struct Mapping<'a> {
    element: &'a Element,
    upper: Option<f64>,
}

impl<'a> Mapping<'a> {
    fn of(declared: &Declared<'a>) -> Result<Self, Reason> {
        let element = declared.mapping.ok_or(Reason::ScoringUnclear)?;
        let mapping = Self { element, upper: number(element, "upperbound") };
        // Whatever is not named earns something: that is no key.
        if number(element, "defaultvalue").is_some_and(|value| value > 0.0) {
            return Err(Reason::WeightsNotKept { weights: "default > 0".into() });
        }
        Ok(mapping)
    }

    fn entries(&self) -> impl Iterator<Item = (&'a str, Option<f64>, bool)> {
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
fn flat(element: &Element) -> Flat {
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
