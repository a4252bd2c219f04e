//! Index: those behind constraints are part of the constraint.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The attributes of one index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// Schema and name of the table or materialized view.
    pub table: Vec<String>,
    /// As `pg_get_indexdef` prints it.
    pub definition: String,
    /// Whether it is unique.
    pub unique: bool,
    /// Whether queries may use it; false after a concurrent build that failed.
    pub valid: bool,
    /// Whether `CLUSTER` uses it.
    pub clustered: bool,
    /// Schema and name of the partitioned index that it is attached to.
    pub parent: Option<Vec<String>>,
    /// Whether it is on a partitioned table.
    pub partitioned: bool,
    /// Statistics targets by column number.
    pub statistics: BTreeMap<i16, i32>,
    /// The tablespace, if it is not the database's.
    pub tablespace: Option<String>,
}
