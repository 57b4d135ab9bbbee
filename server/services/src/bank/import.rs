//! From a file to questions, in two steps: a preview that changes nothing, and the taking over.

use std::collections::HashSet;

use domain::{
    bank::{
        Item,
        import::{Fingerprint, Known, Numbered, Reason, Report, RowOutcome, repeats},
    },
    id::{BankId, ImportId, OrgId, PersonId},
    person::access::Action,
    time::Timestamp,
};
use entities::{bank, import, item, item_version};
use formats::sheet;
use futures::FutureExt as _;
use sea_orm::{ConnectionTrait, prelude::Uuid};

use super::{
    Source, apart, desk,
    desk::Decided,
    item::{NewVersion, store_version},
    life,
    reading::{self, LONG},
    store,
};
use crate::{
    ctx::{Ctx, Guben},
    db::{Stamp, Tx},
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
    Ok(desk::read(bytes)?.material.judge(known))
}

/// Judges a file for a bank, or for one that is still to be made, and keeps nothing.
pub async fn look(ctx: &Ctx, bank: Option<BankId>, bytes: Vec<u8>) -> Result<Report> {
    ctx.must_here(Action::EditBank)?;
    let decided = Decided::of_bank(ctx.db().read(), ctx.org(), bank).await?;
    apart(move || Ok(decided.judge_material(&desk::read(&bytes)?.material, None))).await?
}

/// Judges a file for a bank and keeps it with the report; a long file is kept first and judged by a job. The
/// bank does not change.
///
/// `once` comes from the form, so that one sent twice is one import.
pub async fn preview(
    ctx: &Ctx,
    bank: BankId,
    once: ImportId,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<ImportId> {
    preview_up_to(ctx, bank, once, file_name, bytes, LONG).await
}

/// The same, judged before it returns however long the file is: for who waits for it at a command line.
pub async fn preview_at_once(
    ctx: &Ctx,
    bank: BankId,
    once: ImportId,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<ImportId> {
    preview_up_to(ctx, bank, once, file_name, bytes, usize::MAX).await
}

async fn preview_up_to(
    ctx: &Ctx,
    bank: BankId,
    once: ImportId,
    file_name: &str,
    bytes: Vec<u8>,
    at_once: usize,
) -> Result<ImportId> {
    ctx.must_here(Action::EditBank)?;
    store::bank(ctx.db().read(), ctx.org(), bank).await?;
    let decided = Decided::of_bank(ctx.db().read(), ctx.org(), Some(bank)).await?;
    let (report, rows, media, bytes) = apart(move || {
        let read = desk::read(&bytes)?;
        let rows = read.material.len();
        let report = (rows <= at_once).then(|| decided.judge_material(&read.material, None));
        Ok::<_, Failure>((report, rows, read.media, bytes))
    })
    .await??;
    let file = FileOf { bank, import: once, name: short(file_name), size: bytes.len() };
    let digest = ctx.guben.blobs.keep(bytes).await?;
    // A row that is rejected now may be put right later, so that all of them are kept.
    let shown = media.into_iter().map(|(id, file)| (id.0, file.bytes)).collect();
    super::media::keep(ctx, shown).await?;
    let job = report.is_none().then(|| reading::job(once, ctx.org().0, rows));
    let row = file.row(ctx.org(), ctx.actor.person, ctx.now, digest, &report.unwrap_or_default())?;
    let kept = ctx.write(move |tx| {
        async move {
            tx.add("import.preview", row).await?;
            match job {
                Some(job) => tx.put(job).await,
                None => Ok(()),
            }
        }
        .boxed()
    });
    reading::there_already(kept.await).map(|()| once)
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
    // A report that is still being made has no rows to take over yet.
    if store::job(ctx.db().read(), id).await?.is_some() {
        return Err(Refusal::NothingToImport.into());
    }
    let stamp = Stamp { now: ctx.now, actor: Some(ctx.actor.person) };
    desk::follow(&ctx.guben, stamp, ctx.org(), id).await?;
    let row = store::import(ctx.db().read(), ctx.org(), row.id.into()).await?;
    let followed = row.judged.clone();
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
            // Whoever decided something since the report was read is asked to look at it first.
            if store::import(tx.conn(), row.org_id.into(), id).await?.judged != followed {
                return Err(Failure::Busy);
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
            layout: None,
            merge: None,
            judged: None,
        })
    }
}

/// What the bank asks, and asked in earlier versions: a file must not bring back what somebody corrected.
pub(super) async fn known(conn: &impl ConnectionTrait, org: OrgId, bank: BankId) -> Result<Known> {
    let versions = store::versions_in(conn, org, bank).await?;
    apart(move || {
        let (newest, earlier): (Vec<_>, Vec<_>) =
            versions.into_iter().partition(|version| version.id == version.newest);
        let mut pairs = Vec::with_capacity(newest.len() + earlier.len());
        let mut numbers = Vec::new();
        for version in earlier {
            let item = serde_json::from_str(&version.content)?;
            pairs.push((repeats::question(&item), repeats::key(&item)));
        }
        // Of equal questions the last pair counts, which is that of a newest version.
        for version in newest {
            let item = serde_json::from_str(&version.content)?;
            pairs.push((Fingerprint(version.fingerprint), repeats::key(&item)));
            numbers
                .extend(version.number.map(|number| (number, Numbered { version: version.version, item })));
        }
        Ok(pairs.into_iter().collect::<Known>().numbered(numbers))
    })
    .await?
}

/// A row that was accepted.
enum Taken {
    /// An item with its first version.
    New(item::Model, item_version::Model),
    /// The bank's question with this number, as it was in version `from`, becomes `item`.
    Next { number: String, from: i32, item: Item, source: Source, import: Uuid },
}

fn questions(
    import: &import::Model,
    mut report: Report,
    author: PersonId,
    now: Timestamp,
) -> Result<Vec<Taken>> {
    let sheets: Vec<String> = report.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let accepted = report
        .rows
        .iter_mut()
        .filter(|row| matches!(row.outcome, RowOutcome::Imported | RowOutcome::Noted))
        .filter_map(|row| Some((row.item.take()?, row)));
    let made = accepted.map(|(item, row)| {
        let (item_id, version_id) = (Uuid::now_v7(), Uuid::now_v7());
        let sheet = sheets.get(row.place.sheet).cloned().unwrap_or_default();
        let source = Source::File { sheet, row: row.place.row, cells: std::mem::take(&mut row.cells) };
        let fingerprint = repeats::question(&item).0;
        let replaced = row.reasons.iter().find_map(|reason| match reason {
            Reason::NewVersion { number, version, .. } => Some((number.clone(), *version)),
            _ => None,
        });
        if let Some((number, from)) = replaced {
            return Ok(Taken::Next { number, from, item, source, import: import.id });
        }
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
        let number = Some(std::mem::take(&mut row.number)).filter(|number| !number.is_empty());
        let item = item::Model {
            id: item_id,
            org_id: import.org_id,
            bank_id: import.bank_id,
            fingerprint,
            version_id,
            number,
        };
        Ok(Taken::New(item, version))
    });
    made.collect()
}

/// Adds what the bank does not ask yet, and new versions of what nobody has changed since; returns how many.
async fn add(tx: &mut Tx, bank: Uuid, taken: Vec<Taken>) -> Result<usize> {
    let there: HashSet<String> = store::fingerprints(tx.conn(), bank).await?;
    let numbers = store::numbers(tx.conn(), bank).await?;
    let (mut items, mut versions) = (Vec::new(), Vec::new());
    let mut added = 0;
    for one in taken {
        match one {
            Taken::New(item, _) if there.contains(&item.fingerprint) => {}
            Taken::New(mut item, version) => {
                // The number may have come into the bank since the preview.
                item.number = item.number.filter(|number| !numbers.contains_key(number));
                items.push(item);
                versions.push(version);
            }
            Taken::Next { number, from, item, source, import } => {
                added += usize::from(renew(tx, numbers.get(&number), from, item, source, import).await?);
            }
        }
    }
    added += items.len();
    tx.add_all("item.add", items.clone()).await?;
    tx.add_all("item_version.add", versions).await?;
    life::came_in(tx, bank, &items).await?;
    Ok(added)
}

/// Gives a question of the bank a new version from a file, unless somebody has changed it since the preview or the
/// bank asks the same elsewhere.
async fn renew(
    tx: &mut Tx,
    question: Option<&item::Model>,
    from: i32,
    item: Item,
    source: Source,
    import: Uuid,
) -> Result<bool> {
    let Some(row) = question else { return Ok(false) };
    let row = store::lock_item(tx.conn(), row.org_id.into(), row.id.into()).await?;
    let versions = store::versions(tx.conn(), row.id.into()).await?;
    let latest = versions.first().map_or(0, |version| version.version);
    let newest = versions.into_iter().find(|version| version.id == row.version_id);
    let Some(newest) = newest.filter(|newest| newest.version == from) else { return Ok(false) };
    let before: Item = serde_json::from_str(&newest.content)?;
    let mut stood = life::of_item(tx.conn(), &row).await?;
    let review = life::rule(tx.conn(), row.bank_id).await?;
    let new = NewVersion {
        version: latest + 1,
        id: Uuid::now_v7().into(),
        before: &before,
        item,
        source,
        import: Some(import),
        ready: true,
    };
    Ok(store_version(tx, row, &mut stood, new, review, None).await?.is_ok())
}

/// The file's own name, without the folders that some browsers send along.
fn short(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let extra = name.chars().count().saturating_sub(FILE_NAME_LIMIT);
    name.chars().filter(|c| !c.is_control()).skip(extra).collect()
}
