//! Roles: written only when asked for.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::role::Role;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Role {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, format!("CREATE ROLE {}", id.sql_name()))]
    }
}
