//! Extended statistics objects.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::statistics::Statistics;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Statistics {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = vec![Step::new(id, &self.definition)];
        steps.extend(self.target.map(|target| Step::new(id, format!("ALTER STATISTICS {} SET STATISTICS {target}", id.sql_name()))));
        steps
    }
}
