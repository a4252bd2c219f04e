//! Transform between a type and a language.

use serde::{Deserialize, Serialize};

/// The attributes of one transform between a type and a language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transform {
    /// The function from SQL.
    pub from_sql: Option<String>,
    /// The function to SQL.
    pub to_sql: Option<String>,
}
