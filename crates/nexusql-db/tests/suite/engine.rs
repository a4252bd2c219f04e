//! What the suite must know of an engine.

use std::any::Any;

use futures_util::future::BoxFuture;
use nexusql_db::ConnectionConfig;

/// A sort of column that the suite makes tables of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Bool,
    I16,
    I32,
    I64,
    F32,
    F64,
    /// Wide enough for 38 digits, 10 of them after the point.
    Decimal,
    /// Text of any length.
    Text,
    /// Bytes of any length.
    Bytes,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Uuid,
    Json,
}

/// Something that not every engine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// `returning` at a statement's end.
    Returning,
    /// A query that counts without end when asked to: see [`Engine::endless`].
    Cancel,
    /// `$tag$…$tag$`, `E'…'`, `::`, arrays.
    PostgresTokens,
    /// `` `name` ``.
    Backticks,
    /// `[name]`.
    BracketNames,
    /// `/* /* */ */`.
    NestedComments,
    /// Types, servers and settings of PostgreSQL alone.
    Postgres,
    /// `#` begins a comment, a backslash escapes in strings.
    MySqlTokens,
    /// Types, servers and errors of MySQL and MariaDB alone.
    MySql,
    /// What MariaDB has and MySQL has not.
    MariaDb,
}

/// A database made for one trial. It is dropped with the value.
pub struct Database {
    /// Where it is.
    pub config: ConnectionConfig,
    /// What removes it.
    pub _guard: Box<dyn Any + Send + Sync>,
}

/// An engine in the table: how to get a database, and in what it differs.
pub trait Engine: Send + Sync {
    /// The first part of a trial's name.
    fn name(&self) -> &'static str;

    /// Makes an empty database for the trial, starting the server if none runs yet.
    fn database<'a>(&'a self, test: &'a str) -> BoxFuture<'a, Result<Database, String>>;

    /// Ends the server.
    fn stop(&self);

    /// The engine's name for a type; the nearest one where it has none of the kind.
    fn column(&self, wanted: Type) -> &'static str;

    /// The values of `cases/types.rs` that the engine cannot hold: sending one must fail with [`nexusql_db::Kind::Value`].
    fn refuses(&self) -> &'static [&'static str];

    /// What it has.
    fn has(&self, feature: Feature) -> bool;

    /// Returns `parameter` as an expression of type integer.
    fn int(&self, parameter: &str) -> String;

    /// Returns `parameter` as an expression of type text.
    fn text(&self, parameter: &str) -> String;

    /// A query that runs for minutes.
    fn endless(&self) -> &'static str;

    /// The statement that begins a transaction.
    fn begin(&self) -> &'static str {
        "begin"
    }
}
