//! Default privileges: what objects made later are born with.

use serde::{Deserialize, Serialize};

use super::{Grants, Uncompared};

/// The attributes of one default privileges.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DefaultPrivileges {
    /// Who may do what.
    pub grants: Grants,
    /// Who might do what had they not been changed.
    pub initial: Grants,
    /// Who was granted something first, second and so on, which `pg_dump` tells and means nothing.
    #[serde(default)]
    pub grantees: Uncompared<Vec<String>>,
}
