//! Trigger on a table or view.

use serde::{Deserialize, Serialize};

/// The attributes of one trigger on a table or view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trigger {
    /// As `pg_get_triggerdef` prints it.
    pub definition: String,
    /// The function, qualified.
    pub function: String,
    /// `origin`, `disabled`, `replica` or `always`.
    pub enabled: String,
    /// Whether it is a constraint trigger.
    pub constraint: bool,
    /// Schema, table and name of the partitioned table's trigger that it belongs to.
    pub parent: Option<Vec<String>>,
}
