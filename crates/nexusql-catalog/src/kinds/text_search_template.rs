//! Text search template.

use serde::{Deserialize, Serialize};

/// The attributes of one text search template.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TextSearchTemplate {
    /// The init function.
    pub init: Option<String>,
    /// The lexize function.
    pub lexize: String,
}
