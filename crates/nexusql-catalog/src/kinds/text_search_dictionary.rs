//! Text search dictionary.

use serde::{Deserialize, Serialize};

/// The attributes of one text search dictionary.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TextSearchDictionary {
    /// The template, qualified.
    pub template: String,
    /// The option list as it was written.
    pub options: Option<String>,
}
