//! The desk at which an import is put right: which column holds what, what a row should have said, and what
//! becomes of numbers that the bank has.
//!
//! A decision is stored first, by itself; then the file is judged again and the report follows. Should the
//! server stop in between, the report is made to follow before anything is taken over.

use std::collections::BTreeMap;

use domain::{
    audit::Digest,
    bank::import::{
        Column, Correction, Decision, Desk, Known, Layout, LayoutFault, Material, Mend, Merge, Origin, Place,
        Reason, Report, RowOutcome, Shape,
        header::{Field, Header},
    },
    id::{BankId, ImportId, OrgId},
    person::access::Action,
    time::Timestamp,
};
use entities::{import, import_correction, import_heading};
use formats::{
    question_file::{self, QuestionFile},
    sheet,
};
use futures::FutureExt as _;
use sea_orm::{ConnectionTrait, prelude::Uuid};

use super::{apart, import::known, reading, store};
use crate::{
    ctx::{Ctx, Guben},
    db::{Stamp, is_taken},
    failure::{Failure, Refusal, Result},
};

/// How often a report is made again because somebody decided something meanwhile.
const TRIES: usize = 5;

/// Rows of a sheet that are shown to say which one has the headings.
const FIRST_ROWS: usize = 12;

/// Cells of a column that are shown.
const SAMPLES: usize = 3;

/// What people have decided about an import, together with what the bank holds.
pub(super) struct Decided {
    known: Known,
    layout: Layout,
    corrections: Vec<Correction>,
    merge: Merge,
    /// `None` when nobody has decided anything.
    pub digest: Option<String>,
}

impl Decided {
    /// Before the file has an import.
    pub async fn of_bank(conn: &impl ConnectionTrait, org: OrgId, bank: Option<BankId>) -> Result<Decided> {
        let known = match bank {
            Some(bank) => known(conn, org, bank).await?,
            None => Known::default(),
        };
        let layout = Layout { remembered: remembered(conn, org).await?, ..Layout::default() };
        Ok(Decided { known, layout, corrections: Vec::new(), merge: Merge::Ask, digest: None })
    }

    pub async fn of(conn: &impl ConnectionTrait, row: &import::Model) -> Result<Decided> {
        let mut decided = Decided::of_bank(conn, row.org_id.into(), Some(row.bank_id.into())).await?;
        let corrections = store::corrections(conn, row.id).await?;
        decided.digest = digest(row, &corrections)?;
        decided.layout.by_hand = by_hand(row)?;
        decided.merge = merge(row);
        decided.corrections = corrections.into_iter().map(correction).collect::<Result<_>>()?;
        Ok(decided)
    }

    /// Reads a file and judges it; `total` is told how many rows there are, `watch` of each.
    pub fn judge(&self, bytes: &[u8], total: &dyn Fn(usize), watch: &dyn Fn()) -> Result<Report> {
        let material = read(bytes)?.material;
        total(material.len());
        Ok(self.judge_material(&material, Some(watch)))
    }

    pub fn judge_material(&self, material: &Material, watch: Option<&dyn Fn()>) -> Report {
        let Decided { known, layout, corrections, merge, .. } = self;
        material.judge_at(&Desk { known, layout, corrections, merge: *merge, watch })
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<QuestionFile> {
    let read = question_file::read(bytes, sheet::Limits::default()).map_err(|error| {
        if let sheet::SheetError::Broken { detail } = &error {
            tracing::info!(detail, bytes = bytes.len(), "an uploaded workbook is broken");
        }
        Refusal::Sheet(error)
    });
    Ok(read?)
}

async fn remembered(
    conn: &impl ConnectionTrait,
    org: OrgId,
) -> Result<BTreeMap<Shape, Vec<(Column, Field)>>> {
    let headings = store::headings(conn, org).await?.into_iter();
    headings.map(|row| Ok((Shape(row.shape), serde_json::from_str(&row.columns)?))).collect()
}

fn by_hand(row: &import::Model) -> Result<BTreeMap<usize, Header>> {
    Ok(row.layout.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default())
}

pub(super) fn merge(row: &import::Model) -> Merge {
    row.merge.as_deref().and_then(Merge::from_code).unwrap_or_default()
}

fn correction(row: import_correction::Model) -> Result<Correction> {
    Ok(Correction {
        place: Place {
            sheet: usize::try_from(row.sheet).unwrap_or_default(),
            row: u32::try_from(row.row).unwrap_or_default(),
        },
        cells: serde_json::from_str(&row.cells)?,
        decision: serde_json::from_str(&row.decision)?,
    })
}

fn digest(row: &import::Model, corrections: &[import_correction::Model]) -> Result<Option<String>> {
    if row.layout.is_none() && row.merge.is_none() && corrections.is_empty() {
        return Ok(None);
    }
    let all = serde_json::to_vec(&(&row.layout, &row.merge, corrections))?;
    Ok(Some(Digest::of(&all).to_string()))
}

/// Makes the report follow what has been decided, unless it does already.
pub(super) async fn follow(guben: &Guben, stamp: Stamp, org: OrgId, id: ImportId) -> Result<()> {
    for _ in 0..TRIES {
        let row = store::import(guben.db.read(), org, id).await?;
        let decided = Decided::of(guben.db.read(), &row).await?;
        if row.judged == decided.digest {
            return Ok(());
        }
        let file = guben.blobs.read(&row.file_digest).await?;
        let (report, digest) = apart(move || {
            let report = decided.judge(&file, &|_| {}, &|| {})?;
            Ok::<_, Failure>((serde_json::to_string(&report)?, decided.digest))
        })
        .await??;
        if keep(guben, stamp, id, org, report, digest).await? {
            return Ok(());
        }
    }
    Err(Failure::Busy)
}

/// Keeps a report, unless somebody has decided something else meanwhile.
pub(super) async fn keep(
    guben: &Guben,
    stamp: Stamp,
    id: ImportId,
    org: OrgId,
    report: String,
    judged: Option<String>,
) -> Result<bool> {
    let kept = guben.db.write(stamp, move |tx| {
        async move {
            store::lock_committed_at(tx.conn(), id).await?;
            let row = store::import(tx.conn(), org, id).await?;
            if row.committed_at.is_some() {
                return Ok(true);
            }
            let corrections = store::corrections(tx.conn(), row.id).await?;
            if digest(&row, &corrections)? != judged {
                return Ok(false);
            }
            tx.change("import.read", import::Model { report, judged, ..row }).await?;
            Ok(true)
        }
        .boxed()
    });
    kept.await
}

/// An import that nothing has been taken over from yet.
async fn open(ctx: &Ctx, id: ImportId) -> Result<import::Model> {
    ctx.must_here(Action::EditBank)?;
    let row = store::import(ctx.db().read(), ctx.org(), id).await?;
    if row.committed_at.is_some() { Err(Refusal::AlreadyDone.into()) } else { Ok(row) }
}

fn stamp(ctx: &Ctx) -> Stamp {
    Stamp { now: ctx.now, actor: Some(ctx.actor.person) }
}

/// How the columns of a sheet are read, to be changed.
#[derive(Clone, Debug)]
pub struct ColumnsView {
    pub id: ImportId,
    pub bank: BankId,
    pub bank_name: String,
    pub file_name: String,
    pub sheet: usize,
    pub sheet_name: String,
    pub header: Option<Header>,
    pub origin: Origin,
    /// The first rows with what stands in them, of which one may have the headings.
    pub first: Vec<(u32, String)>,
    pub columns: Vec<ColumnView>,
    pub committed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnView {
    pub column: Column,
    pub heading: String,
    /// A few of its cells.
    pub samples: Vec<String>,
    pub field: Field,
}

/// The columns of one sheet.
pub async fn columns(ctx: &Ctx, id: ImportId, sheet: usize) -> Result<ColumnsView> {
    ctx.must_here(Action::EditBank)?;
    let row = store::import(ctx.db().read(), ctx.org(), id).await?;
    let bank = store::bank(ctx.db().read(), ctx.org(), row.bank_id.into()).await?;
    let file = ctx.guben.blobs.read(&row.file_digest).await?;
    apart(move || {
        let report: Report = serde_json::from_str(&row.report)?;
        let found = report.sheets.get(sheet).ok_or(Failure::NotFound)?;
        let material = read(&file)?.material;
        let read = material.sheet(sheet).ok_or(Failure::NotFound)?;
        let header = found.header.clone();
        let below = header.as_ref().map_or(0, |header| header.row);
        let filled = || read.rows.iter().filter(|row| !row.is_blank());
        let columns = (0..read.width()).map(|at| {
            let cells = filled().filter(|row| row.number > below).map(|row| row.cell(at).text());
            ColumnView {
                column: Column(at),
                heading: found.headings.get(at).cloned().unwrap_or_default(),
                samples: cells.filter(|text| !text.trim().is_empty()).take(SAMPLES).collect(),
                field: header.as_ref().map_or(Field::Other, |header| header.field(at)),
            }
        });
        let line = |row: &domain::bank::import::table::Row| {
            let cells = row.cells.iter().filter(|cell| !cell.is_blank()).map(|cell| cell.text());
            (row.number, cells.collect::<Vec<_>>().join(" | "))
        };
        Ok(ColumnsView {
            id,
            bank: bank.id.into(),
            bank_name: bank.name,
            file_name: row.file_name.clone(),
            sheet,
            sheet_name: found.name.clone(),
            columns: columns.collect(),
            header,
            origin: found.origin.clone(),
            first: filled().take(FIRST_ROWS).map(line).collect(),
            committed: row.committed_at.is_some(),
        })
    })
    .await?
}

/// Reads a sheet as somebody says, and remembers it for files of the same shape when `remember`.
///
/// `header_row` is 0 where no row has headings. Returns what is wrong with it, when something is.
pub async fn set_columns(
    ctx: &Ctx,
    id: ImportId,
    sheet: usize,
    header_row: u32,
    said: Vec<(Column, Field)>,
    remember: bool,
) -> Result<Option<LayoutFault>> {
    let row = open(ctx, id).await?;
    let header = match Header::by_hand(header_row, said) {
        Ok(header) => header,
        Err(fault) => return Ok(Some(fault)),
    };
    let file = ctx.guben.blobs.read(&row.file_digest).await?;
    let (shape, len) = apart(move || {
        let material = read(&file)?.material;
        let sheet = material.sheet(sheet).ok_or(Failure::NotFound)?;
        Ok::<_, Failure>((Shape::of(sheet, header_row), material.len()))
    })
    .await??;
    let (org, now, author) = (ctx.org(), ctx.now, ctx.actor.person);
    ctx.write(move |tx| {
        async move {
            if store::lock_committed_at(tx.conn(), id).await?.is_some() {
                return Err(Refusal::AlreadyDone.into());
            }
            let row = store::import(tx.conn(), org, id).await?;
            if remember {
                store::forget_heading(tx.conn(), org, &shape.0).await?;
                let heading = import_heading::Model {
                    id: Uuid::now_v7(),
                    org_id: org.0,
                    shape: shape.0,
                    columns: serde_json::to_string(&header.columns)?,
                    author: author.0,
                    said_at: now.0,
                };
                tx.put(heading).await?;
                tx.log("import.remember", org.0, "import", id.to_string());
            }
            let mut layout = by_hand(&row)?;
            layout.insert(sheet, header);
            let layout = Some(serde_json::to_string(&layout)?);
            tx.change("import.columns", import::Model { layout, ..row }).await
        }
        .boxed()
    })
    .await?;
    again(ctx, id, len).await?;
    Ok(None)
}

/// Reads a sheet by its headings alone again, and forgets what was remembered of files like it.
pub async fn forget_columns(ctx: &Ctx, id: ImportId, sheet: usize) -> Result<()> {
    let row = open(ctx, id).await?;
    let file = ctx.guben.blobs.read(&row.file_digest).await?;
    let (mut shapes, len) = apart(move || {
        let report: Report = serde_json::from_str(&row.report)?;
        let found = report.sheets.get(sheet).ok_or(Failure::NotFound)?;
        let material = read(&file)?.material;
        let read = material.sheet(sheet).ok_or(Failure::NotFound)?;
        let row = found.header.as_ref().map_or(0, |header| header.row);
        let shapes = vec![Shape::of(read, row)];
        Ok::<_, Failure>((shapes, material.len()))
    })
    .await??;
    let org = ctx.org();
    ctx.write(move |tx| {
        async move {
            if store::lock_committed_at(tx.conn(), id).await?.is_some() {
                return Err(Refusal::AlreadyDone.into());
            }
            let row = store::import(tx.conn(), org, id).await?;
            for shape in shapes.drain(..) {
                store::forget_heading(tx.conn(), org, &shape.0).await?;
            }
            tx.log("import.forget", org.0, "import", id.to_string());
            let mut layout = by_hand(&row)?;
            layout.remove(&sheet);
            // An empty layout still says that somebody has decided: the report has to be made again.
            let layout = Some(serde_json::to_string(&layout)?);
            tx.change("import.columns", import::Model { layout, judged: None, ..row }).await
        }
        .boxed()
    })
    .await?;
    again(ctx, id, len).await
}

/// Judges again: at once, or a long file beside the requests.
async fn again(ctx: &Ctx, id: ImportId, len: usize) -> Result<()> {
    if len > reading::LONG {
        return reading::ask(ctx, id, len).await;
    }
    follow(&ctx.guben, stamp(ctx), ctx.org(), id).await
}

/// Decides what becomes of rows whose number the bank has.
pub async fn set_merge(ctx: &Ctx, id: ImportId, merge: Merge) -> Result<()> {
    open(ctx, id).await?;
    let org = ctx.org();
    ctx.write(move |tx| {
        async move {
            if store::lock_committed_at(tx.conn(), id).await?.is_some() {
                return Err(Refusal::AlreadyDone.into());
            }
            let row = store::import(tx.conn(), org, id).await?;
            let merge = Some(merge.code().to_owned());
            tx.change("import.merge", import::Model { merge, ..row }).await
        }
        .boxed()
    })
    .await?;
    follow(&ctx.guben, stamp(ctx), org, id).await
}

/// One row of an import, to be put right.
#[derive(Clone, Debug)]
pub struct RowForm {
    pub id: ImportId,
    pub bank: BankId,
    pub bank_name: String,
    pub file_name: String,
    pub sheet_name: String,
    /// How to call worksheets, as in `ImportView::sheets`.
    pub sheets: Vec<String>,
    pub place: Place,
    pub outcome: RowOutcome,
    pub reasons: Vec<Reason>,
    /// What stands in the file: the column, its heading, what it was taken for, and the cell.
    pub cells: Vec<(Column, String, Field, String)>,
    /// What the form begins with.
    pub mend: Mend,
    pub decided: Option<RowDecision>,
    pub committed: bool,
    /// The next row that needs somebody.
    pub next: Option<Place>,
}

/// Who decided about a row, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDecision {
    pub by: String,
    pub at: Timestamp,
    pub decision: Decision,
}

/// A row as it was read, with what somebody has decided about it.
pub async fn row(ctx: &Ctx, id: ImportId, place: Place) -> Result<RowForm> {
    ctx.must_here(Action::EditBank)?;
    let (conn, org) = (ctx.db().read(), ctx.org());
    let import = store::import(conn, org, id).await?;
    let bank = store::bank(conn, org, import.bank_id.into()).await?;
    let found = store::correction(conn, import.id, place).await?;
    let decided = match found {
        None => None,
        Some(row) => {
            let names = store::person_names(conn, org, [row.author]).await?;
            let by = names.get(&row.author).cloned().unwrap_or_default();
            let at = Timestamp(row.decided_at);
            match serde_json::from_str(&row.decision)? {
                Decision::AsRead => None,
                decision => Some(RowDecision { by, at, decision }),
            }
        }
    };
    apart(move || {
        let report: Report = serde_json::from_str(&import.report)?;
        let at = report.rows.iter().position(|row| row.place == place).ok_or(Failure::NotFound)?;
        let row = &report.rows[at];
        let sheet = report.sheets.get(place.sheet).ok_or(Failure::NotFound)?;
        let field = |column: usize| sheet.header.as_ref().map_or(Field::Other, |header| header.field(column));
        let said = row.cells.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
        let cells = said.map(|(column, text)| {
            let heading = sheet.headings.get(column).cloned().unwrap_or_default();
            (Column(column), heading, field(column), text.clone())
        });
        let mend = match &decided {
            Some(RowDecision { decision: Decision::Mend(mend), .. }) => mend.clone(),
            _ => Mend::of(&report, row),
        };
        let behind = report.rows[at + 1..].iter().chain(&report.rows[..at]);
        let next = behind.filter(|row| row.outcome == RowOutcome::Rejected).map(|row| row.place).next();
        Ok(RowForm {
            id,
            bank: bank.id.into(),
            bank_name: bank.name,
            file_name: import.file_name.clone(),
            sheet_name: sheet.name.clone(),
            sheets: super::report::sheet_names(&report),
            place,
            outcome: row.outcome,
            reasons: row.reasons.clone(),
            cells: cells.collect(),
            mend,
            decided,
            committed: import.committed_at.is_some(),
            next,
        })
    })
    .await?
}

/// Decides about a row: what it should say, that it stays out, or that it counts as it was read.
///
/// The report follows. Returns what became of the row.
pub async fn decide(ctx: &Ctx, id: ImportId, place: Place, decision: Decision) -> Result<RowOutcome> {
    let import = open(ctx, id).await?;
    let cells = apart(move || {
        let report: Report = serde_json::from_str(&import.report)?;
        let row = report.rows.into_iter().find(|row| row.place == place).ok_or(Failure::NotFound)?;
        Ok::<_, Failure>(serde_json::to_string(&row.cells)?)
    })
    .await??;
    let row = import_correction::Model {
        id: Uuid::now_v7(),
        org_id: ctx.org().0,
        import_id: id.0,
        sheet: i32::try_from(place.sheet).map_err(|_| Failure::NotFound)?,
        row: i32::try_from(place.row).map_err(|_| Failure::NotFound)?,
        cells,
        decision: serde_json::to_string(&decision)?,
        author: ctx.actor.person.0,
        decided_at: ctx.now.0,
    };
    let written = ctx.write(move |tx| {
        async move {
            if store::lock_committed_at(tx.conn(), id).await?.is_some() {
                return Err(Refusal::AlreadyDone.into());
            }
            match store::correction(tx.conn(), id.0, place).await? {
                Some(there) => {
                    tx.change("import.correct", import_correction::Model { id: there.id, ..row }).await
                }
                None => tx.add("import.correct", row).await,
            }
        }
        .boxed()
    });
    match written.await {
        // Another window was first with this row; its decision shows on the page.
        Err(failure) if is_taken(&failure) => {}
        written => written?,
    }
    follow(&ctx.guben, stamp(ctx), ctx.org(), id).await?;
    let import = store::import(ctx.db().read(), ctx.org(), id).await?;
    apart(move || {
        let report: Report = serde_json::from_str(&import.report)?;
        let row = report.rows.into_iter().find(|row| row.place == place).ok_or(Failure::NotFound)?;
        Ok(row.outcome)
    })
    .await?
}
