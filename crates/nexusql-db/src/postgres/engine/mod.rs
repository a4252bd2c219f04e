//! PostgreSQL as an engine of the layer.
//!
//! - `open.rs` makes a [`Target`](super::Target) of a configuration and opens connections.
//! - `connection.rs` is a connection: statements, rows, transactions, cancelling.
//! - `prepared.rs` keeps prepared statements; `print.rs` has the server print what has no [`crate::Value`].
//! - `class.rs` sorts PostgreSQL's types; `bind.rs` and `form.rs` write values, `read.rs`, `numeric.rs` read them.
//! - `many.rs`, `copy.rs` and `copy_rows.rs` send many rows.

mod bind;
mod class;
mod connection;
mod copy;
mod copy_rows;
mod dialect;
mod error;
mod form;
mod many;
mod numeric;
mod open;
mod prepared;
mod print;
mod read;
mod scripts;

use crate::config::ConnectionConfig;
use crate::dialect::Dialect;
use crate::driver::{Connector, Driver};
use crate::error::Result;
use crate::introspect::Queries;
use crate::params::Syntax;

/// The engine.
pub(crate) struct Postgres;

impl Driver for Postgres {
    fn schemes(&self) -> &'static [&'static str] {
        &["postgresql", "postgres"]
    }

    fn dialect(&self) -> &'static dyn Dialect {
        &dialect::PostgresDialect
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
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Box<dyn Connector>> {
        Ok(Box::new(open::Server::new(config, variable)?))
    }
}
