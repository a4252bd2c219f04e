//! User mappings of foreign servers. Passwords are neither read nor written.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::user_mapping::UserMapping;

use super::options::{alter_foreign, foreign};
use super::rules::Rules;
use crate::context::Context;
use crate::{Hazard, Step};

/// Returns `DROP USER MAPPING …`.
pub(super) fn drop_step(id: &ObjectId) -> Step {
    let step = Step::new(id, format!("DROP USER MAPPING {}", id.sql_name()));
    step.hazard(Hazard::ChangesAccess, "A password that it may hold is gone and has to be set again by hand.")
}

impl Rules for UserMapping {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, format!("CREATE USER MAPPING {}{}", id.sql_name(), foreign(&self.options)))]
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![drop_step(id)]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let options = alter_foreign(&self.options, &new.options);
        vec![Step::new(id, format!("ALTER USER MAPPING {}{options}", id.sql_name()))]
    }
}
