//! What a preview found, row by row.

use std::collections::HashMap;

use domain::{
    bank::import::{
        Column, Counts, Merge, Origin, Reason, Report, RowOutcome, RowReport, Shape, SheetReport, Warning,
        header::Field, repeats,
    },
    id::{BankId, ImportId, ItemId},
    person::access::Action,
    time::Timestamp,
};

use super::{ColumnView, Part, Reading, apart, desk, store};
use crate::{ctx::Ctx, failure::Result};

/// An import with one page of its rows.
#[derive(Clone, Debug)]
pub struct ImportView {
    pub id: ImportId,
    pub bank: BankId,
    pub bank_name: String,
    pub file_name: String,
    pub file_digest: String,
    pub by: String,
    pub at: Timestamp,
    /// Once it was carried out.
    pub committed: Option<Committed>,
    pub counts: Counts,
    pub warnings: Vec<Warning>,
    /// Names of the worksheets where more than one has rows; else there is nothing to tell apart.
    pub sheets: Vec<String>,
    pub filter: Filter,
    /// Only rows with this reason are shown.
    pub reason: Option<String>,
    /// The reasons of the rows that the filter lets through, with how many rows have them.
    pub reasons: Vec<(Reason, usize)>,
    /// How each sheet was read; empty for files without columns.
    pub columns: Vec<SheetColumns>,
    pub merge: Merge,
    /// How many rows have the number of a question in the bank and say something else.
    pub versions: usize,
    /// While a long file is being judged.
    pub reading: Option<Reading>,
    pub part: Part,
    pub rows: Vec<RowView>,
}

/// Which column of a sheet was taken for what.
#[derive(Clone, Debug)]
pub struct SheetColumns {
    pub sheet: usize,
    pub name: String,
    /// The row with the headings, 0 when there is none; `None` when nobody knows what the columns hold.
    pub header: Option<u32>,
    pub origin: Origin,
    /// Who said so of an earlier file, and when.
    pub remembered: Option<(String, Timestamp)>,
    pub columns: Vec<ColumnView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    pub at: Timestamp,
    /// Less than what was accepted when some came into the bank another way in between.
    pub added: u64,
}

/// Which rows to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    All,
    Only(RowOutcome),
}

#[derive(Clone, Debug)]
pub struct RowView {
    pub row: u32,
    pub sheet: usize,
    pub outcome: RowOutcome,
    /// Somebody has put it right or left it out.
    pub corrected: bool,
    pub reasons: Vec<Reason>,
    /// The cell of the question, or the first one that is not blank.
    pub stem: String,
    /// Options and answer as they stand in the file; all that is not blank where no header says which they are.
    pub cells: Vec<(Option<Field>, String)>,
    /// The question of the bank that this row became, or repeats.
    pub item: Option<ItemId>,
}

/// The report of an import. Without a filter, the rows that need somebody come first: the rejected ones,
/// else those with a note, else all.
pub async fn import(ctx: &Ctx, id: ImportId, filter: Option<Filter>, page: u64) -> Result<ImportView> {
    import_with(ctx, id, filter, None, page).await
}

/// The same, and of the rows only those with a reason of this code.
pub async fn import_with(
    ctx: &Ctx,
    id: ImportId,
    filter: Option<Filter>,
    reason: Option<String>,
    page: u64,
) -> Result<ImportView> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let row = store::import(conn, org, id).await?;
    let bank = store::bank(conn, org, row.bank_id.into()).await?;
    let names = store::person_names(conn, org, [row.created_by]).await?;
    let committed = match row.committed_at {
        Some(at) => {
            let added = store::added(conn, org, [row.id]).await?;
            Some(Committed { at: Timestamp(at), added: added.get(&row.id).copied().unwrap_or(0) })
        }
        None => None,
    };
    let merge = desk::merge(&row);
    let stored = row.report;
    let report: Report = apart(move || serde_json::from_str(&stored)).await??;
    let counts = report.counts();
    let filter = filter.unwrap_or(match counts {
        Counts { rejected: 1.., .. } => Filter::Only(RowOutcome::Rejected),
        Counts { noted: 1.., .. } => Filter::Only(RowOutcome::Noted),
        _ => Filter::All,
    });
    let let_through = |row: &&RowReport| match filter {
        Filter::All => true,
        Filter::Only(outcome) => row.outcome == outcome,
    };
    let mut reasons: Vec<(Reason, usize)> = Vec::new();
    for row in report.rows.iter().filter(let_through) {
        for (at, of) in row.reasons.iter().enumerate() {
            if row.reasons[..at].iter().any(|before| before.code() == of.code()) {
                continue;
            }
            match reasons.iter_mut().find(|(known, _)| known.code() == of.code()) {
                Some((_, count)) => *count += 1,
                None => reasons.push((of.clone(), 1)),
            }
        }
    }
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let wanted = |row: &&RowReport| {
        let code = reason.as_deref();
        let_through(row) && code.is_none_or(|code| row.reasons.iter().any(|of| of.code() == code))
    };
    let reading = store::job(conn, id).await?.as_ref().map(Reading::of);
    let headings = store::headings(conn, org).await?;
    let authors = store::person_names(conn, org, headings.iter().map(|row| row.author)).await?;
    let remembered = |shape: &Shape| {
        let row = headings.iter().find(|row| row.shape == shape.0)?;
        Some((authors.get(&row.author).cloned().unwrap_or_default(), Timestamp(row.said_at)))
    };
    let columns = columns(&report, &remembered);
    let versions = report.rows.iter().filter(|row| row.reasons.iter().any(is_version)).count();
    let part = Part::of(page, report.rows.iter().filter(wanted).count() as u64);
    let shown: Vec<&RowReport> =
        report.rows.iter().filter(wanted).skip(part.before() as usize).take(part.size as usize).collect();
    let prints: Vec<Option<String>> =
        shown.iter().map(|row| row.item.as_ref().map(|item| repeats::question(item).0)).collect();
    let items =
        store::items_by_fingerprint(conn, row.bank_id, prints.iter().flatten().cloned().collect()).await?;
    let rows = shown.into_iter().zip(&prints).map(|(row, print)| view(&report, row, print, &items)).collect();
    Ok(ImportView {
        id,
        bank: bank.id.into(),
        bank_name: bank.name,
        file_name: row.file_name,
        file_digest: row.file_digest,
        by: names.get(&row.created_by).cloned().unwrap_or_default(),
        at: Timestamp(row.created_at),
        committed,
        counts,
        sheets: sheet_names(&report),
        warnings: report.warnings,
        filter,
        reason,
        reasons,
        columns,
        merge,
        versions,
        reading,
        part,
        rows,
    })
}

/// Whether a row has the number of a question in the bank and says something else.
fn is_version(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::VersionUndecided { .. }
            | Reason::NewVersion { .. }
            | Reason::NumberInBank { .. }
            | Reason::KeptInBank { .. }
    )
}

/// Cells of a column that are shown.
const SAMPLES: usize = 2;

fn columns(report: &Report, remembered: &dyn Fn(&Shape) -> Option<(String, Timestamp)>) -> Vec<SheetColumns> {
    let sheets = report.sheets.iter().enumerate().filter(|(_, sheet)| sheet.width > 0);
    let one = |(index, sheet): (usize, &SheetReport)| {
        let rows = || report.rows.iter().filter(move |row| row.place.sheet == index);
        let columns = (0..sheet.width).map(|at| {
            let said = rows().filter_map(|row| row.cells.get(at)).filter(|text| !text.trim().is_empty());
            ColumnView {
                column: Column(at),
                heading: sheet.headings.get(at).cloned().unwrap_or_default(),
                samples: said.take(SAMPLES).cloned().collect(),
                field: sheet.header.as_ref().map_or(Field::Other, |header| header.field(at)),
            }
        });
        SheetColumns {
            sheet: index,
            name: sheet.name.clone(),
            header: sheet.header.as_ref().map(|header| header.row),
            origin: sheet.origin.clone(),
            remembered: match &sheet.origin {
                Origin::Remembered { shape } => remembered(shape),
                Origin::Headings | Origin::Hand => None,
            },
            columns: columns.collect(),
        }
    };
    sheets.filter(|(index, _)| report.rows.iter().any(|row| row.place.sheet == *index)).map(one).collect()
}

/// How to call the worksheets of a file: not at all where only one has rows.
pub(super) fn sheet_names(report: &Report) -> Vec<String> {
    let first = report.rows.first().map(|row| row.place.sheet);
    match report.rows.iter().all(|row| Some(row.place.sheet) == first) {
        true => Vec::new(),
        false => report.sheets.iter().map(|sheet| sheet.name.clone()).collect(),
    }
}

fn view(
    report: &Report,
    row: &RowReport,
    print: &Option<String>,
    items: &HashMap<String, ItemId>,
) -> RowView {
    let header = report.sheets.get(row.place.sheet).and_then(|sheet| sheet.header.as_ref());
    let field =
        |column: usize| header?.columns.iter().find(|(at, _)| at.0 == column).map(|(_, field)| *field);
    let said = |column: &usize| row.cells.get(*column).is_some_and(|text| !text.trim().is_empty());
    let stem = report.stem_column(row);
    let told = |column: &usize| {
        header.is_none() || matches!(field(*column), Some(Field::Options | Field::Option(_) | Field::Answer))
    };
    let others = (0..row.cells.len()).filter(|column| Some(*column) != stem).filter(said).filter(told);
    RowView {
        row: row.place.row,
        sheet: row.place.sheet,
        outcome: row.outcome,
        corrected: row.corrected,
        reasons: row.reasons.clone(),
        stem: match &row.item {
            // What somebody has mended is what will be asked; other systems' files have markup around it.
            Some(item) if row.corrected || header.is_none() => item.stem.clone(),
            _ => stem.map(|column| row.cells[column].clone()).unwrap_or_default(),
        },
        cells: others.map(|column| (field(column), row.cells[column].clone())).collect(),
        item: print.as_ref().and_then(|print| items.get(print)).copied(),
    }
}
