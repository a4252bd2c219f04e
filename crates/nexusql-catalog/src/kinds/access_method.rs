//! Access method: a table or index access method made outside an extension.

use serde::{Deserialize, Serialize};

/// The attributes of one access method.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccessMethod {
    /// `TABLE` or `INDEX`.
    pub method_type: String,
    /// The handler function.
    pub handler: String,
}
