//! MySQL and MariaDB, by mysql_async: statements that the server has prepared, values in its binary form.
//!
//! - `open.rs` makes logins of a configuration and opens connections; `tls.rs` says how they are secured.
//! - `connection.rs` is a connection: statements, rows, transactions, cancelling.
//! - `prepared.rs` keeps prepared statements; `many.rs` sends many rows.
//! - `bind.rs` writes values, `read.rs` reads them, `column.rs` names their types.

mod bind;
mod column;
mod connection;
mod dialect;
mod error;
mod many;
mod open;
mod prepared;
mod read;
mod tls;

use crate::config::ConnectionConfig;
use crate::dialect::Dialect;
use crate::driver::{Connector, Driver, Turn};
use crate::error::Result;
use crate::introspect::Queries;
use crate::params::Syntax;

/// MySQL and MariaDB as an engine.
pub(crate) struct MySql;

impl Driver for MySql {
    fn schemes(&self) -> &'static [&'static str] {
        &["mysql", "mariadb"]
    }

    fn dialect(&self) -> &'static dyn Dialect {
        &dialect::MySqlDialect
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

    fn turn(&self) -> Option<&'static Turn> {
        Some(&Turn {
            take: "select get_lock(concat('nexusql:', sha1(database())), 600)",
            give: "select release_lock(concat('nexusql:', sha1(database())))",
        })
    }

    fn connector(
        &self,
        config: &ConnectionConfig,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Box<dyn Connector>> {
        Ok(Box::new(open::Server::new(config, variable)?))
    }
}
