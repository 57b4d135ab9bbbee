//! Plain text into lines.

use domain::bank::import::prose::Prose;

use super::lines::{Lines, Raw};
use crate::sheet::{Limits, SheetError};

pub fn read(text: &str, limits: Limits) -> Result<Prose, SheetError> {
    let mut lines = Lines::new(limits);
    let text = text.trim_end_matches('\u{1a}');
    let ends = ['\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    for line in text.split(ends) {
        // Old Macs end lines with `\r` alone.
        for line in line.strip_suffix('\r').unwrap_or(line).split('\r') {
            lines.add(Raw { text: line.to_owned(), ..Raw::default() }, None)?;
        }
    }
    Ok(lines.done(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::Measure;

    #[test]
    fn lines_keep_their_numbers_and_know_what_blank_ones_stand_before_them() {
        let prose = read("题库\r\n\r\n 1、动火须审批。（√）\r\n答案：对\r\n", Limits::default()).unwrap();
        let lines: Vec<_> =
            prose.lines.iter().map(|line| (line.number, line.text.as_str(), line.gap)).collect();
        assert_eq!(lines, [(1, "题库", false), (3, " 1、动火须审批。（√）", true), (4, "答案：对", false)]);
        assert!(!prose.paragraphs);
        let limits = Limits { lines: 3, ..Limits::default() };
        assert_eq!(read("a\nb\n\n\n", limits), Err(SheetError::Bomb { what: Measure::Lines, limit: 3 }));
    }
}
