//! Default of a column of a table or view.

use serde::{Deserialize, Serialize};

/// The attributes of one default of a column of a table or view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Default {
    /// The expression.
    pub expression: String,
}
