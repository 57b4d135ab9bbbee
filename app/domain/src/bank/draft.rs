//! A question as it is typed into the form, and what is wrong with it.

use std::collections::BTreeSet;

use super::{
    Content, Item, ItemOption, Kind,
    import::{Reason, STEM_LIMIT, stem, text},
    item::Shuffle,
};

/// Longest texts beside the stem, in characters.
const TEXT_LIMIT: usize = 5_000;
const POINT_LIMIT: usize = 100;
const REASON_LIMIT: usize = 500;
/// Options have letters, and nobody chooses among more.
const OPTION_LIMIT: usize = 12;

/// What was typed. Options and blanks stand one to a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub stem: String,
    pub options: String,
    /// Letters for a choice, `true` or `false`, or the answer of one blank on each line, where `|` parts
    /// texts that are equally right.
    pub key: String,
    pub shuffle: Shuffle,
    pub explanation: String,
    pub knowledge_point: String,
    /// Empty, or 1 to 5.
    pub difficulty: String,
    pub legal_basis: String,
    /// Why the question is changed.
    pub reason: String,
}

/// A field that can't stay as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFault {
    /// The field's `name`.
    pub field: &'static str,
    pub wrong: Wrong,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    Missing,
    TooLong {
        limit: usize,
    },
    OutOfRange {
        min: i64,
        max: i64,
    },
    /// No question comes of it, for a reason that an import would give for a row as well.
    Question(Reason),
    TooManyOptions {
        limit: usize,
    },
}

impl Draft {
    /// The form filled in with `item`.
    pub fn of(item: &Item) -> Draft {
        let lines = |texts: Vec<String>| texts.join("\n");
        let (key, shuffle) = match &item.content {
            Content::SingleChoice { key, shuffle, .. } => (text::label(*key).to_string(), *shuffle),
            Content::MultipleChoice { key, shuffle, .. } => (text::labels(key.iter().copied()), *shuffle),
            Content::TrueFalse { key } => (key.to_string(), Shuffle::default()),
            Content::FillIn { blanks, .. } => {
                (lines(blanks.iter().map(|texts| texts.join("|")).collect()), Shuffle::default())
            }
            _ => (String::new(), Shuffle::default()),
        };
        Draft {
            stem: item.stem.clone(),
            options: lines(item.content.options().iter().map(|option| option.text.clone()).collect()),
            key,
            shuffle,
            explanation: item.explanation.clone(),
            knowledge_point: item.knowledge_point.clone(),
            difficulty: item.difficulty.map(|level| level.to_string()).unwrap_or_default(),
            legal_basis: item.legal_basis.clone(),
            reason: String::new(),
        }
    }

    /// The question that was typed, of the kind that it has always been.
    ///
    /// # Errors
    /// Every fault of every field, at least one.
    pub fn item(&self, kind: Kind) -> Result<Item, Vec<DraftFault>> {
        let mut faults = Vec::new();
        let mut refuse = |field, wrong| faults.push(DraftFault { field, wrong });
        let stem = text::trim(&self.stem).to_owned();
        if stem.is_empty() {
            refuse("stem", Wrong::Missing);
        }
        let limited = [
            ("stem", &self.stem, STEM_LIMIT),
            ("explanation", &self.explanation, TEXT_LIMIT),
            ("knowledge_point", &self.knowledge_point, POINT_LIMIT),
            ("legal_basis", &self.legal_basis, TEXT_LIMIT),
            ("reason", &self.reason, REASON_LIMIT),
        ];
        for (field, typed, limit) in limited {
            if typed.chars().count() > limit {
                refuse(field, Wrong::TooLong { limit });
            }
        }
        if text::trim(&self.reason).is_empty() {
            refuse("reason", Wrong::Missing);
        }
        let difficulty = match text::trim(&self.difficulty) {
            "" => None,
            level => match level.parse() {
                Ok(level @ 1..=5) => Some(level),
                _ => {
                    refuse("difficulty", Wrong::OutOfRange { min: 1, max: 5 });
                    None
                }
            },
        };
        let content = match self.content(kind, &stem) {
            Ok(content) => content,
            Err(fault) => {
                faults.push(fault);
                return Err(faults);
            }
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Item {
            explanation: text::trim(&self.explanation).to_owned(),
            knowledge_point: text::trim(&self.knowledge_point).to_owned(),
            difficulty,
            legal_basis: text::trim(&self.legal_basis).to_owned(),
            ..Item::new(stem, content)
        })
    }

    fn content(&self, kind: Kind, stem: &str) -> Result<Content, DraftFault> {
        match kind {
            Kind::SingleChoice => {
                let options = self.options()?;
                let key = self.letters(&options)?;
                match key.first() {
                    Some(only) if key.len() == 1 => {
                        Ok(Content::SingleChoice { options, key: *only, shuffle: self.shuffle })
                    }
                    _ => question("key", Reason::SeveralAnswersForSingle { answer: text::labels(key) }),
                }
            }
            Kind::MultipleChoice => {
                let options = self.options()?;
                let key = self.letters(&options)?;
                Ok(Content::multiple(options, key, self.shuffle))
            }
            Kind::TrueFalse => match self.key.as_str() {
                "true" => Ok(Content::TrueFalse { key: true }),
                "false" => Ok(Content::TrueFalse { key: false }),
                _ => question("key", Reason::AnswerMissing),
            },
            Kind::FillIn => {
                let parted = |line: &str| -> Vec<String> {
                    let texts = line.split(['|', '｜']).map(text::trim);
                    texts.filter(|text| !text.is_empty()).map(str::to_owned).collect()
                };
                let blanks: Vec<_> = lines(&self.key).map(parted).filter(|texts| !texts.is_empty()).collect();
                let asked = stem::blanks(stem);
                if blanks.is_empty() {
                    return question("key", Reason::AnswerMissing);
                }
                if asked != blanks.len() {
                    return question("key", Reason::BlanksDiffer { blanks: asked, answers: blanks.len() });
                }
                Ok(Content::fill_in(blanks))
            }
            _ => question("key", Reason::KindUnsupported { value: kind.code().to_owned() }),
        }
    }

    fn options(&self) -> Result<Vec<ItemOption>, DraftFault> {
        let options: Vec<_> = lines(&self.options).map(|line| ItemOption::words(line)).collect();
        if options.len() < 2 {
            return question("options", Reason::TooFewOptions { found: options.len() });
        }
        if options.len() > OPTION_LIMIT {
            return Err(DraftFault {
                field: "options",
                wrong: Wrong::TooManyOptions { limit: OPTION_LIMIT },
            });
        }
        for (second, option) in options.iter().enumerate() {
            let same = |other: &ItemOption| text::folded(&other.text) == text::folded(&option.text);
            if let Some(first) = options[..second].iter().position(same) {
                let (first, second) = (text::label(first), text::label(second));
                return question("options", Reason::OptionTwice { first, second });
            }
        }
        Ok(options)
    }

    /// The letters of the key as positions; blanks and separators between them do not matter.
    fn letters(&self, options: &[ItemOption]) -> Result<BTreeSet<usize>, DraftFault> {
        let answer = text::trim(&self.key).to_owned();
        let mut key = BTreeSet::new();
        for c in answer.chars().filter(|c| !text::is_blank(*c) && !matches!(c, ',' | '，' | '、')) {
            let Some((index, _)) = text::letter(c) else {
                return question("key", Reason::AnswerUnclear { value: answer });
            };
            if index >= options.len() {
                return question("key", Reason::AnswerWithoutOption { answer, options: options.len() });
            }
            key.insert(index);
        }
        if key.is_empty() { question("key", Reason::AnswerMissing) } else { Ok(key) }
    }
}

fn question<T>(field: &'static str, reason: Reason) -> Result<T, DraftFault> {
    Err(DraftFault { field, wrong: Wrong::Question(reason) })
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(text::trim).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(key: &str) -> Draft {
        Draft {
            stem: "灭火器压力表指针应在（ ）".into(),
            options: "红区\n绿区\n\n 黄区 ".into(),
            key: key.into(),
            reason: "改正答案".into(),
            ..Draft::default()
        }
    }

    fn fault(draft: Draft, kind: Kind) -> (&'static str, Wrong) {
        let mut faults = draft.item(kind).unwrap_err();
        assert_eq!(faults.len(), 1);
        let fault = faults.remove(0);
        (fault.field, fault.wrong)
    }

    #[test]
    fn a_question_survives_its_form() {
        let blanks =
            Content::fill_in(vec![vec!["预防为主".into(), "防患未然".into()], vec!["综合治理".into()]]);
        let contents = [
            choice("b").item(Kind::SingleChoice).unwrap().content,
            choice("A、C").item(Kind::MultipleChoice).unwrap().content,
            Content::TrueFalse { key: false },
            blanks,
        ];
        for content in contents {
            let item = Item {
                explanation: "两行\n说明".into(),
                knowledge_point: "消防".into(),
                difficulty: Some(2),
                legal_basis: "《消防法》第十六条".into(),
                ..Item::new("安全第一、（ ）、____", content)
            };
            let draft = Draft { reason: "核对".into(), ..Draft::of(&item) };
            assert_eq!(draft.item(item.content.kind()), Ok(item));
        }
    }

    #[test]
    fn a_key_without_its_option_is_refused() {
        let wrong = Reason::AnswerWithoutOption { answer: "D".into(), options: 3 };
        assert_eq!(fault(choice("D"), Kind::SingleChoice), ("key", Wrong::Question(wrong)));
        let several = Reason::SeveralAnswersForSingle { answer: "AB".into() };
        assert_eq!(fault(choice("AB"), Kind::SingleChoice), ("key", Wrong::Question(several)));
        assert_eq!(fault(choice(" "), Kind::MultipleChoice), ("key", Wrong::Question(Reason::AnswerMissing)));
    }

    #[test]
    fn options_that_say_the_same_are_refused() {
        let twice = Draft { options: "5米\n５ 米".into(), ..choice("A") };
        let reason = Reason::OptionTwice { first: 'A', second: 'B' };
        assert_eq!(fault(twice, Kind::SingleChoice), ("options", Wrong::Question(reason)));
    }

    #[test]
    fn every_blank_needs_its_answer() {
        let draft =
            Draft {
                stem: "____和____".into(), key: "甲".into(), reason: "核对".into(), ..Draft::default()
            };
        let reason = Reason::BlanksDiffer { blanks: 2, answers: 1 };
        assert_eq!(fault(draft, Kind::FillIn), ("key", Wrong::Question(reason)));
    }

    #[test]
    fn a_change_without_a_reason_is_refused() {
        let draft = Draft { reason: " ".into(), ..choice("B") };
        assert_eq!(fault(draft, Kind::SingleChoice), ("reason", Wrong::Missing));
    }
}
