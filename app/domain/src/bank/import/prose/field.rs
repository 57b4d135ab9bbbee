//! Lines that say what they are: `答案：B`, `【解析】…`, `难度：易`.

use super::{
    super::{
        answer,
        header::{self, Field},
        text,
    },
    listing,
};

/// A labelled piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled<'a> {
    pub field: Field,
    /// The label is `答`, which stands before essays and before letters alike.
    pub essay: bool,
    pub value: &'a str,
}

/// The longest label, in characters: `Correct answer` with a bracket on each side.
const LABEL_LIMIT: usize = 16;

/// Reads the label in front of a line.
pub fn read(line: &str) -> Option<Labelled<'_>> {
    let line = text::trim(line);
    let (label, value, bracketed) = label(line)?;
    let essay = text::folded(label) == "答";
    let field = if essay { Field::Answer } else { header::labelled(label)? };
    // `题目：` and `A：` are read as what they are without a label.
    if matches!(field, Field::Stem | Field::Options | Field::Option(_)) {
        return None;
    }
    // `（答案不清晰）` is a remark, `（解析）` is nothing.
    (!bracketed || !value.is_empty() || field == Field::Answer).then_some(Labelled { field, essay, value })
}

/// Label and value: `答案：B`, `【答案】B`, `正确答案为B`, `答案 B`.
fn label(line: &str) -> Option<(&str, &str, bool)> {
    let colon = |c: char| matches!(c, ':' | '：');
    if let Some(inside) = line.strip_prefix(['【', '[', '［', '〔']) {
        let end = inside.char_indices().take(LABEL_LIMIT + 1).find(|(_, c)| text::is_closing(*c))?.0;
        let value =
            inside[end..].trim_start_matches(|c| text::is_closing(c) || text::is_blank(c) || colon(c));
        return Some((trimmed(&inside[..end])?, value, true));
    }
    let end = line.char_indices().take(LABEL_LIMIT + 1).find(|(_, c)| colon(*c)).map(|(at, _)| at);
    if let Some(end) = end {
        let value = line[end..].trim_start_matches(|c| text::is_blank(c) || colon(c));
        return Some((trimmed(&line[..end])?, value, false));
    }
    // Without a colon only what can't be a sentence.
    let value = ["正确答案", "参考答案", "标准答案", "答案"].iter().find_map(|label| {
        let value = line.strip_prefix(label)?;
        let value = value.trim_start_matches(|c| text::is_blank(c) || matches!(c, '为' | '是'));
        (value.is_empty() || is_answer(value) || listing::is_one(value)).then_some(value)
    })?;
    Some(("答案", value, false))
}

fn trimmed(label: &str) -> Option<&str> {
    let label = text::trim(label);
    (!label.is_empty() && label.chars().count() <= LABEL_LIMIT).then_some(label)
}

/// Whether a text is letters of options or a mark of truth, and nothing else.
pub fn is_answer(value: &str) -> bool {
    let bare = text::unbracketed(answer::without_label(value));
    answer::is_letters(bare) || text::truth(bare).is_some()
}

/// Parts a text from the first label inside it: `绿色 答案：B`. The label stands behind a blank, a
/// bracket or the end of a sentence.
pub fn inside(line: &str) -> Option<(&str, &str)> {
    const LABELS: [&str; 13] = [
        "【",
        "正确答案",
        "参考答案",
        "标准答案",
        "答案",
        "解析",
        "答案解析",
        "试题解析",
        "难度",
        "知识点",
        "Answer",
        "依据",
        "法律依据",
    ];
    let free = |at: usize| {
        line[..at].chars().next_back().is_some_and(|c| {
            text::is_blank(c)
                || text::is_closing(c)
                || matches!(c, '。' | '；' | ';' | '？' | '?' | '，' | ',')
        })
    };
    let labelled = |at: &usize| {
        let rest = &line[*at..];
        let begins =
            LABELS.iter().any(|label| rest.starts_with(label)) && (free(*at) || rest.starts_with('【'));
        begins && read(rest).is_some_and(|found| !found.value.is_empty() && found.field != Field::Other)
    };
    let at = line.char_indices().map(|(at, _)| at).skip(1).find(labelled)?;
    Some((text::trim(&line[..at]), &line[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_every_dress() {
        for line in
            ["答案：AB", "【答案】AB", "正确答案为AB", "参考答案: AB", "答案 AB", "[答案]：AB", "Answer: AB"]
        {
            let found = read(line).unwrap();
            assert_eq!((found.field, answer::without_label(found.value)), (Field::Answer, "AB"), "{line}");
        }
        for (line, field) in [
            ("解析：绿区正常", Field::Explanation),
            ("【答案解析】绿区正常", Field::Explanation),
            ("难度：易", Field::Difficulty),
            ("知识点：灭火器", Field::KnowledgePoint),
            ("依据：《消防法》", Field::LegalBasis),
            ("题型：单选题", Field::Kind),
            ("分值：2", Field::Other),
            ("答：略", Field::Answer),
        ] {
            assert_eq!(read(line).map(|found| found.field), Some(field), "{line}");
        }
        for line in ["答案选项中必须有一项", "A：红色", "时间：2024年", "动火须审批", "（答案不清晰）"]
        {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn a_label_inside_a_line_parts_it() {
        assert_eq!(inside("C.绿色 答案：B"), Some(("C.绿色", "答案：B")));
        assert_eq!(inside("指针应在（ ）。【答案】B"), Some(("指针应在（ ）。", "【答案】B")));
        assert_eq!(inside("B 解析：绿区正常"), Some(("B", "解析：绿区正常")));
        assert_eq!(inside("试卷的答案：由考官保管"), None);
    }
}
