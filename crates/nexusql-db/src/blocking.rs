//! The layer for programs without tokio, such as scripts: each call waits for its answer.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::config::ConnectionConfig;
use crate::error::{Error, Kind, Result, fail};
use crate::manager::Options;
use crate::params::IntoParams;
use crate::row::{FromRow, Row};
use crate::transaction::TransactionOptions;

/// A [`crate::DatabaseManager`] that waits. Clones share the pool.
#[derive(Clone, Debug)]
pub struct DatabaseManager {
    inner: crate::DatabaseManager,
    runtime: Arc<Runtime>,
}

/// An open [`crate::Transaction`] that waits. Dropped without [`Transaction::commit`], it is rolled back.
pub struct Transaction<'m> {
    // Dropped within the runtime: the rollback runs there.
    inner: Option<crate::Transaction<'static>>,
    runtime: &'m Runtime,
}

/// Waits for `work`.
fn wait<T>(runtime: &Runtime, work: impl Future<Output = T>) -> T {
    runtime.block_on(work)
}

impl DatabaseManager {
    /// As [`crate::DatabaseManager::connect`].
    ///
    /// Errors: as there; also [`Kind::Usage`] within a runtime of tokio, where nothing may wait.
    pub fn connect(url: &str) -> Result<Self> {
        Self::connect_with(&ConnectionConfig::parse(url)?, Options::default())
    }

    /// As [`crate::DatabaseManager::connect_with`].
    ///
    /// Errors: as [`DatabaseManager::connect`].
    pub fn connect_with(config: &ConnectionConfig, options: Options) -> Result<Self> {
        if Handle::try_current().is_ok() {
            return Err(fail(
                Kind::Usage,
                "within-runtime",
                "a task of tokio cannot wait: use the manager that is async",
            ));
        }
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("nexusql").enable_all().build();
        let runtime = runtime.map_err(|error| fail(Kind::Other, "no-thread", format!("could not start: {error}")))?;
        let inner = wait(&runtime, crate::DatabaseManager::connect_with(config, options))?;
        Ok(Self { inner, runtime: Arc::new(runtime) })
    }

    /// As [`crate::DatabaseManager::execute`].
    ///
    /// Errors: as there.
    pub fn execute(&self, sql: &str, params: impl IntoParams) -> Result<u64> {
        wait(&self.runtime, self.inner.execute(sql, params))
    }

    /// As [`crate::DatabaseManager::execute_many`].
    ///
    /// Errors: as there.
    pub fn execute_many<'a, P: IntoParams + 'a>(
        &'a self,
        sql: &'a str,
        rows: impl IntoIterator<Item = P, IntoIter: Send + 'a>,
    ) -> Result<u64> {
        wait(&self.runtime, self.inner.execute_many(sql, rows))
    }

    /// As [`crate::DatabaseManager::execute_script`].
    ///
    /// Errors: as there.
    pub fn execute_script(&self, text: &str) -> Result<()> {
        wait(&self.runtime, self.inner.execute_script(text))
    }

    /// As [`crate::DatabaseManager::fetch_one`].
    ///
    /// Errors: as there.
    pub fn fetch_one<T: FromRow>(&self, sql: &str, params: impl IntoParams) -> Result<T> {
        wait(&self.runtime, self.inner.fetch_one(sql, params))
    }

    /// As [`crate::DatabaseManager::fetch_optional`].
    ///
    /// Errors: as there.
    pub fn fetch_optional<T: FromRow>(&self, sql: &str, params: impl IntoParams) -> Result<Option<T>> {
        wait(&self.runtime, self.inner.fetch_optional(sql, params))
    }

    /// As [`crate::DatabaseManager::fetch_all`].
    ///
    /// Errors: as there.
    pub fn fetch_all<T: FromRow>(&self, sql: &str, params: impl IntoParams) -> Result<Vec<T>> {
        wait(&self.runtime, self.inner.fetch_all(sql, params))
    }

    /// As [`crate::DatabaseManager::fetch_stream`]: the rows as they come, in bounded memory.
    ///
    /// Errors: as there, each as the last item.
    pub fn fetch_iter<'a, P: IntoParams + Send + 'a>(
        &'a self,
        sql: &'a str,
        params: P,
    ) -> impl Iterator<Item = Result<Row>> + use<'a, P> {
        Rows { stream: Some(Box::pin(self.inner.fetch_stream(sql, params))), runtime: &self.runtime }
    }

    /// As [`crate::DatabaseManager::begin_with`].
    ///
    /// Errors: as there.
    pub fn begin_with(&self, options: TransactionOptions) -> Result<Transaction<'_>> {
        let inner = Some(wait(&self.runtime, self.inner.begin_with(options))?);
        Ok(Transaction { inner, runtime: &self.runtime })
    }

    /// Runs `work` in a transaction: committed if it returns `Ok`, rolled back if it returns an error or panics.
    ///
    /// Errors: those of `work`, and of the server.
    pub fn transaction<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut transaction = self.begin_with(TransactionOptions::default())?;
        let value = work(&mut transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// Returns the manager that is async, for what is not here.
    pub fn as_async(&self) -> &crate::DatabaseManager {
        &self.inner
    }
}

impl Transaction<'_> {
    fn with<T>(
        &mut self,
        work: impl for<'t> FnOnce(&'t mut crate::Transaction<'static>) -> Pin<Box<dyn Future<Output = Result<T>> + 't>>,
    ) -> Result<T> {
        match &mut self.inner {
            Some(inner) => wait(self.runtime, work(inner)),
            None => Err(fail(Kind::Transaction, "ended", "the transaction has ended")),
        }
    }

    /// As [`crate::Transaction::execute`].
    ///
    /// Errors: as there.
    pub fn execute(&mut self, sql: &str, params: impl IntoParams) -> Result<u64> {
        let params = params.into_params();
        let sql = sql.to_owned();
        self.with(|inner| Box::pin(async move { inner.execute(&sql, params).await }))
    }

    /// As [`crate::Transaction::fetch_all`].
    ///
    /// Errors: as there.
    pub fn fetch_all<T: FromRow>(&mut self, sql: &str, params: impl IntoParams) -> Result<Vec<T>> {
        let params = params.into_params();
        let sql = sql.to_owned();
        self.with(|inner| Box::pin(async move { inner.fetch_all(&sql, params).await }))
    }

    /// As [`crate::Transaction::fetch_one`].
    ///
    /// Errors: as there.
    pub fn fetch_one<T: FromRow>(&mut self, sql: &str, params: impl IntoParams) -> Result<T> {
        let params = params.into_params();
        let sql = sql.to_owned();
        self.with(|inner| Box::pin(async move { inner.fetch_one(&sql, params).await }))
    }

    /// As [`crate::Transaction::commit`].
    ///
    /// Errors: as there.
    pub fn commit(mut self) -> Result<()> {
        match self.inner.take() {
            Some(inner) => wait(self.runtime, inner.commit()),
            None => Ok(()),
        }
    }

    /// As [`crate::Transaction::rollback`].
    ///
    /// Errors: as there.
    pub fn rollback(mut self) -> Result<()> {
        match self.inner.take() {
            Some(inner) => wait(self.runtime, inner.rollback()),
            None => Ok(()),
        }
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        let _within = self.runtime.enter();
        drop(self.inner.take());
    }
}

/// The rows of a stream, one by one.
struct Rows<'a> {
    stream: Option<BoxStream<'a, Result<Row>>>,
    runtime: &'a Runtime,
}

impl Iterator for Rows<'_> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Result<Row>> {
        wait(self.runtime, self.stream.as_mut()?.next())
    }
}

impl Drop for Rows<'_> {
    fn drop(&mut self) {
        let _within = self.runtime.enter();
        drop(self.stream.take());
    }
}
