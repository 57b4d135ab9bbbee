//! Tables in markup that other systems save as `.xls`: web pages, and the XML of Excel 2003.

use domain::bank::import::table::{Area, Cell, Row, Sheet, Table};

use super::{Limits, SheetError, xlsx::Budget};
use crate::exchange::{
    html::{self, Flattener, Piece},
    xml::{self, Element},
};

/// The widest and the highest cell that is believed.
const SPAN: usize = 1_000;

/// Rows as they are filled from left to right, around the cells that reach down from above.
struct Grid {
    budget: Budget,
    sheet: Sheet,
    number: u32,
    cells: Vec<Cell>,
    hidden: bool,
}

impl Grid {
    fn new(limits: Limits) -> Self {
        let budget = Budget::of(limits);
        Self { budget, sheet: Sheet::default(), number: 1, cells: Vec::new(), hidden: false }
    }

    /// Adds a cell at the next free column, or at `column` where it says so itself.
    fn add(&mut self, column: Option<usize>, cell: Cell, wide: usize, high: usize) -> Result<(), SheetError> {
        let mut first = column.unwrap_or(self.cells.len()).max(self.cells.len());
        let covers = |area: &&Area, at| {
            area.last_row >= self.number && (area.first_column..=area.last_column).contains(&at)
        };
        // Only the newest areas can reach down to this row.
        while let Some(area) = self.sheet.merged.iter().rev().take(SPAN).find(|area| covers(area, first)) {
            first = area.last_column + 1;
        }
        let (wide, high) = (wide.clamp(1, SPAN), high.clamp(1, SPAN));
        self.budget.spend(first + wide - self.cells.len(), cell.text().len())?;
        self.cells.resize(first, Cell::Empty);
        self.cells.push(cell);
        self.cells.resize(first + wide, Cell::Empty);
        if high > 1 {
            let last_row = self.number.saturating_add(high as u32 - 1);
            let last_column = first + wide - 1;
            self.sheet.merged.push(Area {
                first_row: self.number,
                last_row,
                first_column: first,
                last_column,
            });
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), SheetError> {
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().any(|cell| !cell.is_blank()) {
            self.budget.spend_row()?;
            self.sheet.rows.push(Row { number: self.number, cells, hidden: self.hidden, ..Row::default() });
        }
        self.number = self.number.saturating_add(1);
        self.hidden = false;
        Ok(())
    }
}

/// The rows of all tables of a web page. `None` when it has none.
pub fn page(text: &str, limits: Limits) -> Result<Option<Table>, SheetError> {
    let mut grid = Grid::new(limits);
    let mut cell: Option<(Flattener, usize, usize)> = None;
    let mut in_row = false;
    html::walk(text, |piece| {
        let name = match &piece {
            Piece::Tag(tag) => tag.name.as_str(),
            Piece::Text(_) => "",
        };
        if !matches!(name, "td" | "th" | "tr" | "table") {
            if let Some((content, ..)) = &mut cell {
                content.take(&piece);
            }
            return Ok(());
        }
        let Piece::Tag(tag) = &piece else { return Ok(()) };
        if let Some((content, wide, high)) = cell.take() {
            grid.add(None, told(content), wide, high)?;
        }
        match name {
            "td" | "th" if !tag.closes => {
                let span = |name| tag.attribute(name).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
                cell = Some((Flattener::default(), span("colspan"), span("rowspan")));
                in_row = true;
            }
            "td" | "th" => {}
            _ => {
                if std::mem::take(&mut in_row) {
                    grid.end_row()?;
                }
                let style = tag.attribute("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
                grid.hidden = name == "tr" && !tag.closes && style.contains("display:none");
            }
        }
        Ok(())
    })?;
    if let Some((content, wide, high)) = cell {
        grid.add(None, told(content), wide, high)?;
    }
    grid.end_row()?;
    Ok((!grid.sheet.rows.is_empty()).then(|| Table { sheets: vec![grid.sheet] }))
}

/// What a cell says; one that shows more than text is kept as a picture.
fn told(content: Flattener) -> Cell {
    let flat = content.finish();
    match flat.fault {
        Some(_) => Cell::Picture(flat.text),
        None => Cell::from(flat.text.as_str()),
    }
}

/// The worksheets of an "XML Spreadsheet 2003". `None` when there is nothing in them.
pub fn workbook(text: &str, limits: Limits) -> Result<Option<Table>, SheetError> {
    let root = xml::parse(text.trim_start_matches('\u{feff}').trim_start())?;
    let number =
        |element: &Element, name| element.attribute(name).and_then(|number| number.parse::<usize>().ok());
    let mut sheets = Vec::new();
    let mut budget = Budget::of(limits);
    for worksheet in root.all("Worksheet") {
        let mut grid = Grid { budget, ..Grid::new(limits) };
        grid.sheet.name = worksheet.attribute("Name").unwrap_or_default().to_owned();
        for row in worksheet.all("Table").flat_map(|table| table.all("Row")) {
            let index = number(row, "Index").and_then(|index| u32::try_from(index).ok());
            grid.number = index.unwrap_or(0).max(grid.number);
            grid.hidden = row.attribute("Hidden") == Some("1");
            for cell in row.all("Cell") {
                let column = number(cell, "Index").and_then(|index| index.checked_sub(1));
                let span = |name| number(cell, name).unwrap_or(0).saturating_add(1);
                let content = cell.child("Data").map_or(Cell::Empty, data);
                grid.add(column, content, span("MergeAcross"), span("MergeDown"))?;
            }
            grid.end_row()?;
        }
        budget = grid.budget;
        sheets.push(grid.sheet);
    }
    Ok(sheets.iter().any(|sheet| !sheet.rows.is_empty()).then_some(Table { sheets }))
}

fn data(data: &Element) -> Cell {
    let text = data.text();
    match (data.attribute("Type"), text.parse()) {
        (Some("Number"), Ok(number)) => Cell::Number(number),
        (Some("Boolean"), _) => Cell::Bool(text.trim() == "1"),
        (Some("Error"), _) => Cell::Error(text),
        _ => Cell::from(text.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: Option<Table>) -> Vec<(u32, Vec<String>)> {
        let rows = table.unwrap().sheets.into_iter().flat_map(|sheet| sheet.rows);
        rows.map(|row| (row.number, row.cells.iter().map(Cell::text).collect())).collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn the_tables_of_a_web_page_are_rows() {
        let html = "<html><style>td{color:red}</style><table><tr><th>题型<th>题干<th>答案</tr>\
                    <tr><td rowspan=2>判断题</td><td>动火&amp;登高<br>须审批</td><td>对</td></tr>\
                    <tr><td>可以酒后登高</td><td>错</td></tr></table>";
        let expected = [
            row(1, &["题型", "题干", "答案"]),
            row(2, &["判断题", "动火&登高\n须审批", "对"]),
            row(3, &["", "可以酒后登高", "错"]),
        ];
        assert_eq!(rows(page(html, Limits::default()).unwrap()), expected);
        assert_eq!(page("<html><p>无</p></html>", Limits::default()), Ok(None));
    }

    #[test]
    fn the_worksheets_of_an_xml_spreadsheet_are_sheets() {
        let cell = |text: &str| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
        let xml = format!(
            "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"s\"><Worksheet ss:Name=\"一\"><Table><Row>{}{}</Row>\
             <Row ss:Index=\"3\"><Cell ss:Index=\"2\"><Data ss:Type=\"Number\">7</Data></Cell></Row></Table></Worksheet></Workbook>",
            cell("题干"),
            cell("答案")
        );
        let expected = [row(1, &["题干", "答案"]), row(3, &["", "7"])];
        assert_eq!(rows(workbook(&xml, Limits::default()).unwrap()), expected);
    }

    #[test]
    fn what_reaches_too_far_is_refused() {
        let far = "<Workbook><Worksheet><Table><Row><Cell Index=\"4294967295\"><Data>甲</Data></Cell></Row></Table></Worksheet></Workbook>";
        assert!(matches!(workbook(far, Limits::default()), Err(SheetError::Bomb { .. })));
    }
}
