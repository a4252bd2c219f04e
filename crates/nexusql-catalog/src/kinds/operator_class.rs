//! Operator class.

use serde::{Deserialize, Serialize};

/// The attributes of one operator class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OperatorClass {
    /// The type it is for.
    pub data_type: String,
    /// Whether it is the default for the type.
    pub is_default: bool,
    /// The family, qualified.
    pub family: String,
    /// The type stored in the index, if another.
    pub storage: Option<String>,
    /// The members as `CREATE OPERATOR CLASS` takes them, sorted.
    pub members: Vec<String>,
}
