//! Comment on an object.

use serde::{Deserialize, Serialize};

/// The attributes of one comment on an object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// The text.
    pub text: String,
}
