//! The names people give to kinds of questions.

use crate::bank::item::Kind;

use super::text;

/// What a name of a kind says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    Kind(Kind),
    /// "Choice", without saying whether several options may be right.
    Choice,
    /// A kind that cannot be marked by itself (short answer, case …).
    Unsupported,
    Unknown,
}

/// Longer names come before names that they contain.
const NAMES: &[(&str, Named)] = &[
    ("不定项", Named::Kind(Kind::MultipleChoice)),
    ("多项选择", Named::Kind(Kind::MultipleChoice)),
    ("多选", Named::Kind(Kind::MultipleChoice)),
    ("单项选择", Named::Kind(Kind::SingleChoice)),
    ("单选", Named::Kind(Kind::SingleChoice)),
    ("判断", Named::Kind(Kind::TrueFalse)),
    ("是非", Named::Kind(Kind::TrueFalse)),
    ("填空", Named::Kind(Kind::FillIn)),
    ("简答", Named::Unsupported),
    ("问答", Named::Unsupported),
    ("论述", Named::Unsupported),
    ("案例", Named::Unsupported),
    ("综合", Named::Unsupported),
    ("计算", Named::Unsupported),
    ("名词解释", Named::Unsupported),
    ("选择", Named::Choice),
    ("multiplechoice", Named::Choice),
    ("multichoice", Named::Choice),
    ("multi", Named::Kind(Kind::MultipleChoice)),
    ("single", Named::Kind(Kind::SingleChoice)),
    ("true", Named::Kind(Kind::TrueFalse)),
    ("judge", Named::Kind(Kind::TrueFalse)),
    ("fill", Named::Kind(Kind::FillIn)),
    ("blank", Named::Kind(Kind::FillIn)),
    ("essay", Named::Unsupported),
    ("shortanswer", Named::Unsupported),
    ("choice", Named::Choice),
    ("select", Named::Choice),
];

/// Reads the name of a kind: `单选题`, `多项选择`, `是非题`, `true/false`.
pub fn named(name: &str) -> Named {
    let folded: String = text::lower(name).chars().filter(|c| !matches!(c, '_' | '-' | '/')).collect();
    // In English "multiple choice" means one right option of several; "multiple_choice" is our own
    // word for more than one. Only the underscore, which nobody types by chance, tells them apart.
    if name.trim().eq_ignore_ascii_case("multiple_choice") {
        return Named::Kind(Kind::MultipleChoice);
    }
    NAMES.iter().find(|(known, _)| folded.contains(known)).map_or(Named::Unknown, |(_, named)| *named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_seen_in_the_wild_are_known() {
        for (name, kind) in [
            ("单选", Kind::SingleChoice),
            ("单项选择题", Kind::SingleChoice),
            ("多 选 题", Kind::MultipleChoice),
            ("不定项选择", Kind::MultipleChoice),
            ("判断题", Kind::TrueFalse),
            ("是非题", Kind::TrueFalse),
            ("填空", Kind::FillIn),
            ("single_choice", Kind::SingleChoice),
            ("multiple_choice", Kind::MultipleChoice),
            ("multi", Kind::MultipleChoice),
            ("multiple", Kind::MultipleChoice),
            ("true_false", Kind::TrueFalse),
            ("fill_in", Kind::FillIn),
        ] {
            assert_eq!(named(name), Named::Kind(kind), "{name}");
        }
        assert_eq!(named("选择题"), Named::Choice);
        assert_eq!(named("Multiple choice"), Named::Choice);
        assert_eq!(named("案例分析题"), Named::Unsupported);
        assert_eq!(named("Sheet1"), Named::Unknown);
    }
}
