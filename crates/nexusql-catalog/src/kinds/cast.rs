//! Cast.

use serde::{Deserialize, Serialize};

/// The attributes of one cast.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cast {
    /// The function; none for a binary coercible or I/O cast.
    pub function: Option<String>,
    /// `function`, `inout` or `binary`.
    pub method: String,
    /// `explicit`, `assignment` or `implicit`.
    pub context: String,
}
