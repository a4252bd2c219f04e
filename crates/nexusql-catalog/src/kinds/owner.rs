//! Owner of an object.

use serde::{Deserialize, Serialize};

/// The attributes of one owner of an object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Owner {
    /// The role.
    pub role: String,
}
