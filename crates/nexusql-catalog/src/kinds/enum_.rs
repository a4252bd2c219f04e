//! Enum type.

use serde::{Deserialize, Serialize};

/// The attributes of one enum type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Enum {
    /// The values in their order.
    pub values: Vec<String>,
}
