//! The order in which keys are made anew: the new index is built while the old key stands, then one transaction changes
//! the one for the other, with the foreign keys that hang on it, which are validated afterwards.

use nexusql_catalog::{Kind, ObjectId};

use super::{Graph, Op};
use crate::context::{Action, Context};
use crate::{Step, kinds};

impl Graph {
    /// Adds the node that makes `id`, with one before it that builds a key's index and one after it that validates a
    /// foreign key which stood before.
    pub(super) fn add_made(&mut self, cx: &Context<'_>, id: &ObjectId, mut steps: Vec<Step>) -> usize {
        let is_again = kinds::is_foreign_key(cx.desired.objects.get(id)) && cx.action(id) == Some(Action::Replace);
        let place = steps.iter().position(|step| step.opens_group).filter(|_| is_again);
        let validation = place.map(|place| steps.split_off(place));
        let node = self.push(id, Op::Create, steps);
        if let Some(validation) = validation {
            let after = self.push(id, Op::Validate, validation);
            self.edge(node, after);
        }
        if let Some(build) = kinds::build(id, cx) {
            let before = self.push(id, Op::Build, vec![build]);
            self.edge(before, node);
            self.builders.insert(id.clone(), before);
        }
        node
    }

    /// An index is built when its columns are there and its name is free; the key that it replaces, and what hangs on
    /// that, goes afterwards.
    pub(super) fn connect_built(&mut self, cx: &Context<'_>) {
        for (id, build) in self.builders.clone() {
            for need in cx.desired.needs_of(&id) {
                for node in [self.makers.get(need).copied(), self.alterers.get(need).copied()].into_iter().flatten() {
                    self.edge(node, build);
                }
            }
            let name = ObjectId::new(Kind::Index, [&id.path()[0], &kinds::built_name(&id, cx)]);
            if let Some(&leftover) = self.destroyers.get(&name) {
                self.edge(leftover, build);
            }
            for old in kinds::keys_replaced_by(&id, cx) {
                let Some(&drop) = self.destroyers.get(&old) else { continue };
                self.edge(build, drop);
                if let Some(&make) = self.makers.get(&id) {
                    self.edge(drop, make);
                }
                for hanging in self.dependents_made_again(cx, &old) {
                    self.wish(build, hanging);
                }
            }
        }
    }

    /// A foreign key that is made again comes when the keys are gone that it stood on: PostgreSQL would take one of them.
    pub(super) fn connect_foreign_keys(&mut self, cx: &Context<'_>) {
        let again = self.makers.iter().filter(|(id, _)| cx.action(id) == Some(Action::Replace));
        let again = again.filter(|(id, _)| kinds::is_foreign_key(cx.desired.objects.get(id)));
        let pairs = again.flat_map(|(id, &make)| {
            let keys = cx.current.needs_of(id).filter(|need| need.kind() == Kind::Constraint);
            keys.filter_map(|key| self.destroyers.get(key)).map(move |&gone| (gone, make))
        });
        pairs.collect::<Vec<_>>().into_iter().for_each(|(gone, make)| self.wish(gone, make));
    }

    /// A constraint that is made again goes when all is ready that its successor needs and it does not.
    pub(super) fn stand_until_ready(&mut self, cx: &Context<'_>, id: &ObjectId, drop: usize) {
        let new = cx.desired.needs_of(id).filter(|need| !cx.current.needs_of(id).any(|old| old == *need));
        let ready: Vec<usize> =
            new.flat_map(|need| [self.makers.get(need), self.alterers.get(need)]).flatten().copied().collect();
        ready.into_iter().for_each(|before| self.wish(before, drop));
    }

    /// Returns the nodes that drop what needs `key` and is made again.
    fn dependents_made_again(&self, cx: &Context<'_>, key: &ObjectId) -> Vec<usize> {
        let needing = cx.current.needs.iter().filter(|(_, needs)| needs.contains(key)).map(|(id, _)| id);
        let again = needing.filter(|id| cx.action(id) == Some(Action::Replace));
        again.filter_map(|id| self.destroyers.get(id)).copied().collect()
    }

    /// Returns whether `dependent`, which is destroyed, may stand while `need` is altered: its successor needs that too
    /// and comes before it goes.
    pub(super) fn outlives(&self, cx: &Context<'_>, dependent: &ObjectId, need: &ObjectId) -> bool {
        let is_aside = dependent.kind() == Kind::Index
            && self.destroyers.get(dependent).is_some_and(|node| self.asides.contains_key(node));
        (is_aside || self.builders.contains_key(dependent)) && cx.desired.needs_of(dependent).any(|other| other == need)
    }
}
