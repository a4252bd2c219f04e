//! User mappings, never their passwords.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::user_mapping::UserMapping;

use super::options::{alter_foreign, foreign};
use super::rules::Rules;
use crate::context::Context;
use crate::Step;

impl Rules for UserMapping {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, format!("CREATE USER MAPPING {}{}", id.sql_name(), foreign(&self.options)))]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let options = alter_foreign(&self.options, &new.options);
        vec![Step::new(id, format!("ALTER USER MAPPING {}{options}", id.sql_name()))]
    }
}
