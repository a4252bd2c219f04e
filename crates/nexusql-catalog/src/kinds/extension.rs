//! Extension: its members belong to it and are not read.

use serde::{Deserialize, Serialize};

/// The attributes of one extension.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extension {
    /// The schema its members live in.
    pub schema: String,
    /// The installed version.
    pub version: String,
    /// Whether its members may move to another schema.
    pub relocatable: bool,
}
