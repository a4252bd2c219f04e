//! Schemas.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::schema::Schema;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Schema {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, format!("CREATE SCHEMA {}", id.sql_name()))]
    }
}
