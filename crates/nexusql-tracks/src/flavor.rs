//! The engines, as far as migrations must know them apart.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

/// What fails unless one transaction is open, and none in it.
macro_rules! still_one {
    () => {
        "if @@trancount <> 1 throw 50000, N'migration has ended the transaction in which it ran, or begun another one', 1"
    };
}

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// PostgreSQL and what speaks like it.
    Postgres,
    /// MySQL and MariaDB, which commit whatever changes the schema.
    MySql,
    /// SQLite.
    Sqlite,
    /// SQL Server.
    Mssql,
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
            "mssql" => Ok(Self::Mssql),
            other => {
                let diagnostic =
                    Diagnostic::error("engine-without-migrations", format!("cannot run migrations on {other}"))
                        .with_hint("Migrations run on PostgreSQL, MySQL, MariaDB, SQLite and SQL Server.");
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
            Self::Mssql => "begin transaction",
        }
    }

    /// Returns how a transaction is begun that changes nothing, or keeps nothing.
    pub(crate) fn begin_reading(self) -> &'static str {
        match self {
            Self::Postgres => "begin read only",
            Self::MySql => "start transaction read only",
            Self::Sqlite => "begin",
            Self::Mssql => "begin transaction",
        }
    }

    /// Returns how a transaction is committed.
    ///
    /// Errors: on SQL Server the statement fails if what ran has ended the transaction, or has begun another one in it: a
    /// commit would then end nothing, and say nothing.
    pub(crate) fn commit(self) -> &'static str {
        match self {
            Self::Postgres | Self::MySql | Self::Sqlite => "commit",
            Self::Mssql => concat!(still_one!(), "; commit transaction"),
        }
    }

    /// Returns a statement that fails if the transaction that was begun is not the one that is open (SQL Server, where a
    /// procedure may end it).
    pub(crate) fn still_open(self) -> Option<&'static str> {
        (self == Self::Mssql).then_some(still_one!())
    }

    /// Returns how a transaction is rolled back, which may be over already.
    pub(crate) fn rollback(self) -> &'static str {
        match self {
            Self::Postgres | Self::MySql | Self::Sqlite => "rollback",
            Self::Mssql => "if @@trancount > 0 rollback transaction",
        }
    }
}
