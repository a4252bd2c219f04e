//! Attribute of a composite type.

use serde::{Deserialize, Serialize};

use super::Position;

/// The attributes of one attribute of a composite type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// Where it stands.
    pub position: Position,
    /// The type as PostgreSQL prints it.
    pub data_type: String,
    /// The collation, if it is not the type's own.
    pub collation: Option<String>,
}
