//! Procedure.

use serde::{Deserialize, Serialize};

/// The attributes of one procedure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Procedure {
    /// The whole `CREATE OR REPLACE` statement, as `pg_get_functiondef` prints it.
    pub definition: String,
    /// The arguments with names, modes and defaults.
    pub arguments: String,
    /// The language.
    pub language: String,
    /// Whether it runs with its owner's rights.
    pub security_definer: bool,
}
