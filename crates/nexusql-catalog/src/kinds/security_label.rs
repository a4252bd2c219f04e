//! Security label of an object.

use serde::{Deserialize, Serialize};

/// The attributes of one security label of an object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SecurityLabel {
    /// The label.
    pub label: String,
}
