//! Where the engines' SQL differs: how to write the same thing on each.

mod upsert;

use std::fmt::Debug;

use chrono::NaiveDateTime;
use nexusql_base::Diagnostic;
use nexusql_base::name::delimited;

pub use upsert::Upsert;

use crate::error::{Error, Kind, Result};

/// How an engine's SQL is written: as PostgreSQL and SQLite have it, unless the engine says otherwise. Values are not
/// written at all: they are parameters.
pub trait Dialect: Debug + Send + Sync {
    /// Returns the engine's name: "sqlite", "postgresql", "mysql", "mssql".
    fn name(&self) -> &'static str;

    /// Returns `name` quoted, so that it means the object of exactly this name.
    ///
    /// Errors: [`Kind::Usage`] if it is empty or has a NUL.
    fn quote_name(&self, name: &str) -> Result<String> {
        Ok(delimited(check_name(name)?, '"', '"'))
    }

    /// Returns what ends a query that skips `offset` rows and returns `limit` at most.
    fn limit(&self, limit: u64, offset: u64) -> String {
        if offset == 0 { format!("limit {limit}") } else { format!("limit {limit} offset {offset}") }
    }

    /// Returns an insert that updates the row that is there already, with a parameter named after each column.
    ///
    /// Errors: [`Kind::Usage`] for a bad name, or without a column.
    fn upsert(&self, upsert: &Upsert<'_>) -> Result<String> {
        upsert.on_conflict(self)
    }

    /// Returns how a statement gives back what it wrote: a clause, and where it stands.
    ///
    /// Errors: [`Kind::Usage`] for a bad name; [`Kind::Unsupported`] where the engine has no such thing.
    fn returning(&self, columns: &[&str]) -> Result<Returning> {
        Ok(Returning::AtEnd(format!("returning {}", quote_all(self, columns)?)))
    }

    /// Returns a literal for true or false.
    fn boolean(&self, value: bool) -> &'static str;

    /// Returns a literal for a point in time without a zone.
    fn timestamp(&self, value: NaiveDateTime) -> String;

    /// Returns the expression for the present time.
    fn now(&self) -> &'static str;

    /// Returns whether a statement that changes the schema commits the transaction in which it runs (MySQL).
    fn ddl_commits(&self) -> bool {
        false
    }
}

/// How a statement gives back what it wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returning {
    /// This, at the end of the statement.
    AtEnd(String),
    /// This, before `values` or `where` (SQL Server's `output`).
    BeforeValues(String),
}

/// Checks what no engine takes as a name.
pub(crate) fn check_name(name: &str) -> Result<&str> {
    if name.is_empty() || name.contains('\0') {
        let diagnostic = Diagnostic::error("bad-name", "name is empty or has a NUL character");
        return Err(Error::new(Kind::Usage, diagnostic));
    }
    Ok(name)
}

/// Returns `names` quoted, with commas.
pub(crate) fn quote_all(dialect: &(impl Dialect + ?Sized), names: &[&str]) -> Result<String> {
    let quoted: Vec<String> = names.iter().map(|name| dialect.quote_name(name)).collect::<Result<_>>()?;
    Ok(quoted.join(", "))
}
