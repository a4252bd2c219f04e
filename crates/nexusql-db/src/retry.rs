//! Running a transaction again when others were in its way.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use crate::error::Result;
use crate::manager::DatabaseManager;
use crate::transaction::{Transaction, TransactionOptions};

/// How often a transaction is run again, and how long is waited before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryOptions {
    /// The most runs, the first among them.
    pub attempts_max: u32,
    /// How long is waited before the second run; each further wait is twice as long, and up to half of it by chance.
    pub wait: Duration,
    /// The longest wait.
    pub wait_max: Duration,
    /// What each transaction is begun with.
    pub transaction: TransactionOptions,
}

impl Default for RetryOptions {
    fn default() -> Self {
        Self {
            attempts_max: 10,
            wait: Duration::from_millis(5),
            wait_max: Duration::from_secs(1),
            transaction: TransactionOptions::default(),
        }
    }
}

impl RetryOptions {
    /// Returns how long to wait after the run with this number, from 1.
    fn wait_after(&self, attempt: u32) -> Duration {
        let full = self.wait.saturating_mul(1 << (attempt - 1).min(20)).min(self.wait_max);
        // Callers that were in each other's way do not meet again at once.
        let chance = u32::try_from(RandomState::new().hash_one(attempt) % 1_000).unwrap_or(0);
        full / 2 + full / 2 * chance / 1_000
    }
}

impl DatabaseManager {
    /// Runs `work` in a transaction, and again in a new one while it fails as [`crate::Error::is_transient`] has it:
    /// serialization failures, deadlocks, locks not given in time.
    ///
    /// Errors: those of the last run.
    pub async fn retry<T, F>(&self, options: RetryOptions, mut work: F) -> Result<T>
    where
        F: AsyncFnMut(&mut Transaction<'_>) -> Result<T>,
    {
        let mut attempt = 1;
        loop {
            let answer = self.begin_with(options.transaction).await?.around(&mut work).await;
            match answer {
                Err(error) if error.is_transient() && attempt < options.attempts_max => {
                    tracing::debug!(attempt, kind = ?error.kind(), "transaction is run again");
                    tokio::time::sleep(options.wait_after(attempt)).await;
                    attempt += 1;
                }
                answer => return answer,
            }
        }
    }
}
