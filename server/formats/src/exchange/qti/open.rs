//! Items that are not answered by choosing a line or by filling a gap: numbers, pairs, an order, places on a
//! picture, a text.

use domain::bank::{
    figure::{Area, Figure, Outline},
    import::{Foreign, Reason, guide, number, options, record},
    item::{Content, ItemOption, Kind, PartScoring, Range, Unit},
};
use rust_decimal::Decimal;

use super::{
    super::{
        draft::Done,
        html::{Drawn, Flat, Shown},
    },
    Element,
    item::{GAP, Mapping, Reading, flat, with_blanks},
    scoring::{Rule, Scoring, Tolerance},
};

/// A unit that stands behind the field is no longer than this.
const UNIT: usize = 12;

impl Reading<'_, '_> {
    /// A text that people mark by the block for those who mark, or by the answer that is declared.
    pub(super) fn written(self) -> Result<Done, Reason> {
        let interaction = self.interactions[0];
        let declared = self.declared(interaction).map(|(_, declared)| declared.correct).unwrap_or_default();
        let reference = if self.rubrics.is_empty() { declared } else { self.rubrics };
        self.draft.of(Content::ShortAnswer { guide: guide::read(&reference.join("\n")) })
    }

    /// `stem` still has a mark for the field.
    pub(super) fn numeric(mut self, stem: &str, scoring: Option<Scoring>) -> Result<Done, Reason> {
        let (identifier, declared) = self.declared(self.interactions[0])?;
        let value = |text: &str| {
            number::decimal(text).ok_or_else(|| Reason::AnswerUnclear { value: text.to_owned() })
        };
        let exact = |value| Range { value, tolerance: Decimal::ZERO };
        let mut ranges = Vec::new();
        match Self::rule(&scoring, identifier, &declared)? {
            Rule::Correct => {
                for text in &declared.correct {
                    ranges.push(exact(value(text)?));
                }
            }
            Rule::Near(tolerance) => {
                for text in &declared.correct {
                    let value = value(text)?;
                    let (below, above) = match tolerance {
                        Tolerance::Absolute(below, above) => (below, above),
                        Tolerance::Relative(below, above) => {
                            let part = |percent: Decimal| value.abs() * percent / Decimal::ONE_HUNDRED;
                            (part(below), part(above))
                        }
                    };
                    let least = value.checked_sub(below).ok_or(Reason::ScoringUnclear)?;
                    let most = value.checked_add(above).ok_or(Reason::ScoringUnclear)?;
                    let range = match below == above {
                        true => Some(Range { value, tolerance: below }),
                        false => number::between(least, most),
                    };
                    ranges.push(range.ok_or(Reason::ScoringUnclear)?);
                }
            }
            Rule::Mapped | Rule::MappedTo(_) => {
                let mapping = Mapping::of(&declared)?;
                let values: Vec<(&str, Option<f64>)> =
                    mapping.entries().map(|(key, value, _)| (key, value)).collect();
                let most = values.iter().filter_map(|(_, value)| *value).fold(0.0, f64::max);
                for (text, worth) in values {
                    match worth {
                        Some(worth) if worth <= 0.0 => {}
                        Some(worth) if worth >= most => ranges.push(exact(value(text)?)),
                        _ => return Err(Reason::WeightsNotKept { weights: text.to_owned() }),
                    }
                }
            }
        }
        let (stem, unit) = without_field(stem);
        self.draft.stem = stem;
        let content = record::numeric(ranges, unit)?;
        self.draft.of(content)
    }

    pub(super) fn matching(mut self, scoring: Option<Scoring>) -> Result<Done, Reason> {
        let interaction = self.interactions[0];
        let (identifier, declared) = self.declared(interaction)?;
        let sets: Vec<&Element> = interaction.all("simplematchset").collect();
        let [lines, options] = sets.as_slice() else {
            return Err(Reason::KindForeign { kind: Foreign::Matching });
        };
        let (line_names, lines) = self.choices(lines)?;
        let (option_names, options) = self.choices(options)?;
        let pair = |value: &str| -> Option<(usize, usize)> {
            let (line, option) = value.split_once(char::is_whitespace)?;
            let (line, option) = (line.trim(), option.trim());
            Some((
                line_names.iter().position(|name| *name == line)?,
                option_names.iter().position(|name| *name == option)?,
            ))
        };
        let unknown =
            |value: &str| Reason::AnswerWithoutOption { answer: value.to_owned(), options: options.len() };
        let mut stated: Vec<(usize, usize)> = Vec::new();
        for value in &declared.correct {
            stated.push(pair(value).ok_or_else(|| unknown(value))?);
        }
        let part = match Self::rule(&scoring, identifier, &declared)? {
            Rule::Correct => PartScoring::AllOrNothing,
            Rule::Mapped => {
                let mut mapped = Vec::new();
                let mut worth = None;
                for (key, value, _) in Mapping::of(&declared)?.entries() {
                    let value = value.ok_or(Reason::ScoringUnclear)?;
                    if value <= 0.0 {
                        continue;
                    }
                    if *worth.get_or_insert(value) != value {
                        return Err(Reason::WeightsNotKept { weights: format!("{key}: {value}") });
                    }
                    mapped.push(pair(key).ok_or_else(|| unknown(key))?);
                }
                let sorted = |mut pairs: Vec<(usize, usize)>| {
                    pairs.sort_unstable();
                    pairs
                };
                if !stated.is_empty() && sorted(stated.clone()) != sorted(mapped.clone()) {
                    return Err(Reason::AnswerAmbiguous { value: declared.correct.join(", ") });
                }
                stated = mapped;
                PartScoring::EachPart
            }
            Rule::MappedTo(_) | Rule::Near(_) => return Err(Reason::ScoringUnclear),
        };
        if stated.is_empty() {
            return Err(Reason::AnswerMissing);
        }
        // To each line belongs one option; some files have the lines on the other side.
        let one_each = |side: &dyn Fn(&(usize, usize)) -> usize, count: usize| {
            (0..count).all(|at| stated.iter().filter(|pair| side(pair) == at).count() == 1)
        };
        let (lines, options, stated) = match () {
            () if one_each(&|pair| pair.0, lines.len()) => (lines, options, stated),
            () if one_each(&|pair| pair.1, options.len()) => {
                let turned = stated.into_iter().map(|(line, option)| (option, line)).collect();
                (options, lines, turned)
            }
            () => return Err(Reason::KindForeign { kind: Foreign::Matching }),
        };
        let option_of = |line: usize| {
            stated.iter().find(|pair| pair.0 == line).and_then(|pair| options.get(pair.1)).cloned()
        };
        let pairs: Option<Vec<(ItemOption, ItemOption)>> =
            lines.iter().enumerate().map(|(at, line)| Some((line.clone(), option_of(at)?))).collect();
        let content = record::matching(pairs.ok_or(Reason::AnswerMissing)?, options.clone(), part)?;
        self.draft.of(content)
    }

    pub(super) fn ordering(mut self, scoring: Option<Scoring>) -> Result<Done, Reason> {
        let interaction = self.interactions[0];
        let (identifier, declared) = self.declared(interaction)?;
        if Self::rule(&scoring, identifier, &declared)? != Rule::Correct {
            return Err(Reason::ScoringUnclear);
        }
        let (names, options) = self.choices(interaction)?;
        if declared.correct.is_empty() {
            return Err(Reason::AnswerMissing);
        }
        let mut places = Vec::new();
        for value in &declared.correct {
            let place = names.iter().position(|name| name == value).filter(|place| !places.contains(place));
            let unknown = || Reason::AnswerWithoutOption { answer: value.clone(), options: options.len() };
            places.push(place.ok_or_else(unknown)?);
        }
        // Where only some are put in order, the others are wrong: that is another kind of question.
        if places.len() != options.len() {
            return Err(Reason::KindForeign { kind: Foreign::Ordering });
        }
        let ordered = places.into_iter().filter_map(|place| options.get(place).cloned()).collect();
        let content = record::ordering(ordered, PartScoring::AllOrNothing)?;
        self.draft.of(content)
    }

    /// The named choices inside of an element.
    fn choices<'e>(&mut self, parent: &'e Element) -> Result<(Vec<&'e str>, Vec<ItemOption>), Reason> {
        let (mut names, mut options) = (Vec::new(), Vec::new());
        let choices = parent
            .children()
            .filter(|choice| matches!(choice.name.as_str(), "simplechoice" | "simpleassociablechoice"));
        for choice in choices {
            let name = choice.attribute("identifier").unwrap_or_default();
            if names.len() >= options::LIMIT {
                return Err(Reason::TooManyOptions { found: names.len() + 1, limit: options::LIMIT });
            }
            if names.contains(&name) {
                return Err(Reason::SyntaxBroken { text: name.to_owned() });
            }
            names.push(name);
            options.push(ItemOption::from(self.kept(flat(choice))?));
        }
        Ok((names, options))
    }

    pub(super) fn hotspot(mut self, scoring: Option<Scoring>) -> Result<Done, Reason> {
        let interaction = self.interactions[0];
        let (identifier, declared) = self.declared(interaction)?;
        let foreign = || Reason::KindForeign { kind: Foreign::OnPicture };
        let drawn = interaction.children().find(|child| matches!(child.name.as_str(), "object" | "img"));
        let drawn = drawn.ok_or_else(foreign)?;
        let address =
            drawn.attribute("data").or_else(|| drawn.attribute("src")).unwrap_or_default().to_owned();
        let alt = drawn.attribute("alt").map_or_else(|| drawn.text().trim().to_owned(), str::to_owned);
        let shown = vec![Shown::Drawn(Drawn { address, alt })];
        let picture = self.kept(Flat { shown, ..Flat::default() })?.figures.into_iter().next();
        let Some(Figure::Picture(picture)) = picture else { return Err(foreign()) };
        // Areas are in the size at which the picture is shown.
        let shown = |name: &str| drawn.attribute(name).and_then(|side| side.trim().parse::<f64>().ok());
        let scale = |name: &str, real: u32| match shown(name).filter(|side| *side >= 1.0) {
            Some(side) => f64::from(real) / side,
            None => 1.0,
        };
        let (wide, high) = (scale("width", picture.width), scale("height", picture.height));
        let (mut names, mut areas) = (Vec::new(), Vec::new());
        for choice in interaction.all("hotspotchoice") {
            if names.len() >= options::LIMIT {
                return Err(Reason::TooManyOptions { found: names.len() + 1, limit: options::LIMIT });
            }
            names.push(choice.attribute("identifier").unwrap_or_default());
            let outline = outline(choice, wide, high).ok_or_else(foreign)?;
            let name = choice.attribute("hotspotlabel").unwrap_or_default().to_owned();
            areas.push(Area { outline, name });
        }
        if (1..names.len()).any(|at| names[..at].contains(&names[at])) {
            return Err(Reason::SyntaxBroken { text: names.join(", ") });
        }
        let chosen = self.chosen(&names, identifier, &declared, &scoring, Kind::MultipleChoice)?;
        if chosen.key.is_empty() {
            return Err(Reason::AnswerMissing);
        }
        let content = Content::Hotspot { picture, areas, key: chosen.key, scoring: chosen.scoring };
        self.draft.of(content)
    }
}

/// An area by its shape and numbers, `wide` and `high` times as large.
fn outline(choice: &Element, wide: f64, high: f64) -> Option<Outline> {
    let coords = choice.attribute("coords")?;
    let numbers: Option<Vec<f64>> = coords
        .split([',', ' '])
        .filter(|number| !number.is_empty())
        .map(|number| number.parse::<f64>().ok().filter(|number| (0.0..1e6).contains(number)))
        .collect();
    let pixel = |number: f64, scale: f64| (number * scale).round().clamp(0.0, 1e6) as u32;
    match (choice.attribute("shape")?, numbers?.as_slice()) {
        ("rect", [left, top, right, bottom]) if right > left && bottom > top => {
            let (x, y) = (pixel(*left, wide), pixel(*top, high));
            let (width, height) = (pixel(*right, wide).checked_sub(x)?, pixel(*bottom, high).checked_sub(y)?);
            Some(Outline::Rectangle { x, y, width, height })
        }
        ("circle", [x, y, radius]) if *radius > 0.0 => Some(Outline::Circle {
            x: pixel(*x, wide),
            y: pixel(*y, high),
            radius: pixel(*radius, wide.min(high)),
        }),
        ("poly", numbers) if numbers.len() >= 6 && numbers.len() % 2 == 0 && numbers.len() <= 400 => {
            let mut corners: Vec<(u32, u32)> =
                numbers.chunks(2).map(|pair| (pixel(pair[0], wide), pixel(pair[1], high))).collect();
            // The last corner may be the first again.
            if corners.len() > 3 && corners.first() == corners.last() {
                corners.pop();
            }
            Some(Outline::Polygon(corners))
        }
        _ => None,
    }
}

/// A stem without the field at its end, and the unit behind that.
fn without_field(stem: &str) -> (String, Option<Unit>) {
    let (before, last) = stem.rsplit_once('\n').unwrap_or(("", stem));
    match last.trim().strip_prefix(GAP) {
        Some(unit) if !before.trim().is_empty() => {
            let unit = unit.trim();
            if unit.chars().count() > UNIT {
                return (with_blanks(stem), None);
            }
            let unit = Unit { names: vec![unit.to_owned()], required: false };
            (before.to_owned(), Some(unit).filter(|unit| !unit.names[0].is_empty()))
        }
        _ => (with_blanks(stem), None),
    }
}
