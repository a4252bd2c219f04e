//! Check constraint of a domain.

use serde::{Deserialize, Serialize};

/// The attributes of one check constraint of a domain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DomainConstraint {
    /// As `pg_get_constraintdef` prints it, without `NOT VALID`.
    pub definition: String,
    /// Whether existing values were checked.
    pub validated: bool,
}
