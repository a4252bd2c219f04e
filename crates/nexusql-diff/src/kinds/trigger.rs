//! Triggers on tables and views.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::trigger::Trigger;
use nexusql_catalog::{Kind, ObjectId};

use super::rules::Rules;
use crate::address::{dotted, whole};
use crate::context::Context;
use crate::{LockMode, Step};

/// Returns the step that sets when a trigger or rule fires.
pub(super) fn enable_step(id: &ObjectId, what: &str, enabled: &str, cx: &Context<'_>) -> Step {
    let word = match enabled {
        "disabled" => "DISABLE",
        "replica" => "ENABLE REPLICA",
        "always" => "ENABLE ALWAYS",
        _ => "ENABLE",
    };
    // On partitions each one has a state of its own.
    let (only, mode) =
        if what == "TRIGGER" { ("ONLY ", LockMode::ShareRowExclusive) } else { ("", LockMode::AccessExclusive) };
    Step::new(id, format!("ALTER TABLE {only}{} {word} {what} {}", whole(id), quote_ident(id.name())))
        .locks_standing(mode, &id.path()[..2], cx)
}

/// Returns whether partitions get triggers of their own from this one on their parent.
///
/// Source: `CreateTriggerFiringOn` in PostgreSQL's trigger.c.
fn comes_down(trigger: &Trigger) -> bool {
    trigger.definition.split_once(" FOR EACH ").is_some_and(|(_, level)| level.starts_with("ROW"))
}

impl Rules for Trigger {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        if self.parent.is_some() {
            // It comes down from the parent's, and is only told when to fire.
            return vec![enable_step(id, "TRIGGER", &self.enabled, cx)];
        }
        let (table, mode) = (&id.path()[..2], LockMode::ShareRowExclusive);
        let step = Step::new(id, &self.definition);
        let mut steps = vec![if cx.is_partitioned(table) && comes_down(self) {
            step.locks_tree(mode, table, cx)
        } else {
            step.locks_standing(mode, table, cx)
        }];
        steps.extend((self.enabled != "origin").then(|| enable_step(id, "TRIGGER", &self.enabled, cx)));
        steps
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let sql = format!("DROP TRIGGER {} ON {}", quote_ident(id.name()), whole(id));
        let step = Step::new(id, sql).locks(LockMode::AccessExclusive, whole(id));
        let table = &id.path()[..2];
        if !cx.was_partitioned(table) || !comes_down(self) {
            return vec![step];
        }
        if !cx.is_dropped(&ObjectId::new(Kind::Table, table)) {
            return vec![step.locks_below(LockMode::AccessExclusive, table, cx)];
        }
        // It goes before the table's partitions let go.
        let below = cx.relatives.descendants(table).into_iter();
        vec![below.fold(step, |step, child| step.locks(LockMode::AccessExclusive, dotted(child)))]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.definition == new.definition && self.parent == new.parent
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        vec![enable_step(id, "TRIGGER", &new.enabled, cx)]
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn goes_with(&self, _id: &ObjectId, _cx: &Context<'_>) -> Option<ObjectId> {
        Some(ObjectId::new(Kind::Trigger, self.parent.as_ref()?))
    }
}
