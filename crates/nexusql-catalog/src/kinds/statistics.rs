//! Extended statistics object.

use serde::{Deserialize, Serialize};

/// The attributes of one extended statistics object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// Schema and name of the table.
    pub table: Vec<String>,
    /// As `pg_get_statisticsobjdef` prints it.
    pub definition: String,
    /// The statistics target, if one was set.
    pub target: Option<i32>,
}
