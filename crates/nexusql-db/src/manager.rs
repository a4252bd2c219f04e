//! The front of the layer: a database, whatever its engine.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::{Stream, StreamExt as _};

use crate::config::{ConnectionConfig, driver};
use crate::dedicated::Dedicated;
use crate::dialect::Dialect;
use crate::driver::Turn;
use crate::error::{Error, Kind, Result, fail};
use crate::introspect::{self, Queries, Schema};
use crate::params::{Cache, IntoParams};
use crate::pool::{Pool, PoolOptions, PoolStatus};
use crate::row::{Column, FromRow, Row};
use crate::session::{self, Session, Shared};
use crate::transaction::{Transaction, TransactionOptions};

/// A database behind a pool of connections. Clones share the pool.
#[derive(Clone)]
pub struct DatabaseManager {
    shared: Arc<Shared>,
    dialect: &'static dyn Dialect,
    queries: Option<&'static Queries>,
    pub(crate) turn: Option<&'static Turn>,
}

/// How a [`DatabaseManager`] behaves.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// The limits of the pool.
    pub pool: PoolOptions,
    /// How long a statement may take before it is cancelled on the server; absent for no limit.
    pub statement_timeout: Option<Duration>,
}

impl Options {
    /// Returns it with other limits of the pool.
    #[must_use]
    pub fn pool(mut self, change: impl FnOnce(&mut PoolOptions)) -> Self {
        change(&mut self.pool);
        self
    }

    /// Returns it with a time limit for statements.
    #[must_use]
    pub fn statement_timeout(mut self, limit: Duration) -> Self {
        self.statement_timeout = Some(limit);
        self
    }
}

impl DatabaseManager {
    /// Connects to the database at `url`, with what the engine's own programs take from the environment.
    ///
    /// Errors: [`crate::Kind::Usage`] for a URL that is not understood, [`crate::Kind::Connection`] if the server cannot
    /// be reached or refuses the login. No message shows a password.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::connect_with(&ConnectionConfig::parse(url)?, Options::default()).await
    }

    /// Connects as `config` and `options` say.
    ///
    /// Errors: as [`DatabaseManager::connect`].
    pub async fn connect_with(config: &ConnectionConfig, options: Options) -> Result<Self> {
        Self::connect_in(config, options, &|name| std::env::var(name).ok()).await
    }

    /// Connects, with `variable` in place of the environment.
    ///
    /// Errors: as [`DatabaseManager::connect`].
    pub async fn connect_in(
        config: &ConnectionConfig,
        options: Options,
        variable: &(dyn Fn(&str) -> Option<String> + Sync),
    ) -> Result<Self> {
        let driver = driver(&config.scheme)?;
        let connector = driver.connector(config, variable)?;
        let shared = Shared {
            pool: Pool::new(connector, options.pool),
            templates: Cache::new(driver.syntax()),
            engine: driver.dialect().name(),
            statement_timeout: options.statement_timeout,
        };
        let manager = Self {
            shared: Arc::new(shared),
            dialect: driver.dialect(),
            queries: driver.queries(),
            turn: driver.turn(),
        };
        // A wrong password is told now, and not at the first statement.
        drop(manager.session().await?);
        Ok(manager)
    }

    /// Runs one statement and returns how many rows it changed.
    ///
    /// Errors: [`crate::Kind::Parameter`] if names are missing or too many; else as the server says.
    pub async fn execute(&self, sql: &str, params: impl IntoParams) -> Result<u64> {
        self.session().await?.execute(sql, params).await
    }

    /// Runs one statement with each of `rows`, all or none, and returns how many rows were changed.
    ///
    /// Errors: as [`DatabaseManager::execute`].
    /// Cost: a few round trips; `rows` are read while those before are on their way.
    pub fn execute_many<'a, P: IntoParams + 'a>(
        &'a self,
        sql: &'a str,
        rows: impl IntoIterator<Item = P, IntoIter: Send + 'a>,
    ) -> BoxFuture<'a, Result<u64>> {
        let rows = session::rows(rows);
        async move { self.session().await?.execute_many(sql, rows).await }.boxed()
    }

    /// Runs the statements of `text`, which has no parameters, up to the first that fails.
    ///
    /// Errors: as the server says.
    pub async fn execute_script(&self, text: &str) -> Result<()> {
        self.session().await?.script(text).await
    }

    /// Runs one statement and returns its row.
    ///
    /// Errors: [`crate::Kind::Shape`] unless it is one row; [`crate::Kind::Value`] if it is no `T`; else as
    /// [`DatabaseManager::execute`].
    pub async fn fetch_one<T: FromRow>(&self, sql: &str, params: impl IntoParams) -> Result<T> {
        T::from_row(session::one(self.shared.fetch(sql, params, 2).await?)?)
    }

    /// Runs one statement and returns its row, if there is one.
    ///
    /// Errors: [`crate::Kind::Shape`] if there are several; else as [`DatabaseManager::fetch_one`].
    pub async fn fetch_optional<T: FromRow>(&self, sql: &str, params: impl IntoParams) -> Result<Option<T>> {
        session::one_at_most(self.shared.fetch(sql, params, 2).await?)?.map(T::from_row).transpose()
    }

    /// Runs one statement and returns its rows.
    ///
    /// Errors: as [`DatabaseManager::fetch_one`].
    pub async fn fetch_all<T: FromRow>(&self, sql: &str, params: impl IntoParams) -> Result<Vec<T>> {
        self.shared.fetch(sql, params, usize::MAX).await?.into_iter().map(T::from_row).collect()
    }

    /// Runs one statement and returns its rows as they come, in bounded memory.
    ///
    /// Errors: as [`DatabaseManager::execute`], each as the last item.
    pub fn fetch_stream<'a, P: IntoParams + 'a>(
        &'a self,
        sql: &'a str,
        params: P,
    ) -> impl Stream<Item = Result<Row>> + use<'a, P> {
        async_stream::try_stream! {
            let mut session = self.session().await?;
            {
                let mut rows = std::pin::pin!(session.stream(sql, params, true));
                while let Some(row) = rows.next().await {
                    yield row?;
                }
            }
        }
    }

    /// Returns the columns of the rows that a statement would return; it is not run.
    ///
    /// Errors: [`crate::Kind::Unsupported`] for an engine that cannot tell; else as [`DatabaseManager::execute`].
    pub async fn describe(&self, sql: &str, params: impl IntoParams) -> Result<Vec<Column>> {
        self.session().await?.describe(sql, params).await
    }

    /// Begins a transaction. It is rolled back unless it is committed.
    ///
    /// Errors: as the server says.
    pub async fn begin(&self) -> Result<Transaction<'static>> {
        self.begin_with(TransactionOptions::default()).await
    }

    /// Begins a transaction with an isolation or access of its own.
    ///
    /// Errors: [`crate::Kind::Unsupported`] for what the engine does not have; else as the server says.
    pub async fn begin_with(&self, options: TransactionOptions) -> Result<Transaction<'static>> {
        Transaction::begin_on(self.session().await?, options).await
    }

    /// Runs `work` in a transaction: committed if it returns `Ok`, rolled back if it returns an error or panics.
    ///
    /// Errors: those of `work`, and of the server.
    pub async fn transaction<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        E: From<Error>,
        F: AsyncFnOnce(&mut Transaction<'_>) -> std::result::Result<T, E>,
    {
        self.begin().await?.around(work).await
    }

    /// Returns a connection that is the caller's alone, and is thrown away afterwards.
    ///
    /// Errors: as the server says.
    pub async fn dedicated(&self) -> Result<Dedicated> {
        Ok(Dedicated::new(self.session().await?))
    }

    /// Returns the tables and views that the connection sees, with their columns, keys and indexes.
    ///
    /// Errors: [`crate::Kind::Unsupported`] for an engine that cannot tell; else as the server says.
    pub async fn introspect(&self) -> Result<Schema> {
        match self.queries {
            Some(queries) => introspect::read(&mut self.session().await?, queries).await,
            None => Err(fail(Kind::Unsupported, "no-introspection", "this engine cannot tell what tables there are")),
        }
    }

    /// Returns how this engine's SQL is written.
    pub fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    /// Returns what the pool holds and has done.
    pub fn pool_status(&self) -> PoolStatus {
        self.shared.pool.status()
    }

    /// Closes the pool: connections that are in use are closed when they are given back.
    pub async fn close(&self) {
        self.shared.pool.close().await;
    }

    pub(crate) fn session(&self) -> impl Future<Output = Result<Session>> + Send + '_ {
        Session::open(&self.shared)
    }
}

impl std::fmt::Debug for DatabaseManager {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DatabaseManager({})", self.shared.pool.place())
    }
}
