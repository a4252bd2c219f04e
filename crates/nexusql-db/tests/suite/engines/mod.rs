//! The engines of the table: a file and a line for each.

#[cfg(feature = "mssql")]
mod mssql;
#[cfg(feature = "mysql")]
mod mysql;
mod postgres;
mod sqlite;

use std::sync::Arc;

use crate::engine::Engine;

/// Returns the engines that are there for everybody, and those that `chosen` names beside.
#[cfg_attr(not(feature = "mssql"), allow(unused_mut, unused_variables))]
pub fn all(chosen: Option<&str>) -> Vec<Arc<dyn Engine>> {
    let mut engines: Vec<Arc<dyn Engine>> = vec![
        Arc::new(sqlite::Sqlite),
        Arc::<postgres::Postgres>::default(),
        #[cfg(feature = "mysql")]
        Arc::<mysql::MySql>::default(),
    ];
    // A server of the user's own is needed.
    #[cfg(feature = "mssql")]
    if chosen.is_some_and(|list| list.split(',').any(|one| one == "mssql")) {
        engines.push(Arc::<mssql::Mssql>::default());
    }
    engines
}
