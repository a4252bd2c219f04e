//! A connection as the layer knows it: work for the thread, and small reads here.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::{BoxFuture, FutureExt as _, ready};
use futures_util::stream::{BoxStream, StreamExt as _};
use rusqlite::InterruptHandle;
use tokio::sync::mpsc;

use super::error::error;
use super::opened::{Opened, columns};
use super::statement;
use super::worker::Worker;
use crate::driver::{Cancel, Connection, Control, RowSource, TransactionState};
use crate::error::{Kind, Result};
use crate::params::Call;
use crate::row::{Column, FewRows, Row};
use crate::transaction::TransactionOptions;
use crate::value::Value;

/// How many chunks of rows wait for their reader.
const CHUNKS_AHEAD: usize = 2;

/// How many rows go to the thread in one chunk; fewer if they have this many bytes of text and such.
const CHUNK_ROWS: usize = 500;
const CHUNK_BYTES: usize = 4 << 20;

/// An open database.
pub(super) struct SqliteConnection {
    worker: Arc<Worker>,
    interrupt: Arc<InterruptHandle>,
    broken: Arc<AtomicBool>,
    /// Whether the transaction that is open has made the connection read-only.
    read_only: bool,
}

impl SqliteConnection {
    pub fn new(worker: Worker, interrupt: InterruptHandle) -> Self {
        Self {
            worker: Arc::new(worker),
            interrupt: Arc::new(interrupt),
            broken: Arc::new(AtomicBool::new(false)),
            read_only: false,
        }
    }

    /// Runs `work` on the thread, and notes if that is gone.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Opened) -> Result<T> + Send + 'static,
    ) -> BoxFuture<'static, Result<T>> {
        let (worker, broken) = (Arc::clone(&self.worker), Arc::clone(&self.broken));
        async move {
            let answer = worker.run(work).await;
            if answer.as_ref().is_err_and(|error| error.kind() == Kind::Connection) {
                broken.store(true, Ordering::Relaxed);
            }
            answer
        }
        .boxed()
    }

    fn batch(&self, text: String) -> BoxFuture<'static, Result<()>> {
        self.run(move |database| database.connection().execute_batch(&text).map_err(error))
    }
}

impl Connection for SqliteConnection {
    fn execute(&mut self, call: Call) -> BoxFuture<'_, Result<u64>> {
        self.run(move |database| statement::execute(database, &call))
    }

    fn fetch_now(&mut self, call: &Call, rows_max: usize) -> Option<Result<FewRows>> {
        self.worker.small_read(|database| {
            database.with(call, |kept| {
                // What writes is not begun twice.
                if !kept.statement.readonly() {
                    return Ok(None);
                }
                statement::bind(&mut kept.statement, &call.values)?;
                statement::read(kept, rows_max).map(Some)
            })
        })
    }

    fn fetch(&mut self, call: Call, rows_max: usize) -> BoxFuture<'_, Result<Vec<Row>>> {
        self.run(move |database| statement::fetch(database, &call, rows_max))
    }

    fn stream(&mut self, call: Call) -> BoxStream<'_, Result<Vec<Row>>> {
        let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
        let sent = self.worker.send_patient(move |database| {
            let answer = statement::stream(database, &call, |chunk| sender.blocking_send(Ok(chunk)).is_ok());
            if let Err(error) = answer {
                // Who reads may have gone.
                let _ = sender.blocking_send(Err(error));
            }
        });
        match sent {
            Ok(()) => futures_util::stream::unfold(receiver, async |mut receiver| {
                let chunk = receiver.recv().await?;
                Some((chunk, receiver))
            })
            .boxed(),
            Err(error) => futures_util::stream::once(ready(Err(error))).boxed(),
        }
    }

    fn describe(&mut self, call: Call) -> BoxFuture<'_, Result<Vec<Column>>> {
        self.run(move |database| {
            database.with(&call, |kept| {
                statement::bind(&mut kept.statement, &call.values)?;
                Ok(columns(&kept.statement))
            })
        })
    }

    /// The thread works on a chunk of rows while the next one is read.
    fn execute_many<'a>(&'a mut self, call: Call, rows: RowSource<'a>) -> BoxFuture<'a, Result<u64>> {
        async move {
            let (sender, mut receiver) = mpsc::channel(CHUNKS_AHEAD);
            let (spent, mut spent_here) = mpsc::unbounded_channel();
            let done = self.run(move |database| {
                let chunks = std::iter::from_fn(|| receiver.blocking_recv());
                // Memory is freed soonest where it was allocated.
                statement::execute_many(database, &call, chunks, |chunk| drop(spent.send(chunk)))
            });
            let sent = async move {
                while let Some(chunk) = chunk(rows)? {
                    if sender.send(chunk).await.is_err() {
                        // A row has failed; the thread says how.
                        break;
                    }
                    while spent_here.try_recv().is_ok() {}
                }
                drop(sender);
                while spent_here.recv().await.is_some() {}
                Ok(())
            };
            let (sent, done) = futures_util::future::join(sent, done).await;
            done.and_then(|n| sent.map(|()| n))
        }
        .boxed()
    }

    fn script(&mut self, text: String) -> BoxFuture<'_, Result<()>> {
        self.batch(text)
    }

    /// Every transaction of SQLite is serializable, which is more than any isolation asks for. One that may write takes
    /// its lock at once, so that it never has to be given up for it half-way.
    fn begin(&mut self, options: TransactionOptions) -> BoxFuture<'_, Result<()>> {
        self.read_only = options.read_only;
        let text = if options.read_only { "pragma query_only = on; begin" } else { "begin immediate" };
        self.batch(text.to_owned())
    }

    fn control(&mut self, control: Control) -> BoxFuture<'_, Result<()>> {
        let mut text = control.standard_sql();
        if self.read_only && matches!(control, Control::Commit | Control::Rollback) {
            text.push_str("; pragma query_only = off");
        }
        self.batch(text)
    }

    fn transaction_state(&mut self) -> BoxFuture<'_, Result<TransactionState>> {
        let worker = Arc::clone(&self.worker);
        async move {
            let ended = worker.is_autocommit().await?;
            Ok(if ended { TransactionState::Gone } else { TransactionState::Open })
        }
        .boxed()
    }

    fn ping(&mut self) -> BoxFuture<'_, Result<()>> {
        self.run(|_| Ok(()))
    }

    fn canceller(&self) -> Arc<dyn Cancel> {
        Arc::new(Interrupt(Arc::clone(&self.interrupt)))
    }

    fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        // The thread ends with the channel to it, and the database is closed there.
        ready(()).boxed()
    }
}

/// Returns the next of `rows` as one chunk.
fn chunk(rows: RowSource<'_>) -> Result<Option<Vec<Vec<Value>>>> {
    let (mut chunk, mut n_bytes) = (Vec::new(), 0);
    while chunk.len() < CHUNK_ROWS
        && n_bytes < CHUNK_BYTES
        && let Some(row) = rows.next().transpose()?
    {
        n_bytes += row.iter().map(Value::n_bytes).sum::<usize>();
        chunk.push(row);
    }
    Ok(if chunk.is_empty() { None } else { Some(chunk) })
}

struct Interrupt(Arc<InterruptHandle>);

impl Cancel for Interrupt {
    fn cancel(&self) -> BoxFuture<'static, Result<()>> {
        self.0.interrupt();
        ready(Ok(())).boxed()
    }
}
