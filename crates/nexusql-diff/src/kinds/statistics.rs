//! Extended statistics objects.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::statistics::Statistics;

use super::rules::Rules;
use crate::context::Context;
use crate::Step;

fn target(id: &ObjectId, target: Option<i32>) -> Step {
    Step::new(id, format!("ALTER STATISTICS {} SET STATISTICS {}", id.sql_name(), target.unwrap_or(-1)))
}

impl Rules for Statistics {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = vec![Step::new(id, &self.definition)];
        steps.extend(self.target.map(|value| target(id, Some(value))));
        steps
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.definition == new.definition
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![target(id, new.target)]
    }
}
