//! Text search parser.

use serde::{Deserialize, Serialize};

/// The attributes of one text search parser.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TextSearchParser {
    /// The start function.
    pub start: String,
    /// The token function.
    pub get_token: String,
    /// The end function.
    pub end: String,
    /// The headline function.
    pub headline: Option<String>,
    /// The token types function.
    pub lextypes: String,
}
