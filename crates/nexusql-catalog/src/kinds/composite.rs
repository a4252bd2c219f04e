//! Composite type: its attributes are objects of their own, their order is the type's.

use serde::{Deserialize, Serialize};

/// The attributes of one composite type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Composite {
    /// The names of the attributes in their order.
    pub attributes: Vec<String>,
}
