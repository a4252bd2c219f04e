//! SQLite, by rusqlite: a file or a database in memory, opened in this process.
//!
//! - `worker.rs` is the thread that each connection has, since SQLite works in the caller's.
//! - `connection.rs` sends it work, and does small reads without it.
//! - `statement.rs` binds, steps and reads; `bind.rs` says what a value becomes.

mod bind;
mod connection;
mod dialect;
mod error;
mod open;
mod opened;
mod statement;
mod worker;

use crate::config::ConnectionConfig;
use crate::dialect::Dialect;
use crate::driver::{Connector, Driver};
use crate::error::Result;
use crate::introspect::Queries;
use crate::params::Syntax;

/// SQLite as an engine.
pub(crate) struct Sqlite;

impl Driver for Sqlite {
    fn schemes(&self) -> &'static [&'static str] {
        &["sqlite"]
    }

    fn parse(&self, url: &str) -> Result<ConnectionConfig> {
        open::parse(url)
    }

    fn dialect(&self) -> &'static dyn Dialect {
        &dialect::SqliteDialect
    }

    fn syntax(&self) -> &'static Syntax {
        &dialect::SYNTAX
    }

    fn queries(&self) -> Option<&'static Queries> {
        Some(&Queries {
            columns: include_str!("catalog/columns.sql"),
            keys: include_str!("catalog/keys.sql"),
            indexes: include_str!("catalog/indexes.sql"),
        })
    }

    fn connector(
        &self,
        config: &ConnectionConfig,
        _variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Box<dyn Connector>> {
        Ok(Box::new(open::Database::new(config)?))
    }
}
