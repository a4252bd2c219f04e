//! Privileges on an object, where they are not those it was born with.

use serde::{Deserialize, Serialize};

use super::{Grants, Uncompared};

/// The attributes of one privileges on an object, where they are not those it was born with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Privileges {
    /// Who may do what.
    pub grants: Grants,
    /// Who might do what when the object had just been made.
    pub initial: Grants,
    /// Who was granted something first, second and so on, which `pg_dump` tells and means nothing.
    #[serde(default)]
    pub grantees: Uncompared<Vec<String>>,
}
