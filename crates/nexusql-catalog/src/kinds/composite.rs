//! Composite type: its attributes are objects of their own.

use serde::{Deserialize, Serialize};

/// The attributes of one composite type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Composite {}
