//! What an engine must do to be one of ours. An engine is a folder with a [`Driver`], its [`Connector`] and its
//! [`Connection`], and a line in [`DRIVERS`]; nothing else names it.

use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt as _, ready};
use futures_util::stream::BoxStream;

use crate::config::ConnectionConfig;
use crate::dialect::Dialect;
use crate::error::{Error, Kind, Result, fail};
use crate::introspect::Queries;
use crate::params::{Call, Syntax};
use crate::row::{Column, FewRows, Row};
use crate::transaction::TransactionOptions;
use crate::value::Value;

/// The engines that this build has.
pub(crate) static DRIVERS: &[&dyn Driver] = &[
    &crate::postgres::engine::Postgres,
    #[cfg(feature = "sqlite")]
    &crate::sqlite::Sqlite,
    #[cfg(feature = "mysql")]
    &crate::mysql::MySql,
    #[cfg(feature = "mssql")]
    &crate::mssql::Mssql,
];

/// Schemes that a feature of the crate would bring.
pub(crate) const BEHIND_FEATURES: &[(&str, &str)] = &[
    ("sqlite", "sqlite"),
    ("mysql", "mysql"),
    ("mariadb", "mysql"),
    ("mssql", "mssql"),
    ("mssql+pyodbc", "mssql"),
    ("mssql+pymssql", "mssql"),
    ("sqlserver", "mssql"),
];

/// An engine: stateless, one for the process.
pub(crate) trait Driver: Send + Sync {
    /// Returns what a URL of it begins with, the usual one first.
    fn schemes(&self) -> &'static [&'static str];

    /// Returns a configuration from a URL of the usual form, `scheme://user:password@host:port/database?key=value`.
    /// Only an engine whose URLs look otherwise says something else.
    fn parse(&self, url: &str) -> Result<ConnectionConfig> {
        crate::config::parse(url)
    }

    /// Returns how its SQL is written, for users.
    fn dialect(&self) -> &'static dyn Dialect;

    /// Returns how its tokens are read, for parameters.
    fn syntax(&self) -> &'static Syntax;

    /// Returns the queries that say what tables there are.
    fn queries(&self) -> Option<&'static Queries> {
        None
    }

    /// Returns how whoever runs versioned files keeps others waiting, on an engine that commits DDL at once. Elsewhere the
    /// transaction does that.
    fn turn(&self) -> Option<&'static Turn> {
        None
    }

    /// Returns what opens connections. It opens none; `variable` looks in the environment.
    ///
    /// Errors: [`crate::Kind::Usage`] for an option that is not understood. No message shows a password.
    fn connector(
        &self,
        config: &ConnectionConfig,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Box<dyn Connector>>;
}

/// A lock that belongs to a session, and ends with it at the latest.
pub(crate) struct Turn {
    /// A query that waits for it, and returns 1 if it was given.
    pub take: &'static str,
    /// A query that gives it back.
    pub give: &'static str,
}

/// One database, and who logs in.
pub(crate) trait Connector: Send + Sync {
    /// Returns where it is, without a password: `app on db.example.org:5432`.
    fn place(&self) -> String;

    /// Opens a connection.
    ///
    /// Errors: [`crate::Kind::Connection`] with advice.
    fn connect(&self) -> BoxFuture<'_, Result<Box<dyn Connection>>>;
}

/// An open connection, used by one caller at a time.
///
/// Invariant: a future that is dropped half-way leaves the connection in an unknown state, and the pool throws it away; a
/// stream that is dropped leaves it usable.
pub(crate) trait Connection: Send {
    /// Runs one statement and returns how many rows it changed; rows that it returns are thrown away.
    fn execute(&mut self, call: Call) -> BoxFuture<'_, Result<u64>>;

    /// Runs a read here and now, if it is known to be quick. If it is not, `None`, and nothing has happened.
    fn fetch_now(&mut self, _call: &Call, _rows_max: usize) -> Option<Result<FewRows>> {
        None
    }

    /// Runs one statement to its end and returns its first `rows_max` rows.
    fn fetch(&mut self, call: Call, rows_max: usize) -> BoxFuture<'_, Result<Vec<Row>>>;

    /// Runs one statement and returns its rows in chunks of bounded size, as they are asked for.
    fn stream(&mut self, call: Call) -> BoxStream<'_, Result<Vec<Row>>>;

    /// Returns the columns that a statement would return. It is not run.
    fn describe(&mut self, _call: Call) -> BoxFuture<'_, Result<Vec<Column>>> {
        let message = "this engine cannot tell the columns of a statement that is not run";
        ready(Err(fail(Kind::Unsupported, "no-description", message))).boxed()
    }

    /// Runs one statement with each of `rows` and returns how many rows were changed. `call` has no values. A transaction
    /// is open: nothing has to be undone on failure.
    ///
    /// Errors: also the first of `rows`.
    fn execute_many<'a>(&'a mut self, call: Call, rows: RowSource<'a>) -> BoxFuture<'a, Result<u64>>;

    /// Runs a text without parameters to its end and returns the rows of each of its results. It is one statement, unless
    /// the engine says otherwise.
    fn results(&mut self, call: Call) -> BoxFuture<'_, Result<Vec<Vec<Row>>>> {
        self.fetch(call, usize::MAX).map(|rows| rows.map(|rows| vec![rows])).boxed()
    }

    /// Runs the statements of `text` one after the other, up to the first that fails.
    fn script(&mut self, text: String) -> BoxFuture<'_, Result<()>>;

    /// Runs texts one after the other, up to the first that fails, and returns its number from 0 with the error. A
    /// transaction is open, or the first begins one, so that an engine may send them all at once; each is one statement.
    fn scripts<'a>(&'a mut self, texts: &'a [&'a str]) -> BoxFuture<'a, std::result::Result<(), (usize, Error)>> {
        async move {
            for (n, text) in texts.iter().enumerate() {
                self.script((*text).to_owned()).await.map_err(|error| (n, error))?;
            }
            Ok(())
        }
        .boxed()
    }

    /// Runs a `COPY … FROM stdin` with these rows, as a script has them.
    ///
    /// Errors: [`crate::Kind::Unsupported`] where there is no such thing.
    fn copy_in<'a>(&'a mut self, _statement: &'a str, _rows: &'a str) -> BoxFuture<'a, Result<()>> {
        let message = "this engine takes no rows from standard input";
        ready(Err(fail(Kind::Unsupported, "no-copy", message))).boxed()
    }

    /// Begins a transaction.
    ///
    /// Errors: [`crate::Kind::Unsupported`] for an option that the engine does not have.
    fn begin(&mut self, options: TransactionOptions) -> BoxFuture<'_, Result<()>>;

    /// Ends a transaction, or does something with a savepoint in it.
    fn control(&mut self, control: Control) -> BoxFuture<'_, Result<()>>;

    /// Returns what became of the transaction; asked after a statement in it has failed, and after a text that may have
    /// begun or ended one. Outside a transaction it is [`TransactionState::Gone`].
    fn transaction_state(&mut self) -> BoxFuture<'_, Result<TransactionState>>;

    /// Asks the server for a sign of life.
    fn ping(&mut self) -> BoxFuture<'_, Result<()>>;

    /// Returns what stops the statement that runs here, from elsewhere.
    fn canceller(&self) -> Arc<dyn Cancel>;

    /// Returns whether the connection is known to be lost. It asks no one.
    fn is_broken(&self) -> bool;

    /// Ends the connection in good order.
    fn close(self: Box<Self>) -> BoxFuture<'static, ()>;
}

/// Rows for one statement, made while they are read: values in the order of the placeholders. There are never more than
/// some ten thousand.
pub(crate) type RowSource<'a> = &'a mut (dyn Iterator<Item = Result<Vec<Value>>> + Send);

/// Stops what runs on one connection.
pub(crate) trait Cancel: Send + Sync {
    /// Asks the server to stop the statement that runs. Its caller gets [`crate::Kind::Cancelled`], or its result if that
    /// was quicker.
    fn cancel(&self) -> BoxFuture<'static, Result<()>>;
}

/// What is done with an open transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    /// Commits it.
    Commit,
    /// Rolls it back.
    Rollback,
    /// Makes the savepoint of this depth.
    Savepoint(usize),
    /// Forgets the savepoint of this depth, and keeps what was done since.
    Release(usize),
    /// Undoes what was done since the savepoint of this depth, and forgets it.
    RollbackTo(usize),
}

impl Control {
    /// Returns the statements of the SQL standard, as most engines have them.
    pub fn standard_sql(self) -> String {
        match self {
            Self::Commit => "commit".to_owned(),
            Self::Rollback => "rollback".to_owned(),
            Self::Savepoint(depth) => format!("savepoint nexusql_{depth}"),
            Self::Release(depth) => format!("release savepoint nexusql_{depth}"),
            Self::RollbackTo(depth) => {
                format!("rollback to savepoint nexusql_{depth}; release savepoint nexusql_{depth}")
            }
        }
    }
}

/// What became of a transaction after a statement in it has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransactionState {
    /// It goes on without that statement.
    Open,
    /// It can only be rolled back, whole or to a savepoint (PostgreSQL).
    Failed,
    /// The server has rolled it back: what comes next would stand alone.
    Gone,
}
