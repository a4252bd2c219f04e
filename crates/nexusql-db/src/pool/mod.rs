//! One pool for all engines: connections that are open, and turns to use them.

mod options;
mod reaper;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

// What is counted here is seconds, and a clock of milliseconds is read for a fifth of the price.
use coarsetime::{Duration as Coarse, Instant};
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
    /// Two of the options, as the clock counts.
    check_after: Coarse,
    lifetime_max: Option<Coarse>,
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
    /// While nobody waits it keeps the turn of its last user, so that the next one need not ask for one.
    turn: Option<OwnedSemaphorePermit>,
}

/// A connection that is in use; it goes back by [`Pool::give_back`] or [`Pool::discard`].
pub(crate) struct Taken {
    pub connection: Box<dyn Connection>,
    opened: Instant,
    turn: OwnedSemaphorePermit,
}

impl Pool {
    pub fn new(connector: Box<dyn Connector>, options: PoolOptions) -> Arc<Self> {
        let pool = Arc::new(Self {
            connector,
            turns: Arc::new(Semaphore::new(options.connections_max)),
            check_after: options.check_after.into(),
            lifetime_max: options.lifetime_max.map(Coarse::from),
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

    /// Returns the connection that was used last, if it keeps its turn and nothing need be asked: [`Pool::take`] without a
    /// future, which a small read would notice.
    pub fn take_now(&self) -> Option<Taken> {
        let idle = self.idle().pop_if(|idle| idle.turn.is_some() && self.is_fresh(idle))?;
        Some(Taken { connection: idle.connection, opened: idle.opened, turn: idle.turn? })
    }

    /// Returns a connection that works, as far as is known.
    ///
    /// Errors: [`Kind::Timeout`] if all are in use for too long; [`Kind::Connection`] if none can be opened;
    /// [`Kind::Usage`] if the pool is closed.
    pub async fn take(&self) -> Result<Taken> {
        let mut found = self.pop_with_turn();
        let turn = match found.as_mut().and_then(|idle| idle.turn.take()) {
            Some(turn) => turn,
            None => match Arc::clone(&self.turns).try_acquire_owned() {
                Ok(turn) => turn,
                Err(_) => self.wait().await?,
            },
        };
        while let Some(idle) = found.take().or_else(|| self.pop()) {
            if self.is_fresh(&idle) {
                return Ok(Taken { connection: idle.connection, opened: idle.opened, turn });
            }
            match self.checked(idle).await {
                Some(Idle { connection, opened, .. }) => return Ok(Taken { connection, opened, turn }),
                None => continue,
            }
        }
        let connection = self.open().await?;
        Ok(Taken { connection, opened: Instant::now(), turn })
    }

    async fn wait(&self) -> Result<OwnedSemaphorePermit> {
        let _end = self.begin_to_wait();
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

    /// Lets go of the turns that idle connections keep; none keeps its turn until the answer is dropped.
    fn begin_to_wait(&self) -> Waits<'_> {
        let mut idle = self.idle();
        self.n_waiting.fetch_add(1, Ordering::Relaxed);
        idle.iter_mut().for_each(|one| one.turn = None);
        Waits(&self.n_waiting)
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
        now.duration_since(idle.since) < self.check_after && !self.is_old(idle, now) && !idle.connection.is_broken()
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
        self.lifetime_max.is_some_and(|max| now.duration_since(idle.opened) >= max)
    }

    /// Takes a connection back for the next caller.
    pub fn give_back(&self, taken: Taken) {
        let now = Instant::now();
        let mut idle = Idle { connection: taken.connection, opened: taken.opened, since: now, turn: Some(taken.turn) };
        if idle.connection.is_broken() || self.is_old(&idle, now) || self.turns.is_closed() {
            return self.discard_idle(idle);
        }
        let mut list = self.idle();
        let turn = if self.n_waiting.load(Ordering::Relaxed) > 0 { idle.turn.take() } else { None };
        list.push(idle);
        drop(list);
        // For one who waits the turn ends here, when the connection can be found.
        drop(turn);
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
        let (n_busy, n_idle) = self.n_busy_and_idle();
        PoolStatus {
            n_busy,
            n_idle,
            n_max: self.options.connections_max,
            n_waiting: self.n_waiting.load(Ordering::Relaxed),
            n_opened: self.n_opened.load(Ordering::Relaxed),
            n_discarded: self.n_discarded.load(Ordering::Relaxed),
            n_timeouts: self.n_timeouts.load(Ordering::Relaxed),
        }
    }

    fn n_busy_and_idle(&self) -> (usize, usize) {
        let idle = self.idle();
        let n_free = self.turns.available_permits() + idle.iter().filter(|one| one.turn.is_some()).count();
        (self.options.connections_max.saturating_sub(n_free), idle.len())
    }

    /// The last one given back is the first to be used again, so that the others grow old.
    fn pop(&self) -> Option<Idle> {
        self.idle().pop()
    }

    fn pop_with_turn(&self) -> Option<Idle> {
        self.idle().pop_if(|idle| idle.turn.is_some())
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
