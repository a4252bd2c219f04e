//! Schema: a namespace.

use serde::{Deserialize, Serialize};

/// The attributes of one schema.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Schema {}
