//! Operator.

use serde::{Deserialize, Serialize};

/// The attributes of one operator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Operator {
    /// The function, qualified.
    pub function: String,
    /// The type on the left.
    pub left: Option<String>,
    /// The type on the right.
    pub right: Option<String>,
    /// The commutator, as `OPERATOR(schema.name)`.
    pub commutator: Option<String>,
    /// The negator, as `OPERATOR(schema.name)`.
    pub negator: Option<String>,
    /// The restriction estimator.
    pub restrict: Option<String>,
    /// The join estimator.
    pub join: Option<String>,
    /// Whether hash joins may use it.
    pub hashes: bool,
    /// Whether merge joins may use it.
    pub merges: bool,
}
