//! Domain: its checks are objects of their own.

use serde::{Deserialize, Serialize};

/// The attributes of one domain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Domain {
    /// The underlying type.
    pub base_type: String,
    /// The collation, if it is not the type's own.
    pub collation: Option<String>,
    /// Whether null is refused.
    pub not_null: bool,
    /// The name of the not-null constraint, if it was given one (17 and later).
    pub not_null_name: Option<String>,
    /// The default expression.
    pub default: Option<String>,
}
