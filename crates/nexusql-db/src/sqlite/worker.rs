//! The thread of one connection. SQLite works in its caller's thread and may wait for a disk or a lock: no task may.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::error::error;
use crate::error::{Kind, Result, fail};

/// After how many of SQLite's instructions a small read is no small read: some 100 µs.
const SMALL_READ_OPS: i32 = 4_000;

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// A database that is open, and the thread that works on it.
pub(super) struct Worker {
    database: Arc<Mutex<Connection>>,
    /// Whether what runs is a small read, to be broken off if it is not small.
    small: Arc<AtomicBool>,
    jobs: std::sync::mpsc::Sender<Job>,
    /// How long the thread waits for the locks of other connections.
    busy_timeout: Duration,
}

impl Worker {
    /// Starts a thread for `database`.
    pub fn start(database: Connection, busy_timeout: Duration) -> Result<Self> {
        let small = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&small);
        database.progress_handler(SMALL_READ_OPS, Some(move || flag.load(Ordering::Relaxed))).map_err(error)?;
        // A task does not wait for locks; the thread says otherwise for each of its jobs.
        database.busy_timeout(Duration::ZERO).map_err(error)?;
        let database = Arc::new(Mutex::new(database));
        let (jobs, inbox) = std::sync::mpsc::channel::<Job>();
        let shared = Arc::clone(&database);
        let work = move || {
            for job in inbox {
                job(&lock(&shared));
            }
        };
        let thread = std::thread::Builder::new().name("nexusql-sqlite".to_owned());
        thread
            .spawn(work)
            .map_err(|reason| fail(Kind::Other, "no-thread", format!("thread could not be started: {reason}")))?;
        Ok(Self { database, small, jobs, busy_timeout })
    }

    /// Runs `work` on the thread.
    ///
    /// Errors: those of `work`; [`Kind::Connection`] if the thread is gone.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, result) = oneshot::channel();
        let busy_timeout = self.busy_timeout;
        self.send(Box::new(move |database| {
            // Who asked may have gone; then nobody wants the answer.
            let _ = answer.send(patient(database, busy_timeout, work));
        }))?;
        result.await.map_err(|_| gone())?
    }

    /// Runs `work` on the thread, which tells its results itself.
    pub fn send_patient(&self, work: impl FnOnce(&Connection) + Send + 'static) -> Result<()> {
        let busy_timeout = self.busy_timeout;
        self.send(Box::new(move |database| {
            let _ = patient(database, busy_timeout, |database| {
                work(database);
                Ok(())
            });
        }))
    }

    fn send(&self, job: Job) -> Result<()> {
        self.jobs.send(job).map_err(|_| gone())
    }

    /// Runs `read` here if the thread is idle. It is broken off if it takes long, and may then be run on the thread.
    ///
    /// Returns `None` if it was not run or not to its end.
    pub fn small_read<T>(&self, read: impl FnOnce(&Connection) -> Result<Option<T>>) -> Option<Result<T>> {
        let database = self.database.try_lock().ok()?;
        self.small.store(true, Ordering::Relaxed);
        let answer = read(&database);
        self.small.store(false, Ordering::Relaxed);
        match answer {
            Ok(found) => found.map(Ok),
            Err(error) if matches!(error.kind(), Kind::Cancelled | Kind::Lock) => None,
            Err(error) => Some(Err(error)),
        }
    }

    /// Returns whether no transaction is open.
    pub async fn is_autocommit(&self) -> Result<bool> {
        self.run(|database| Ok(database.is_autocommit())).await
    }
}

/// Runs `work` with patience for the locks of others.
fn patient<T>(database: &Connection, busy_timeout: Duration, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    database.busy_timeout(busy_timeout).map_err(error)?;
    let answer = work(database);
    database.busy_timeout(Duration::ZERO).map_err(error)?;
    answer
}

fn lock(database: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    database.lock().unwrap_or_else(PoisonError::into_inner)
}

fn gone() -> crate::error::Error {
    fail(Kind::Connection, "connection-lost", "the thread of the connection has ended")
}
