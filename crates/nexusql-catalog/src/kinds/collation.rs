//! Collation.

use serde::{Deserialize, Serialize};

/// The attributes of one collation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Collation {
    /// `libc`, `icu` or `builtin`.
    pub provider: String,
    /// Whether only equal bytes are equal.
    pub deterministic: bool,
    /// `LC_COLLATE` of a libc collation.
    pub lc_collate: Option<String>,
    /// `LC_CTYPE` of a libc collation.
    pub lc_ctype: Option<String>,
    /// The locale of an ICU or builtin collation.
    pub locale: Option<String>,
    /// Tailoring rules of an ICU collation.
    pub rules: Option<String>,
}
