//! Triggers on tables and views.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::trigger::Trigger;
use nexusql_catalog::{Kind, ObjectId};

use super::rules::Rules;
use crate::address::whole;
use crate::context::Context;
use crate::{LockMode, Step};

/// Returns the step that sets when a trigger or rule fires.
pub(super) fn enable_step(id: &ObjectId, what: &str, enabled: &str) -> Step {
    let word = match enabled {
        "disabled" => "DISABLE",
        "replica" => "ENABLE REPLICA",
        "always" => "ENABLE ALWAYS",
        _ => "ENABLE",
    };
    // On partitions each one has a state of its own.
    let only = if what == "TRIGGER" { "ONLY " } else { "" };
    Step::new(id, format!("ALTER TABLE {only}{} {word} {what} {}", whole(id), quote_ident(id.name())))
}

impl Rules for Trigger {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        if self.parent.is_some() {
            // It comes down from the parent's, and is only told when to fire.
            return vec![enable_step(id, "TRIGGER", &self.enabled)];
        }
        let mut step = Step::new(id, &self.definition);
        if cx.holds_rows(&id.path()[..2]) {
            step = step.locks(LockMode::ShareRowExclusive, whole(id));
        }
        let mut steps = vec![step];
        if self.enabled != "origin" {
            steps.push(enable_step(id, "TRIGGER", &self.enabled));
        }
        steps
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let sql = format!("DROP TRIGGER {} ON {}", quote_ident(id.name()), whole(id));
        vec![Step::new(id, sql).locks(LockMode::AccessExclusive, whole(id))]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.definition == new.definition && self.parent == new.parent
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![enable_step(id, "TRIGGER", &new.enabled)]
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn goes_with(&self, _id: &ObjectId, _cx: &Context<'_>) -> Option<ObjectId> {
        Some(ObjectId::new(Kind::Trigger, self.parent.as_ref()?))
    }
}
