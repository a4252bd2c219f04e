//! Closes connections that nobody has used for long, and keeps the fewest that are wanted open.

use std::sync::{Arc, Weak};
use std::time::Duration;

use coarsetime::Instant;

use super::{Idle, Pool};

/// How often a pool is looked through, at least.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Looks through `pool` until it is gone.
pub(super) fn start(pool: &Arc<Pool>) {
    let options = &pool.options;
    let shortest = [options.idle_timeout, options.lifetime_max].into_iter().flatten().min();
    let Some(shortest) = shortest.or((options.idle_min > 0).then_some(LOOK_EVERY)) else { return };
    let every = (shortest / 2).clamp(Duration::from_millis(10), LOOK_EVERY);
    tokio::spawn(run(Arc::downgrade(pool), every));
}

async fn run(pool: Weak<Pool>, every: Duration) {
    loop {
        match pool.upgrade() {
            Some(pool) if !pool.turns.is_closed() => pool.look().await,
            _ => return,
        }
        tokio::time::sleep(every).await;
    }
}

impl Pool {
    async fn look(&self) {
        for idle in self.overdue() {
            idle.connection.close().await;
        }
        loop {
            let (n_busy, n_idle) = self.n_busy_and_idle();
            // Nobody waits for these: if the server is away, the next caller will be told.
            let Ok(turn) = Arc::clone(&self.turns).try_acquire_owned() else { return };
            if n_busy + n_idle >= self.options.idle_min {
                return;
            }
            let Ok(connection) = self.open().await else { return };
            let now = Instant::now();
            self.idle().push(Idle { connection, opened: now, since: now, turn: None });
            drop(turn);
        }
    }

    /// Takes out what is to be closed; the oldest come first.
    fn overdue(&self) -> Vec<Idle> {
        let mut idle = self.idle();
        let mut n_spare = idle.len().saturating_sub(self.options.idle_min);
        let all = std::mem::take(&mut *idle);
        let is_overdue = |one: &Idle| {
            let unused = self.options.idle_timeout.is_some_and(|limit| one.since.elapsed() >= limit.into());
            let spare = unused && n_spare > 0;
            n_spare -= usize::from(spare);
            spare || self.is_old(one, Instant::now()) || one.connection.is_broken()
        };
        let (overdue, kept) = all.into_iter().partition(is_overdue);
        *idle = kept;
        overdue
    }
}
