//! Function or window function.

use serde::{Deserialize, Serialize};

/// The attributes of one function or window function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// The whole `CREATE OR REPLACE` statement, as `pg_get_functiondef` prints it.
    pub definition: String,
    /// The arguments with names, modes and defaults.
    pub arguments: String,
    /// What it returns.
    pub result: String,
    /// The language.
    pub language: String,
    /// Whether it is a window function.
    pub window: bool,
    /// Whether it runs with its owner's rights.
    pub security_definer: bool,
}
