//! A question (试题): what is asked, and what answers it.
//!
//! The key is part of the question's kind, so a single choice can't have two right options and a
//! true/false question has no options at all. What a candidate may see is another type, `paper::Sheet`,
//! which has no field for the key.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::figure::{Area, Figure, MediaId, Picture};

/// The kind of a question, without its key: what a blueprint counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    SingleChoice,
    MultipleChoice,
    TrueFalse,
    FillIn,
    Numeric,
    Matching,
    Ordering,
    Hotspot,
    ShortAnswer,
    Case,
}

impl Kind {
    pub const ALL: [Kind; 10] = [
        Kind::SingleChoice,
        Kind::MultipleChoice,
        Kind::TrueFalse,
        Kind::FillIn,
        Kind::Numeric,
        Kind::Matching,
        Kind::Ordering,
        Kind::Hotspot,
        Kind::ShortAnswer,
        Kind::Case,
    ];

    /// A stable name, as stored and as scripts read it.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::SingleChoice => "single_choice",
            Kind::MultipleChoice => "multiple_choice",
            Kind::TrueFalse => "true_false",
            Kind::FillIn => "fill_in",
            Kind::Numeric => "numeric",
            Kind::Matching => "matching",
            Kind::Ordering => "ordering",
            Kind::Hotspot => "hotspot",
            Kind::ShortAnswer => "short_answer",
            Kind::Case => "case",
        }
    }

    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One version of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The question itself. Blanks of a fill-in question are written `（ ）` or `____`; a formula stands in
    /// LaTeX between `\(` and `\)`, see [`super::words`]. Of a case it is the material that all parts share.
    pub stem: String,
    /// What is shown below the stem.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    pub content: Content,
    /// Why the key is right; shown after the sitting's window has closed.
    pub explanation: String,
    pub knowledge_point: String,
    /// 1 (easy) to 5 (hard), where somebody has said so.
    pub difficulty: Option<u8>,
    /// The law, standard or procedure that the question rests on, with its article.
    pub legal_basis: String,
    /// Whoever gets this one wrong does not pass, whatever else they know (一票否决).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_pass: bool,
    /// The same question in other languages, with the one key that it has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub wordings: BTreeMap<Language, Wording>,
}

/// A language of people, as a tag of BCP 47: `en`, `ug`, `zh-CN`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// A question's texts in another language. What is missing or empty is shown as it stands in the question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wording {
    pub stem: String,
    /// In the stored order of the options.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// In the stored order of a matching's lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub explanation: String,
    /// Of a case, one for each part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Wording>,
}

/// What makes a question of its kind: its options and its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// `key` is an index into `options`.
    SingleChoice {
        options: Vec<ItemOption>,
        key: usize,
        shuffle: Shuffle,
    },
    /// `key` holds indexes into `options`, at least one.
    MultipleChoice {
        options: Vec<ItemOption>,
        key: BTreeSet<usize>,
        shuffle: Shuffle,
        #[serde(default, skip_serializing_if = "is_default")]
        scoring: Scoring,
    },
    TrueFalse {
        key: bool,
    },
    /// For each blank the texts that fill it, at least one.
    FillIn {
        blanks: Vec<Vec<String>>,
        /// The texts may stand in any of the blanks, each key once.
        #[serde(default, skip_serializing_if = "is_default")]
        any_order: bool,
        /// Capital and small letters, full and half width make a difference.
        #[serde(default, skip_serializing_if = "is_default")]
        exact: bool,
        #[serde(default, skip_serializing_if = "is_default")]
        scoring: PartScoring,
    },
    /// A number that lies in one of the ranges.
    Numeric {
        answers: Vec<Range>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<Unit>,
    },
    /// To each line belongs one of the options; `key` holds for each line the index of its option. An
    /// option may belong to several lines, or to none.
    Matching {
        lines: Vec<ItemOption>,
        options: Vec<ItemOption>,
        key: Vec<usize>,
        #[serde(default, skip_serializing_if = "is_default")]
        scoring: PartScoring,
    },
    /// What comes first stands first: the stored order is the key.
    Ordering {
        options: Vec<ItemOption>,
        #[serde(default, skip_serializing_if = "is_default")]
        scoring: PartScoring,
    },
    /// Areas of a picture, marked with letters, of which those at `key` are right.
    Hotspot {
        picture: Picture,
        areas: Vec<Area>,
        key: BTreeSet<usize>,
        #[serde(default, skip_serializing_if = "is_default")]
        scoring: Scoring,
    },
    /// A text that people mark.
    ShortAnswer {
        guide: Guide,
    },
    /// Several questions about one situation. They stay together, in their order.
    Case {
        parts: Parts,
    },
}

/// One answer to choose. Its letter depends on the paper, so it is no part of the question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredOption", into = "StoredOption")]
pub struct ItemOption {
    pub text: String,
    pub figures: Vec<Figure>,
}

/// An option that is words alone is stored as these.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StoredOption {
    Words(String),
    Figures { text: String, figures: Vec<Figure> },
}

/// Whether the options may change places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shuffle {
    #[default]
    All,
    /// The last option is "all of the above" or the like and stays last.
    AllButLast,
    /// Options speak of each other's letters ("A和B").
    Never,
}

/// What a choice of several options earns. With c right options, n chosen, t of these right:
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// Everything for the key and nothing else: no half marks.
    #[default]
    AllOrNothing,
    /// Half for some of the right ones and no wrong one (少选得一半，错选不得分).
    HalfIfMissing,
    /// (t − (n − t)) / c, never below nothing (PrairieLearn's "net correct").
    NetCorrect,
    /// (t / c) · (t / n) (PrairieLearn's "coverage").
    Coverage,
    /// Options that were judged rightly, chosen or left, of all options (PrairieLearn's "each answer").
    EachOption,
    /// The sum of the chosen options' weights, in ten-thousandths of the full mark, never below nothing or
    /// above the full mark (Moodle's fractions, QTI's mapping with bounds 0 and 1).
    Weights(Vec<i32>),
}

/// What a question of several parts (blanks, lines, places) earns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartScoring {
    #[default]
    AllOrNothing,
    /// Right parts of all parts.
    EachPart,
}

/// The numbers from `value - tolerance` to `value + tolerance`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    #[serde(with = "rust_decimal::serde::str")]
    pub value: Decimal,
    #[serde(with = "rust_decimal::serde::str")]
    pub tolerance: Decimal,
}

/// `2`, `2 ± 0.1`
impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = self.value.normalize();
        match self.tolerance.normalize() {
            tolerance if tolerance.is_zero() => write!(f, "{value}"),
            tolerance => write!(f, "{value} ± {tolerance}"),
        }
    }
}

/// The unit of a number. It is shown beside the field unless the candidate is to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// How it may be written, the usual way first; at least one.
    pub names: Vec<String>,
    pub required: bool,
}

/// How a text is marked (评分标准).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    /// What a full answer says.
    pub reference: String,
    /// What earns marks, with the weight of each among all; may be empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<GuidePoint>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidePoint {
    pub text: String,
    pub weight: u32,
}

/// The questions of a case: at least one, and none of them a case itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Part>", into = "Vec<Part>")]
pub struct Parts(Vec<Part>);

/// One question of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub stem: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    pub content: Content,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub explanation: String,
    /// Its weight among the parts, from 1.
    pub weight: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotParts {
    #[error("a case has at least one question")]
    None,
    #[error("a case can't be part of a case")]
    Nested,
    #[error("a part of a case needs a weight of at least 1")]
    Weightless,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language tag")]
pub struct NotALanguage(String);

/// How much of a question a paper has to know to show it and to take its answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Options whose order the paper decides.
    pub options: usize,
    /// Texts, lines or places that are asked for; 0 where options are ticked.
    pub blanks: usize,
    pub shuffle: Shuffle,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Item {
    /// A question of nothing but its words and its key.
    pub fn new(stem: impl Into<String>, content: Content) -> Item {
        Item {
            stem: stem.into(),
            figures: Vec::new(),
            content,
            explanation: String::new(),
            knowledge_point: String::new(),
            difficulty: None,
            legal_basis: String::new(),
            must_pass: false,
            wordings: BTreeMap::new(),
        }
    }

    /// Everything that is shown beside words, wherever it stands.
    pub fn all_figures(&self) -> Vec<&Figure> {
        let mut all: Vec<&Figure> = self.figures.iter().collect();
        self.content.add_figures(&mut all);
        all
    }

    /// The files that it needs: those of its figures, and the pictures whose areas are chosen.
    pub fn media(&self) -> Vec<&MediaId> {
        let parts = self.content.parts().iter().map(|part| &part.content);
        let maps = std::iter::once(&self.content).chain(parts).filter_map(|content| match content {
            Content::Hotspot { picture, .. } => Some(&picture.media),
            _ => None,
        });
        self.all_figures().into_iter().filter_map(Figure::media).chain(maps).collect()
    }
}

impl Content {
    pub fn multiple(options: Vec<ItemOption>, key: BTreeSet<usize>, shuffle: Shuffle) -> Content {
        Content::MultipleChoice { options, key, shuffle, scoring: Scoring::AllOrNothing }
    }

    pub fn fill_in(blanks: Vec<Vec<String>>) -> Content {
        Content::FillIn { blanks, any_order: false, exact: false, scoring: PartScoring::AllOrNothing }
    }

    pub fn kind(&self) -> Kind {
        match self {
            Content::SingleChoice { .. } => Kind::SingleChoice,
            Content::MultipleChoice { .. } => Kind::MultipleChoice,
            Content::TrueFalse { .. } => Kind::TrueFalse,
            Content::FillIn { .. } => Kind::FillIn,
            Content::Numeric { .. } => Kind::Numeric,
            Content::Matching { .. } => Kind::Matching,
            Content::Ordering { .. } => Kind::Ordering,
            Content::Hotspot { .. } => Kind::Hotspot,
            Content::ShortAnswer { .. } => Kind::ShortAnswer,
            Content::Case { .. } => Kind::Case,
        }
    }

    /// The texts to choose from, to match with, or to put in order.
    pub fn options(&self) -> &[ItemOption] {
        match self {
            Content::SingleChoice { options, .. }
            | Content::MultipleChoice { options, .. }
            | Content::Matching { options, .. }
            | Content::Ordering { options, .. } => options,
            Content::TrueFalse { .. }
            | Content::FillIn { .. }
            | Content::Numeric { .. }
            | Content::Hotspot { .. }
            | Content::ShortAnswer { .. }
            | Content::Case { .. } => &[],
        }
    }

    /// The lines of a matching.
    pub fn lines(&self) -> &[ItemOption] {
        if let Content::Matching { lines, .. } = self { lines } else { &[] }
    }

    /// The questions of a case.
    pub fn parts(&self) -> &[Part] {
        if let Content::Case { parts } = self { &parts.0 } else { &[] }
    }

    pub fn shape(&self) -> Shape {
        let options = self.options().len();
        match self {
            Content::SingleChoice { shuffle, .. } | Content::MultipleChoice { shuffle, .. } => {
                Shape { options, blanks: 0, shuffle: *shuffle }
            }
            Content::TrueFalse { .. } | Content::Case { .. } => Shape::default(),
            Content::FillIn { blanks, .. } => Shape { blanks: blanks.len(), ..Shape::default() },
            Content::Numeric { .. } | Content::ShortAnswer { .. } => Shape { blanks: 1, ..Shape::default() },
            Content::Matching { lines, .. } => Shape { options, blanks: lines.len(), ..Shape::default() },
            Content::Ordering { .. } => Shape { options, blanks: options, ..Shape::default() },
            // The letters stand on the picture, so that their order is fixed.
            Content::Hotspot { areas, .. } => {
                Shape { options: areas.len(), blanks: 0, shuffle: Shuffle::Never }
            }
        }
    }

    /// Whether people have to mark it, all or in part.
    pub fn is_marked_by_people(&self) -> bool {
        match self {
            Content::ShortAnswer { .. } => true,
            _ => self.parts().iter().any(|part| part.content.is_marked_by_people()),
        }
    }

    fn add_figures<'a>(&'a self, all: &mut Vec<&'a Figure>) {
        all.extend(self.lines().iter().chain(self.options()).flat_map(|option| &option.figures));
        for part in self.parts() {
            all.extend(&part.figures);
            part.content.add_figures(all);
        }
    }
}

impl ItemOption {
    pub fn words(text: impl Into<String>) -> ItemOption {
        ItemOption { text: text.into(), figures: Vec::new() }
    }
}

impl From<StoredOption> for ItemOption {
    fn from(stored: StoredOption) -> ItemOption {
        match stored {
            StoredOption::Words(text) => ItemOption { text, figures: Vec::new() },
            StoredOption::Figures { text, figures } => ItemOption { text, figures },
        }
    }
}

impl From<ItemOption> for StoredOption {
    fn from(option: ItemOption) -> StoredOption {
        match option.figures.is_empty() {
            true => StoredOption::Words(option.text),
            false => StoredOption::Figures { text: option.text, figures: option.figures },
        }
    }
}

impl Parts {
    /// # Errors
    /// [`NotParts`] when there is none, or one of them is a case or has no weight.
    pub fn new(parts: Vec<Part>) -> Result<Parts, NotParts> {
        if parts.is_empty() {
            return Err(NotParts::None);
        }
        if parts.iter().any(|part| part.content.kind() == Kind::Case) {
            return Err(NotParts::Nested);
        }
        if parts.iter().any(|part| part.weight == 0) {
            return Err(NotParts::Weightless);
        }
        Ok(Parts(parts))
    }
}

impl TryFrom<Vec<Part>> for Parts {
    type Error = NotParts;
    fn try_from(parts: Vec<Part>) -> Result<Parts, NotParts> {
        Parts::new(parts)
    }
}

impl From<Parts> for Vec<Part> {
    fn from(parts: Parts) -> Vec<Part> {
        parts.0
    }
}

impl Language {
    /// # Errors
    /// [`NotALanguage`] when it does not have the form of a tag: groups of letters and digits with hyphens
    /// between them, the first of two or three letters.
    pub fn new(tag: &str) -> Result<Language, NotALanguage> {
        let mut groups = tag.split('-');
        let first = groups.next().unwrap_or_default();
        let is_language = matches!(first.len(), 2..=3) && first.chars().all(|c| c.is_ascii_alphabetic());
        let is_group =
            |group: &str| matches!(group.len(), 1..=8) && group.chars().all(|c| c.is_ascii_alphanumeric());
        if is_language && groups.all(is_group) && tag.len() <= 35 {
            Ok(Language(tag.to_owned()))
        } else {
            Err(NotALanguage(tag.to_owned()))
        }
    }

    pub fn tag(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Language {
    type Error = NotALanguage;
    fn try_from(tag: String) -> Result<Language, NotALanguage> {
        Language::new(&tag)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stored_before_options_had_pictures_is_still_read() {
        let stored = r#"{"stem":"几米以上算高处作业","content":{"kind":"multiple_choice","options":["2 米","3 米"],"key":[0],"shuffle":"all"},"explanation":"","knowledge_point":"","difficulty":null,"legal_basis":""}"#;
        let item: Item = serde_json::from_str(stored).unwrap();
        assert_eq!(item.content.options()[0], ItemOption::words("2 米"));
        assert_eq!(serde_json::to_string(&item).unwrap(), stored);
    }

    #[test]
    fn a_case_holds_questions_and_no_case() {
        let part = |content| Part {
            stem: "应当先做什么".into(),
            figures: Vec::new(),
            content,
            explanation: String::new(),
            weight: 1,
        };
        assert_eq!(Parts::new(Vec::new()), Err(NotParts::None));
        let parts = Parts::new(vec![part(Content::TrueFalse { key: true })]).unwrap();
        let case = Content::Case { parts };
        assert_eq!(case.parts().len(), 1);
        assert_eq!(Parts::new(vec![part(case.clone())]), Err(NotParts::Nested));
        let weightless = Part { weight: 0, ..part(Content::TrueFalse { key: true }) };
        assert_eq!(Parts::new(vec![weightless]), Err(NotParts::Weightless));
        let nested =
            serde_json::json!({ "kind": "case", "parts": [serde_json::to_value(part(case)).unwrap()] });
        assert!(serde_json::from_value::<Content>(nested).is_err());
    }

    #[test]
    fn a_language_has_the_form_of_a_tag() {
        for tag in ["en", "zh-CN", "ug-Arab-CN", "yue"] {
            assert!(Language::new(tag).is_ok(), "{tag}");
        }
        for tag in ["", "e", "english", "en_US", "en-", "../x", "zh-漢字"] {
            assert!(Language::new(tag).is_err(), "{tag}");
        }
    }
}
