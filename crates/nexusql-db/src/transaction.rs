//! Transactions: begun and ended by hand or around a closure, nested as savepoints, rolled back unless committed.

use std::ops::DerefMut;
use std::time::Duration;

use futures_util::Stream;
use futures_util::future::{BoxFuture, FutureExt as _};

use crate::error::{Error, Result};
use crate::params::IntoParams;
use crate::row::{FromRow, Row};
use crate::session::{self, Session};

/// How far a transaction sees what others do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// It may see what others have not committed; most engines give more.
    ReadUncommitted,
    /// Each statement sees what was committed before it.
    ReadCommitted,
    /// All statements see what was committed before the first.
    RepeatableRead,
    /// As if transactions ran one after the other.
    Serializable,
}

impl Isolation {
    /// Returns it as SQL: `repeatable read`.
    pub fn sql(self) -> &'static str {
        match self {
            Self::ReadUncommitted => "read uncommitted",
            Self::ReadCommitted => "read committed",
            Self::RepeatableRead => "repeatable read",
            Self::Serializable => "serializable",
        }
    }
}

/// What a transaction is begun with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransactionOptions {
    /// How far it sees what others do; absent for what the server is set to.
    pub isolation: Option<Isolation>,
    /// Whether it may only read.
    pub read_only: bool,
}

impl TransactionOptions {
    /// Returns it with this isolation.
    #[must_use]
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = Some(isolation);
        self
    }

    /// Returns it for a transaction that only reads.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }
}

/// An open transaction, or a nested one: a savepoint. Dropped without [`Transaction::commit`], it is rolled back.
pub struct Transaction<'a> {
    session: Place<'a>,
    depth: usize,
    open: bool,
}

enum Place<'a> {
    Own(Box<Session>),
    Nested(&'a mut Session),
}

impl std::ops::Deref for Place<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        match self {
            Self::Own(session) => session,
            Self::Nested(session) => session,
        }
    }
}

impl DerefMut for Place<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        match self {
            Self::Own(session) => session,
            Self::Nested(session) => session,
        }
    }
}

impl Transaction<'static> {
    pub(crate) async fn begin_on(session: Session, options: TransactionOptions) -> Result<Self> {
        let mut session = Box::new(session);
        let depth = session.enter(options).await?;
        Ok(Self { session: Place::Own(session), depth, open: true })
    }
}

impl Transaction<'_> {
    /// Begins a nested transaction: a savepoint. This one cannot be used until the nested one has ended.
    ///
    /// Errors: as the server says.
    pub async fn begin(&mut self) -> Result<Transaction<'_>> {
        let depth = self.session.enter(TransactionOptions::default()).await?;
        Ok(Transaction { session: Place::Nested(&mut self.session), depth, open: true })
    }

    /// Runs `work` in a nested transaction: kept if it returns `Ok`, undone if it returns an error or panics.
    ///
    /// Errors: those of `work`, and of the server.
    pub async fn transaction<T, E, F>(&mut self, work: F) -> std::result::Result<T, E>
    where
        E: From<Error>,
        F: AsyncFnOnce(&mut Transaction<'_>) -> std::result::Result<T, E>,
    {
        let nested = self.begin().await?;
        nested.around(work).await
    }

    pub(crate) async fn around<T, E, F>(mut self, work: F) -> std::result::Result<T, E>
    where
        E: From<Error>,
        F: AsyncFnOnce(&mut Transaction<'_>) -> std::result::Result<T, E>,
    {
        match work(&mut self).await {
            Ok(value) => self.commit().await.map(|()| value).map_err(E::from),
            Err(error) => {
                // The error that ended the work says more than one of the rollback.
                let _ = self.rollback().await;
                Err(error)
            }
        }
    }

    /// Commits; a nested one becomes part of the outer one.
    ///
    /// Errors: [`crate::Kind::Transaction`] if a statement's failure had made it impossible: then it is rolled back.
    pub async fn commit(mut self) -> Result<()> {
        self.open = false;
        self.session.leave(true).await
    }

    /// Undoes what was done in it.
    ///
    /// Errors: as the server says.
    pub async fn rollback(mut self) -> Result<()> {
        self.open = false;
        self.session.leave(false).await
    }

    /// Sets how long each further statement may take; `None` for as long as it likes.
    pub fn set_statement_timeout(&mut self, limit: Option<Duration>) {
        self.session.statement_timeout = limit;
    }

    /// As [`crate::DatabaseManager::execute`].
    ///
    /// Errors: as there.
    pub async fn execute(&mut self, sql: &str, params: impl IntoParams) -> Result<u64> {
        self.session.execute(sql, params).await
    }

    /// As [`crate::DatabaseManager::execute_many`]; what fails is undone, and the transaction goes on.
    ///
    /// Errors: as there.
    pub fn execute_many<'a, P: IntoParams + 'a>(
        &'a mut self,
        sql: &'a str,
        rows: impl IntoIterator<Item = P, IntoIter: Send + 'a>,
    ) -> BoxFuture<'a, Result<u64>> {
        let rows = session::rows(rows);
        async move { self.session.execute_many(sql, rows).await }.boxed()
    }

    /// As [`crate::DatabaseManager::execute_script`].
    ///
    /// Errors: as there.
    pub async fn execute_script(&mut self, text: &str) -> Result<()> {
        self.session.script(text).await
    }

    /// As [`crate::DatabaseManager::fetch_one`].
    ///
    /// Errors: as there.
    pub async fn fetch_one<T: FromRow>(&mut self, sql: &str, params: impl IntoParams) -> Result<T> {
        T::from_row(self.session.fetch_one(sql, params).await?)
    }

    /// As [`crate::DatabaseManager::fetch_optional`].
    ///
    /// Errors: as there.
    pub async fn fetch_optional<T: FromRow>(&mut self, sql: &str, params: impl IntoParams) -> Result<Option<T>> {
        self.session.fetch_optional(sql, params).await?.map(T::from_row).transpose()
    }

    /// As [`crate::DatabaseManager::fetch_all`].
    ///
    /// Errors: as there.
    pub async fn fetch_all<T: FromRow>(&mut self, sql: &str, params: impl IntoParams) -> Result<Vec<T>> {
        self.session.fetch(sql, params, usize::MAX).await?.into_iter().map(T::from_row).collect()
    }

    /// As [`crate::DatabaseManager::fetch_stream`].
    pub fn fetch_stream<'a, P: IntoParams + 'a>(
        &'a mut self,
        sql: &'a str,
        params: P,
    ) -> impl Stream<Item = Result<Row>> + use<'a, P> {
        self.session.stream(sql, params, false)
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            let depth = self.depth;
            self.session.abandon(depth);
        }
    }
}
