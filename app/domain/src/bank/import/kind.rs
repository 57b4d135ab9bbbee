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
    ("实操", Named::Unsupported),
    ("数值", Named::Unsupported),
    ("匹配题", Named::Unsupported),
    ("连线题", Named::Unsupported),
    ("排序题", Named::Unsupported),
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

/// A kind of question that a row of a table states in full, and lines of prose do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    Kind(Kind),
    /// A number, or the way to it.
    Calculated,
}

/// Reads the name of such a kind: `简答题`, `连线题`, `numeric`.
pub fn open(name: &str) -> Option<Open> {
    const OPEN: &[(&str, Open)] = &[
        ("简答", Open::Kind(Kind::ShortAnswer)),
        ("问答", Open::Kind(Kind::ShortAnswer)),
        ("论述", Open::Kind(Kind::ShortAnswer)),
        ("名词解释", Open::Kind(Kind::ShortAnswer)),
        ("shortanswer", Open::Kind(Kind::ShortAnswer)),
        ("essay", Open::Kind(Kind::ShortAnswer)),
        ("计算", Open::Calculated),
        ("数值", Open::Kind(Kind::Numeric)),
        ("numeric", Open::Kind(Kind::Numeric)),
        ("匹配", Open::Kind(Kind::Matching)),
        ("连线", Open::Kind(Kind::Matching)),
        ("matching", Open::Kind(Kind::Matching)),
        ("排序", Open::Kind(Kind::Ordering)),
        ("ordering", Open::Kind(Kind::Ordering)),
    ];
    let folded: String = text::lower(name).chars().filter(|c| !matches!(c, '_' | '-' | '/')).collect();
    let bare = folded.trim_end_matches(|c| "题目类型".contains(c));
    let known =
        |(known, _): &&(&str, Open)| if known.is_ascii() { bare == *known } else { bare.ends_with(known) };
    OPEN.iter().find(known).map(|(_, open)| *open)
}

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

/// A line that only names the kind of the questions below it: `二、单选题（每题2分，共20题）`.
///
/// Returns its title without numbering and remarks. A sentence in which a kind is mentioned is none.
pub fn heading(line: &str) -> Option<(String, Named)> {
    const LIMIT: usize = 60;
    if line.chars().count() > LIMIT {
        return None;
    }
    let folded = text::folded(line);
    let title = without_ordinal(text::unbracketed(&folded));
    let end = title.find(['(', ':', '【', '[']).unwrap_or(title.len());
    let (bare, remark) = title.split_at(end);
    let inside =
        remark.trim_start_matches(['(', ':', '【', '[']).trim_end_matches([')', '】', ']', '.', '。']);
    // `判断题（×）` is a statement with its answer, `多选题：颜色有` a question that names its kind.
    let answered = remark.starts_with(['(', '[', '【']) && inside.chars().count() < 2;
    let asking =
        remark.starts_with(':') && !inside.is_empty() && !inside.starts_with(|c| REMARKS.contains(c));
    if answered || asking {
        return None;
    }
    let bare = bare.trim_end_matches(['.', '。', '、']);
    let named = named(bare);
    (named != Named::Unknown && is_title(bare)).then(|| (bare.to_owned(), named))
}

/// `一、` `（二）` `第三部分` `4.` `IV.` in front of a title.
fn without_ordinal(title: &str) -> &str {
    let numeral = |c: char| "一二三四五六七八九十IVX".contains(c) || c.is_ascii_digit();
    let marks = ['、', '.', ':', ')', ','];
    let inside = title.trim_start_matches(['(', '第']);
    let rest = inside.trim_start_matches(numeral);
    if rest.len() == inside.len() {
        return title;
    }
    let unit =
        ["部分", "大题", "题型", "章", "节", "篇", "卷"].iter().find_map(|unit| rest.strip_prefix(unit));
    let marked = unit.unwrap_or(rest);
    if unit.is_some() || marked.starts_with(marks) { marked.trim_start_matches(marks) } else { title }
}

/// How a remark behind a title begins.
const REMARKS: &str = "每共计本满总请下以在答按正对(";

/// Whether a short text is a kind's name with the words that usually stand around it.
fn is_title(bare: &str) -> bool {
    const ENGLISH: [&str; 18] = [
        "questions",
        "question",
        "multiple",
        "single",
        "choices",
        "choice",
        "true",
        "false",
        "fill",
        "inthe",
        "in",
        "blanks",
        "blank",
        "essay",
        "short",
        "answers",
        "answer",
        "or",
    ];
    const AROUND: [&str; 9] = ["选择", "项", "分析", "题", "目", "型", "库", "部分", "试"];
    let found = NAMES.iter().find_map(|(name, _)| bare.find(name).map(|at| (at, *name)));
    let Some((at, name)) = found.filter(|_| !bare.is_ascii()) else {
        let mut rest = bare.to_lowercase().replace(['/', '-', '&'], "");
        ENGLISH.iter().for_each(|word| rest = rest.replace(word, ""));
        return rest.is_empty();
    };
    let (before, mut behind) = (&bare[..at], &bare[at + name.len()..]);
    let mut asks = false;
    while let Some((word, rest)) = AROUND.iter().find_map(|word| Some((word, behind.strip_prefix(word)?))) {
        asks |= *word == "题";
        behind = rest;
    }
    if !asks {
        return before.is_empty() && behind.is_empty();
    }
    let plain = before.chars().all(char::is_alphanumeric) && before.chars().count() <= 8;
    let asked =
        ["是", "的", "下列", "以下", "关于", "哪", "个", "道"].iter().any(|word| before.contains(word));
    plain && !asked && (behind.is_empty() || behind.starts_with(|c| REMARKS.contains(c)))
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

    #[test]
    fn a_heading_names_a_kind_and_a_sentence_does_not() {
        for (line, title) in [
            ("一、判断题", "判断题"),
            ("二、单选题（每题1分，错选、多选不得分）", "单选题"),
            ("（三）多项选择题：", "多项选择题"),
            ("第四部分 不定项选择题 共10题", "不定项选择题共10题"),
            ("单选", "单选"),
            ("【判断题】", "判断题"),
            ("1. 填空题", "填空题"),
            ("低压电工判断题", "低压电工判断题"),
            ("II. True/False", "True/False"),
            ("Fill in the blanks", "Fillintheblanks"),
            ("一、单选题：共20题", "单选题"),
            ("五、案例分析题", "案例分析题"),
        ] {
            assert_eq!(heading(line).map(|(title, _)| title).as_deref(), Some(title), "{line}");
        }
        for line in [
            "综合治理",
            "16、多选题：颜色有",
            "判断题（×）",
            "下列属于判断题的是（ ）",
            "A.单选题",
            "3、判断火灾的等级",
            "答案：单选",
            "计算负荷",
            "Select the right answer.",
        ] {
            assert_eq!(heading(line), None, "{line}");
        }
    }
}
