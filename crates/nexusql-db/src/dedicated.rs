//! A connection that one caller has for itself: for scripts that begin and end transactions, set things, take locks.

use std::time::Duration;

use crate::driver::TransactionState;
use crate::error::{Error, Result};
use crate::params::IntoParams;
use crate::row::{FromRow, Row};
use crate::session::Session;

/// A connection that is the caller's alone. It is thrown away with the value, and the server rolls back what is open.
pub struct Dedicated(Session);

impl Dedicated {
    pub(crate) fn new(session: Session) -> Self {
        Self(session)
    }

    /// Runs the statements of `text`, which has no parameters, up to the first that fails. It may begin and end transactions.
    ///
    /// Errors: as the server says.
    pub async fn run(&mut self, text: &str) -> Result<()> {
        self.0.raw(text).await
    }

    /// Runs texts, each of them one statement, one after the other up to the first that fails. A transaction is open, or the
    /// first begins one. Where one fails, the transaction stays open.
    ///
    /// Errors: the number of the text that failed, from 0, and what the server says.
    /// Cost: on PostgreSQL few round trips, however many texts there are.
    pub async fn run_many(&mut self, texts: &[&str]) -> std::result::Result<(), (usize, Error)> {
        self.0.raw_many(texts).await
    }

    /// Runs `text`, which has no parameters, and returns the rows of each of its results. On SQL Server it may be several
    /// statements; elsewhere it is one.
    ///
    /// Errors: as the server says.
    pub async fn results(&mut self, text: &str) -> Result<Vec<Vec<Row>>> {
        self.0.raw_results(text).await
    }

    /// Sets how long each statement may take before it is cancelled; absent for no limit.
    pub fn set_statement_timeout(&mut self, limit: Option<Duration>) {
        self.0.statement_timeout = limit;
    }

    /// Runs a `COPY … FROM stdin` with its rows, as a script has them.
    ///
    /// Errors: [`crate::Kind::Unsupported`] but on PostgreSQL; as the server says.
    pub async fn copy_in(&mut self, statement: &str, rows: &str) -> Result<()> {
        self.0.copy_in(statement, rows).await
    }

    /// As [`crate::DatabaseManager::execute`].
    ///
    /// Errors: as there.
    pub async fn execute(&mut self, sql: &str, params: impl IntoParams) -> Result<u64> {
        self.0.execute(sql, params).await
    }

    /// As [`crate::DatabaseManager::fetch_one`].
    ///
    /// Errors: as there.
    pub async fn fetch_one<T: FromRow>(&mut self, sql: &str, params: impl IntoParams) -> Result<T> {
        T::from_row(self.0.fetch_one(sql, params).await?)
    }

    /// As [`crate::DatabaseManager::fetch_optional`].
    ///
    /// Errors: as there.
    pub async fn fetch_optional<T: FromRow>(&mut self, sql: &str, params: impl IntoParams) -> Result<Option<T>> {
        self.0.fetch_optional(sql, params).await?.map(T::from_row).transpose()
    }

    /// As [`crate::DatabaseManager::fetch_all`].
    ///
    /// Errors: as there.
    pub async fn fetch_all<T: FromRow>(&mut self, sql: &str, params: impl IntoParams) -> Result<Vec<T>> {
        self.0.fetch(sql, params, usize::MAX).await?.into_iter().map(T::from_row).collect()
    }

    /// Returns whether a transaction is open on the server.
    ///
    /// Errors: if the connection is lost.
    pub async fn in_transaction(&mut self) -> Result<bool> {
        Ok(self.0.server_transaction().await? != TransactionState::Gone)
    }
}

impl Drop for Dedicated {
    fn drop(&mut self) {
        self.0.spoil();
    }
}

impl std::fmt::Debug for Dedicated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dedicated")
    }
}
