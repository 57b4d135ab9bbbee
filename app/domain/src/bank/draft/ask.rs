//! One question in fields, or one part of a case: stem, options, key, as its kind has them.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    DraftFault, FigureDraft, OPTION_LIMIT, TEXT_LIMIT, Wrong, as_line, fault, figure, from_line, lines, stem,
};
use crate::bank::{
    Content, Figure, ItemOption, Kind,
    figure::{Area, Outline, Picture},
    import::{Reason, options, stem as stems, text},
    item::{Guide, GuidePoint, PartScoring, Range, Scoring, Shuffle, Unit},
};

/// Whether options may change places: found by looking at them, or said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    #[default]
    Found,
    Said(Shuffle),
}

/// The scoring formulas by their names in a form, without their weights.
pub const SCORINGS: [(&str, Scoring); 6] = [
    ("all", Scoring::AllOrNothing),
    ("half", Scoring::HalfIfMissing),
    ("net", Scoring::NetCorrect),
    ("coverage", Scoring::Coverage),
    ("each", Scoring::EachOption),
    ("weights", Scoring::Weights(Vec::new())),
];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ask {
    pub kind: Kind,
    pub stem: String,
    pub figures: Vec<FigureDraft>,
    /// One to a line. Of a matching the pairs `line => option`, of an ordering the right order.
    pub options: String,
    /// Options of a matching that belong to no line.
    pub extra: String,
    /// Letters for a choice, `true` or `false`, the texts of one blank on each line, one number on each line,
    /// or the model answer.
    pub key: String,
    pub order: Order,
    /// One of [`SCORINGS`].
    pub scoring: String,
    /// For each option what it earns, in percent.
    pub weights: String,
    pub any_order: bool,
    pub exact: bool,
    pub unit: String,
    pub unit_required: bool,
    /// Of a hotspot.
    pub picture: Option<Picture>,
    /// `* x, y, width, height name` to a line; the star marks a right one.
    pub areas: String,
    /// `what is said | weight` to a line.
    pub points: String,
    pub explanation: String,
    /// Among the parts of a case.
    pub weight: String,
}

impl Default for Ask {
    fn default() -> Ask {
        Ask::new(Kind::SingleChoice)
    }
}

/// What came of the fields.
pub(super) struct Read {
    pub stem: String,
    pub figures: Vec<Figure>,
    pub content: Content,
    pub explanation: String,
}

type Field<T> = Result<T, (&'static str, Wrong)>;

impl Ask {
    pub fn new(kind: Kind) -> Ask {
        Ask {
            kind,
            stem: String::new(),
            figures: Vec::new(),
            options: String::new(),
            extra: String::new(),
            key: String::new(),
            order: Order::Found,
            scoring: "all".to_owned(),
            weights: String::new(),
            any_order: false,
            exact: false,
            unit: String::new(),
            unit_required: false,
            picture: None,
            areas: String::new(),
            points: String::new(),
            explanation: String::new(),
            weight: String::new(),
        }
    }

    pub(super) fn of(stem: &str, figures: &[Figure], content: &Content, explanation: &str) -> Ask {
        let arranged = arranged(content);
        let said = arranged.options();
        let joined = |lines: Vec<String>| lines.join("\n");
        let mut ask = Ask {
            stem: stem.to_owned(),
            figures: figure::of(figures, arranged.lines(), said),
            options: joined(said.iter().map(|option| as_line(&option.text)).collect()),
            explanation: explanation.to_owned(),
            ..Ask::new(content.kind())
        };
        match &arranged {
            Content::SingleChoice { key, shuffle, .. } => {
                ask.key = text::label(*key).to_string();
                ask.order = order(said, *shuffle);
            }
            Content::MultipleChoice { key, shuffle, scoring, .. } => {
                ask.key = text::labels(key.iter().copied());
                ask.order = order(said, *shuffle);
                ask.score(scoring);
            }
            Content::TrueFalse { key } => ask.key = key.to_string(),
            Content::FillIn { blanks, any_order, exact, scoring } => {
                ask.key = joined(blanks.iter().map(|texts| texts.join("|")).collect());
                (ask.any_order, ask.exact) = (*any_order, *exact);
                ask.score_parts(*scoring);
            }
            Content::Numeric { answers, unit } => {
                ask.key = joined(answers.iter().map(ToString::to_string).collect());
                if let Some(unit) = unit {
                    ask.unit = unit.names.join("|");
                    ask.unit_required = unit.required;
                }
            }
            Content::Matching { lines, options, key, scoring } => {
                let pair = |(line, key): (&ItemOption, &usize)| {
                    let option = options.get(*key).map_or("", |option| option.text.as_str());
                    format!("{} => {}", as_line(&line.text), as_line(option))
                };
                ask.options = joined(lines.iter().zip(key).map(pair).collect());
                let used = key.iter().max().map_or(0, |last| last + 1);
                ask.extra = joined(options.iter().skip(used).map(|option| as_line(&option.text)).collect());
                ask.score_parts(*scoring);
            }
            Content::Ordering { scoring, .. } => ask.score_parts(*scoring),
            Content::Hotspot { picture, areas, key, scoring } => {
                let line = |(index, area): (usize, &Area)| area_line(area, key.contains(&index));
                ask.areas = joined(areas.iter().enumerate().map(line).collect());
                ask.picture = Some(picture.clone());
                ask.score(scoring);
            }
            Content::ShortAnswer { guide } => {
                ask.key = guide.reference.clone();
                let point = |point: &GuidePoint| format!("{} | {}", as_line(&point.text), point.weight);
                ask.points = joined(guide.points.iter().map(point).collect());
            }
            Content::Case { .. } => {}
        }
        ask
    }

    /// The same with a key that is good enough for looking at the rest.
    pub(super) fn sketch(&self) -> Ask {
        let mut ask = Ask {
            scoring: "all".to_owned(),
            points: String::new(),
            explanation: String::new(),
            weight: String::new(),
            ..self.clone()
        };
        match self.kind {
            Kind::SingleChoice | Kind::MultipleChoice => ask.key = "A".to_owned(),
            Kind::TrueFalse => ask.key = "true".to_owned(),
            Kind::FillIn => {
                if stems::blanks(&ask.stem) == 0 {
                    ask.stem.push_str("____");
                }
                ask.key = vec!["-"; stems::blanks(&ask.stem)].join("\n");
            }
            Kind::Numeric => ask.key = "0".to_owned(),
            Kind::ShortAnswer => ask.key = "-".to_owned(),
            Kind::Hotspot => {
                ask.areas.insert_str(0, if ask.areas.trim_start().starts_with('*') { "" } else { "*" })
            }
            Kind::Matching | Kind::Ordering | Kind::Case => {}
        }
        ask
    }

    fn score(&mut self, scoring: &Scoring) {
        let name =
            |known: &&(&str, Scoring)| std::mem::discriminant(&known.1) == std::mem::discriminant(scoring);
        self.scoring = SCORINGS.iter().find(name).map_or("all", |(name, _)| name).to_owned();
        if let Scoring::Weights(weights) = scoring {
            let percent = |weight: &i32| Decimal::new(i64::from(*weight), 2).normalize().to_string();
            self.weights = weights.iter().map(percent).collect::<Vec<_>>().join(" ");
        }
    }

    fn score_parts(&mut self, scoring: PartScoring) {
        self.scoring = match scoring {
            PartScoring::AllOrNothing => "all".to_owned(),
            PartScoring::EachPart => "each".to_owned(),
        };
    }

    /// Stem, figures below it and explanation, of a case.
    pub(super) fn around(&self, faults: &mut Vec<DraftFault>) -> Option<(String, Vec<Figure>, String)> {
        let figures = figure::place(&self.figures, "", &mut [], &mut [], faults);
        self.texts("", faults).map(|(stem, explanation)| (stem, figures, explanation))
    }

    fn texts(&self, prefix: &str, faults: &mut Vec<DraftFault>) -> Option<(String, String)> {
        if self.explanation.chars().count() > TEXT_LIMIT {
            faults.push(fault(format!("{prefix}explanation"), Wrong::TooLong { limit: TEXT_LIMIT }));
        }
        match stem(&self.stem) {
            Ok(stem) => Some((stem, text::trim(&self.explanation).replace("\r\n", "\n"))),
            Err(wrong) => {
                faults.push(fault(format!("{prefix}stem"), wrong));
                None
            }
        }
    }

    /// The question, or faults with `prefix` before their fields.
    pub(super) fn read(&self, prefix: &str, faults: &mut Vec<DraftFault>) -> Option<Read> {
        let before = faults.len();
        let texts = self.texts(prefix, faults);
        let content = match self.content() {
            Ok(content) => Some(content),
            Err((field, wrong)) => {
                faults.push(fault(format!("{prefix}{field}"), wrong));
                None
            }
        };
        let (mut content, (stem, explanation)) = (content?, texts?);
        let (mut none, mut nothing) = (Vec::new(), Vec::new());
        let (lines, options): (&mut Vec<ItemOption>, &mut Vec<ItemOption>) = match &mut content {
            Content::SingleChoice { options, .. }
            | Content::MultipleChoice { options, .. }
            | Content::Ordering { options, .. } => (&mut none, options),
            Content::Matching { lines, options, .. } => (lines, options),
            _ => (&mut none, &mut nothing),
        };
        let figures = figure::place(&self.figures, prefix, lines, options, faults);
        let said = lines.iter().chain(options.iter());
        if said.clone().any(|option| option.text.is_empty() && option.figures.is_empty()) {
            let empty = options.iter().position(|option| option.text.is_empty() && option.figures.is_empty());
            let label = text::label(empty.unwrap_or_default());
            faults.push(fault(format!("{prefix}options"), Wrong::Question(Reason::OptionEmpty { label })));
        }
        if let Content::FillIn { blanks, .. } = &content {
            let (asked, given) = (stems::blanks(&stem), blanks.len());
            if asked != given {
                let wrong = Wrong::Question(Reason::BlanksDiffer { blanks: asked, answers: given });
                faults.push(fault(format!("{prefix}key"), wrong));
            }
        }
        (faults.len() == before).then_some(Read { stem, figures, content, explanation })
    }

    fn content(&self) -> Field<Content> {
        match self.kind {
            Kind::SingleChoice => {
                let options = self.choices()?;
                let key = self.letters(options.len())?;
                match key.first() {
                    Some(only) if key.len() == 1 => {
                        let shuffle = self.shuffle(&options);
                        Ok(Content::SingleChoice { options, key: *only, shuffle })
                    }
                    _ => question("key", Reason::SeveralAnswersForSingle { answer: text::labels(key) }),
                }
            }
            Kind::MultipleChoice => {
                let options = self.choices()?;
                let key = self.letters(options.len())?;
                let (shuffle, scoring) = (self.shuffle(&options), self.scoring(options.len())?);
                Ok(Content::MultipleChoice { options, key, shuffle, scoring })
            }
            Kind::TrueFalse => match self.key.as_str() {
                "true" => Ok(Content::TrueFalse { key: true }),
                "false" => Ok(Content::TrueFalse { key: false }),
                _ => question("key", Reason::AnswerMissing),
            },
            Kind::FillIn => {
                let blanks: Vec<_> =
                    lines(&self.key).map(alternatives).filter(|texts| !texts.is_empty()).collect();
                if blanks.is_empty() {
                    return question("key", Reason::AnswerMissing);
                }
                let (any_order, exact) = (self.any_order, self.exact);
                Ok(Content::FillIn { blanks, any_order, exact, scoring: self.part_scoring() })
            }
            Kind::Numeric => {
                let answers = lines(&self.key).map(range).collect::<Field<Vec<_>>>()?;
                if answers.is_empty() {
                    return question("key", Reason::AnswerMissing);
                }
                let names = alternatives(&self.unit);
                let unit = (!names.is_empty()).then_some(Unit { names, required: self.unit_required });
                Ok(Content::Numeric { answers, unit })
            }
            Kind::Matching => self.matching(),
            Kind::Ordering => {
                Ok(Content::Ordering { options: self.choices()?, scoring: self.part_scoring() })
            }
            Kind::Hotspot => self.hotspot(),
            Kind::ShortAnswer => {
                let reference = text::trim(&self.key).replace("\r\n", "\n");
                if reference.is_empty() {
                    return question("key", Reason::AnswerMissing);
                }
                let points = lines(&self.points).map(point).collect::<Field<Vec<_>>>()?;
                Ok(Content::ShortAnswer { guide: Guide { reference, points } })
            }
            // Its parts are questions of their own.
            Kind::Case => question("kind", Reason::KindUnsupported { value: self.kind.code().to_owned() }),
        }
    }

    fn choices(&self) -> Field<Vec<ItemOption>> {
        let options: Vec<_> = lines(&self.options).map(|line| ItemOption::words(from_line(line))).collect();
        distinct(&options, "options")?;
        Ok(options)
    }

    fn matching(&self) -> Field<Content> {
        let mut lines_of = Vec::new();
        let mut options: Vec<ItemOption> = Vec::new();
        let mut key = Vec::new();
        for line in lines(&self.options) {
            let parted =
                line.split_once("=>").or_else(|| line.split_once("＝＞")).or_else(|| line.split_once("=＞"));
            let Some((left, right)) = parted else {
                return Err(("options", Wrong::NoPair { text: line.to_owned() }));
            };
            let (left, right) = (from_line(left), from_line(right));
            // An option without words is one of its own: its picture tells it from the others.
            let there = options.iter().position(|option| !right.is_empty() && option.text == right);
            let place = there.unwrap_or_else(|| {
                options.push(ItemOption::words(right));
                options.len() - 1
            });
            lines_of.push(ItemOption::words(left));
            key.push(place);
        }
        options.extend(lines(&self.extra).map(|line| ItemOption::words(from_line(line))));
        if lines_of.len() > OPTION_LIMIT {
            return Err(("options", Wrong::TooManyOptions { limit: OPTION_LIMIT }));
        }
        distinct(&lines_of, "options")?;
        distinct(&options, "options")?;
        Ok(Content::Matching { lines: lines_of, options, key, scoring: self.part_scoring() })
    }

    fn hotspot(&self) -> Field<Content> {
        let Some(mut picture) = self.picture.clone() else { return Err(("picture", Wrong::Missing)) };
        picture.alt = text::trim(&picture.alt).to_owned();
        let read = lines(&self.areas).map(|line| area(line, &picture)).collect::<Field<Vec<_>>>()?;
        if read.is_empty() {
            return Err(("areas", Wrong::Missing));
        }
        if read.len() > OPTION_LIMIT {
            return Err(("areas", Wrong::TooManyOptions { limit: OPTION_LIMIT }));
        }
        let key: BTreeSet<usize> =
            read.iter().enumerate().filter(|(_, (right, _))| *right).map(|(index, _)| index).collect();
        if key.is_empty() {
            return question("areas", Reason::AnswerMissing);
        }
        let scoring = self.scoring(read.len())?;
        let areas = read.into_iter().map(|(_, area)| area).collect();
        Ok(Content::Hotspot { picture, areas, key, scoring })
    }

    /// The letters of the key as positions; blanks and separators between them do not matter.
    fn letters(&self, options: usize) -> Field<BTreeSet<usize>> {
        let answer = text::trim(&self.key).to_owned();
        let mut key = BTreeSet::new();
        for c in answer.chars().filter(|c| !text::is_blank(*c) && !matches!(c, ',' | '，' | '、')) {
            let Some((index, _)) = text::letter(c) else {
                return question("key", Reason::AnswerUnclear { value: answer });
            };
            if index >= options {
                return question("key", Reason::AnswerWithoutOption { answer, options });
            }
            key.insert(index);
        }
        if key.is_empty() { question("key", Reason::AnswerMissing) } else { Ok(key) }
    }

    fn shuffle(&self, options: &[ItemOption]) -> Shuffle {
        match self.order {
            Order::Found => found(options),
            Order::Said(shuffle) => shuffle,
        }
    }

    fn scoring(&self, options: usize) -> Field<Scoring> {
        let named = SCORINGS.into_iter().find(|(name, _)| *name == self.scoring);
        match named.map(|(_, scoring)| scoring).unwrap_or_default() {
            Scoring::Weights(_) => {
                let words =
                    self.weights.split(|c: char| text::is_blank(c) || matches!(c, ',' | '，' | ';' | '；'));
                let weights = words.filter(|word| !word.is_empty()).map(weight).collect::<Field<Vec<_>>>()?;
                if weights.len() != options {
                    return Err(("weights", Wrong::WeightsDiffer { weights: weights.len(), options }));
                }
                Ok(Scoring::Weights(weights))
            }
            scoring => Ok(scoring),
        }
    }

    fn part_scoring(&self) -> PartScoring {
        if self.scoring == "each" { PartScoring::EachPart } else { PartScoring::AllOrNothing }
    }
}

/// A matching with its options in the order of the lines, those that belong to no line last; everything else
/// as it is.
pub(super) fn arranged(content: &Content) -> Content {
    let Some((order, key)) = canonical(content) else { return content.clone() };
    let Content::Matching { lines, options, scoring, .. } = content else { return content.clone() };
    let options = order.iter().filter_map(|index| options.get(*index).cloned()).collect();
    Content::Matching { lines: lines.clone(), options, key, scoring: *scoring }
}

/// Of a matching: which option comes first, second, … in a form, and the key in those terms.
pub(super) fn canonical(content: &Content) -> Option<(Vec<usize>, Vec<usize>)> {
    let Content::Matching { options, key, .. } = content else { return None };
    let mut order: Vec<usize> = Vec::new();
    for index in key.iter().copied().chain(0..options.len()) {
        if !order.contains(&index) {
            order.push(index);
        }
    }
    let key = key.iter().filter_map(|index| order.iter().position(|of| of == index)).collect();
    Some((order, key))
}

fn found(said: &[ItemOption]) -> Shuffle {
    options::shuffle(&said.iter().map(|option| option.text.clone()).collect::<Vec<_>>())
}

fn order(options: &[ItemOption], shuffle: Shuffle) -> Order {
    if found(options) == shuffle { Order::Found } else { Order::Said(shuffle) }
}

/// At least two, not too many, and no two that say the same.
fn distinct(options: &[ItemOption], field: &'static str) -> Field<()> {
    if options.len() < 2 {
        return question(field, Reason::TooFewOptions { found: options.len() });
    }
    if options.len() > OPTION_LIMIT {
        return Err((field, Wrong::TooManyOptions { limit: OPTION_LIMIT }));
    }
    for (second, option) in options.iter().enumerate() {
        let same = |other: &ItemOption| {
            !option.text.is_empty() && text::folded(&other.text) == text::folded(&option.text)
        };
        if let Some(first) = options[..second].iter().position(same) {
            let (first, second) = (text::label(first), text::label(second));
            return question(field, Reason::OptionTwice { first, second });
        }
    }
    Ok(())
}

fn alternatives(line: &str) -> Vec<String> {
    let texts = line.split(['|', '｜']).map(text::trim);
    texts.filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

fn decimal(typed: &str, field: &'static str) -> Field<Decimal> {
    let narrow: String = typed.chars().map(text::narrow).filter(|c| !text::is_blank(*c)).collect();
    let narrow = narrow.replace(['−', '－'], "-");
    narrow.parse().map_err(|_| (field, Wrong::NotANumber { text: text::trim(typed).to_owned() }))
}

/// `2`, `2 ± 0.1`, `2 +- 0.1`, `2 ± 5%`, `1.9~2.1`
fn range(line: &str) -> Field<Range> {
    let line = line.replace("+/-", "±").replace("+-", "±").replace(['～', '〜'], "~").replace('％', "%");
    let number = |typed: &str| decimal(typed, "key");
    if let Some((value, tolerance)) = line.split_once('±') {
        let value = number(value)?;
        let tolerance = match text::trim(tolerance).strip_suffix('%') {
            Some(percent) => (value * number(percent)? / Decimal::ONE_HUNDRED).abs(),
            None => number(tolerance)?.abs(),
        };
        return Ok(Range { value, tolerance });
    }
    if let Some((from, to)) = line.split_once('~') {
        let (from, to) = (number(from)?, number(to)?);
        let two = Decimal::TWO;
        return Ok(Range { value: (from + to) / two, tolerance: ((to - from) / two).abs() });
    }
    Ok(Range { value: number(&line)?, tolerance: Decimal::ZERO })
}

/// Percent as ten-thousandths.
fn weight(word: &str) -> Field<i32> {
    let wrong = || ("weights", Wrong::NotANumber { text: word.to_owned() });
    let percent = decimal(word.trim_end_matches(['%', '％']), "weights")?;
    if percent.abs() > Decimal::ONE_HUNDRED {
        return Err(("weights", Wrong::OutOfRange { min: -100, max: 100 }));
    }
    i32::try_from((percent * Decimal::ONE_HUNDRED).round()).map_err(|_| wrong())
}

/// `what is said | 2`; without a number it weighs 1.
fn point(line: &str) -> Field<GuidePoint> {
    let parted = line.rsplit_once(['|', '｜']);
    let (said, weight) = parted.map_or((line, "1"), |(said, weight)| (said, text::trim(weight)));
    match weight.parse() {
        Ok(weight @ 1..=1000) => Ok(GuidePoint { text: from_line(said), weight }),
        _ => Err(("points", Wrong::NotANumber { text: weight.to_owned() })),
    }
}

fn area_line(area: &Area, right: bool) -> String {
    let numbers = match &area.outline {
        Outline::Rectangle { x, y, width, height } => vec![*x, *y, *width, *height],
        Outline::Circle { x, y, radius } => vec![*x, *y, *radius],
        Outline::Polygon(corners) => corners.iter().flat_map(|(x, y)| [*x, *y]).collect(),
    };
    let numbers = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    format!("{}{numbers} {}", if right { "* " } else { "" }, area.name).trim_end().to_owned()
}

/// `* 10,20,100,50 name`: three numbers are a circle (middle, radius), four a rectangle (corner, size), six or
/// more the corners of a polygon.
fn area(line: &str, picture: &Picture) -> Field<(bool, Area)> {
    let wrong = || ("areas", Wrong::NotAnArea { text: line.to_owned() });
    let narrow: String = line.chars().map(|c| if c == '，' { ',' } else { c }).collect();
    let (right, rest) = match narrow.trim_start().strip_prefix(['*', '＊']) {
        Some(rest) => (true, rest),
        None => (false, narrow.as_str()),
    };
    let rest = rest.trim();
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len());
    let (numbers, name) = rest.split_at(end);
    let numbers =
        numbers.trim_end_matches(',').split(',').map(str::parse::<u32>).collect::<Result<Vec<_>, _>>();
    let numbers = numbers.map_err(|_| wrong())?;
    let outline = match numbers.as_slice() {
        [x, y, radius] if *radius > 0 => Outline::Circle { x: *x, y: *y, radius: *radius },
        [x, y, width, height] if *width > 0 && *height > 0 => {
            Outline::Rectangle { x: *x, y: *y, width: *width, height: *height }
        }
        corners if corners.len() >= 6 && corners.len() % 2 == 0 => {
            Outline::Polygon(corners.chunks_exact(2).map(|corner| (corner[0], corner[1])).collect())
        }
        _ => return Err(wrong()),
    };
    let (x, y) = outline.centre();
    if x >= picture.width || y >= picture.height {
        return Err(("areas", Wrong::OutsidePicture { text: line.to_owned() }));
    }
    Ok((right, Area { outline, name: text::trim(name).to_owned() }))
}

fn question<T>(field: &'static str, reason: Reason) -> Field<T> {
    Err((field, Wrong::Question(reason)))
}
