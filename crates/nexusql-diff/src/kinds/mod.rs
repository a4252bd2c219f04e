//! What to do about a delta, one file per kind of object.

mod carry;
mod counters;
mod inherit;
mod not_null;
mod options;
mod partition;
mod retype;
mod rewrite;
mod rows;
mod rules;
mod stored;

pub(crate) use carry::{close_aside, refuse_leftovers};
pub(crate) use constraint::{built_name, key_over_index, keys_replaced_by, undeferred};
pub(crate) use default::counted_from;
pub(crate) use inherit::{comes_by_stand_in, join, joined, left, make_stand_in};
use nexusql_catalog::{Body, Kind, ObjectId, for_each_kind};
pub(crate) use operator::one_sided_pairs;
pub(crate) use partition::{partition_check, partition_check_id, table_keyed_by};
use rules::Rules;

use crate::address::address;
use crate::context::{Action, Context};
use crate::{LockMode, Step, grants, shells};

macro_rules! dispatch {
    ($(($variant:ident, $module:ident, $name:literal)),* $(,)?) => {
        $(mod $module;)*

        fn create_one(body: &Body, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
            match body { $(Body::$variant(body) => Rules::create(body, id, cx)),* }
        }

        /// Returns the statements that drop an object.
        pub(crate) fn drop(body: &Body, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
            match body { $(Body::$variant(body) => Rules::drop(body, id, cx)),* }
        }

        /// Returns whether `old` can become `new` where it stands.
        pub(crate) fn fits(old: &Body, new: &Body, id: &ObjectId, cx: &Context<'_>) -> bool {
            match (old, new) {
                $((Body::$variant(old), Body::$variant(new)) => Rules::fits(old, new, id, cx),)*
                _ => false,
            }
        }

        /// Returns the statements that turn `old` into `new` where it stands.
        pub(crate) fn alter(old: &Body, new: &Body, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
            match (old, new) {
                $((Body::$variant(old), Body::$variant(new)) => Rules::alter(old, new, id, cx),)*
                _ => Vec::new(),
            }
        }

        /// Returns whether altering `old` into `new` may force those that need it to be made anew.
        pub(crate) fn disturbs(old: &Body, new: &Body) -> bool {
            match (old, new) {
                $((Body::$variant(old), Body::$variant(new)) => Rules::disturbs(old, new),)*
                _ => false,
            }
        }

        /// Returns whether an object has to be made anew because `by`, which it needs, is altered.
        pub(crate) fn is_disturbed(id: &ObjectId, body: &Body, by: &ObjectId, cx: &Context<'_>) -> bool {
            match body { $(Body::$variant(body) => Rules::is_disturbed(body, id, by, cx)),* }
        }

        /// Returns how the object of which `id` is a mere copy on a child table is named; it goes with that one.
        fn goes_with(body: &Body, id: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
            match body { $(Body::$variant(body) => Rules::goes_with(body, id, cx)),* }
        }
    };
}
for_each_kind!(dispatch);

/// Returns what has to be made anew because `id` cannot change from `old` to `new` where it stands: the type whose values
/// are stored and whose part it is, the partitioned table that has it as a key, the index that it hangs in, or the check of
/// which it is a copy.
pub(crate) fn remakes(id: &ObjectId, old: Option<&Body>, new: Option<&Body>, cx: &Context<'_>) -> Option<ObjectId> {
    if let (Some(Body::Column(old)), Some(Body::Column(new))) = (old, new) {
        let retyped = (&old.data_type, &old.collation) != (&new.data_type, &new.collation);
        return retyped.then(|| table_keyed_by(id, cx))?;
    }
    if let Some(above) = old.and_then(|old| partition::index_let_go(id, old, new, cx)) {
        return Some(above);
    }
    if let (None, Some(Body::Constraint(new))) = (old, new) {
        return constraint::unchecked_original(new, id, cx);
    }
    let whole = cx.current.parent(id).filter(|whole| cx.desired.objects.contains_key(whole))?;
    let refused = match (old, new) {
        (Some(Body::Attribute(old)), Some(Body::Attribute(new))) => {
            attribute::changes_type(old, new) && stored::is_composite_stored(cx.current, &whole)
        }
        (old, Some(Body::DomainConstraint(new))) => {
            let is_checked =
                matches!(old, Some(Body::DomainConstraint(old)) if old.validated && old.definition == new.definition);
            new.validated && !is_checked && stored::is_domain_inside_others(cx.current, &whole)
        }
        _ => false,
    };
    refused.then_some(whole)
}

/// Returns the statements that make an object, and take back what default privileges would give to the wrong roles.
pub(crate) fn create(body: &Body, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let mut steps: Vec<Step> = create_one(body, id, cx);
    if !matches!(id.kind(), Kind::Function | Kind::Procedure | Kind::Comment) {
        steps = steps.into_iter().map(Step::faithful).collect();
    }
    steps.extend(grants::undo_default_privileges(id, cx));
    steps
}

/// Returns the statement that builds the index of a key, before the statements that make the key of it.
pub(crate) fn build(id: &ObjectId, cx: &Context<'_>) -> Option<Step> {
    match cx.desired.objects.get(id)? {
        Body::Constraint(constraint) => constraint::build(constraint, id, cx).map(Step::faithful),
        _ => None,
    }
}

/// Returns the statements that move an object out of the way of its successor, and that drop it in the end.
pub(crate) fn set_aside(id: &ObjectId, cx: &Context<'_>) -> (Vec<Step>, Vec<Step>) {
    if id.kind() == Kind::Table {
        return (carry::move_away(id, cx), carry::bring_back(id, cx));
    }
    if let Some(Body::Constraint(key)) = cx.current.objects.get(id) {
        let aside = id.renamed(&aside_name(id.name()));
        let drop = Rules::drop(key, &aside, cx).into_iter().map(|step| step.about(id));
        return (vec![constraint::rename(id, aside.name())], drop.collect());
    }
    let aside = id.renamed(&aside_name(id.name()));
    let mut renames = match cx.current.objects.get(id) {
        Some(Body::Range(range)) => range::move_away_what_it_made(range, id),
        _ => Vec::new(),
    };
    let functions = shells::own_functions(cx.current, id);
    renames.extend(functions.iter().map(|function| rename_aside(function)));
    renames.push(rename_aside(id));
    let drop = match id.kind() {
        Kind::Index => index::drop_step(&aside, id, cx),
        _ if !functions.is_empty() => Step::new(id, format!("DROP {} CASCADE", address(&aside))),
        _ => Step::new(id, format!("DROP {}", address(&aside))),
    };
    (renames, vec![drop])
}

fn rename_aside(id: &ObjectId) -> Step {
    let new_name = nexusql_base::name::quote_ident(&aside_name(id.name()));
    let step = Step::new(id, format!("ALTER {} RENAME TO {new_name}", address(id)));
    if id.kind() == Kind::Index { step.locks(LockMode::ShareUpdateExclusive, id.sql_name()) } else { step }
}

/// Returns the statement that makes known the name of a type.
pub(crate) fn shell(id: &ObjectId) -> Step {
    Step::new(id, format!("CREATE TYPE {}", id.sql_name()))
}

/// Returns the name of what is replaced and goes, within PostgreSQL's 63 bytes.
pub(crate) fn aside_name(name: &str) -> String {
    with_suffix(name, "__replaced")
}

/// Returns the name of what comes in the place of another one that still has its name.
pub(crate) fn next_name(name: &str) -> String {
    with_suffix(name, "__next")
}

fn with_suffix(name: &str, suffix: &str) -> String {
    let mut end = name.len().min(63 - suffix.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{suffix}", &name[..end])
}

/// Returns whether a replaced object is moved aside first, so that rows or readers keep the old one meanwhile.
pub(crate) fn wants_aside(body: &Body, id: &ObjectId, cx: &Context<'_>) -> bool {
    if let Body::Constraint(key) = body {
        return constraint::gives_way(key, id, cx);
    }
    let gives_way = || crate::decide::is_type(id.kind()) && crate::slots::is_taken(id, body, cx);
    (cx.action(id) == Some(Action::Replace) || gives_way())
        && match body {
            Body::Index(index) => {
                index.valid
                    && index.parent.is_none()
                    && index::is_online(index, cx)
                    && cx.current.needs_of(id).all(|need| leaves_indexes(need, cx))
            }
            Body::Table(_) => true,
            _ => crate::decide::is_type(id.kind()) && cx.retypes_because_of(id),
        }
}

/// Returns whether an index or constraint stands while its column is altered: the type stays. A primary key goes before its
/// columns take nulls.
pub(crate) fn leaves_constraints(id: &ObjectId, column: &ObjectId, cx: &Context<'_>) -> bool {
    let is_apart = match cx.current.objects.get(id) {
        Some(Body::Constraint(constraint)) => constraint.constraint_type != "primary-key",
        body => matches!(body, Some(Body::Index(_))),
    };
    is_apart && column.kind() == Kind::Column && cx.stays(column) && leaves_indexes(column, cx)
}

/// Returns whether an index stands while its need becomes what is desired: a column that keeps its type, or goes late.
fn leaves_indexes(need: &ObjectId, cx: &Context<'_>) -> bool {
    match (cx.action(need), cx.current.objects.get(need), cx.desired.objects.get(need)) {
        (None, ..) | (Some(Action::Drop), Some(Body::Column(_)), None) => true,
        (Some(Action::Alter), Some(old @ Body::Column(_)), Some(new)) => {
            !disturbs(old, new) && !cx.retyped.contains(need)
        }
        _ => false,
    }
}

/// Returns the text of a body that PostgreSQL does not look into when it records what an object needs.
pub(crate) fn opaque_body(body: &Body) -> Option<&str> {
    match body {
        Body::Function(function) if function.language != "c" && function.language != "internal" => {
            Some(&function.definition)
        }
        Body::Procedure(procedure) => Some(&procedure.definition),
        _ => None,
    }
}

/// Returns whether a foreign key points to another table that goes too, so that it must go before both.
pub(crate) fn constraint_crosses(body: &Body, id: &ObjectId, cx: &Context<'_>) -> bool {
    let Body::Constraint(constraint) = body else { return false };
    constraint.references.as_ref().is_some_and(|other| {
        Some(other.as_slice()) != id.whole_path()
            && constraint.parent.is_none()
            && cx.is_dropped(&ObjectId::new(Kind::Table, other))
    })
}

/// Hands objects to the node of another one: copies on child tables to their original, sequences to the column that
/// becomes or ceases to be an identity.
pub(crate) fn absorb(cx: &mut Context<'_>) {
    let mut absorbed = Vec::new();
    for id in cx.actions.keys() {
        let goes_with_whole = cx.current.parent(id).is_some_and(|parent| cx.is_dropped(&parent));
        let Some(old) = cx.current.objects.get(id).filter(|_| cx.is_dropped(id) && !goes_with_whole) else { continue };
        let hangs_no_more =
            attached(id, old).is_some_and(|(table, _)| is_detached(&table, cx)) || inherited_part_of(id, cx).is_some();
        if let Some(by) = goes_with(old, id, cx).filter(|by| cx.is_dropped(by) && !hangs_no_more) {
            absorbed.push((id.clone(), by));
        }
    }
    absorbed.extend(column::sequences(cx));
    cx.copies = absorbed.iter().filter(|(id, _)| id.kind() != Kind::Sequence).cloned().collect();
    cx.absorbed = absorbed.into_iter().filter(|(id, _)| id.kind() == Kind::Sequence).collect();
}

/// Returns whether the body is a foreign key's.
pub(crate) fn is_foreign_key(body: Option<&Body>) -> bool {
    matches!(body, Some(Body::Constraint(constraint)) if constraint.constraint_type == "foreign-key")
}

/// Returns whether the body is a check's.
pub(crate) fn is_check(body: Option<&Body>) -> bool {
    matches!(body, Some(Body::Constraint(constraint)) if constraint.constraint_type == "check")
}

/// Returns the table that a partition, or an index of one, is on, and what it is attached to.
pub(crate) fn attached(id: &ObjectId, body: &Body) -> Option<(ObjectId, ObjectId)> {
    match body {
        Body::Table(table) => Some((id.clone(), ObjectId::new(Kind::Table, &table.partition_of.as_ref()?.parent))),
        Body::ForeignTable(table) => {
            Some((id.clone(), ObjectId::new(Kind::Table, &table.partition_of.as_ref()?.parent)))
        }
        Body::Index(index) => {
            Some((ObjectId::new(Kind::Table, &index.table), ObjectId::new(Kind::Index, index.parent.as_ref()?)))
        }
        Body::Sequence(sequence) => Some((id.clone(), ObjectId::new(Kind::Column, sequence.owned_by.as_ref()?))),
        Body::Constraint(constraint) if constraint.has_index() => {
            let to_constraint = constraint.parent.as_ref().map(|parent| ObjectId::new(Kind::Constraint, parent));
            let to_index = constraint.attached_to.as_ref().map(|index| ObjectId::new(Kind::Index, index));
            Some((ObjectId::new(Kind::Table, id.whole_path()?), to_constraint.or(to_index)?))
        }
        _ => None,
    }
}

/// Returns the statements that attach a partition, an index of one, or a sequence to its parent where it is not yet.
pub(crate) fn attach(old: Option<&Body>, new: &Body, id: &ObjectId, cx: &Context<'_>) -> Option<Vec<Step>> {
    let (_, above) = attached(id, new)?;
    let stays = cx.stays(id) && cx.stays(&above);
    if stays && old.and_then(|old| attached(id, old)).is_some_and(|(_, before)| before == above) && !rebound(old, new) {
        return None;
    }
    match new {
        Body::Table(table) => table.partition_of.as_ref().map(|of| vec![partition::attach_step(id, of, cx)]),
        Body::ForeignTable(table) => table.partition_of.as_ref().map(|of| vec![partition::attach_step(id, of, cx)]),
        Body::Sequence(_) if cx.absorbed.contains_key(id) => None,
        Body::Sequence(sequence) => sequence.owned_by.as_ref().map(|column| sequence::tie(id, column, cx)),
        _ => Some(vec![index::attach_step(id, &above, cx)]),
    }
}

fn rebound(old: Option<&Body>, new: &Body) -> bool {
    match (old, new) {
        (Some(Body::Table(old)), Body::Table(new)) => old.partition_of != new.partition_of,
        (Some(Body::ForeignTable(old)), Body::ForeignTable(new)) => old.partition_of != new.partition_of,
        _ => false,
    }
}

/// Returns whether a constraint is a copy of one on a parent table.
pub(crate) fn is_inherited(body: &Body) -> bool {
    matches!(body, Body::Constraint(constraint) if constraint.inherited && !constraint.local || constraint.parent.is_some())
}

/// Returns whether a trigger is a partition's copy of one on its parent, with which it comes and goes.
pub(crate) fn is_cloned_trigger(body: &Body) -> bool {
    matches!(body, Body::Trigger(trigger) if trigger.parent.is_some())
}

/// Returns whether a parent table has the constraint too, be it the child's own besides or not.
pub(crate) fn has_from_parent(body: &Body) -> bool {
    matches!(body, Body::Constraint(constraint) if constraint.inherited || constraint.parent.is_some())
}

/// Returns the table that is made anew and whose partition `id` was: it is dropped with it, after its rows were carried.
pub(crate) fn goes_with_carried(id: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
    let mut parents = Context::parents(cx.current, id.path()).into_iter().map(|path| ObjectId::new(Kind::Table, path));
    (id.kind() == Kind::Table && cx.action(id) == Some(Action::Drop))
        .then(|| parents.find(|parent| cx.action(parent) == Some(Action::Replace)))?
}

/// Returns the foreign key on a partitioned table that a partition's is a copy of; dropping it drops the copy.
pub(crate) fn original_foreign_key(body: &Body) -> Option<ObjectId> {
    match body {
        Body::Constraint(constraint) if constraint.constraint_type == "foreign-key" => {
            Some(ObjectId::new(Kind::Constraint, constraint.parent.as_ref()?))
        }
        _ => None,
    }
}

/// Returns whether the table stays and leaves a parent, or changes the table whose partition it is.
pub(crate) fn is_detached(table: &ObjectId, cx: &Context<'_>) -> bool {
    let of = |catalog: &nexusql_catalog::Catalog| match catalog.objects.get(table) {
        Some(Body::Table(table)) => table.partition_of.clone(),
        _ => None,
    };
    let before = of(cx.current);
    cx.stays(table) && before.is_some() && before != of(cx.desired) || !left(table, cx).is_empty()
}

/// Returns whether the table stays and is a child of the one at `parent` no more.
pub(crate) fn leaves(table: &ObjectId, parent: &[String], cx: &Context<'_>) -> bool {
    is_detached(table, cx) && !Context::parents(cx.desired, table.path()).contains(&parent)
}

/// Returns the partition or child that lets go of its parent for good, and the part of the parent from which it has `id`, a
/// column or constraint: it is its own from then on.
pub(crate) fn inherited_part_of(id: &ObjectId, cx: &Context<'_>) -> Option<(ObjectId, ObjectId)> {
    if !matches!(id.kind(), Kind::Column | Kind::Constraint) {
        return None;
    }
    let table = ObjectId::new(Kind::Table, id.whole_path()?);
    let above = |parent: &[String]| ObjectId::new(id.kind(), parent.iter().chain([&id.path()[2]]));
    let after = Context::parents(cx.desired, table.path());
    let before = Context::parents(cx.current, table.path()).into_iter();
    let before = before.filter(|parent| cx.current.objects.contains_key(&above(parent)));
    let (kept, lost): (Vec<_>, Vec<_>) = before.partition(|parent| after.contains(parent));
    let lost = lost.first().filter(|_| kept.is_empty() && is_detached(&table, cx)).map(|parent| above(parent))?;
    Some((table, lost))
}

/// Returns the objects that have to be made after this one though they do not need it.
pub(crate) fn made_before<'a>(body: &Body, id: &ObjectId, cx: &'a Context<'_>) -> Vec<&'a ObjectId> {
    match body {
        Body::Operator(operator) => operator::one_sided(operator, id, cx.desired),
        _ => Vec::new(),
    }
}
