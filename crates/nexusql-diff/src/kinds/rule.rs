//! Rewrite rules.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::rule::Rule;

use super::rules::Rules;
use super::trigger::enable_step;
use crate::context::Context;
use crate::Step;

impl Rules for Rule {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = vec![Step::new(id, self.definition.trim_end_matches(';'))];
        steps.extend((self.enabled != "origin").then(|| enable_step(id, "RULE", &self.enabled)));
        steps
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.definition == new.definition
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![enable_step(id, "RULE", &new.enabled)]
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }
}
