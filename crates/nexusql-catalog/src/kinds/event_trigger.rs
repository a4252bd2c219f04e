//! Event trigger.

use serde::{Deserialize, Serialize};

/// The attributes of one event trigger.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EventTrigger {
    /// The event.
    pub event: String,
    /// The command tags it is for.
    pub tags: Vec<String>,
    /// The function, qualified.
    pub function: String,
    /// `origin`, `disabled`, `replica` or `always`.
    pub enabled: String,
}
