//! Range type, with its multirange type.

use serde::{Deserialize, Serialize};

/// The attributes of one range type, with its multirange type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// The type of the bounds.
    pub subtype: String,
    /// The operator class, if it is not the default.
    pub subtype_opclass: Option<String>,
    /// The collation, if it is not the subtype's own.
    pub collation: Option<String>,
    /// The canonicalisation function.
    pub canonical: Option<String>,
    /// The difference function.
    pub subtype_diff: Option<String>,
    /// The qualified name of the multirange type (14 and later).
    pub multirange: Option<String>,
}
