//! SQL Server, over TDS.
//!
//! - `url.rs` reads URLs, SQLAlchemy's and ODBC's words among them; `open.rs` opens connections.
//! - `authority.rs` is for those that check a certificate's authority and not its name.
//! - `connection.rs` is a connection: statements, transactions; `line.rs` is its wire, which can be told to stop.
//! - `many.rs` puts the statements of many rows into one request.
//! - `bind.rs` writes values, `read.rs` reads them.

mod authority;
mod bind;
mod connection;
mod dialect;
mod error;
mod line;
mod many;
mod open;
mod read;
mod url;

use crate::config::ConnectionConfig;
use crate::dialect::Dialect;
use crate::driver::{Connector, Driver};
use crate::error::Result;
use crate::introspect::Queries;
use crate::params::Syntax;

/// The engine.
pub(crate) struct Mssql;

impl Driver for Mssql {
    fn schemes(&self) -> &'static [&'static str] {
        &["mssql", "sqlserver", "mssql+pyodbc", "mssql+pymssql"]
    }

    fn parse(&self, text: &str) -> Result<ConnectionConfig> {
        url::parse(text)
    }

    fn dialect(&self) -> &'static dyn Dialect {
        &dialect::MssqlDialect
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
        Ok(Box::new(open::Server::new(config)?))
    }
}
