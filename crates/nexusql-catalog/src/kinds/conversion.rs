//! Conversion between encodings.

use serde::{Deserialize, Serialize};

/// The attributes of one conversion between encodings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conversion {
    /// The source encoding.
    pub source: String,
    /// The destination encoding.
    pub destination: String,
    /// The function that converts.
    pub function: String,
    /// Whether it is the default for its encodings.
    pub is_default: bool,
}
