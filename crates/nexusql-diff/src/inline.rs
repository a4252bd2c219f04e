//! Which objects are made inside the statement that makes another one, so that a new table reads as one statement.

use std::collections::BTreeSet;

use nexusql_catalog::kinds::trigger::Trigger;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use crate::context::{Action, Context};

/// Fills `cx.inlined`: parts of new tables, defaults of new columns, parts of types and views.
///
/// A part that needs something which itself needs the table (a default that calls a function over the table's row
/// type, say) is left out and made by a statement of its own; so are the columns after it, to keep their order.
pub(crate) fn inline(cx: &mut Context<'_>) {
    let created: Vec<ObjectId> =
        cx.actions.keys().filter(|id| cx.is_created(id) || cx.action(id) == Some(Action::Alter)).cloned().collect();
    for id in &created {
        match id.kind() {
            Kind::Table | Kind::ForeignTable if cx.is_created(id) => inline_table(cx, id),
            Kind::View => inline_all(cx, id, &[Kind::ViewColumn]),
            Kind::MaterializedView if cx.is_created(id) => inline_all(cx, id, &[Kind::ViewColumn]),
            Kind::Composite if cx.is_created(id) => inline_all(cx, id, &[Kind::Attribute]),
            Kind::Domain if cx.is_created(id) => inline_all(cx, id, &[Kind::DomainConstraint]),
            _ => {}
        }
    }
    for id in &created {
        if id.kind() == Kind::Default && cx.is_created(id) {
            let column = ObjectId::new(Kind::Column, id.path());
            if cx.is_created(&column) && !cx.inlined.contains_key(&column) {
                cx.inlined.insert(id.clone(), column);
            }
        }
    }
    inherited(cx);
}

/// What a child gets from its parents in the same plan has no statement of its own.
fn inherited(cx: &mut Context<'_>) {
    let parts: Vec<ObjectId> = cx
        .actions
        .keys()
        .filter(|id| matches!(id.kind(), Kind::Column | Kind::Constraint | Kind::Trigger))
        .filter(|id| cx.is_created(id) && !cx.inlined.contains_key(*id))
        .cloned()
        .collect();
    for id in parts {
        let Some(body) = cx.desired.objects.get(&id) else { continue };
        let source = match body {
            Body::Column(column) if column.inherited && !column.local => inherited_from(cx, &id),
            Body::Constraint(constraint) if constraint.inherited && !constraint.local => match &constraint.parent {
                Some(parent) if constraint.constraint_type == "foreign-key" => {
                    Some(ObjectId::new(Kind::Constraint, parent))
                }
                Some(_) => None,
                None => inherited_from(cx, &id),
            },
            Body::Trigger(trigger) => {
                let above = trigger.parent.as_ref().map(|parent| ObjectId::new(Kind::Trigger, parent));
                let fires = |id: &ObjectId| cx.desired.objects.get(id).and_then(Trigger::of).map(|body| &body.enabled);
                // What comes down fires as triggers do at first, or as the parent's. Another state takes a statement.
                above.filter(|above| trigger.enabled == "origin" && fires(above) == Some(&trigger.enabled))
            }
            _ => None,
        };
        if let Some(source) = source {
            cx.inlined.insert(id, source);
        }
    }
}

/// Returns the part of the same name on the first parent that has it and brings it to this table: one that is made with
/// its parents, or was a child of theirs before. A table that joins with its columns has to have them first.
fn inherited_from(cx: &Context<'_>, id: &ObjectId) -> Option<ObjectId> {
    let whole = id.whole_path()?;
    let before = Context::parents(cx.current, whole);
    let table = ObjectId::new(Kind::Table, whole);
    let joins = |parent: &[String]| cx.stays(&table) && !before.contains(&parent);
    Context::parents(cx.desired, whole)
        .into_iter()
        .filter(|parent| !joins(parent))
        .map(|parent| ObjectId::new(id.kind(), parent.iter().chain(std::iter::once(&id.path()[2]))))
        .filter(|above| !is_partition(cx, &table) || cx.is_created(above))
        .find(|above| cx.desired.objects.contains_key(above))
}

fn inline_all(cx: &mut Context<'_>, whole: &ObjectId, kinds: &[Kind]) {
    for &kind in kinds {
        let parts: Vec<ObjectId> = cx.desired.objects_under(kind, whole.path()).map(|(part, _)| part.clone()).collect();
        for part in parts {
            if cx.is_created(&part) || cx.action(&part) == Some(Action::Alter) {
                cx.inlined.insert(part, whole.clone());
            }
        }
    }
}

fn inline_table(cx: &mut Context<'_>, table: &ObjectId) {
    let mut blocked = false;
    let columns: Vec<ObjectId> = cx.desired.columns(table).into_iter().map(|(id, _)| id.clone()).collect();
    for column in columns {
        blocked = blocked || reaches(cx.desired, &column, table);
        if blocked {
            continue;
        }
        let default = ObjectId::new(Kind::Default, column.path());
        let differs = is_inherited(cx, &column) && !is_partition(cx, table) && differs_from_parents(cx, &default);
        if cx.desired.objects.contains_key(&default) && !differs && !reaches(cx.desired, &default, table) {
            cx.inlined.insert(default, table.clone());
        }
        cx.inlined.insert(column, table.clone());
    }
    let constraints: Vec<ObjectId> =
        cx.desired.objects_under(Kind::Constraint, table.path()).map(|(id, _)| id.clone()).collect();
    for id in constraints {
        let Some(Body::Constraint(constraint)) = cx.desired.objects.get(&id) else { continue };
        let alone = constraint.constraint_type == "foreign-key"
            || !constraint.validated
            || constraint.parent.is_some()
            || constraint.has_index() && (is_partition(cx, table) || !cx.index_parts.reach_all(table, &id))
            || constraint.clustered
            || constraint.constraint_type == "primary-key" && has_not_null_from_parents(cx, table, &constraint.columns)
            || blocked;
        if !alone && !reaches(cx.desired, &id, table) {
            cx.inlined.insert(id, table.clone());
        }
    }
}

/// Returns whether the table has the column from a parent and does not declare it.
fn is_inherited(cx: &Context<'_>, column: &ObjectId) -> bool {
    matches!(cx.desired.objects.get(column), Some(Body::Column(body)) if body.inherited && !body.local)
}

/// Returns whether one of the columns is not null by its parents' constraint alone; a key in the table's own statement
/// would declare another.
fn has_not_null_from_parents(cx: &Context<'_>, table: &ObjectId, columns: &[String]) -> bool {
    let comes_down = |name: &String| {
        let column = ObjectId::new(Kind::Column, table.path().iter().chain([name]));
        matches!(cx.desired.objects.get(&column), Some(Body::Column(body)) if body.not_null_comes_down.0)
    };
    columns.iter().any(comes_down)
}

/// Returns whether a child's default is not the one that it would have from its parent.
fn differs_from_parents(cx: &Context<'_>, default: &ObjectId) -> bool {
    let above = Context::parents(cx.desired, &default.path()[..2])
        .into_iter()
        .map(|parent| ObjectId::new(Kind::Default, parent.iter().chain(std::iter::once(&default.path()[2]))));
    above.into_iter().any(|above| cx.desired.objects.get(&above) != cx.desired.objects.get(default))
}

fn is_partition(cx: &Context<'_>, table: &ObjectId) -> bool {
    matches!(cx.desired.objects.get(table), Some(Body::Table(body)) if body.partition_of.is_some())
}

/// Returns whether `part` needs, over something other than the table and its parts, the table itself.
fn reaches(desired: &Catalog, part: &ObjectId, table: &ObjectId) -> bool {
    let of_table = |id: &ObjectId| id == table || id.whole_path() == Some(table.path());
    let mut seen: BTreeSet<&ObjectId> = BTreeSet::new();
    let mut open: Vec<&ObjectId> = desired.needs_of(part).filter(|id| !of_table(id)).collect();
    while let Some(id) = open.pop() {
        if of_table(id) {
            return true;
        }
        if id.kind() != Kind::Schema && id.kind() != Kind::Sequence && seen.insert(id) {
            open.extend(desired.needs_of(id));
        }
    }
    false
}
