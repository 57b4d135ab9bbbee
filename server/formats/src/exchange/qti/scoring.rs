//! How a QTI item marks its answers: a standard template, or a program that says the same as one.

use domain::bank::import::{Foreign, Reason, number::decimal};

use rust_decimal::Decimal;

use super::Element;

/// What makes the answer to an item right.
#[derive(Debug, PartialEq)]
pub struct Scoring {
    pub rules: Vec<(String, Rule)>,
    /// All rules must hold. Otherwise each gives its share.
    pub together: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// The answer is what the item declares to be right.
    Correct,
    /// The answer earns what the item maps it to.
    Mapped,
    /// The answer is mapped to at least so much.
    MappedTo(f64),
    /// The answer is a number near what the item declares to be right.
    Near(Tolerance),
}

/// How far below and above the right number an answer may lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    Absolute(Decimal, Decimal),
    /// In percent of the right number.
    Relative(Decimal, Decimal),
}

/// The template's response, which is always called so.
const RESPONSE: &str = "RESPONSE";

/// Reads how an item marks. `None` when it does not say.
pub fn of(item: &Element) -> Result<Option<Scoring>, Reason> {
    let Some(processing) = item.child("responseprocessing") else { return Ok(None) };
    if let Some(address) = processing.attribute("template") {
        return template(address).map(Some);
    }
    let mut marking = processing.children().filter(|rule| sets_score(rule));
    match (marking.next(), marking.next()) {
        (None, _) => Ok(None),
        (Some(rule), None) => program(item, rule).map(Some).ok_or(Reason::ScoringUnclear),
        (Some(_), Some(_)) => Err(Reason::ScoringUnclear),
    }
}

/// A template by its address, of which there are many: four families, with and without `.xml`.
fn template(address: &str) -> Result<Scoring, Reason> {
    let address = address.trim().to_ascii_lowercase();
    let name = address.rsplit('/').next().unwrap_or_default().trim_end_matches(".xml");
    let standard = address.contains("imsglobal.org/") || !address.contains("://");
    let rule = match name {
        _ if !standard => return Err(Reason::ScoringUnclear),
        "match_correct" | "cc2_match" => Rule::Correct,
        "map_response" | "cc2_map_response" => Rule::Mapped,
        "map_response_point" => return Err(Reason::KindForeign { kind: Foreign::OnPicture }),
        _ => return Err(Reason::ScoringUnclear),
    };
    Ok(Scoring { rules: vec![(RESPONSE.to_owned(), rule)], together: true })
}

fn is_score(element: &Element) -> bool {
    element.name == "setoutcomevalue" && element.attribute("identifier") == Some("SCORE")
}

fn sets_score(rule: &Element) -> bool {
    let mut found = false;
    rule.visit(&mut |element| found |= is_score(element));
    found
}

/// What the only rule that sets the score says.
fn program(item: &Element, rule: &Element) -> Option<Scoring> {
    if is_score(rule) {
        return mapped(rule.children().next()?);
    }
    let branches: Vec<&Element> = rule.children().collect();
    let (condition, given) = match branches.first()?.name.as_str() {
        "responseif" => (branches[0].children().next()?, score(branches[0])?),
        _ => return None,
    };
    let otherwise = match branches.get(1..)? {
        [] => None,
        [other] if other.name == "responseelse" => score(other),
        _ => return None,
    };
    let zero = |value: Option<&Element>| value.is_none_or(|value| number(value) == Some(0.0));
    if number(given).or_else(|| held(item, given)).is_some_and(|marks| marks > 0.0) && zero(otherwise) {
        return Some(Scoring { rules: holds(condition)?, together: true });
    }
    // Unanswered earns nothing, anything else what it is mapped to.
    let unanswered = condition.name == "isnull";
    if unanswered && number(given) == Some(0.0) { mapped(otherwise?) } else { None }
}

/// The expression that a branch gives the score, if it does so once and at once.
fn score(branch: &Element) -> Option<&Element> {
    let mut scores = branch.children().filter(|child| sets_score(child));
    match (scores.next(), scores.next()) {
        (Some(score), None) if is_score(score) => score.children().next(),
        _ => None,
    }
}

fn number(expression: &Element) -> Option<f64> {
    (expression.name == "basevalue").then(|| expression.text().trim().parse().ok()).flatten()
}

/// The value of a variable that the item declares, usually the greatest score.
fn held(item: &Element, expression: &Element) -> Option<f64> {
    let name = (expression.name == "variable").then(|| expression.attribute("identifier")).flatten()?;
    let declared =
        item.all("outcomedeclaration").find(|outcome| outcome.attribute("identifier") == Some(name));
    declared?.child("defaultvalue")?.text().trim().parse().ok()
}

/// `mapResponse`, or a sum of some.
fn mapped(expression: &Element) -> Option<Scoring> {
    let one = |element: &Element| {
        let identifier = element.attribute("identifier")?;
        (element.name == "mapresponse").then(|| (identifier.to_owned(), Rule::Mapped))
    };
    let rules = match expression.name.as_str() {
        "sum" => expression.children().map(one).collect::<Option<Vec<_>>>()?,
        _ => vec![one(expression)?],
    };
    Some(Scoring { together: rules.len() == 1, rules })
}

/// The rules that must hold for a condition to be true.
fn holds(condition: &Element) -> Option<Vec<(String, Rule)>> {
    let parts: Vec<&Element> = condition.children().collect();
    let identifier = |element: &Element| element.attribute("identifier").map(str::to_owned);
    match (condition.name.as_str(), parts.as_slice()) {
        ("and", parts) => {
            let rules: Option<Vec<_>> = parts.iter().map(|part| holds(part)).collect();
            Some(rules?.concat())
        }
        ("match", [first, second]) => {
            let (variable, correct) = match first.name.as_str() {
                "variable" => (first, second),
                _ => (second, first),
            };
            let same = identifier(variable) == identifier(correct);
            let fits = variable.name == "variable" && correct.name == "correct";
            (same && fits).then(|| identifier(variable)).flatten().map(|name| vec![(name, Rule::Correct)])
        }
        ("equal", [variable, correct]) if variable.name == "variable" && correct.name == "correct" => {
            let name = identifier(variable).filter(|name| identifier(correct).as_ref() == Some(name))?;
            Some(vec![(name, Rule::Near(tolerance(condition)?))])
        }
        ("gte", [mapping, least]) if mapping.name == "mapresponse" => {
            // What is not mapped earns nothing and must not be enough.
            let least = number(least).filter(|least| *least > 0.0)?;
            Some(vec![(identifier(mapping)?, Rule::MappedTo(least))])
        }
        _ => None,
    }
}

/// The tolerance of an `equal`: one number, or one below and one above.
fn tolerance(equal: &Element) -> Option<Tolerance> {
    let bound = |name: &str| equal.attribute(name).is_none_or(|included| included == "true");
    if !bound("includelowerbound") || !bound("includeupperbound") {
        return None;
    }
    let numbers: Vec<Decimal> =
        equal.attribute("tolerance").unwrap_or("0").split_whitespace().map(decimal).collect::<Option<_>>()?;
    let (below, above) = match numbers.as_slice() {
        [both] => (*both, *both),
        [below, above] => (*below, *above),
        _ => return None,
    };
    if below < Decimal::ZERO || above < Decimal::ZERO {
        return None;
    }
    match equal.attribute("tolerancemode").unwrap_or("exact") {
        "exact" => Some(Tolerance::Absolute(Decimal::ZERO, Decimal::ZERO)),
        "absolute" => Some(Tolerance::Absolute(below, above)),
        "relative" => Some(Tolerance::Relative(below, above)),
        _ => None,
    }
}
