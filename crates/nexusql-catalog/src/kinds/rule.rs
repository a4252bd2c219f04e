//! Rewrite rule, besides those that make views.

use serde::{Deserialize, Serialize};

/// The attributes of one rewrite rule, besides those that make views.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// As `pg_get_ruledef` prints it.
    pub definition: String,
    /// `origin`, `disabled`, `replica` or `always`.
    pub enabled: String,
}
