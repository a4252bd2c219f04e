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
    Step::new(id, format!("ALTER TABLE {} {word} {what} {}", whole(id), quote_ident(id.name())))
}

fn enable(id: &ObjectId, enabled: &str, cx: &Context<'_>) -> Step {
    enable_step(id, "TRIGGER", enabled).locks_tree(LockMode::ShareRowExclusive, &id.path()[..2], cx)
}

impl Rules for Trigger {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, &self.definition).locks_tree(LockMode::ShareRowExclusive, &id.path()[..2], cx);
        let mut steps = vec![step];
        steps.extend((self.enabled != "origin").then(|| enable(id, &self.enabled, cx)));
        steps
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let sql = format!("DROP TRIGGER {} ON {}", quote_ident(id.name()), whole(id));
        let step = Step::new(id, sql).locks(LockMode::AccessExclusive, whole(id));
        vec![step.locks_below(LockMode::AccessExclusive, &id.path()[..2], cx)]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.definition == new.definition && self.parent == new.parent
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        vec![enable(id, &new.enabled, cx)]
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn goes_with(&self, _id: &ObjectId, _cx: &Context<'_>) -> Option<ObjectId> {
        Some(ObjectId::new(Kind::Trigger, self.parent.as_ref()?))
    }
}
