//! Partitions hang in their parents: attached without reading their rows under a strong lock, and detached.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::table::{PartitionOf, Table};
use nexusql_catalog::{Body, Kind, ObjectId};

use super::{aside_name, attached, is_detached};
use crate::address::dotted;
use crate::context::Context;
use crate::{Hazard, LockMode, Step};

/// Returns the step that hangs a partition into its parent.
pub(super) fn attach_step(id: &ObjectId, of: &PartitionOf, cx: &Context<'_>) -> Step {
    let parent = dotted(&of.parent);
    let step = Step::new(id, format!("ALTER TABLE {parent} ATTACH PARTITION {} {}", id.sql_name(), of.bound));
    let step = step
        .locks_standing(LockMode::ShareUpdateExclusive, &of.parent, cx)
        .locks_default_partition(&of.parent, id, cx)
        .locks_tree(LockMode::AccessExclusive, id.path(), cx)
        .locks_keys_of_joined(id.path(), &of.parent, cx);
    if !cx.holds_rows(id.path()) {
        return step;
    }
    if check_of(id, cx).is_some() {
        return step;
    }
    step.long().hazard(Hazard::MayFail, "Rows outside the bounds make it fail.")
}

/// Returns the step that takes a partition out of its parent; its rows stay in it.
pub(super) fn detach_step(id: &ObjectId, of: &PartitionOf, cx: &Context<'_>) -> Step {
    let parent = dotted(&of.parent);
    Step::new(id, format!("ALTER TABLE {parent} DETACH PARTITION {}", id.sql_name()))
        .locks(LockMode::AccessExclusive, parent)
        .locks(LockMode::AccessExclusive, id.sql_name())
        .locks_below(LockMode::AccessExclusive, id.path(), cx)
        .locks_default_partition(&of.parent, id, cx)
        .locks_keys_of_left(&of.parent, cx)
}

/// Returns `step`, which drops the table `id`, with the locks that it takes on it and on what it hangs in.
pub(super) fn locks_of_drop(step: Step, id: &ObjectId, of: Option<&PartitionOf>, cx: &Context<'_>) -> Step {
    let step = step.locks(LockMode::AccessExclusive, id.sql_name());
    let Some(of) = of else { return step };
    step.locks(LockMode::AccessExclusive, dotted(&of.parent)).locks_default_partition(&of.parent, id, cx)
}

/// Returns the steps that check the rows of a table against the bounds that it is to have, while writers go on, and the
/// one that drops the check when PostgreSQL has the bounds themselves.
pub(crate) fn partition_check(id: &ObjectId, cx: &Context<'_>) -> Option<(Vec<Step>, Vec<Step>)> {
    let check = check_of(id, cx)?;
    let name = quote_ident(partition_check_id(id).name());
    let alter = |clause: String| Step::new(id, format!("ALTER TABLE {} {clause}", id.sql_name()));
    let add = alter(format!("ADD CONSTRAINT {name} CHECK ({check}) NOT VALID")).faithful();
    let validate = alter(format!("VALIDATE CONSTRAINT {name}"))
        .locks_tree(LockMode::ShareUpdateExclusive, id.path(), cx)
        .hazard(Hazard::MayFail, "Rows outside the bounds make it fail.")
        .in_new_group()
        .commits_after()
        .long();
    let whole = |step: Step| step.locks_tree(LockMode::AccessExclusive, id.path(), cx);
    let drop = whole(alter(format!("DROP CONSTRAINT {name}")));
    Some((vec![whole(add), validate], vec![drop]))
}

/// Returns the id of the check that stands while a table is attached.
pub(crate) fn partition_check_id(table: &ObjectId) -> ObjectId {
    let name = aside_name(&format!("{}_partition", table.name()));
    ObjectId::new(Kind::Constraint, table.path().iter().chain([&name]))
}

fn check_of<'a>(id: &ObjectId, cx: &Context<'a>) -> Option<&'a str> {
    cx.desired.objects.get(id).and_then(Table::of)?.partition_check.0.as_deref()
}

/// Returns the root of the tree of partitions that has the column in a partition key: PostgreSQL does not change its type.
pub(crate) fn table_keyed_by(column: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
    let root_of = |table: &[String]| {
        let mut root = table;
        while let Some(of) = table_at(root, cx).and_then(|table| table.partition_of.as_ref()) {
            root = &of.parent;
        }
        root.to_vec()
    };
    let root = root_of(column.whole_path()?);
    let name = quote_ident(column.name());
    let is_key = |table: &Table| table.partition_key.as_ref().is_some_and(|key| speaks_of(key, &name));
    let tables = cx.current.objects_under(Kind::Table, &[]).filter_map(|(id, body)| Some((id, Table::of(body)?)));
    let mut keyed = tables.filter(|(id, table)| is_key(table) && root_of(id.path()) == root);
    let root_id = ObjectId::new(Kind::Table, &root);
    (keyed.next().is_some() && cx.desired.objects.contains_key(&root_id)).then_some(root_id)
}

fn table_at<'a>(path: &[String], cx: &Context<'a>) -> Option<&'a Table> {
    cx.current.objects.get(&ObjectId::new(Kind::Table, path)).and_then(Table::of)
}

/// Returns whether the name stands in the text, as a word of its own.
fn speaks_of(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || "_$\"".contains(c);
    text.match_indices(name)
        .any(|(at, _)| !text[..at].ends_with(is_word) && !text[at + name.len()..].starts_with(is_word))
}

/// Returns the index or constraint at the top of those that `id` hangs in, if `id` alone is to go, or to hang elsewhere,
/// while its partition stays: PostgreSQL does not let it.
pub(super) fn index_let_go(id: &ObjectId, old: &Body, new: Option<&Body>, cx: &Context<'_>) -> Option<ObjectId> {
    let hangs_in = |id: &ObjectId, body: &Body| match body {
        Body::Index(_) | Body::Constraint(_) => attached(id, body),
        _ => None,
    };
    let (table, above) = hangs_in(id, old)?;
    let after = new.and_then(|new| hangs_in(id, new)).map(|(_, above)| above);
    if after.as_ref() == Some(&above) || !cx.stays(&table) || is_detached(&table, cx) {
        return None;
    }
    let mut top = above;
    while let Some((_, above)) = cx.current.objects.get(&top).and_then(|body| hangs_in(&top, body)) {
        top = above;
    }
    cx.desired.objects.contains_key(&top).then_some(top)
}
