//! What a line looks like by itself, before its neighbours are asked.

use super::{
    super::{
        header::Field,
        kind::{self, Named},
        options::{self, Style},
        stem, text,
    },
    field::{self, Labelled},
    listing,
};

/// How a question is numbered. Lists inside a question are numbered in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// `1.` `1、` `1．` `1)`
    Marked(char),
    /// `(1)`
    Bracketed,
    /// `第1题`
    Worded,
    /// `1动火` or `1 动火`, only where nothing else is numbered.
    Bare,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Class<'a> {
    /// `一、判断题`
    Section {
        title: String,
        named: Named,
    },
    /// `参考答案`, `单选题答案`
    Answers {
        title: String,
        named: Named,
    },
    /// `1-5 ABCDA 6-10 BBCDA`
    Listing,
    /// `第二章 电气安全`, `第3页`
    Chapter,
    /// `三、某厂发生火灾……根据以上材料回答1-3题`, with the numbers it names.
    Case(Option<(u32, u32)>),
    Labelled(Labelled<'a>),
    /// `3#题干#选项$选项`
    Markup,
    Numbered {
        number: u32,
        numbering: Numbering,
        /// A place for the answer that stands before the number: `（√）1.动火须审批`.
        lead: &'a str,
        rest: &'a str,
    },
    Option {
        index: usize,
        style: Style,
    },
    Plain,
}

/// A longer line is nobody's question, and is not searched for anything.
pub const LINE_LIMIT: usize = 20_000;

pub fn class(line: &str) -> Class<'_> {
    let line = text::trim(line);
    if line.len() > LINE_LIMIT {
        return Class::Plain;
    }
    if is_markup(line) {
        return Class::Markup;
    }
    if let Some((title, named)) = answers(line) {
        return Class::Answers { title, named };
    }
    if let Some((title, named)) = kind::heading(line) {
        return Class::Section { title, named };
    }
    if let Some(labelled) = field::read(line) {
        let lists = labelled.field == Field::Answer && listing::is_one(labelled.value);
        return if lists { Class::Listing } else { Class::Labelled(labelled) };
    }
    if listing::is_one(line) {
        return Class::Listing;
    }
    let numbered = stem::without_number(line);
    if let Some(range) = case(line)
        && (numbered.1.is_none() || range.is_some())
    {
        return Class::Case(range);
    }
    if let (rest, Some(number)) = numbered
        && let Some(numbering) = numbering(line)
    {
        return Class::Numbered { number, numbering, lead: "", rest };
    }
    if let Some(class) = numbered_behind_answer(line) {
        return class;
    }
    if let Some(label) = options::leading(line)
        && (label.style != Style::Bare || is_apart(line))
    {
        return Class::Option { index: label.index, style: label.style };
    }
    if is_chapter(line) { Class::Chapter } else { Class::Plain }
}

/// `（ ）1.动火须审批`, `( √ ) 2、可以酒后登高`.
fn numbered_behind_answer(line: &str) -> Option<Class<'_>> {
    let first = stem::brackets(line).into_iter().next().filter(|bracket| bracket.range.start == 0)?;
    if !first.inner.is_empty() && !field::is_answer(&first.inner) {
        return None;
    }
    let (lead, behind) = line.split_at(first.range.end);
    let behind = text::trim(behind);
    let (rest, number) = stem::without_number(behind);
    Some(Class::Numbered { number: number?, numbering: numbering(behind)?, lead, rest })
}

/// A number that stands before the text with nothing but a blank, if it is the expected one.
pub fn bare_number(line: &str, expected: u32) -> Option<&str> {
    let line = text::trim(line);
    stem::without_expected_number(line, expected).or_else(|| {
        let rest = line.strip_prefix(&expected.to_string())?;
        let behind = rest.trim_start_matches(text::is_blank);
        (behind.len() < rest.len() && behind.starts_with(char::is_alphabetic)).then_some(behind)
    })
}

/// `1、12kV线路`: a digit behind the mark, where `1、2号泵` may also be two of several; so it must be expected.
pub fn number_before_digit(line: &str, expected: u32) -> Option<&str> {
    let rest = text::trim(line).strip_prefix(&expected.to_string())?.strip_prefix('、')?;
    rest.starts_with(|c: char| text::narrow(c).is_ascii_digit()).then_some(rest)
}

fn numbering(line: &str) -> Option<Numbering> {
    if line.starts_with(text::is_opening) {
        return Some(Numbering::Bracketed);
    }
    if line.starts_with('第') {
        return Some(Numbering::Worded);
    }
    let behind = line.trim_start_matches(|c: char| text::narrow(c).is_ascii_digit());
    behind.trim_start_matches(' ').chars().next().map(|mark| Numbering::Marked(text::narrow(mark)))
}

/// `A 红色`, where the letter alone is the label and a blank parts it from the text.
fn is_apart(line: &str) -> bool {
    line.chars().nth(1).is_some_and(text::is_blank)
}

/// Fields parted by `#`, of which none says that it is the answer.
fn is_markup(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.len()
        && rest.strip_prefix('#').is_some_and(|fields| fields.contains(['#', '$']))
        && !rest.contains("答案")
}

/// `参考答案`, `一、单选题答案`, `附：试题答案及解析`.
fn answers(line: &str) -> Option<(String, Named)> {
    const TITLES: [&str; 8] =
        ["答案", "答案及解析", "答案与解析", "答案解析", "答案部分", "答案汇总", "answers", "answerkey"];
    let folded = text::lower(text::unbracketed(text::trim_end_colon(line)));
    let bare = folded
        .trim_start_matches(['附', '件', ':', '一', '二', '三', '四', '五', '六', '七', '八', '九', '、']);
    let bare = ["参考", "标准", "正确", "试题", "题库", "试卷"]
        .iter()
        .fold(bare, |bare, word| bare.trim_start_matches(word));
    if TITLES.contains(&bare) {
        return Some((String::new(), Named::Unknown));
    }
    let title = TITLES.iter().find_map(|title| folded.strip_suffix(title))?;
    kind::heading(title.trim_end_matches(['参', '考', '标', '准', '正', '确', '的', ':']))
}

/// A text that several questions below share, with the numbers that it names.
fn case(line: &str) -> Option<Option<(u32, u32)>> {
    let folded = text::folded(line);
    let shared = ["共用题干", "共用备选", "共享题干"].iter().any(|word| folded.contains(word));
    let asks = folded.rfind("回答").is_some_and(|at| {
        let behind: String = folded[at..].chars().take(16).collect();
        let names =
            ["下列", "以下", "下面", "第"].iter().any(|word| behind.contains(word)) && behind.contains('题');
        let refers =
            ["根据", "阅读", "结合"].iter().any(|word| folded.contains(word)) && behind.contains("问题");
        names || refers || range(&folded).is_some()
    });
    let opens = ["案例", "材料", "(案例", "【案例", "(材料", "【材料"].iter().any(|word| {
        let mark = folded.strip_prefix(word).and_then(|rest| rest.chars().next());
        mark.is_some_and(|c| "一二三四五六七八九十:】)".contains(c) || c.is_ascii_digit())
    });
    let told = folded.strip_prefix('(').is_some_and(|rest| {
        let behind = rest.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
        behind.len() < rest.len()
            && behind.starts_with(')')
            && behind.contains([',', '。'])
            && behind.chars().count() > 10
    });
    (shared || asks || opens || told).then(|| range(&folded))
}

/// `1-3题`, `第4~6题`.
fn range(folded: &str) -> Option<(u32, u32)> {
    let end = folded.rfind('题')?;
    let before = folded[..end].trim_end_matches(['小', '第']);
    let digits = |text: &str| -> Option<(u32, usize)> {
        let start = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        text[start..].parse().ok().map(|number| (number, start))
    };
    let (last, at) = digits(before)?;
    let between =
        before[..at].trim_end_matches(|c| listing::is_dash(c) || matches!(c, '至' | '到' | '题' | '第'));
    let (first, _) = digits(between)?;
    (between.len() < at && first <= last).then_some((first, last))
}

fn is_chapter(line: &str) -> bool {
    let folded = text::folded(line);
    let numeral = |c: char| "一二三四五六七八九十百".contains(c);
    let counted = |start: &str, units: &[char], digits: bool| {
        folded.strip_prefix(start).is_some_and(|rest| {
            let behind = rest.trim_start_matches(|c: char| numeral(c) || digits && c.is_ascii_digit());
            behind.len() < rest.len() && behind.starts_with(units)
        })
    };
    let titled =
        counted("第", &['章', '节', '篇', '页', '部', '单', '卷'], true) || counted("", &['、'], false);
    let asks = stem::brackets(line)
        .iter()
        .any(|bracket| bracket.inner.is_empty() || field::is_answer(&bracket.inner));
    let short = folded.chars().count() <= 40 && !folded.contains(['。', '？', '?', '!', '；', ';']) && !asks;
    let page = folded.strip_prefix('-').and_then(|rest| rest.strip_suffix('-'));
    (titled && short) || page.is_some_and(|page| page.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart_by_their_looks() {
        let name = |line| match class(line) {
            Class::Section { .. } => "section",
            Class::Answers { .. } => "answers",
            Class::Listing => "listing",
            Class::Chapter => "chapter",
            Class::Case(_) => "case",
            Class::Labelled(_) => "labelled",
            Class::Markup => "markup",
            Class::Numbered { .. } => "numbered",
            Class::Option { .. } => "option",
            Class::Plain => "plain",
        };
        for (line, expected) in [
            ("一、判断题", "section"),
            ("参考答案", "answers"),
            ("附：试题答案：", "answers"),
            ("二、单选题参考答案", "answers"),
            ("1-5 ABCDA 6-10 BBCDA", "listing"),
            ("参考答案：1-5 ABCDA", "listing"),
            ("参考答案 1-5 ABCDA 6-10 BBCDA", "listing"),
            ("1.A 2.B 3.CD", "listing"),
            ("第二章 电气安全", "chapter"),
            ("第3页 共10页", "chapter"),
            ("第一部分 电气安全（共50题）", "chapter"),
            ("一、安全生产法律法规", "chapter"),
            ("一、电流的方向是（ ）", "plain"),
            ("- 3 -", "chapter"),
            ("根据以下材料回答1-3题", "case"),
            ("（一）某厂发生火灾，造成3人死亡。", "case"),
            ("答案：B", "labelled"),
            ("解析：略", "labelled"),
            ("0#电压的单位符号是( )。#V$kW$J$A", "markup"),
            ("3#电压与参考点有关。$1", "markup"),
            ("1.动火须审批", "numbered"),
            ("(12)动火须审批", "numbered"),
            ("第3题 动火须审批", "numbered"),
            ("（ ）1、动火须审批", "numbered"),
            ("( √ ) 2.动火须审批", "numbered"),
            ("A.红色", "option"),
            ("（B）白色", "option"),
            ("C 绿色", "option"),
            ("①停电②验电", "option"),
            ("B超检查", "plain"),
            ("3.5米以上", "plain"),
            ("动火须审批", "plain"),
        ] {
            assert_eq!(name(line), expected, "{line}");
        }
        assert_eq!(class("根据以上材料，回答第4～6题。"), Class::Case(Some((4, 6))));
    }

    #[test]
    fn a_bare_number_must_be_the_expected_one() {
        assert_eq!(bare_number("34高处作业", 34), Some("高处作业"));
        assert_eq!(bare_number("34 高处作业", 34), Some("高处作业"));
        assert_eq!(bare_number("36V电压", 36), None);
        assert_eq!(bare_number("34高处作业", 33), None);
    }
}
