//! Rewrite rules, besides those that make views.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::rule::Rule;

use super::rules::Rules;
use super::trigger::enable_step;
use crate::address::whole;
use crate::context::Context;
use crate::{LockMode, Step};

fn enable(id: &ObjectId, enabled: &str, cx: &Context<'_>) -> Step {
    enable_step(id, "RULE", enabled, cx)
}

fn written(rule: &Rule) -> &str {
    rule.definition.trim_end_matches(';')
}

impl Rules for Rule {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, written(self)).locks_standing(LockMode::AccessExclusive, &id.path()[..2], cx);
        let mut steps = vec![step];
        steps.extend((self.enabled != "origin").then(|| enable(id, &self.enabled, cx)));
        steps
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, format!("DROP {}", crate::address::address(id)));
        vec![step.locks(LockMode::AccessExclusive, whole(id))]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    /// A rule that is replaced stays enabled or disabled as it was.
    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.definition != new.definition {
            let sql = written(new).replacen("CREATE RULE", "CREATE OR REPLACE RULE", 1);
            steps.push(Step::new(id, sql).locks(LockMode::AccessExclusive, whole(id)));
        }
        if self.enabled != new.enabled {
            steps.push(enable(id, &new.enabled, cx));
        }
        steps
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }
}
