//! Column of a view or materialized view.

use serde::{Deserialize, Serialize};

use super::Position;

/// The attributes of one column of a view or materialized view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ViewColumn {
    /// Where it stands.
    pub position: Position,
    /// The type as PostgreSQL prints it.
    pub data_type: String,
    /// The collation, if it is not the type's own.
    pub collation: Option<String>,
}
