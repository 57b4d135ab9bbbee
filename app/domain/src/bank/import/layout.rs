//! Which column holds what, where a person has said so: for this file, or once for all files with these headings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Column,
    header::{self, Field, Header},
    repeats,
    table::{Row, Sheet},
    text,
};

/// What people have said about the columns of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// By the sheet's index in the report: this file alone.
    pub by_hand: BTreeMap<usize, Header>,
    /// What was said of earlier files.
    pub remembered: BTreeMap<Shape, Vec<(Column, Field)>>,
}

/// By what a file is known again: its headings, or where it has none its name and width.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shape(pub String);

/// Who says what the columns of a sheet hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Origin {
    /// The headings themselves, as everybody calls them.
    #[default]
    Headings,
    Hand,
    Remembered {
        shape: Shape,
    },
}

/// Why columns can't be read as somebody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutFault {
    /// No column holds the question itself.
    NoStem,
    /// Two columns are said to hold the same.
    Twice(Field),
}

impl Header {
    /// What a person says of the columns. `row` is that of the headings, 0 where there are none.
    pub fn by_hand(row: u32, said: impl IntoIterator<Item = (Column, Field)>) -> Result<Header, LayoutFault> {
        let mut columns: Vec<(Column, Field)> =
            said.into_iter().filter(|(_, of)| *of != Field::Other).collect();
        columns.sort();
        if !columns.iter().any(|(_, field)| *field == Field::Stem) {
            return Err(LayoutFault::NoStem);
        }
        for (at, (_, field)) in columns.iter().enumerate() {
            let again = columns[..at].iter().any(|(_, other)| other == field);
            if again && *field != Field::KnowledgePoint {
                return Err(LayoutFault::Twice(*field));
            }
        }
        Ok(Header { row, columns, doubles: Vec::new(), wordings: Vec::new() })
    }

    pub fn field(&self, column: usize) -> Field {
        let named = self.columns.iter().find(|(at, _)| at.0 == column);
        named.map_or(Field::Other, |(_, field)| *field)
    }
}

impl Shape {
    /// The shape of a sheet whose headings stand in `row`, 0 for none.
    pub fn of(sheet: &Sheet, row: u32) -> Shape {
        match sheet.rows.iter().find(|line| line.number == row) {
            Some(heading) if row > 0 => Shape::of_headings(heading),
            _ => {
                let unnamed = [String::new(), text::lower(&sheet.name), sheet.width().to_string()];
                Shape(repeats::hash(unnamed).0)
            }
        }
    }

    fn of_headings(row: &Row) -> Shape {
        let mut headings: Vec<String> = row.cells.iter().map(|cell| text::lower(&cell.text())).collect();
        while headings.last().is_some_and(String::is_empty) {
            headings.pop();
        }
        Shape(repeats::hash(headings).0)
    }
}

/// Columns in other languages say themselves what they are; nobody has to name them.
fn with_languages(mut header: Header, sheet: &Sheet) -> Header {
    if let Some(headings) = sheet.rows.iter().find(|line| line.number == header.row) {
        header.wordings = header::wordings(headings);
        header.wordings.retain(|(column, ..)| !header.columns.iter().any(|(named, _)| named == column));
    }
    header
}

impl Layout {
    /// The header of a sheet and who says so; what was said of this file counts before all else.
    pub(super) fn header(&self, index: usize, sheet: &Sheet) -> (Option<Header>, Origin) {
        if let Some(header) = self.by_hand.get(&index) {
            return (Some(with_languages(header.clone(), sheet)), Origin::Hand);
        }
        if sheet.hidden {
            return (None, Origin::Headings);
        }
        let first = || sheet.rows.iter().filter(|row| !row.is_blank()).take(header::SEARCHED_ROWS);
        let known = |row: u32, shape: Shape| {
            let columns = self.remembered.get(&shape)?.clone();
            let header = Header { row, columns, doubles: Vec::new(), wordings: Vec::new() };
            Some((Some(with_languages(header, sheet)), Origin::Remembered { shape }))
        };
        if !self.remembered.is_empty()
            && let Some(found) = first().find_map(|row| known(row.number, Shape::of_headings(row)))
        {
            return found;
        }
        match header::find(sheet) {
            Some(header) => (Some(header), Origin::Headings),
            None => known(0, Shape::of(sheet, 0)).unwrap_or((None, Origin::Headings)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Desk, Known, Material, Report, RowOutcome, table::Table},
        *,
    };

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let rows = rows.iter().zip(1..).map(|(cells, number)| Row {
            number,
            cells: cells.iter().map(|text| (*text).into()).collect(),
            ..Row::default()
        });
        Sheet { rows: rows.collect(), ..Sheet::default() }
    }

    fn read(sheet: &Sheet, layout: &Layout) -> Report {
        let known = Known::default();
        let table = Material::Table(Table { sheets: vec![sheet.clone()] });
        table.judge_at(&Desk { layout, ..Desk::new(&known) })
    }

    const ODD: &[&[&str]] =
        &[&["考什么", "甲", "乙", "选哪个"], &["灭火器压力表指针应在（ ）", "红区", "绿区", "B"]];

    fn odd_columns() -> Vec<(Column, Field)> {
        [Field::Stem, Field::Option(0), Field::Option(1), Field::Answer]
            .into_iter()
            .enumerate()
            .map(|(at, field)| (Column(at), field))
            .collect()
    }

    #[test]
    fn a_sheet_whose_headings_nobody_knows_is_read_as_a_person_says() {
        let sheet = sheet(ODD);
        assert_eq!(read(&sheet, &Layout::default()).counts().accepted(), 0);
        let header = Header::by_hand(1, odd_columns()).unwrap();
        let layout = Layout { by_hand: [(0, header)].into(), ..Layout::default() };
        let report = read(&sheet, &layout);
        assert_eq!((report.counts().accepted(), report.counts().rows()), (1, 1));
        assert_eq!(report.sheets[0].origin, Origin::Hand);
        assert_eq!(report.sheets[0].headings[0], "考什么");
    }

    #[test]
    fn a_sheet_without_headings_begins_with_its_first_row() {
        let sheet = sheet(&ODD[1..]);
        let header = Header::by_hand(0, odd_columns()).unwrap();
        let report = read(&sheet, &Layout { by_hand: [(0, header)].into(), ..Layout::default() });
        assert_eq!(report.counts().accepted(), 1);
    }

    #[test]
    fn what_was_said_once_is_known_again_wherever_the_headings_stand() {
        let shape = Shape::of(&sheet(ODD), 1);
        let layout = Layout { remembered: [(shape.clone(), odd_columns())].into(), ..Layout::default() };
        let below_a_title: Vec<&[&str]> =
            [&["某公司题库"][..]].into_iter().chain(ODD.iter().copied()).collect();
        let report = read(&sheet(&below_a_title), &layout);
        assert_eq!(report.counts().accepted(), 1);
        assert_eq!(report.sheets[0].origin, Origin::Remembered { shape });
        let other = [&["考什么", "甲", "乙", "丙"][..], ODD[1]];
        assert_eq!(read(&sheet(&other), &layout).counts().accepted(), 0, "other headings are another file");
    }

    #[test]
    fn a_column_can_be_left_out_and_another_take_its_place() {
        let sheet = sheet(&[&["题干", "答案", "真答案"], &["动火须审批（ ）", "错", "对"]]);
        let truth = |layout: &Layout| read(&sheet, layout).rows[0].item.clone().unwrap().content;
        let first = truth(&Layout::default());
        let columns = [(Column(0), Field::Stem), (Column(1), Field::Other), (Column(2), Field::Answer)];
        let header = Header::by_hand(1, columns).unwrap();
        let second = truth(&Layout { by_hand: [(0, header)].into(), ..Layout::default() });
        assert_ne!(first, second);
    }

    #[test]
    fn what_can_not_be_read_is_refused() {
        let twice = [(Column(0), Field::Stem), (Column(1), Field::Answer), (Column(2), Field::Answer)];
        assert_eq!(Header::by_hand(1, twice), Err(LayoutFault::Twice(Field::Answer)));
        assert_eq!(Header::by_hand(1, [(Column(0), Field::Answer)]), Err(LayoutFault::NoStem));
        let topics = [Field::Stem, Field::KnowledgePoint, Field::KnowledgePoint].into_iter().enumerate();
        assert!(Header::by_hand(1, topics.map(|(at, field)| (Column(at), field))).is_ok());
    }

    #[test]
    fn a_hidden_sheet_is_read_only_when_somebody_says_so() {
        let hidden = Sheet { hidden: true, ..sheet(ODD) };
        let shape = Shape::of(&hidden, 1);
        let remembered = Layout { remembered: [(shape, odd_columns())].into(), ..Layout::default() };
        assert!(read(&hidden, &remembered).rows.iter().all(|row| row.outcome == RowOutcome::Skipped));
        let header = Header::by_hand(1, odd_columns()).unwrap();
        let by_hand = Layout { by_hand: [(0, header)].into(), ..Layout::default() };
        assert_eq!(read(&hidden, &by_hand).counts().accepted(), 1);
    }
}
