//! Rewrite rules.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::rule::Rule;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Rule {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = vec![Step::new(id, self.definition.trim_end_matches(';'))];
        if self.enabled != "origin" {
            steps.push(super::trigger::enable_step(id, "RULE", &self.enabled));
        }
        steps
    }
}
