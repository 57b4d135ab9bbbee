//! The header of a sheet of questions: which column holds what, found by the names people use.

use serde::{Deserialize, Serialize};

use crate::bank::item::Language;

use super::{
    Column,
    table::{Cell, Row, Sheet},
    text,
};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Kind,
    Stem,
    /// All options in one cell.
    Options,
    /// The option with this index.
    Option(usize),
    Answer,
    Explanation,
    LegalBasis,
    Difficulty,
    KnowledgePoint,
    /// The number by which the question is known again: not its place in the file.
    Number,
    /// Known and of no use here: serial numbers, marks, remarks.
    Other,
}

/// Where the header of a sheet stands and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Row number as in the file.
    pub row: u32,
    /// The columns that are read, in file order.
    pub columns: Vec<(Column, Field)>,
    /// Columns with the same heading as one that is read: fine as long as they say the same.
    pub doubles: Vec<(Column, Field)>,
    /// Columns with a text in another language: `题干[en]`, `选项A[en]`, `解析[en]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wordings: Vec<(Column, Language, Field)>,
}

/// How many rows with content are searched for a header; titles and dates stand above it.
pub(super) const SEARCHED_ROWS: usize = 20;

/// Headings by field, parted by blanks, the most telling first: of `题目内容` and `题目`, the first is the stem.
const HEADINGS: &[(Field, &str)] = &[
    (Field::Kind, "题型 试题类型 题目类型 试题题型 题类 类型 questiontype type kind"),
    (
        Field::Stem,
        "题干 题干内容 试题题干 题目题干 试题内容 题目内容 题目描述 问题描述 试题描述 试题 题目 \
         问题 试题名称 题目名称 questiontext stem question 内容 title content problem",
    ),
    (
        Field::Options,
        "选项 题目选项 试题选项 选项内容 备选答案 备选项 候选项 候选答案 options choices \
         optionlist answeroptions",
    ),
    (
        Field::Answer,
        "正确答案 标准答案 参考答案 参照答案 试题答案 题目答案 本题答案 答案 正确选项 correctanswer \
         rightanswer correctoption answerkey answer key correct",
    ),
    (
        Field::Explanation,
        "解析 答案解析 试题解析 题目解析 参考解析 本题解析 详解 答案说明 解释 说明 explanation analysis rationale \
         feedback",
    ),
    (Field::LegalBasis, "依据 法律依据 法规依据 规则依据 答案依据 出题依据 出处 legalbasis reference source"),
    (Field::Difficulty, "难度 难易度 难易程度 难度系数 难度等级 difficulty"),
    (
        Field::KnowledgePoint,
        "知识点 考点 考查点 章节 所属章节 分类 题库 题库分类 科目 专业 工种 作业种类 作业类别 模块 \
         knowledgepoint topic category chapter subject",
    ),
    (
        Field::Number,
        "编号 试题编号 题目编号 题库编号 试题id 题目id idnumber questionid questionnumber itemid itemnumber",
    ),
    (
        Field::Other,
        "序号 题号 分值 分数 本题分值 标签 图片 备注 是否必考 出题人 id no no. number score \
         scores points remark remarks tag tags checked",
    ),
];

/// Finds the header: the first row that names the stem and something else of a question.
pub fn find(sheet: &Sheet) -> Option<Header> {
    sheet.rows.iter().filter(|row| !row.is_blank()).take(SEARCHED_ROWS).find_map(read)
}

/// Whether a row further down only repeats the header, as printed tables do on every page.
pub fn repeats(row: &Row, header: &Header) -> bool {
    // Hardly any row does, so the cell that must be a heading too is asked before all others.
    let stem = header.columns.iter().find(|(_, field)| *field == Field::Stem);
    let named = |(column, _): &(Column, Field)| {
        field(&row.cell(column.0).text()).is_some_and(|(field, _)| field == Field::Stem)
    };
    stem.is_some_and(named) && read(row).is_some_and(|again| again.columns == header.columns)
}

/// What a row names, when it names what a question needs.
pub(super) fn read(row: &Row) -> Option<Header> {
    let found: Vec<(Column, Field, usize)> = row
        .cells
        .iter()
        .enumerate()
        .filter_map(|(index, cell)| field(&cell.text()).map(|(field, rank)| (Column(index), field, rank)))
        .collect();
    let mut columns = Vec::new();
    let mut doubles = Vec::new();
    for (column, field, rank) in &found {
        let rivals = || found.iter().filter(|(_, other, _)| other == field);
        let best = rivals().min_by_key(|(column, _, rank)| (*rank, *column));
        match field {
            Field::Other => {}
            Field::KnowledgePoint => columns.push((*column, *field)),
            _ if best.is_some_and(|best| best.0 == *column) => columns.push((*column, *field)),
            _ if *field == Field::Number => {}
            _ if best.is_some_and(|best| best.2 == *rank) => doubles.push((*column, *field)),
            _ => {}
        }
    }
    let has = |wanted: fn(&Field) -> bool| columns.iter().any(|(_, field)| wanted(field));
    let is_header = has(|field| *field == Field::Stem)
        && has(|field| matches!(field, Field::Answer | Field::Options | Field::Option(_) | Field::Kind));
    is_header.then(|| Header { row: row.number, columns, doubles, wordings: wordings(row) })
}

/// The columns of a heading row that hold texts in other languages.
pub(super) fn wordings(row: &Row) -> Vec<(Column, Language, Field)> {
    let worded = |(index, cell): (usize, &Cell)| {
        worded(&cell.text()).map(|(field, language)| (Column(index), language, field))
    };
    row.cells.iter().enumerate().filter_map(worded).collect()
}

/// `题干[en]`: a field that has texts in other languages, and the language.
fn worded(heading: &str) -> Option<(Field, Language)> {
    let (name, tag) = text::trim(heading).strip_suffix([']', '］'])?.rsplit_once(['[', '［'])?;
    let (field, _) = field(name)?;
    let has_texts = matches!(field, Field::Stem | Field::Option(_) | Field::Explanation);
    Some((field, Language::new(text::trim(tag)).ok()?)).filter(|_| has_texts)
}

/// The field that a label such as `【答案】` or `解析：` names in front of a line.
pub(super) fn labelled(label: &str) -> Option<Field> {
    // A line that begins with "number" counts; only a column of numbers tells questions apart.
    let field = field(label).map(|(field, _)| field)?;
    Some(if field == Field::Number { Field::Other } else { field })
}

/// The field a heading names, with its rank among the names of that field.
pub(super) fn field(heading: &str) -> Option<(Field, usize)> {
    let folded = text::lower(heading);
    let name = folded.split('(').next().unwrap_or_default().trim_matches([':', '*', '_']);
    for (field, names) in HEADINGS {
        if let Some(rank) = names.split(' ').position(|known| known == name) {
            return Some((*field, rank));
        }
    }
    option(name).map(|index| (Field::Option(index), 0))
}

/// `A`, `选项A`, `备选B`, `答案C`, `选项1`, `选项一`, `option a`.
pub(super) fn option(name: &str) -> Option<usize> {
    const PREFIXES: [&str; 9] =
        ["选项", "备选答案", "备选项", "备选", "候选项", "答案", "option", "choice", "answer"];
    let (prefixed, rest) = PREFIXES
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .map_or((false, name), |rest| (true, rest.trim_start_matches('_')));
    let mut chars = rest.chars();
    let (Some(mark), None) = (chars.next(), chars.next()) else { return None };
    match mark {
        'a'..='l' => Some(usize::from(mark as u8 - b'a')),
        '1'..='9' if prefixed => Some(usize::from(mark as u8 - b'1')),
        _ if prefixed => "一二三四五六七八".chars().position(|number| number == mark),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Row {
        Row { number: 1, cells: cells.iter().map(|text| (*text).into()).collect(), ..Row::default() }
    }

    fn fields(cells: &[&str]) -> Vec<Field> {
        read(&row(cells))
            .map(|header| header.columns.into_iter().map(|(_, field)| field).collect())
            .unwrap_or_default()
    }

    #[test]
    fn headings_are_found_whatever_their_width_and_blanks() {
        assert_eq!(
            fields(&[
                "序号",
                "题 型",
                "试题类型(判断题、单选题)",
                "题干",
                "选项\nＡ",
                "选项B",
                "answer ",
                "答案解析"
            ]),
            [Field::Kind, Field::Stem, Field::Option(0), Field::Option(1), Field::Answer, Field::Explanation]
        );
        assert_eq!(
            fields(&["题目", "选项1", "选项二", "备选C", "D", "正 确\u{3000}答 案"]),
            [
                Field::Stem,
                Field::Option(0),
                Field::Option(1),
                Field::Option(2),
                Field::Option(3),
                Field::Answer
            ]
        );
    }

    #[test]
    fn of_two_stems_the_more_telling_name_wins() {
        let header = read(&row(&["题目", "题目内容", "答案"])).unwrap();
        assert_eq!(header.columns, [(Column(1), Field::Stem), (Column(2), Field::Answer)]);
        assert!(header.doubles.is_empty());
    }

    #[test]
    fn the_same_heading_twice_is_remembered() {
        let header = read(&row(&["题干", "答案", "答案"])).unwrap();
        assert_eq!(header.doubles, [(Column(2), Field::Answer)]);
    }

    #[test]
    fn a_title_or_an_item_is_no_header() {
        assert!(read(&row(&["XX公司安全题库"])).is_none());
        assert!(read(&row(&["电压的单位符号是( )。", "V", "kW", "J", "A"])).is_none());
    }
}
