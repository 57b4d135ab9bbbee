//! The records of an .xls workbook, measured before calamine reads them.
//!
//! calamine allocates what the file promises: the rectangle around a sheet's cells, and a copy of
//! a shared string for every cell that shows it. Record numbers are those of [MS-XLS].

use super::{Limits, Measure, SheetError, broken, layout::Layout};

/// What the reader has to be told about a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The code page of its strings, as Windows numbers it.
    pub code_page: u16,
    /// What each sheet hides, in the order of the workbook.
    pub layouts: Vec<Layout>,
}

/// BIFF8 stores UTF-16 and its code page record means nothing, though some Macs write one that
/// calamine refuses.
const UTF_16: u16 = 1200;

pub fn measure(workbook: &[u8], limits: Limits) -> Result<Measured, SheetError> {
    let mut sheets = Vec::new();
    let mut code_page = None;
    let mut is_biff8 = false;
    let mut strings = Vec::new();
    let mut records = Records(workbook).peekable();
    while let Some((number, data)) = records.next().transpose()? {
        match number {
            // FilePass: the rest is encrypted.
            0x002f => return Err(SheetError::Encrypted),
            // BOF
            0x0809 => is_biff8 |= word(data, 0)? >= 0x0600,
            0x0042 => code_page = Some(word(data, 0)?),
            // BoundSheet8: where a sheet begins.
            0x0085 => sheets.push(word(data, 0)? as usize | (word(data, 2)? as usize) << 16),
            // SST, which goes on in Continue records.
            0x00fc => {
                let mut chunks = vec![data];
                while let Some(Ok((0x003c, more))) = records.peek() {
                    chunks.push(more);
                    records.next();
                }
                strings = string_lengths(&chunks).ok_or_else(|| broken("the shared strings are torn"))?;
            }
            0x000a => break,
            _ => {}
        }
    }
    if sheets.len() > limits.sheets {
        return Err(SheetError::Bomb { what: Measure::Sheets, limit: limits.sheets });
    }
    let mut cells = limits.cells as u64;
    let mut text = limits.text as u64;
    let mut layouts = Vec::new();
    for start in sheets {
        let sheet = workbook.get(start..).ok_or_else(|| broken("a sheet begins behind the end"))?;
        let mut layout = Layout::default();
        let (area, shown) = sheet_size(sheet, &strings, &mut layout)?;
        layouts.push(layout);
        cells =
            cells.checked_sub(area).ok_or(SheetError::Bomb { what: Measure::Cells, limit: limits.cells })?;
        text = text
            .checked_sub(shown)
            .ok_or(SheetError::Bomb { what: Measure::TextBytes, limit: limits.text })?;
    }
    let code_page = if is_biff8 { UTF_16 } else { windows_code_page(code_page) };
    Ok(Measured { code_page, layouts })
}

/// The rectangle around a sheet's cells, and the bytes of shared strings that its cells show.
///
/// Fills in the hidden rows and columns on the way.
fn sheet_size(sheet: &[u8], strings: &[u64], layout: &mut Layout) -> Result<(u64, u64), SheetError> {
    let mut bounds: Option<[u64; 4]> = None;
    let mut declared = 0;
    let mut shown = 0;
    let mut depth = 0usize;
    for record in Records(sheet) {
        let (number, data) = record?;
        match number {
            0x0809 => depth += 1,
            0x000a => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            // Dimensions: calamine reserves this much, true or not.
            0x0200 => declared = declared.max(declared_size(data)?),
            // Row, with fDyZero among its flags.
            0x0208 if word(data, 12).is_ok_and(|flags| flags & 0x20 != 0) => {
                layout.hidden_rows.push(u32::from(word(data, 0)?) + 1)
            }
            // ColInfo, with fHidden among its flags; a width of 0 comes to the same.
            0x007d if word(data, 8)? & 1 != 0 || word(data, 4)? == 0 => {
                layout.hidden_columns.push(usize::from(word(data, 0)?)..=usize::from(word(data, 2)?));
            }
            // Formula, Number, Label, RString, BoolErr, RK, LabelSst, MulRk
            0x0006 | 0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x00fd | 0x00bd => {
                let (row, first) = (u64::from(word(data, 0)?), u64::from(word(data, 2)?));
                let last = match number {
                    0x00bd => first + (data.len() as u64) / 6,
                    _ => first,
                };
                let [top, left, bottom, right] = bounds.unwrap_or([row, first, row, last]);
                bounds = Some([top.min(row), left.min(first), bottom.max(row), right.max(last)]);
                if number == 0x00fd {
                    let index = word(data, 6)? as usize | (word(data, 8)? as usize) << 16;
                    shown += strings.get(index).copied().unwrap_or(0);
                }
            }
            _ => {}
        }
    }
    layout.hidden_rows.sort_unstable();
    let area = bounds.map_or(0, |[top, left, bottom, right]| (bottom - top + 1) * (right - left + 1));
    Ok((area.max(declared), shown))
}

/// The cells that a Dimensions record promises, in its two layouts.
fn declared_size(data: &[u8]) -> Result<u64, SheetError> {
    let double =
        |at: usize| Ok::<_, SheetError>(u64::from(word(data, at)?) | u64::from(word(data, at + 2)?) << 16);
    let single = |at: usize| word(data, at).map(u64::from);
    let (top, bottom, right) = match data.len() {
        10 => (single(0)?, single(2)?, single(6)?),
        14 | 16 => (double(0)?, double(4)?, single(10)?),
        _ => return Err(broken("the dimensions are of no known length")),
    };
    // The first column is left out: a wrong one is taken for 0.
    if bottom < top {
        Err(broken("the dimensions are upside down"))
    } else {
        Ok((bottom - top + 1) * (right + 1))
    }
}

/// The length of every shared string as UTF-8 at most, in bytes. `None` when they do not fit together.
fn string_lengths(chunks: &[&[u8]]) -> Option<Vec<u64>> {
    let mut at = Chunks { rest: chunks.first()?.get(8..)?, more: chunks[1..].iter() };
    let mut lengths = Vec::new();
    while at.advance() {
        let length = u16::from_le_bytes([at.byte()?, at.byte()?]);
        let flags = at.byte()?;
        let runs =
            if flags & 8 != 0 { u32::from(u16::from_le_bytes([at.byte()?, at.byte()?])) * 4 } else { 0 };
        let extra = match flags & 4 {
            0 => 0,
            _ => u32::from_le_bytes([at.byte()?, at.byte()?, at.byte()?, at.byte()?]),
        };
        let mut left = usize::from(length);
        let mut width = 1 + usize::from(flags & 1);
        while left > 0 {
            if at.rest.is_empty() {
                // A string that goes on in the next record says again how wide its characters are.
                at.advance().then_some(())?;
                width = 1 + usize::from(at.byte()? & 1);
            }
            let here = left.min(at.rest.len() / width);
            if here == 0 {
                return None;
            }
            at.rest = &at.rest[here * width..];
            left -= here;
        }
        at.skip(runs as usize + extra as usize)?;
        lengths.push(u64::from(length) * 3);
    }
    Some(lengths)
}

/// Bytes that run on from one record to the next.
struct Chunks<'a> {
    rest: &'a [u8],
    more: std::slice::Iter<'a, &'a [u8]>,
}

impl Chunks<'_> {
    /// Goes to the next record when this one is used up; `false` at the end.
    fn advance(&mut self) -> bool {
        while self.rest.is_empty() {
            match self.more.next() {
                Some(next) => self.rest = next,
                None => return false,
            }
        }
        true
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            self.advance().then_some(())?;
            let here = count.min(self.rest.len());
            self.rest = &self.rest[here..];
            count -= here;
        }
        Some(())
    }
}

/// Records: number, length, data.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = Result<(u16, &'a [u8]), SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.0.split_at_checked(4)?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let Some((data, rest)) = rest.split_at_checked(length) else {
            self.0 = &[];
            return Some(Err(broken("a record reaches behind the end")));
        };
        self.0 = rest;
        Some(Ok((u16::from_le_bytes([head[0], head[1]]), data)))
    }
}

fn word(data: &[u8], at: usize) -> Result<u16, SheetError> {
    match data.get(at..at + 2) {
        Some(&[low, high]) => Ok(u16::from_le_bytes([low, high])),
        _ => Err(broken("a record is too short")),
    }
}

/// The Windows page for the code page of a workbook before Excel 97. Mac pages go to their Windows
/// twins; where none is named, simplified Chinese is the best guess for our users and never panics.
fn windows_code_page(code_page: Option<u16>) -> u16 {
    match code_page {
        Some(10_008) | None => 936,
        Some(10_002) => 950,
        Some(10_001) => 932,
        Some(10_000 | 32_768) => 10_000,
        Some(32_769) => 1252,
        Some(other) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: u16, data: &[u8]) -> Vec<u8> {
        [&number.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    /// A workbook of one sheet with the given records.
    fn workbook(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Vec<u8> {
        let bof = record(0x0809, &[0, 6, 5, 0]);
        let eof = record(0x000a, &[]);
        let globals = globals.concat();
        let start = (bof.len() + globals.len() + 8 + eof.len()) as u32;
        let bound = record(0x0085, &start.to_le_bytes());
        [bof.clone(), globals, bound, eof.clone(), bof, sheet.concat(), eof].concat()
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        let mut data = [row.to_le_bytes(), column.to_le_bytes()].concat();
        data.resize(14, 0);
        record(0x0203, &data)
    }

    #[test]
    fn two_cells_in_far_corners_are_a_bomb() {
        let far = workbook(&[], &[cell(0, 0), cell(65_535, 65_535)]);
        let bomb = SheetError::Bomb { what: Measure::Cells, limit: Limits::default().cells };
        assert_eq!(measure(&far, Limits::default()), Err(bomb.clone()));
        let mut promised = vec![0; 14];
        promised[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        let promised = workbook(&[], &[record(0x0200, &promised)]);
        assert_eq!(measure(&promised, Limits::default()), Err(bomb));
        let near = workbook(&[], &[cell(0, 0), cell(9, 9)]);
        assert_eq!(
            measure(&near, Limits::default()),
            Ok(Measured { code_page: 1200, layouts: vec![Layout::default()] })
        );
    }

    #[test]
    fn one_long_string_shown_in_many_cells_is_a_bomb() {
        let mut string = vec![0; 8];
        string.extend(5_000u16.to_le_bytes());
        string.push(0);
        string.extend([b'a'; 5_000]);
        let shown: Vec<Vec<u8>> = (0..100)
            .map(|row: u16| record(0x00fd, &[row.to_le_bytes(), [0, 0], [0, 0], [0, 0], [0, 0]].concat()))
            .collect();
        let book = workbook(&[record(0x00fc, &string)], &shown);
        let limits = Limits { text: 1_000_000, ..Limits::default() };
        assert_eq!(
            measure(&book, limits),
            Err(SheetError::Bomb { what: Measure::TextBytes, limit: 1_000_000 })
        );
        assert!(measure(&book, Limits::default()).is_ok());
    }

    #[test]
    fn hidden_rows_and_columns_are_found() {
        let row = |number: u16, flags: u16| {
            let mut data = number.to_le_bytes().to_vec();
            data.resize(12, 0);
            data.extend([flags.to_le_bytes(), [0, 0]].concat());
            record(0x0208, &data)
        };
        let columns = |first: u16, last: u16, width: u16, flags: u16| {
            let words = [first, last, width, 0, flags, 0];
            record(0x007d, &words.map(u16::to_le_bytes).concat())
        };
        let sheet = [
            columns(0, 1, 2_000, 0),
            columns(2, 3, 2_000, 1),
            columns(6, 6, 0, 0),
            row(0, 0x100),
            row(7, 0x120),
            row(4, 0x20),
        ];
        let measured = measure(&workbook(&[], &sheet), Limits::default()).unwrap();
        let layout =
            Layout { hidden_rows: vec![5, 8], hidden_columns: vec![2..=3, 6..=6], ..Layout::default() };
        assert_eq!(measured.layouts, [layout]);
    }

    #[test]
    fn an_encrypted_workbook_says_so() {
        let book = workbook(&[record(0x002f, &[1, 0])], &[]);
        assert_eq!(measure(&book, Limits::default()), Err(SheetError::Encrypted));
    }
}
