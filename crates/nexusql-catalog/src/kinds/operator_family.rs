//! Operator family: members that belong to no class.

use serde::{Deserialize, Serialize};

/// The attributes of one operator family.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OperatorFamily {
    /// The loose members as `ALTER OPERATOR FAMILY … ADD` takes them, sorted.
    pub members: Vec<String>,
}
