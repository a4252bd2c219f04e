//! Subscription: never its password, nor whether it runs: that is for those who operate it, and `pg_dump` leaves it out too.

use serde::{Deserialize, Serialize};

use super::Options;

/// The attributes of one subscription.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Subscription {
    /// The connection string, without the password.
    pub connection: String,
    /// The publications, in order.
    pub publications: Vec<String>,
    /// `slot_name`, `binary`, `streaming`, …
    pub parameters: Options,
}
