//! The database: several readers, and one writer that commits the work of many in one transaction.
//!
//! A write is a function over a [`Tx`]. Pending writes share a transaction, each inside a savepoint, so
//! that one that fails takes nothing of the others with it; each is acknowledged only after the commit is
//! durable. A write that has been handed over is carried out even when the client hangs up.
//!
//! Everything that SQLite and PostgreSQL do differently is in this file.

use std::{any::Any, panic::AssertUnwindSafe, path::Path, time::Duration};

use domain::time::Timestamp;
use futures::{FutureExt as _, future::BoxFuture};
use migrations::Migrator;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction,
    EntityTrait, IntoActiveModel, Iterable, ModelTrait, PrimaryKeyToColumn, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
    sea_query::{Expr, ExprTrait as _},
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    audit::{self, Change},
    failure::{Failure, Result},
};

/// Writes that share one transaction at most. Large enough to spread the cost of a disk flush over a
/// roomful of candidates, small enough that nobody waits long for the first commit.
const BATCH: usize = 256;

/// Writes that may wait. Beyond that the server says that it is busy instead of growing without end.
const QUEUE: usize = 4096;

#[derive(Clone)]
pub struct Db {
    readers: DatabaseConnection,
    writer: mpsc::Sender<Box<dyn Job>>,
}

/// Who acts, and when: stamped once per request and written into every audit entry.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    pub now: Timestamp,
    /// Nobody when the server acts by itself.
    pub actor: Option<domain::id::PersonId>,
}

/// A write in progress. Evidence can only be stored through it, and so never without its audit entry.
pub struct Tx {
    conn: DatabaseTransaction,
    pub stamp: Stamp,
    changes: Vec<Change>,
}

/// Where the database is: `sqlite:` and a path, or a `postgres:` address.
pub async fn open(url: &str) -> Result<Db> {
    let sqlite = url.starts_with("sqlite:");
    let connect = |connections: u32| {
        let mut options = ConnectOptions::new(url);
        options.max_connections(connections).min_connections(1).sqlx_logging(false);
        options.acquire_timeout(Duration::from_secs(30));
        if sqlite {
            // A connection to a file does not go stale.
            options.test_before_acquire(false);
            options.map_sqlx_sqlite_opts(|sqlite| {
                use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
                sqlite
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(Duration::from_secs(30))
                    .statement_cache_capacity(256)
            });
        } else {
            options.map_sqlx_postgres_opts(|postgres| postgres.options([("synchronous_commit", "on")]));
        }
        Database::connect(options)
    };
    let writer = connect(1).await?;
    <Migrator as sea_orm_migration::MigratorTrait>::up(&writer, None).await?;
    let readers = connect(if sqlite { 4 } else { 8 }).await?;
    let (sender, jobs) = mpsc::channel(QUEUE);
    tokio::spawn(write_all(writer, jobs));
    Ok(Db { readers, writer: sender })
}

/// The address of the SQLite database at `path`.
pub fn sqlite_url(path: &Path) -> String {
    format!("sqlite://{}?mode=rwc", path.display())
}

impl Db {
    /// For reading only.
    pub fn read(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// Runs `work` in a transaction and returns when its result is durable.
    ///
    /// When `work` fails, nothing of it stays. [`Failure::Busy`] when too many writes wait already.
    pub async fn write<T, F>(&self, stamp: Stamp, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T>> + Send + 'static,
    {
        let (reply, result) = oneshot::channel();
        let job = Typed { work: Some(work), outcome: None, reply, stamp };
        self.writer.try_send(Box::new(job)).map_err(|_| Failure::Busy)?;
        result.await.map_err(|_| Failure::Internal("the writer has stopped".into()))?
    }
}

/// One write, whatever it returns.
trait Job: Send {
    fn stamp(&self) -> Stamp;
    /// Whether what was written may stay.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool>;
    /// Answers whoever waits, after the commit or its failure.
    fn finish(self: Box<Self>, committed: Result<(), String>);
}

struct Typed<T, F> {
    work: Option<F>,
    outcome: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
    stamp: Stamp,
}

impl<T, F> Job for Typed<T, F>
where
    T: Send + 'static,
    F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T>> + Send + 'static,
{
    fn stamp(&self) -> Stamp {
        self.stamp
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool> {
        async move {
            let Some(work) = self.work.take() else { return false };
            // A bug in one use case must not take the writer, and with it everybody's exam, down.
            let outcome = AssertUnwindSafe(async move { work(tx).await }).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|panic| Err(Failure::Internal(panic_text(&*panic))));
            let keep = outcome.is_ok();
            self.outcome = Some(outcome);
            keep
        }
        .boxed()
    }

    fn finish(self: Box<Self>, committed: Result<(), String>) {
        let outcome = match (self.outcome, committed) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Err(failure)), _) => Err(failure),
            (_, Err(error)) => Err(Failure::Internal(error)),
            (None, Ok(())) => Err(Failure::Internal("a write was never run".into())),
        };
        // Nobody may be waiting any more: the client hung up. What was written stays.
        let _ = self.reply.send(outcome);
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".into())
}

async fn write_all(conn: DatabaseConnection, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    let mut batch = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut batch, BATCH).await > 0 {
        let committed = write_batch(&conn, &mut batch).await.map_err(|error| error.to_string());
        if let Err(error) = &committed {
            tracing::error!(%error, writes = batch.len(), "a batch of writes was not committed");
        }
        for job in batch.drain(..) {
            job.finish(committed.clone());
        }
    }
}

async fn write_batch(conn: &DatabaseConnection, batch: &mut [Box<dyn Job>]) -> Result<()> {
    let transaction = conn
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        })
        .await?;
    if let [job] = batch {
        // Alone, it needs no savepoint: the transaction is its own.
        let mut tx = Tx { conn: transaction, stamp: job.stamp(), changes: Vec::new() };
        return if job.run(&mut tx).await {
            audit::append(&tx.conn, tx.changes).await?;
            Ok(tx.conn.commit().await?)
        } else {
            Ok(tx.conn.rollback().await?)
        };
    }
    let mut changes = Vec::new();
    for job in batch {
        let mut tx = Tx { conn: transaction.begin().await?, stamp: job.stamp(), changes: Vec::new() };
        if job.run(&mut tx).await {
            tx.conn.commit().await?;
            changes.append(&mut tx.changes);
        } else {
            tx.conn.rollback().await?;
        }
    }
    audit::append(&transaction, changes).await?;
    Ok(transaction.commit().await?)
}

impl Tx {
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.conn
    }

    pub fn now(&self) -> Timestamp {
        self.stamp.now
    }

    /// Stores a new row of evidence, with its audit entry.
    pub async fn add<M>(&mut self, action: &'static str, row: M) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + serde::Serialize,
        <M::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
    {
        self.changes.push(Change::of(self.stamp, action, &row)?);
        self.put(row).await
    }

    /// Stores new rows of evidence, with their audit entries.
    pub async fn add_all<M>(&mut self, action: &'static str, rows: Vec<M>) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + serde::Serialize,
        <M::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
    {
        let stamp = self.stamp;
        self.add_stamped(action, rows.into_iter().map(|row| (stamp, row)).collect()).await
    }

    /// The same for what several people do at once, each with who and when.
    pub async fn add_stamped<M>(&mut self, action: &'static str, rows: Vec<(Stamp, M)>) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + serde::Serialize,
        <M::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
    {
        for (stamp, row) in &rows {
            self.changes.push(Change::of(*stamp, action, row)?);
        }
        // SQLite binds at most 32,766 values in one statement; no table of ours has more than 24 columns.
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some = rows.by_ref().take(1000).map(|(_, row)| row.into_active_model());
            M::Entity::insert_many(some).exec_without_returning(&self.conn).await?;
        }
        Ok(())
    }

    /// Replaces a row of evidence that has changed (a cache of events, a person's data), with its audit entry.
    pub async fn change<M>(&mut self, action: &'static str, row: M) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + serde::Serialize,
        M::Entity: EntityTrait<Model = M>,
        <M::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
    {
        let mut found = M::Entity::find();
        for key in <<M::Entity as EntityTrait>::PrimaryKey>::iter() {
            let column = key.into_column();
            found = sea_orm::QueryFilter::filter(found, Expr::col(column).eq(row.get(column)));
        }
        let before = found.one(&self.conn).await?.ok_or(Failure::NotFound)?;
        self.changes.push(Change::of(self.stamp, action, &row)?.after(&before)?);
        self.replace(row).await
    }

    /// Stores a row that is no evidence: a session, a counter, a notice.
    pub async fn put<M>(&self, row: M) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
    {
        M::Entity::insert(row.into_active_model()).exec_without_returning(&self.conn).await?;
        Ok(())
    }

    /// Replaces a row that is no evidence.
    pub async fn replace<M>(&self, row: M) -> Result<()>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        <M::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
    {
        type Key<M> = <<M as ModelTrait>::Entity as EntityTrait>::PrimaryKey;
        let mut update = M::Entity::update_many();
        for key in <Key<M>>::iter() {
            let column = key.into_column();
            update = sea_orm::QueryFilter::filter(update, Expr::col(column).eq(row.get(column)));
        }
        let done = update.set(row.into_active_model().reset_all()).exec(&self.conn).await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(Failure::NotFound) }
    }

    /// The next number of a series that must have no gaps, from 1.
    pub async fn next_number(&self, org: sea_orm::prelude::Uuid, name: &str) -> Result<i64> {
        use entities::counter::{Column, Entity, Model};
        use sea_orm::{ColumnTrait, QueryFilter};
        let mine = || Column::OrgId.eq(org).and(Column::Name.eq(name));
        let raised = Entity::update_many()
            .col_expr(Column::Value, Expr::col(Column::Value).add(1))
            .filter(mine())
            .exec(&self.conn)
            .await?;
        if raised.rows_affected == 0 {
            self.put(Model { org_id: org, name: name.to_owned(), value: 1 }).await?;
            return Ok(1);
        }
        let row = Entity::find().filter(mine()).one(&self.conn).await?.ok_or(Failure::NotFound)?;
        Ok(row.value)
    }

    /// Notes in the chain that a row was looked at; the row stays as it is.
    pub fn log(&mut self, action: &'static str, org: sea_orm::prelude::Uuid, subject: &str, key: String) {
        self.changes.push(Change::without_row(self.stamp, action, org, subject, key));
    }
}

/// Whether the database refused a row because its key is taken already.
pub fn is_taken(failure: &Failure) -> bool {
    matches!(failure, Failure::Db(error) if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))))
}
