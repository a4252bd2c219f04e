//! Text search configuration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The attributes of one text search configuration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TextSearchConfiguration {
    /// The parser, qualified.
    pub parser: String,
    /// Token type to its dictionaries, in order, qualified.
    pub mappings: BTreeMap<String, Vec<String>>,
}
