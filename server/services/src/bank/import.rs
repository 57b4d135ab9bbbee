//! From a file to questions, in two steps: a preview that changes nothing, and the taking over.

use std::collections::HashSet;

use domain::{
    bank::{
        figure::MediaId,
        import::{Fingerprint, Known, Report, RowOutcome, repeats},
    },
    id::{BankId, ImportId, OrgId, PersonId},
    person::access::Action,
    time::Timestamp,
};
use entities::{bank, import, item, item_version};
use formats::{
    media, question_file,
    sheet::{self, SheetError},
};
use futures::FutureExt as _;
use sea_orm::prelude::Uuid;

use super::{Source, apart, store};
use crate::{
    ctx::{Ctx, Guben},
    db::{Stamp, Tx, is_taken},
    failure::{Failure, Refusal, Result},
};

/// Longest file name that is kept, in characters; its end, which tells the kind, stays.
const FILE_NAME_LIMIT: usize = 150;

/// The largest file that is read, in bytes.
pub fn largest_file() -> usize {
    sheet::Limits::default().bytes
}

/// Reads a file and says of every row what would become of it, knowing what is in a bank already.
///
/// # Errors
/// [`Refusal::Sheet`] when the file as a whole can't be read.
pub fn dry_run(bytes: &[u8], known: &Known) -> Result<Report> {
    judged(bytes, known).map(|(report, _)| report)
}

/// What would become of every row, and the files that the questions show.
fn judged(bytes: &[u8], known: &Known) -> Result<(Report, Vec<Vec<u8>>)> {
    let file = question_file::read(bytes, sheet::Limits::default()).map_err(|error| {
        if let SheetError::Broken { detail } = &error {
            tracing::info!(detail, bytes = bytes.len(), "an uploaded workbook is broken");
        }
        Refusal::Sheet(error)
    })?;
    let report = file.material.judge(known);
    let shown: HashSet<&MediaId> = report.accepted().flat_map(|(_, item)| media::of(item)).collect();
    let files = file.media.into_iter().filter(|(id, _)| shown.contains(id));
    let files = files.map(|(_, media)| media.bytes).collect();
    Ok((report, files))
}

/// Judges a file for a bank, or for one that is still to be made, and keeps nothing.
pub async fn look(ctx: &Ctx, bank: Option<BankId>, bytes: Vec<u8>) -> Result<Report> {
    ctx.must_here(Action::EditBank)?;
    let known = match bank {
        Some(bank) => known(ctx, bank).await?,
        None => Ok(Known::default()),
    };
    apart(move || dry_run(&bytes, &known?)).await?
}

/// Judges a file for a bank and keeps it with the report. The bank does not change.
///
/// `once` comes from the form, so that one sent twice is one import.
pub async fn preview(
    ctx: &Ctx,
    bank: BankId,
    once: ImportId,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<ImportId> {
    ctx.must_here(Action::EditBank)?;
    store::bank(ctx.db().read(), ctx.org(), bank).await?;
    let known = known(ctx, bank).await?;
    let ((report, shown), bytes) =
        apart(move || judged(&bytes, &known?).map(|judged| (judged, bytes))).await??;
    let file = FileOf { bank, import: once, name: short(file_name), size: bytes.len() };
    let digest = ctx.guben.blobs.keep(bytes).await?;
    // A file is kept under the digest of its bytes, which is how the questions call it.
    for file in shown {
        ctx.guben.blobs.keep(file).await?;
    }
    let row = file.row(ctx.org(), ctx.actor.person, ctx.now, digest, &report)?;
    match ctx.write(move |tx| async move { tx.add("import.preview", row).await }.boxed()).await {
        Err(failure) if is_taken(&failure) => Ok(once),
        done => done.map(|()| once),
    }
}

/// Takes the accepted rows of a preview into the bank, all of them or none, and returns how many.
///
/// Questions that came into the bank since the preview are left out.
///
/// # Errors
/// [`Refusal::AlreadyDone`] the second time, [`Refusal::NothingToImport`] when no row was accepted.
pub async fn commit(ctx: &Ctx, id: ImportId) -> Result<usize> {
    ctx.must_here(Action::EditBank)?;
    let row = store::import(ctx.db().read(), ctx.org(), id).await?;
    if row.committed_at.is_some() {
        return Err(Refusal::AlreadyDone.into());
    }
    let (author, now) = (ctx.actor.person, ctx.now);
    let (row, questions) = apart(move || {
        let report: Report = serde_json::from_str(&row.report)?;
        questions(&row, report, author, now).map(|questions| (row, questions))
    })
    .await??;
    if questions.is_empty() {
        return Err(Refusal::NothingToImport.into());
    }
    ctx.write(move |tx| {
        async move {
            if store::lock_committed_at(tx.conn(), id).await?.is_some() {
                return Err(Refusal::AlreadyDone.into());
            }
            let added = add(tx, row.bank_id, questions).await?;
            tx.change("import.commit", import::Model { committed_at: Some(tx.now().0), ..row }).await?;
            Ok(added)
        }
        .boxed()
    })
    .await
}

/// Makes a bank of a text file that has to be faultless, through the same judge as everybody's files.
///
/// # Errors
/// When any row is rejected, with its place and the code of the reason.
pub async fn load(
    guben: &Guben,
    stamp: Stamp,
    org: OrgId,
    author: PersonId,
    name: &str,
    bytes: Vec<u8>,
) -> Result<BankId> {
    let now = stamp.now;
    let (report, bytes) =
        apart(move || dry_run(&bytes, &Known::default()).map(|report| (report, bytes))).await??;
    if let Some(row) = report.rows.iter().find(|row| row.outcome == RowOutcome::Rejected) {
        let codes: Vec<_> = row.reasons.iter().map(|reason| reason.code()).collect();
        return Err(Failure::Internal(format!("{name}, row {}: {}", row.place.row, codes.join(", "))));
    }
    let bank = bank::Model {
        id: Uuid::now_v7(),
        org_id: org.0,
        name: name.to_owned(),
        created_by: author.0,
        created_at: now.0,
    };
    let id = BankId(bank.id);
    let file =
        FileOf { bank: id, import: ImportId(Uuid::now_v7()), name: format!("{name}.csv"), size: bytes.len() };
    let digest = guben.blobs.keep(bytes).await?;
    let mut import = file.row(org, author, now, digest, &report)?;
    import.committed_at = Some(now.0);
    let questions = questions(&import, report, author, now)?;
    let loaded = guben.db.write(stamp, move |tx| {
        async move {
            tx.add("bank.create", bank).await?;
            tx.add("import.commit", import).await?;
            add(tx, id.0, questions).await.map(|_| id)
        }
        .boxed()
    });
    loaded.await
}

/// A file on its way into a bank.
struct FileOf {
    bank: BankId,
    import: ImportId,
    name: String,
    size: usize,
}

impl FileOf {
    fn row(
        self,
        org: OrgId,
        author: PersonId,
        now: Timestamp,
        digest: String,
        report: &Report,
    ) -> Result<import::Model> {
        Ok(import::Model {
            id: self.import.0,
            org_id: org.0,
            bank_id: self.bank.0,
            file_name: self.name,
            file_digest: digest,
            file_size: i64::try_from(self.size).unwrap_or(i64::MAX),
            report: serde_json::to_string(report)?,
            committed_at: None,
            created_by: author.0,
            created_at: now.0,
        })
    }
}

/// What the bank asks, and asked in earlier versions: a file must not bring back what somebody corrected.
async fn known(ctx: &Ctx, bank: BankId) -> Result<Result<Known>> {
    let versions = store::versions_in(ctx.db().read(), ctx.org(), bank).await?;
    apart(move || {
        let (newest, earlier): (Vec<_>, Vec<_>) =
            versions.into_iter().partition(|version| version.id == version.newest);
        let mut pairs = Vec::with_capacity(newest.len() + earlier.len());
        for version in earlier {
            let item = serde_json::from_str(&version.content)?;
            pairs.push((repeats::question(&item), repeats::key(&item)));
        }
        // Of equal questions the last pair counts, which is that of a newest version.
        for version in newest {
            let item = serde_json::from_str(&version.content)?;
            pairs.push((Fingerprint(version.fingerprint), repeats::key(&item)));
        }
        Ok(pairs.into_iter().collect())
    })
    .await
}

/// An item with its first version.
type Question = (item::Model, item_version::Model);

fn questions(
    import: &import::Model,
    mut report: Report,
    author: PersonId,
    now: Timestamp,
) -> Result<Vec<Question>> {
    let sheets: Vec<String> = report.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let accepted = report
        .rows
        .iter_mut()
        .filter(|row| matches!(row.outcome, RowOutcome::Imported | RowOutcome::Noted))
        .filter_map(|row| Some((row.place, std::mem::take(&mut row.cells), row.item.take()?)));
    let made = accepted.map(|(place, cells, item)| {
        let (item_id, version_id) = (Uuid::now_v7(), Uuid::now_v7());
        let sheet = sheets.get(place.sheet).cloned().unwrap_or_default();
        let source = Source::File { sheet, row: place.row, cells };
        let version = item_version::Model {
            id: version_id,
            org_id: import.org_id,
            item_id,
            version: 1,
            kind: item.content.kind().code().to_owned(),
            knowledge_point: item.knowledge_point.clone(),
            content: serde_json::to_string(&item)?,
            source: serde_json::to_string(&source)?,
            author: author.0,
            import_id: Some(import.id),
            created_at: now.0,
        };
        let fingerprint = repeats::question(&item).0;
        let item = item::Model {
            id: item_id,
            org_id: import.org_id,
            bank_id: import.bank_id,
            fingerprint,
            version_id,
        };
        Ok((item, version))
    });
    made.collect()
}

async fn add(tx: &mut Tx, bank: Uuid, mut questions: Vec<Question>) -> Result<usize> {
    let there: HashSet<String> = store::fingerprints(tx.conn(), bank).await?;
    questions.retain(|(item, _)| !there.contains(&item.fingerprint));
    let added = questions.len();
    let (items, versions) = questions.into_iter().unzip();
    tx.add_all("item.add", items).await?;
    tx.add_all("item_version.add", versions).await?;
    Ok(added)
}

/// The file's own name, without the folders that some browsers send along.
fn short(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let extra = name.chars().count().saturating_sub(FILE_NAME_LIMIT);
    name.chars().filter(|c| !c.is_control()).skip(extra).collect()
}
