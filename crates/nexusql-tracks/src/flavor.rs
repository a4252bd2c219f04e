//! The engines, as far as migrations must know them apart.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// PostgreSQL and what speaks like it.
    Postgres,
    /// MySQL and MariaDB, which commit whatever changes the schema.
    MySql,
    /// SQLite.
    Sqlite,
}

impl Flavor {
    /// Returns the engine that the layer calls `name`.
    ///
    /// Errors: [`ErrorKind::Usage`] for one that migrations do not know.
    pub fn of(name: &str) -> Result<Self> {
        match name {
            "postgresql" => Ok(Self::Postgres),
            "mysql" => Ok(Self::MySql),
            "sqlite" => Ok(Self::Sqlite),
            other => {
                let diagnostic =
                    Diagnostic::error("engine-without-migrations", format!("cannot run migrations on {other}"))
                        .with_hint("Migrations run on PostgreSQL, MySQL, MariaDB and SQLite.");
                Err(Error::new(ErrorKind::Usage, diagnostic))
            }
        }
    }

    /// Returns how a transaction is begun.
    pub(crate) fn begin(self) -> &'static str {
        match self {
            Self::Postgres => "begin",
            Self::MySql => "start transaction",
            // Who writes takes the lock at once.
            Self::Sqlite => "begin immediate",
        }
    }
}
