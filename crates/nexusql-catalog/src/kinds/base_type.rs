//! Base type: one with input and output functions.

use serde::{Deserialize, Serialize};

/// The attributes of one base type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BaseType {
    /// The parameter list of `CREATE TYPE`, one a line.
    pub definition: String,
}
