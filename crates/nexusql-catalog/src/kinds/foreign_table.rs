//! Foreign table.

use serde::{Deserialize, Serialize};

use super::Options;

/// The attributes of one foreign table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ForeignTable {
    /// The foreign server.
    pub server: String,
    /// Its options.
    pub options: Options,
    /// The table whose partition it is.
    pub partition_of: Option<super::table::PartitionOf>,
    /// The tables it inherits from, in order.
    pub inherits: Vec<Vec<String>>,
}
