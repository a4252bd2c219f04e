//! The engines of the table: a file and a line for each.

#[cfg(feature = "mysql")]
mod mysql;
mod postgres;
mod sqlite;

use std::sync::Arc;

use crate::engine::Engine;

/// Returns the engines of this build.
pub fn all() -> Vec<Arc<dyn Engine>> {
    vec![
        Arc::new(sqlite::Sqlite),
        Arc::<postgres::Postgres>::default(),
        #[cfg(feature = "mysql")]
        Arc::<mysql::MySql>::default(),
    ]
}
