//! Questions from formats that were made for questions (GIFT, Aiken, Moodle XML, QTI, JSON).

use super::{Known, Place, Reason, Report, RowOutcome, RowReport, SheetReport, finish};
use crate::bank::item::Item;

/// One question of such a file, or what stands in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Where it begins: the line in the file, or its number in the order of the file where lines say nothing.
    pub place: Place,
    /// What stands in the file, for the person who has to mend it.
    pub source: String,
    pub read: Result<Item, Reason>,
    /// What was read in a way that the author should know of.
    pub notes: Vec<Reason>,
}

/// Judges records of one file, whose `place.sheet` is 0.
pub fn judge(records: &[Record], known: &Known) -> Report {
    let rows = records.iter().map(|record| {
        let mut reasons = record.notes.clone();
        reasons.extend(record.read.as_ref().err().cloned());
        RowReport {
            place: record.place,
            cells: vec![record.source.clone()],
            outcome: RowOutcome::Imported,
            reasons,
            item: record.read.as_ref().ok().cloned(),
        }
    });
    let sheet = SheetReport { name: String::new(), hidden: false, header: None };
    let mut report = Report { sheets: vec![sheet], rows: rows.collect(), warnings: Vec::new() };
    finish(&mut report, known);
    report
}
