//! Long files are judged beside the requests, and the page tells how far it is.
//!
//! A row of `import_job` says that a report is to be made. Whichever copy of the server takes it keeps it for
//! a while and renews that with every step, so that one that stops leaves it to the next. The report is kept
//! together with the end of the job; who comes second finds no job and changes nothing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use domain::{id::ImportId, time::Timestamp};
use entities::import_job;
use futures::FutureExt as _;
use sea_orm::prelude::Uuid;

use super::{apart, desk, desk::Decided, store};
use crate::{
    clock,
    ctx::{Ctx, Guben},
    db::{Stamp, is_taken},
    failure::{Failure, Result},
};

/// Files with more rows are judged as a job.
pub const LONG: usize = 2_000;

/// How long a job stays with who has taken it and says nothing more, in milliseconds.
const LEASE: i64 = 30_000;

/// How often a running job says how far it is.
const STEP: Duration = Duration::from_millis(700);

/// How far the judging of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub done: u64,
    pub total: u64,
    /// It can't be done; the log says why.
    pub failed: bool,
}

impl Reading {
    pub(super) fn of(job: &import_job::Model) -> Reading {
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        Reading { done: count(job.done), total: count(job.total), failed: job.failed.is_some() }
    }
}

pub(super) fn job(import: ImportId, org: Uuid, total: usize) -> import_job::Model {
    import_job::Model {
        import_id: import.0,
        org_id: org,
        done: 0,
        total: i64::try_from(total).unwrap_or(i64::MAX),
        taken_by: None,
        taken_until: 0,
        failed: None,
    }
}

/// Asks for a report to be made again.
pub(super) async fn ask(ctx: &Ctx, id: ImportId, total: usize) -> Result<()> {
    let row = job(id, ctx.org().0, total);
    ctx.write(move |tx| {
        async move {
            store::end_job(tx.conn(), id).await?;
            tx.put(row).await
        }
        .boxed()
    })
    .await
}

/// Judges the files that wait, one after the other, and returns how many reports were made.
pub async fn judge_waiting(guben: &Guben, now: Timestamp) -> Result<usize> {
    let mut made = 0;
    for waiting in store::jobs(guben.db.read(), now).await? {
        made += usize::from(judge(guben, now, waiting).await?);
    }
    Ok(made)
}

async fn judge(guben: &Guben, now: Timestamp, waiting: import_job::Model) -> Result<bool> {
    let me = Uuid::now_v7();
    let id = ImportId(waiting.import_id);
    let taken = guben.write(now, move |tx| {
        async move { store::take_job(tx.conn(), id, me, now, Timestamp(now.0 + LEASE)).await }.boxed()
    });
    if !taken.await? {
        return Ok(false);
    }
    let report = match read(guben, waiting.clone(), me).await {
        Ok(report) => report,
        // What a person has to be told of: the file is gone or can't be read. All else is tried again.
        Err(failure @ (Failure::Refused(_) | Failure::NotFound)) => {
            tracing::warn!(import = %id, error = %failure, "a file can't be judged");
            let failed = failure.to_string();
            let told = guben.write(now, move |tx| {
                async move { store::fail_job(tx.conn(), id, me, failed).await }.boxed()
            });
            told.await?;
            return Ok(false);
        }
        Err(failure) => return Err(failure),
    };
    let Some((report, digest)) = report else { return Ok(false) };
    let stamp = Stamp { now, actor: None };
    if !desk::keep(guben, stamp, id, waiting.org_id.into(), report, digest).await? {
        // Somebody decided something meanwhile: the next round takes it up.
        guben.write(now, move |tx| async move { store::free_job(tx.conn(), id, me).await }.boxed()).await?;
        return Ok(false);
    }
    guben.write(now, move |tx| async move { store::end_own_job(tx.conn(), id, me).await }.boxed()).await?;
    Ok(true)
}

/// The report and the decisions that it follows; `None` when another one has taken the job.
async fn read(
    guben: &Guben,
    waiting: import_job::Model,
    me: Uuid,
) -> Result<Option<(String, Option<String>)>> {
    let id = ImportId(waiting.import_id);
    let row = store::import(guben.db.read(), waiting.org_id.into(), id).await?;
    let decided = Decided::of(guben.db.read(), &row).await?;
    let file = guben.blobs.read(&row.file_digest).await?;
    let (done, total) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (count, all) = (done.clone(), total.clone());
    let work = apart(move || {
        let watch = || {
            count.fetch_add(1, Ordering::Relaxed);
        };
        let report = decided.judge(&file, &|rows| all.store(rows, Ordering::Relaxed), &watch)?;
        Ok::<_, Failure>((serde_json::to_string(&report)?, decided.digest))
    });
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            made = &mut work => return made?.map(Some),
            () = tokio::time::sleep(STEP) => {
                let (done, total) = (done.load(Ordering::Relaxed), total.load(Ordering::Relaxed));
                let now = clock::now();
                let until = Timestamp(now.0 + LEASE);
                let told = guben.write(now, move |tx| {
                    async move { store::renew_job(tx.conn(), id, me, done, total, until).await }.boxed()
                });
                if !told.await? {
                    return Ok(None);
                }
            }
        }
    }
}

/// Whether a job is there already is no failure: two forms asked for the same.
pub(super) fn there_already(result: Result<()>) -> Result<()> {
    match result {
        Err(failure) if is_taken(&failure) => Ok(()),
        result => result,
    }
}
