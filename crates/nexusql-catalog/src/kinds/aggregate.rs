//! Aggregate function.

use serde::{Deserialize, Serialize};

/// The attributes of one aggregate function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Aggregate {
    /// The arguments as `CREATE AGGREGATE` takes them.
    pub arguments: String,
    /// What it returns.
    pub result: String,
    /// The parameter list of `CREATE AGGREGATE`, comma separated.
    pub definition: String,
}
