//! A list that somebody takes away: a workbook, or a text file that Excel opens as well.
//!
//! Every cell is text. What begins like a formula stays what was written: quoted in the workbook, behind
//! an apostrophe in the text file, which knows no other way to say so.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Rows under a head, all in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The name of the worksheet; one that Excel refuses is left out.
    pub title: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// As `.xlsx`.
///
/// # Errors
/// When there are more rows or columns than a worksheet has.
pub fn xlsx(names: &Names) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    if page.set_name(names.title.as_str()).is_err() {
        page.set_name("1")?;
    }
    page.set_freeze_panes(1, 0)?;
    let (bold, quoted) = (Format::new().set_bold(), Format::new().set_quote_prefix());
    for (column, head) in (0u16..).zip(&names.head) {
        page.write_string_with_format(0, column, head, &bold)?;
        page.set_column_width(column, 18)?;
    }
    for (row, cells) in (1u32..).zip(&names.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match is_like_a_formula(cell) {
                true => page.write_string_with_format(row, column, cell, &quoted)?,
                false => page.write_string(row, column, cell)?,
            };
        }
    }
    book.save_to_buffer()
}

/// As `.csv`: UTF-8 with the mark by which Excel knows it.
pub fn csv(names: &Names) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for cells in std::iter::once(&names.head).chain(&names.rows) {
        let cells = cells.iter().map(|cell| match is_like_a_formula(cell) {
            true => format!("'{cell}"),
            false => cell.clone(),
        });
        writer.write_record(cells).expect("memory takes what is written");
    }
    let text = writer.into_inner().expect("memory takes what is written");
    [b"\xEF\xBB\xBF".as_slice(), &text].concat()
}

fn is_like_a_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet;

    fn names() -> Names {
        Names {
            title: "未通过/名单".into(),
            head: vec!["工号".into(), "姓名".into()],
            rows: vec![
                vec!["A-1".into(), "刘建国".into()],
                vec!["=1+1".into(), "王,\"五\"\n六".into()],
                vec!["@x".into(), "-2".into()],
            ],
        }
    }

    #[test]
    fn a_formula_in_a_name_is_text() {
        let text = String::from_utf8(csv(&names())).unwrap();
        assert_eq!(text, "\u{FEFF}工号,姓名\r\nA-1,刘建国\r\n'=1+1,\"王,\"\"五\"\"\n六\"\r\n'@x,'-2\r\n");
        let read = sheet::read(&xlsx(&names()).unwrap(), sheet::Limits::default()).unwrap();
        let cells: Vec<String> = read.sheets[0].rows[2].cells.iter().map(|cell| cell.text()).collect();
        assert_eq!(cells, ["=1+1", "王,\"五\"\n六"]);
    }
}
