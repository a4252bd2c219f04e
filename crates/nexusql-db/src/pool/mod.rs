//! One pool for all engines: connections that are open, and turns to use them.

mod options;
mod reaper;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use nexusql_base::Diagnostic;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use options::{PoolOptions, PoolStatus};

use crate::driver::{Connection, Connector};
use crate::error::{Error, Kind, Result, fail};

/// How long a sign of life may take.
const CHECK_TIMEOUT: Duration = Duration::from_secs(5);

/// A pool of connections to one database.
pub(crate) struct Pool {
    connector: Box<dyn Connector>,
    options: PoolOptions,
    turns: Arc<Semaphore>,
    idle: Mutex<Vec<Idle>>,
    n_waiting: AtomicUsize,
    n_opened: AtomicU64,
    n_discarded: AtomicU64,
    n_timeouts: AtomicU64,
}

/// An open connection that nobody uses.
struct Idle {
    connection: Box<dyn Connection>,
    opened: Instant,
    since: Instant,
}

/// A connection that is in use; it goes back by [`Pool::give_back`] or [`Pool::discard`].
pub(crate) struct Taken {
    pub connection: Box<dyn Connection>,
    opened: Instant,
    _turn: OwnedSemaphorePermit,
}

impl Pool {
    pub fn new(connector: Box<dyn Connector>, options: PoolOptions) -> Arc<Self> {
        let pool = Arc::new(Self {
            connector,
            turns: Arc::new(Semaphore::new(options.connections_max)),
            options,
            idle: Mutex::default(),
            n_waiting: AtomicUsize::new(0),
            n_opened: AtomicU64::new(0),
            n_discarded: AtomicU64::new(0),
            n_timeouts: AtomicU64::new(0),
        });
        reaper::start(&pool);
        pool
    }

    /// Returns where the database is.
    pub fn place(&self) -> String {
        self.connector.place()
    }

    /// Returns a connection that works, as far as is known.
    ///
    /// Errors: [`Kind::Timeout`] if all are in use for too long; [`Kind::Connection`] if none can be opened;
    /// [`Kind::Usage`] if the pool is closed.
    pub async fn take(&self) -> Result<Taken> {
        let turn = match Arc::clone(&self.turns).try_acquire_owned() {
            Ok(turn) => turn,
            Err(_) => self.wait().await?,
        };
        while let Some(idle) = self.pop() {
            if self.is_fresh(&idle) {
                return Ok(Taken { connection: idle.connection, opened: idle.opened, _turn: turn });
            }
            match self.checked(idle).await {
                Some(Idle { connection, opened, .. }) => return Ok(Taken { connection, opened, _turn: turn }),
                None => continue,
            }
        }
        let connection = self.open().await?;
        Ok(Taken { connection, opened: Instant::now(), _turn: turn })
    }

    async fn wait(&self) -> Result<OwnedSemaphorePermit> {
        self.n_waiting.fetch_add(1, Ordering::Relaxed);
        let _end = Waits(&self.n_waiting);
        let turn = Arc::clone(&self.turns).acquire_owned();
        match tokio::time::timeout(self.options.acquire_timeout, turn).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) => Err(fail(Kind::Usage, "pool-closed", "the pool of connections is closed")),
            Err(_) => {
                self.n_timeouts.fetch_add(1, Ordering::Relaxed);
                Err(self.exhausted())
            }
        }
    }

    fn exhausted(&self) -> Error {
        let n = self.options.connections_max;
        let waited = self.options.acquire_timeout;
        let diagnostic = Diagnostic::error("pool-exhausted", format!("no connection became free within {waited:?}"));
        let detail = format!("All {n} connections of the pool are in use.");
        let hint = "Raise \"connections_max\", or end transactions and streams sooner. Within a transaction, use the \
                    transaction and not the manager.";
        Error::new(Kind::Timeout, diagnostic.with_detail(detail).with_hint(hint))
    }

    async fn open(&self) -> Result<Box<dyn Connection>> {
        let limit = self.options.acquire_timeout;
        match tokio::time::timeout(limit, self.connector.connect()).await {
            Ok(answer) => {
                let connection = answer?;
                self.n_opened.fetch_add(1, Ordering::Relaxed);
                Ok(connection)
            }
            Err(_) => {
                let message = format!("connection to {} could not be opened within {limit:?}", self.place());
                Err(fail(Kind::Timeout, "connect-timeout", message))
            }
        }
    }

    /// Returns whether `idle` was used so lately that nothing need be asked.
    fn is_fresh(&self, idle: &Idle) -> bool {
        let now = Instant::now();
        now.duration_since(idle.since) < self.options.check_after
            && !self.is_old(idle, now)
            && !idle.connection.is_broken()
    }

    /// Returns `idle` if it still works.
    async fn checked(&self, mut idle: Idle) -> Option<Idle> {
        if self.is_old(&idle, Instant::now()) {
            idle.connection.close().await;
            return None;
        }
        if idle.connection.is_broken() {
            self.discard_idle(idle);
            return None;
        }
        match tokio::time::timeout(CHECK_TIMEOUT, idle.connection.ping()).await {
            Ok(Ok(())) => Some(idle),
            _ => {
                self.discard_idle(idle);
                None
            }
        }
    }

    fn discard_idle(&self, idle: Idle) {
        self.n_discarded.fetch_add(1, Ordering::Relaxed);
        drop(idle);
    }

    fn is_old(&self, idle: &Idle, now: Instant) -> bool {
        self.options.lifetime_max.is_some_and(|max| now.duration_since(idle.opened) >= max)
    }

    /// Takes a connection back for the next caller.
    pub fn give_back(&self, taken: Taken) {
        let now = Instant::now();
        let idle = Idle { connection: taken.connection, opened: taken.opened, since: now };
        if idle.connection.is_broken() || self.is_old(&idle, now) || self.turns.is_closed() {
            return self.discard_idle(idle);
        }
        self.idle().push(idle);
        // The turn ends here, when the connection can be found.
    }

    /// Notes that a connection was thrown away.
    pub fn discard(&self, taken: Taken) {
        self.n_discarded.fetch_add(1, Ordering::Relaxed);
        drop(taken);
    }

    /// Opens no more connections, and closes those that nobody uses.
    pub async fn close(&self) {
        self.turns.close();
        let idle = std::mem::take(&mut *self.idle());
        for idle in idle {
            idle.connection.close().await;
        }
    }

    pub fn status(&self) -> PoolStatus {
        let n_max = self.options.connections_max;
        PoolStatus {
            n_busy: n_max.saturating_sub(self.turns.available_permits()),
            n_idle: self.idle().len(),
            n_max,
            n_waiting: self.n_waiting.load(Ordering::Relaxed),
            n_opened: self.n_opened.load(Ordering::Relaxed),
            n_discarded: self.n_discarded.load(Ordering::Relaxed),
            n_timeouts: self.n_timeouts.load(Ordering::Relaxed),
        }
    }

    /// The last one given back is the first to be used again, so that the others grow old.
    fn pop(&self) -> Option<Idle> {
        self.idle().pop()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A caller that waits; it may give up at any time.
struct Waits<'a>(&'a AtomicUsize);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
