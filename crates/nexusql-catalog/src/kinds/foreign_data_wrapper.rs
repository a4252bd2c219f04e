//! Foreign-data wrapper.

use serde::{Deserialize, Serialize};

use super::Options;

/// The attributes of one foreign-data wrapper.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ForeignDataWrapper {
    /// The handler function.
    pub handler: Option<String>,
    /// The validator function.
    pub validator: Option<String>,
    /// Its options.
    pub options: Options,
}
