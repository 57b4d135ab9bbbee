//! Comma- and tab-separated text, with quotes that people forget to close.

use domain::bank::import::table::{Cell, Row, Sheet, Table};

use super::{Limits, Measure, SheetError};

/// How many lines are looked at to find the separator.
const SAMPLE_LINES: usize = 50;

/// Reads records one by one. Row numbers count records and blank lines, as a spreadsheet program does.
///
/// A record whose quotes do not close properly becomes one torn row of its first line alone, so
/// that a forgotten quote can't swallow the lines that follow.
pub fn read(text: &str, limits: Limits) -> Result<Table, SheetError> {
    let separator = separator(text);
    let mut rows = Vec::new();
    let mut rest = text.trim_end_matches('\u{1a}');
    let mut number = 0;
    let mut cells_left = limits.cells;
    while !rest.is_empty() {
        number += 1;
        let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let (length, torn) = match record(rest, separator) {
            Some(length) => (length, false),
            None => (line, true),
        };
        let too_many = SheetError::Bomb { what: Measure::Cells, limit: limits.cells };
        let cells = cells(&rest[..length], separator, torn, cells_left).ok_or(too_many.clone())?;
        rest = &rest[length..];
        cells_left = cells_left.checked_sub(cells.len().max(1)).ok_or(too_many)?;
        if !cells.is_empty() {
            if rows.len() >= limits.rows {
                return Err(SheetError::Bomb { what: Measure::Lines, limit: limits.rows });
            }
            rows.push(Row { number, cells, torn, ..Row::default() });
        }
    }
    Ok(Table { sheets: vec![Sheet { rows, ..Sheet::default() }] })
}

/// The fields of one record, of which [`record`] has found the end; in a torn one quotes mean nothing. None when
/// there are more than `most`.
fn cells(record: &str, separator: char, torn: bool, most: usize) -> Option<Vec<Cell>> {
    let line = record.strip_suffix('\n').unwrap_or(record);
    let mut rest = line.trim_end_matches('\r');
    let mut cells = Vec::new();
    if rest.trim_matches(['\r', '\n']).is_empty() {
        return Some(cells);
    }
    loop {
        if cells.len() >= most {
            return None;
        }
        let quoted = rest.strip_prefix('"').filter(|_| !torn).and_then(unquoted);
        let (field, after) = match &quoted {
            Some((field, after)) => (field.as_str(), *after),
            None => rest.split_at(rest.find(separator).unwrap_or(rest.len())),
        };
        cells.push(Cell::from(field));
        match after.trim_start_matches('\r').strip_prefix(separator) {
            Some(next) => rest = next,
            None => return Some(cells),
        }
    }
}

/// What a quoted field says, and what follows its last quote. `inside` begins behind the first.
fn unquoted(inside: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    let mut rest = inside;
    loop {
        let quote = rest.find('"')?;
        field.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(doubled) => {
                field.push('"');
                rest = doubled;
            }
            None => return Some((field, rest)),
        }
    }
}

/// The length of the first record with its line end, or `None` when its quotes are broken.
///
/// A quoted field begins with a quote right at its start, doubles the quotes inside, and is
/// followed by a separator or the line's end. A quote inside a bare field is a character like others.
fn record(text: &str, separator: char) -> Option<usize> {
    enum At {
        FieldStart,
        Bare,
        Quoted,
        /// Behind a quote inside a quoted field: it is either doubled or the end.
        Quote,
    }
    let mut at = At::FieldStart;
    for (index, c) in text.char_indices() {
        at = match (at, c) {
            (At::FieldStart, '"') => At::Quoted,
            (At::Quoted, '"') => At::Quote,
            (At::Quoted, _) | (At::Quote, '"') => At::Quoted,
            (At::FieldStart | At::Bare | At::Quote, '\n') => return Some(index + 1),
            (At::FieldStart | At::Bare | At::Quote, c) if c == separator => At::FieldStart,
            (At::Quote, '\r') => At::Quote,
            (At::Quote, _) => return None,
            (At::FieldStart | At::Bare, _) => At::Bare,
        };
    }
    match at {
        At::Quoted => None,
        At::FieldStart | At::Bare | At::Quote => Some(text.len()),
    }
}

/// Tabs if most lines have one, since they do not occur in typed text; else the more frequent of
/// comma and semicolon.
fn separator(text: &str) -> char {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE_LINES).collect();
    let with = |separator: char| lines.iter().filter(|line| line.contains(separator)).count();
    let count =
        |separator: char| lines.iter().flat_map(|line| line.chars()).filter(|c| *c == separator).count();
    if with('\t') * 2 > lines.len() {
        '\t'
    } else if count(';') > count(',') {
        ';'
    } else {
        ','
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>, bool)> {
        let table = read(text, Limits::default()).unwrap();
        let rows = table.sheets.into_iter().flat_map(|sheet| sheet.rows);
        rows.map(|row| (row.number, row.cells.iter().map(Cell::text).collect(), row.torn)).collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>, bool) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect(), false)
    }

    #[test]
    fn quoted_fields_keep_commas_and_lines() {
        assert_eq!(
            rows("a,b\r\n\r\n\"一,\"\"二\"\"\n三\",x\r\n他说\"停\",y"),
            [row(1, &["a", "b"]), row(3, &["一,\"二\"\n三", "x"]), row(4, &["他说\"停\"", "y"])]
        );
    }

    #[test]
    fn a_quote_that_never_closes_costs_its_own_line_only() {
        for broken in ["\"下列,甲", "\"下列\"五违\"是指,甲", "1,\"甲,乙"] {
            let found = rows(&format!("题干,答案\n{broken}\n丙,对\n\"丁\",错\n"));
            assert!(found[1].2, "{broken}");
            assert_eq!(found[2..], [row(3, &["丙", "对"]), row(4, &["丁", "错"])], "{broken}");
        }
    }

    #[test]
    fn the_separator_is_found() {
        assert_eq!(rows("question\tanswer\nRaise, lower\tB\n")[1], row(2, &["Raise, lower", "B"]));
        assert_eq!(rows("题干;答案\n甲;对\n")[1], row(2, &["甲", "对"]));
    }

    #[test]
    fn too_many_cells_are_refused() {
        let limits = Limits { cells: 5, ..Limits::default() };
        let error = SheetError::Bomb { what: Measure::Cells, limit: 5 };
        assert_eq!(read("a,b,c\nd,e,f\n", limits), Err(error));
    }
}
