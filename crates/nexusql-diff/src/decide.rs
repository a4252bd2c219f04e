//! Decides what happens to each object: which can be altered where they stand, and which must be made anew because
//! they, or something they need, cannot.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use crate::context::{Action, Context};
use crate::index_parts::IndexParts;
use crate::locks::Relatives;
use crate::slots::slots;
use crate::{Delta, DeltaKind, kinds};

/// Why a dependent has to be looked at again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Dropped,
    Replaced,
    Disturbed,
}

/// Returns the context with an action for every object that a plan must touch.
pub(crate) fn decide<'a>(current: &'a Catalog, desired: &'a Catalog, deltas: &[Delta]) -> Context<'a> {
    let mut cx = Context {
        current,
        desired,
        relatives: Relatives::of(current),
        relatives_after: Relatives::of(desired),
        index_parts: IndexParts::of(desired),
        taken: current.objects.iter().flat_map(|(id, body)| slots(id, body)).collect(),
        actions: BTreeMap::new(),
        retyped: BTreeSet::new(),
        inlined: BTreeMap::new(),
        absorbed: BTreeMap::new(),
        copies: BTreeMap::new(),
    };
    let mut queue = VecDeque::new();
    for delta in deltas {
        let action = match &delta.kind {
            DeltaKind::Create => Action::Create,
            DeltaKind::Drop => {
                queue.push_back((delta.id.clone(), Cause::Dropped));
                Action::Drop
            }
            DeltaKind::Alter { .. } => Action::Alter,
        };
        cx.actions.insert(delta.id.clone(), action);
    }
    for delta in deltas {
        let (old, new) = (current.objects.get(&delta.id), desired.objects.get(&delta.id));
        if let Some(whole) = kinds::remakes(&delta.id, old, new, &cx) {
            cx.actions.insert(whole.clone(), Action::Replace);
            queue.push_back((whole, Cause::Replaced));
        }
    }
    for delta in deltas {
        let (Some(old), Some(new)) = (current.objects.get(&delta.id), desired.objects.get(&delta.id)) else { continue };
        if !kinds::fits(old, new, &delta.id, &cx) {
            cx.actions.insert(delta.id.clone(), Action::Replace);
            queue.push_back((delta.id.clone(), Cause::Replaced));
        } else if kinds::disturbs(old, new) {
            queue.push_back((delta.id.clone(), Cause::Disturbed));
        }
    }
    spread(&mut cx, queue);
    cx
}

/// Follows the edges of the current catalog from what is dropped, replaced or disturbed to what stands on it.
fn spread(cx: &mut Context<'_>, mut queue: VecDeque<(ObjectId, Cause)>) {
    let dependents = dependents_and_parts(cx.current);
    let mut seen = BTreeSet::new();
    while let Some((id, cause)) = queue.pop_front() {
        if !seen.insert((id.clone(), cause)) {
            continue;
        }
        for dependent in dependents.get(&id).into_iter().flatten() {
            queue.extend(touch(cx, &id, cause, dependent));
        }
        if cause == Cause::Disturbed {
            queue.extend(touch_rows(cx, &id, &dependents));
        }
    }
}

/// Decides what `cause` at `id` means for `dependent`; returns whose dependents have to be looked at next, and why.
fn touch(cx: &mut Context<'_>, id: &ObjectId, cause: Cause, dependent: &ObjectId) -> Option<(ObjectId, Cause)> {
    if !cx.desired.objects.contains_key(dependent) || cx.action(dependent) == Some(Action::Replace) {
        return None;
    }
    let is_part = cx.current.parent(dependent).as_ref() == Some(id);
    let needs_it_still = cx.desired.needs_of(dependent).any(|need| need == id);
    let altered = cx.action(dependent) == Some(Action::Alter);
    let is_linked = id.kind() == Kind::Operator && dependent.kind() == Kind::Operator;
    let must_follow = match cause {
        Cause::Dropped => is_part || !altered,
        Cause::Replaced => is_part || is_linked || needs_it_still || !altered,
        Cause::Disturbed => {
            cx.current.objects.get(dependent).is_some_and(|body| kinds::is_disturbed(dependent, body, id, cx))
        }
    };
    let is_child = cause == Cause::Replaced && is_child_of(cx, dependent, id);
    if !must_follow && !is_child {
        return None;
    }
    if !is_part && dependent.kind() == Kind::Column && is_type(id.kind()) {
        return retype(cx, dependent);
    }
    if !is_part && dependent.kind() == Kind::Attribute && is_type(id.kind()) {
        let whole = cx.current.parent(dependent).filter(|whole| cx.desired.objects.contains_key(whole))?;
        cx.actions.insert(whole.clone(), Action::Replace);
        return Some((whole, Cause::Replaced));
    }
    if keeps_rows(dependent) && !is_part && !is_child_of(cx, dependent, id) && !is_elsewhere(dependent, id) {
        return None;
    }
    cx.actions.insert(dependent.clone(), Action::Replace);
    Some((dependent.clone(), Cause::Replaced))
}

/// A materialized view that stores whole rows of a table is made anew when a column of those changes its type.
fn touch_rows(
    cx: &mut Context<'_>,
    column: &ObjectId,
    dependents: &BTreeMap<ObjectId, BTreeSet<ObjectId>>,
) -> Vec<(ObjectId, Cause)> {
    let Some(table) = cx.current.parent(column).filter(|_| column.kind() == Kind::Column) else { return Vec::new() };
    let row = table.sql_name();
    let stores_rows = |view: &&ObjectId| {
        view.kind() == Kind::MaterializedView
            && cx.current.objects_under(Kind::ViewColumn, view.path()).any(
                |(_, body)| matches!(body, Body::ViewColumn(column) if column.data_type.trim_end_matches("[]") == row),
            )
    };
    let views: Vec<ObjectId> = dependents.get(&table).into_iter().flatten().filter(stores_rows).cloned().collect();
    let mut found = Vec::new();
    for view in views.into_iter().filter(|view| cx.desired.objects.contains_key(view)) {
        if cx.actions.insert(view.clone(), Action::Replace) != Some(Action::Replace) {
            found.push((view, Cause::Replaced));
        }
    }
    found
}

/// Marks a column whose type is made anew: its values go through text into the new type.
fn retype(cx: &mut Context<'_>, column: &ObjectId) -> Option<(ObjectId, Cause)> {
    if matches!(cx.desired.objects.get(column), Some(Body::Column(column)) if column.generated.is_some()) {
        cx.actions.insert(column.clone(), Action::Replace);
        return Some((column.clone(), Cause::Replaced));
    }
    if !cx.retyped.insert(column.clone()) {
        return None;
    }
    if let Some(table) = kinds::table_keyed_by(column, cx) {
        cx.actions.insert(table.clone(), Action::Replace);
        return Some((table, Cause::Replaced));
    }
    cx.actions.insert(column.clone(), Action::Alter);
    Some((column.clone(), Cause::Disturbed))
}

/// A child of a table that is made anew is made anew with it; its rows are carried too.
fn is_child_of(cx: &Context<'_>, child: &ObjectId, table: &ObjectId) -> bool {
    table.kind() == Kind::Table && Context::parents(cx.current, child.path()).contains(&table.path())
}

/// A foreign table has no rows of its own to lose when its server is made anew.
fn is_elsewhere(dependent: &ObjectId, server: &ObjectId) -> bool {
    dependent.kind() == Kind::ForeignTable && server.kind() == Kind::Server
}

/// Objects that are never made anew because of what they need: that would lose rows.
fn keeps_rows(id: &ObjectId) -> bool {
    matches!(id.kind(), Kind::Table | Kind::Sequence | Kind::Schema | Kind::Extension | Kind::Role | Kind::ForeignTable)
}

/// Returns whether objects of this kind are types that columns can have, or a part of one.
pub(crate) fn is_type(kind: Kind) -> bool {
    matches!(kind, Kind::Enum | Kind::Composite | Kind::Domain | Kind::Range | Kind::BaseType | Kind::Collation)
}

fn dependents_and_parts(catalog: &Catalog) -> BTreeMap<ObjectId, BTreeSet<ObjectId>> {
    let mut map: BTreeMap<ObjectId, BTreeSet<ObjectId>> = BTreeMap::new();
    for (id, needs) in &catalog.needs {
        for need in needs {
            map.entry(need.clone()).or_default().insert(id.clone());
        }
    }
    for (one, other) in kinds::one_sided_pairs(catalog) {
        map.entry(one.clone()).or_default().insert(other.clone());
        map.entry(other.clone()).or_default().insert(one.clone());
    }
    for id in catalog.objects.keys() {
        if let Some(parent) = catalog.parent(id) {
            map.entry(parent).or_default().insert(id.clone());
        }
    }
    map
}
