//! The thread of one connection. SQLite works in its caller's thread and may wait for a disk or a lock: no task may.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::error::error;
use super::opened::Opened;
use crate::error::{Kind, Result, fail};

/// After how many of SQLite's instructions a small read is looked at; at the second look it is no small read: some 100 µs.
/// SQLite counts through all runs of a prepared statement, so that the first look may come at any time.
const SMALL_READ_OPS: i32 = 2_000;

/// A job locks the database itself, so that it can let go of it before it tells its result: who hears of that may want the
/// database at once.
type Job = Box<dyn FnOnce(&Mutex<Opened>) + Send>;

/// A database that is open, and the thread that works on it.
pub(super) struct Worker {
    database: Arc<Mutex<Opened>>,
    /// What sees to it that a small read is small.
    looks: Arc<Looks>,
    jobs: std::sync::mpsc::Sender<Job>,
    /// How long the thread waits for the locks of other connections.
    busy_timeout: Duration,
}

impl Worker {
    /// Starts a thread for `database`.
    pub fn start(database: Opened, busy_timeout: Duration) -> Result<Self> {
        let looks = Arc::<Looks>::default();
        let looked = Arc::clone(&looks);
        database.connection().progress_handler(SMALL_READ_OPS, Some(move || looked.look())).map_err(error)?;
        // A task does not wait for locks; the thread says otherwise for each of its jobs.
        database.connection().busy_timeout(Duration::ZERO).map_err(error)?;
        let database = Arc::new(Mutex::new(database));
        let (jobs, inbox) = std::sync::mpsc::channel::<Job>();
        let shared = Arc::clone(&database);
        let work = move || {
            for job in inbox {
                job(&shared);
            }
        };
        let thread = std::thread::Builder::new().name("nexusql-sqlite".to_owned());
        thread
            .spawn(work)
            .map_err(|reason| fail(Kind::Other, "no-thread", format!("thread could not be started: {reason}")))?;
        Ok(Self { database, looks, jobs, busy_timeout })
    }

    /// Runs `work` on the thread.
    ///
    /// Errors: those of `work`; [`Kind::Connection`] if the thread is gone.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Opened) -> Result<T> + Send + 'static) -> Result<T> {
        let (answer, result) = oneshot::channel();
        let busy_timeout = self.busy_timeout;
        self.send(Box::new(move |database| {
            let found = patient(&lock(database), busy_timeout, work);
            // Who asked may have gone; then nobody wants the answer.
            let _ = answer.send(found);
        }))?;
        result.await.map_err(|_| gone())?
    }

    /// Runs `work` on the thread, which tells its results itself.
    pub fn send_patient(&self, work: impl FnOnce(&Opened) + Send + 'static) -> Result<()> {
        let busy_timeout = self.busy_timeout;
        self.send(Box::new(move |database| {
            let _ = patient(&lock(database), busy_timeout, |database| {
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
    pub fn small_read<T>(&self, read: impl FnOnce(&Opened) -> Result<Option<T>>) -> Option<Result<T>> {
        let database = self.database.try_lock().ok()?;
        self.looks.begin();
        let answer = read(&database);
        self.looks.end();
        match answer {
            Ok(found) => found.map(Ok),
            Err(error) if matches!(error.kind(), Kind::Cancelled | Kind::Lock) => None,
            Err(error) => Some(Err(error)),
        }
    }

    /// Returns whether no transaction is open.
    pub async fn is_autocommit(&self) -> Result<bool> {
        self.run(|database| Ok(database.connection().is_autocommit())).await
    }
}

/// Counts how often a small read was looked at. Who works holds the database, so no order is needed.
#[derive(Default)]
struct Looks(AtomicU32);

impl Looks {
    fn begin(&self) {
        self.0.store(1, Ordering::Relaxed);
    }

    fn end(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// Returns whether what runs is to be broken off.
    fn look(&self) -> bool {
        let n = self.0.load(Ordering::Relaxed);
        if n > 0 {
            self.0.store(n + 1, Ordering::Relaxed);
        }
        n > 1
    }
}

/// Runs `work` with patience for the locks of others.
fn patient<T>(database: &Opened, busy_timeout: Duration, work: impl FnOnce(&Opened) -> Result<T>) -> Result<T> {
    database.connection().busy_timeout(busy_timeout).map_err(error)?;
    let answer = work(database);
    database.connection().busy_timeout(Duration::ZERO).map_err(error)?;
    answer
}

fn lock(database: &Mutex<Opened>) -> MutexGuard<'_, Opened> {
    database.lock().unwrap_or_else(PoisonError::into_inner)
}

fn gone() -> crate::error::Error {
    fail(Kind::Connection, "connection-lost", "the thread of the connection has ended")
}
