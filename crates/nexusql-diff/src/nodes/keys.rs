//! The order in which keys are made anew: the new index is built while the old key stands, then one transaction changes
//! the one for the other, with the foreign keys that hang on it, which are validated afterwards.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use super::{Graph, Op};
use crate::context::{Action, Context};
use crate::slots::slots;
use crate::uniqueness::Uniqueness;
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
        let hanging = if self.builders.is_empty() { BTreeMap::new() } else { made_again_by_need(cx) };
        for (id, build) in self.builders.clone() {
            let mut ready = vec![build];
            let above = hangs_in(&id, cx);
            for need in cx.desired.needs_of(&id).filter(|need| above.as_ref() != Some(need)) {
                let (made, altered) = (self.makers.get(need).copied(), self.alterers.get(need).copied());
                made.into_iter().for_each(|before| self.edge(before, build));
                // No column changes in a way that matters to the index: see `online` in kinds/constraint.rs.
                match altered {
                    Some(before) if need.kind() == Kind::Column => ready.push(before),
                    Some(before) => self.edge(before, build),
                    None => {}
                }
            }
            let name = ObjectId::new(Kind::Index, [&id.path()[0], &kinds::built_name(&id, cx)]);
            if let Some(&leftover) = self.destroyers.get(&name) {
                self.edge(leftover, build);
            }
            for old in kinds::keys_replaced_by(&id, cx) {
                let Some(&drop) = self.destroyers.get(&old) else { continue };
                self.edge(build, drop);
                ready.iter().for_each(|&before| self.wish(before, drop));
                if let Some(&make) = self.makers.get(&id) {
                    self.edge(drop, make);
                }
                for dependent in reachable(&hanging, &old) {
                    let Some(&gone) = self.destroyers.get(dependent) else { continue };
                    ready.iter().for_each(|&before| self.wish(before, gone));
                }
            }
        }
    }

    /// What keeps rows unique goes when its successor of another name keeps them so, and what hangs on it too.
    pub(super) fn connect_unique(&mut self, cx: &Context<'_>) {
        let mut gone: BTreeMap<Uniqueness<'_>, Vec<(&ObjectId, usize)>> = BTreeMap::new();
        for (id, &node) in self.destroyers.iter().filter(|(id, _)| may_be_unique(id)) {
            if let Some((id, unique)) = unique_in(cx.current, id) {
                gone.entry(unique).or_default().push((id, node));
            }
        }
        if gone.is_empty() {
            return;
        }
        let hanging = made_again_by_need(cx);
        let mut pairs = Vec::new();
        for (id, maker) in self.makers.iter().filter(|(id, _)| may_be_unique(id)) {
            let ready = self.builders.get(id).unwrap_or(maker);
            let Some((id, unique)) = unique_in(cx.desired, id) else { continue };
            // Of one name, and neither built beforehand nor set aside, only one can be there at a time.
            let in_its_way = |(old, node): &&(&ObjectId, usize)| {
                let taken = slots(id, &cx.desired.objects[id]);
                ready == maker
                    && !self.asides.contains_key(node)
                    && slots(old, &cx.current.objects[*old]).iter().any(|slot| taken.contains(slot))
            };
            let others = gone.get(&unique).into_iter().flatten().filter(|(old, _)| *old != id);
            for (old, node) in others.filter(|old| !in_its_way(old)) {
                let dependents = reachable(&hanging, old).into_iter().filter_map(|id| self.destroyers.get(id));
                pairs.extend(dependents.chain([node]).map(|&after| (*ready, after)));
            }
        }
        pairs.into_iter().for_each(|(before, after)| self.wish(before, after));
    }

    /// A foreign key comes when the keys are gone that are as good as the one it is to stand on: PostgreSQL would take one
    /// of them.
    pub(super) fn connect_foreign_keys(&mut self, cx: &Context<'_>) {
        let mut gone: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (id, &node) in self.destroyers.iter().filter(|(id, _)| may_be_unique(id)) {
            if let Some(columns) = unique_in(cx.current, id).and_then(|(_, unique)| unique.into_referable()) {
                gone.entry(columns).or_default().push(node);
            }
        }
        let mut pairs = Vec::new();
        for (id, &make) in self.makers.iter().filter(|(id, _)| kinds::is_foreign_key(cx.desired.objects.get(id))) {
            for need in cx.desired.needs_of(id).filter(|need| may_be_unique(need)) {
                let columns = unique_in(cx.desired, need).and_then(|(_, unique)| unique.into_referable());
                let before = columns.and_then(|columns| gone.get(&columns));
                pairs.extend(before.into_iter().flatten().map(|&gone| (gone, make)));
            }
        }
        pairs.into_iter().for_each(|(gone, make)| self.wish(gone, make));
    }

    /// A child's primary key comes when its parents have taken leave of their not-null constraints, which would go from the
    /// child's columns too.
    pub(super) fn connect_primary_keys(&mut self, cx: &Context<'_>) {
        let mut pairs = Vec::new();
        for (id, &make) in self.makers.iter().filter(|(id, _)| id.kind() == Kind::Constraint) {
            let Some(Body::Constraint(key)) = cx.desired.objects.get(id) else { continue };
            if key.constraint_type != "primary-key" {
                continue;
            }
            let mut open = Context::parents(cx.desired, &id.path()[..2]);
            while let Some(parent) = open.pop() {
                open.extend(Context::parents(cx.desired, parent));
                let above = key.columns.iter().map(|name| ObjectId::new(Kind::Column, parent.iter().chain([name])));
                let freed = above.filter(|column| takes_nulls(column, cx));
                pairs.extend(freed.filter_map(|column| self.alterers.get(&column)).map(|&before| (before, make)));
            }
        }
        pairs.into_iter().for_each(|(before, make)| self.edge(before, make));
    }

    /// A constraint that is made again goes when all is ready that its successor needs and it does not.
    pub(super) fn stand_until_ready(&mut self, cx: &Context<'_>, id: &ObjectId, drop: usize) {
        // What it is to hang in can come afterwards, and may want the place of what it hangs in now.
        let above = hangs_in(id, cx);
        let new = cx.desired.needs_of(id).filter(|need| !cx.current.needs_of(id).any(|old| old == *need));
        let new = new.filter(|need| above.as_ref() != Some(need));
        let ready = new.flat_map(|need| [&self.builders, &self.makers, &self.alterers].map(|nodes| nodes.get(need)));
        let ready: Vec<usize> = ready.flatten().copied().collect();
        ready.into_iter().for_each(|before| self.wish(before, drop));
    }

    /// Returns whether `dependent`, which is destroyed, may stand while `need` is altered: that changes nothing for it, or
    /// its successor needs it too and comes before it goes.
    pub(super) fn outlives(&self, cx: &Context<'_>, dependent: &ObjectId, need: &ObjectId) -> bool {
        let is_aside = dependent.kind() == Kind::Index
            && self.destroyers.get(dependent).is_some_and(|node| self.asides.contains_key(node));
        kinds::leaves_constraints(dependent, need, cx)
            || (is_aside || self.builders.contains_key(dependent))
                && cx.desired.needs_of(dependent).any(|other| other == need)
    }
}

/// Returns the key or index of the parent that the one of a partition is to hang in.
fn hangs_in(id: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
    cx.desired.objects.get(id).and_then(|body| kinds::attached(id, body)).map(|(_, above)| above)
}

fn takes_nulls(column: &ObjectId, cx: &Context<'_>) -> bool {
    matches!(cx.desired.objects.get(column), Some(Body::Column(column)) if column.not_null.is_none())
}

/// From an object to what needs it and is made again.
type Dependents<'a> = BTreeMap<&'a ObjectId, Vec<&'a ObjectId>>;

fn made_again_by_need<'a>(cx: &Context<'a>) -> Dependents<'a> {
    let mut dependents = Dependents::new();
    let again = cx.current.needs.iter().filter(|(id, _)| cx.action(id) == Some(Action::Replace));
    for (id, needs) in again {
        needs.iter().for_each(|need| dependents.entry(need).or_default().push(id));
    }
    dependents
}

/// Returns what hangs on `id`, directly or by way of others.
fn reachable<'a>(dependents: &Dependents<'a>, id: &ObjectId) -> BTreeSet<&'a ObjectId> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&'a ObjectId> = dependents.get(id).cloned().unwrap_or_default();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(dependents.get(next).into_iter().flatten());
        }
    }
    found
}

fn may_be_unique(id: &ObjectId) -> bool {
    matches!(id.kind(), Kind::Constraint | Kind::Index)
}

fn unique_in<'a>(catalog: &'a Catalog, id: &ObjectId) -> Option<(&'a ObjectId, Uniqueness<'a>)> {
    let (id, body) = catalog.objects.get_key_value(id)?;
    Some((id, Uniqueness::of(id, body)?))
}
