//! Language: a procedural language made outside an extension.

use serde::{Deserialize, Serialize};

/// The attributes of one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Language {
    /// Whether everyone may use it.
    pub trusted: bool,
    /// The call handler function.
    pub handler: Option<String>,
    /// The handler of anonymous blocks.
    pub inline: Option<String>,
    /// The validator function.
    pub validator: Option<String>,
}
