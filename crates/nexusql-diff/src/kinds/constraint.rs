//! Constraints of tables: primary key, unique, foreign key, check and exclusion.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::constraint::Constraint;
use nexusql_catalog::{Body, Kind, ObjectId};

use super::options::set_and_reset;
use super::rules::Rules;
use super::{index, inherit, next_name, retype};
use crate::address::{dotted, whole};
use crate::context::{Action, Context};
use crate::slots::Slot;
use crate::{Hazard, LockMode, Step};

/// Returns the constraint as `CREATE TABLE` and `ADD` take it.
pub(super) fn declaration(id: &ObjectId, constraint: &Constraint) -> String {
    format!("CONSTRAINT {} {}", quote_ident(id.name()), constraint.definition)
}

fn alter(id: &ObjectId, clause: &str) -> Step {
    Step::new(id, format!("ALTER TABLE {} {clause}", whole(id)))
}

impl Rules for Constraint {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let stand_in = inherit::comes_by_stand_in(id, cx);
        let table = ObjectId::new(Kind::Table, &id.path()[..2]);
        let mut steps =
            stand_in.map(|of| inherit::columns_on(&of, &table, &self.columns, cx)).unwrap_or_default();
        steps.extend(match self.constraint_type.as_str() {
            "check" | "foreign-key" => add_checked(self, id, cx),
            "primary-key" | "unique" => add_key(self, id, cx),
            _ => vec![blocking(add(self, id, "", cx), self, id, cx)],
        });
        if self.has_index() {
            steps.extend(index::after_build(id, &id.path()[..2], id.name(), self.clustered, cx));
        }
        steps
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        if is_lost_by_leaving(self, id, cx) {
            return Vec::new();
        }
        let mode = LockMode::AccessExclusive;
        let step = alter(id, &format!("DROP CONSTRAINT {}", quote_ident(id.name())));
        let ends = self.references.iter().map(Vec::as_slice).chain([&id.path()[..2]]);
        vec![ends.fold(step, |step, end| {
            let step = step.locks(mode, dotted(end));
            // Children that inherit share checks alone.
            let comes_down = self.constraint_type == "check" || cx.was_partitioned(end);
            if comes_down { step.locks_below(mode, end, cx) } else { step }
        })]
    }

    fn fits(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> bool {
        // What a parent to join brings is not the table's own, which it would stay.
        let joins = self.local
            && !new.local
            && id.whole_path().is_some_and(|path| !inherit::joined(&ObjectId::new(Kind::Table, path), cx).is_empty());
        let same = !joins
            && !is_lost_by_leaving(self, id, cx)
            && self.constraint_type == new.constraint_type
            && self.no_inherit == new.no_inherit
            && self.enforced == new.enforced
            && (self.validated == new.validated || new.validated);
        let text = if self.constraint_type == "foreign-key" {
            undeferred(&self.definition) == undeferred(&new.definition)
        } else {
            self.definition == new.definition
        };
        let table = ObjectId::new(Kind::Table, &id.path()[..2]);
        let hangs_free = self.parent.is_none() && self.attached_to.is_none() || super::is_detached(&table, cx);
        let hangs_again = (&self.parent, &self.attached_to) == (&new.parent, &new.attached_to);
        same && text && self.tablespace == new.tablespace && (hangs_free || hangs_again)
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        let name = quote_ident(id.name());
        if (self.deferrable, self.deferred) != (new.deferrable, new.deferred) {
            let words = match (new.deferrable, new.deferred) {
                (true, true) => "DEFERRABLE INITIALLY DEFERRED",
                (true, false) => "DEFERRABLE INITIALLY IMMEDIATE",
                _ => "NOT DEFERRABLE",
            };
            if new.parent.is_none() {
                let step = alter(id, &format!("ALTER CONSTRAINT {name} {words}"));
                steps.push(step.locks_tree(LockMode::AccessExclusive, &id.path()[..2], cx));
            }
        }
        let becomes_own = self.constraint_type == "check" && self.inherited && !self.local && new.inherited && new.local;
        if becomes_own && inherit::first_to_own(&ObjectId::new(Kind::Table, &id.path()[..2]), cx).is_none() {
            // Merged with what came down from the parents. Source: `MergeWithExistingConstraint` in PostgreSQL's heap.c.
            steps.push(locked(add(new, id, "", cx), new, id, cx));
        }
        if !self.validated && new.validated {
            steps.push(validate(id, cx));
        }
        let schema = quote_ident(&id.path()[0]);
        for clause in set_and_reset(&self.options, &new.options, "", &[]) {
            let step = Step::new(id, format!("ALTER INDEX {schema}.{name} {clause}"));
            steps.push(step.locks(LockMode::ShareUpdateExclusive, format!("{schema}.{name}")));
        }
        steps.extend(index::recluster(id, &id.path()[..2], self.clustered, new.clustered, cx));
        steps
    }

    fn is_disturbed(&self, _id: &ObjectId, by: &ObjectId, cx: &Context<'_>) -> bool {
        if self.constraint_type != "foreign-key" || by.kind() != Kind::Column {
            return false;
        }
        match (cx.current.objects.get(by), cx.desired.objects.get(by)) {
            (Some(Body::Column(old)), Some(Body::Column(new))) => {
                cx.retyped.contains(by) || !retype::keeps_foreign_key(old, new)
            }
            _ => true,
        }
    }

    fn goes_with(&self, id: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
        let index = self.attached_to.as_ref().map(|index| ObjectId::new(Kind::Index, index));
        let hangs_in = self.parent.as_ref().map(|parent| ObjectId::new(Kind::Constraint, parent)).or(index);
        if hangs_in.is_some() {
            return hangs_in;
        }
        let parents = Context::parents(cx.current, id.whole_path()?);
        let above = |parent: &[String]| ObjectId::new(Kind::Constraint, parent.iter().chain([&id.path()[2]]));
        parents.into_iter().map(above).find(|above| self.inherited && !self.local && cx.is_dropped(above))
    }
}

/// Returns whether the constraint goes when its partition leaves: a foreign key to another partitioned table.
///
/// Version: 15 and later leave it to the partition. Source: seen with 13.23 and 14.23.
fn is_lost_by_leaving(constraint: &Constraint, id: &ObjectId, cx: &Context<'_>) -> bool {
    let to_partitioned = || constraint.references.as_ref().is_some_and(|other| cx.was_partitioned(other));
    cx.current.major() < 15
        && constraint.constraint_type == "foreign-key"
        && constraint.parent.is_some()
        && super::is_detached(&ObjectId::new(Kind::Table, &id.path()[..2]), cx)
        && to_partitioned()
}

/// Returns the definition without the words that say when the constraint is checked.
pub(crate) fn undeferred(definition: &str) -> &str {
    let text = definition.strip_suffix(" INITIALLY DEFERRED").unwrap_or(definition);
    text.strip_suffix(" DEFERRABLE").unwrap_or(text)
}

/// Returns the word that keeps partitions out: they have statements of their own.
fn only(constraint: &Constraint, id: &ObjectId, cx: &Context<'_>) -> &'static str {
    let is_apart = constraint.parent.is_none() || cx.is_partitioned(&id.path()[..2]);
    if constraint.has_index() && is_apart { "ONLY " } else { "" }
}

fn add(constraint: &Constraint, id: &ObjectId, end: &str, cx: &Context<'_>) -> Step {
    let (only, table) = (only(constraint, id, cx), inherit::table_of(id, cx));
    Step::new(id, format!("ALTER TABLE {only}{table} ADD {}{end}", declaration(id, constraint)))
}

fn validate(id: &ObjectId, cx: &Context<'_>) -> Step {
    let table = inherit::table_of(id, cx);
    Step::new(id, format!("ALTER TABLE {table} VALIDATE CONSTRAINT {}", quote_ident(id.name())))
        .locks_tree(LockMode::ShareUpdateExclusive, &id.path()[..2], cx)
        .hazard(Hazard::MayFail, "A row that breaks the constraint makes it fail.")
        .in_new_group()
        .commits_after()
        .long()
}

/// Adds a check or foreign key: unchecked at once, then checked while writers go on, if the table may hold rows.
fn add_checked(constraint: &Constraint, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let table = &id.path()[..2];
    let foreign = constraint.constraint_type == "foreign-key";
    if !constraint.validated {
        let end = if constraint.definition.contains("NOT VALID") || !constraint.enforced { "" } else { " NOT VALID" };
        return vec![locked(add(constraint, id, end, cx), constraint, id, cx)];
    }
    if !cx.holds_rows(table) {
        return vec![locked(add(constraint, id, "", cx), constraint, id, cx)];
    }
    if foreign && cx.is_partitioned(table) && cx.current.major() < 18 {
        return vec![blocking(add(constraint, id, "", cx), constraint, id, cx)];
    }
    vec![locked(add(constraint, id, " NOT VALID", cx), constraint, id, cx), validate(id, cx)]
}

/// Returns what `CREATE INDEX` takes after the table's name, if the key can be made over an index that is built while
/// writers go on: all that it needs is there before anything goes, and no column of it changes so that the index would be
/// built twice.
fn online(constraint: &Constraint, id: &ObjectId, cx: &Context<'_>) -> Option<String> {
    let words = match constraint.constraint_type.as_str() {
        "primary-key" => "PRIMARY KEY",
        "unique" => "UNIQUE",
        _ => return None,
    };
    let table = &id.path()[..2];
    let rest = undeferred(constraint.definition.strip_prefix(words)?.trim_start());
    let waits = cx.desired.needs_of(id).any(|need| cx.is_dropped(need) || retype::rebuilds_indexes(need, cx));
    if waits || !cx.holds_rows(table) || cx.is_partitioned(table) || rest.contains("WITHOUT OVERLAPS") {
        return None;
    }
    let (rest, nulls) = match rest.strip_prefix("NULLS NOT DISTINCT ") {
        Some(rest) => (rest, " NULLS NOT DISTINCT"),
        None => (rest, ""),
    };
    let (keys, tail) = match rest.find(" WITH (").or_else(|| rest.find(" USING INDEX TABLESPACE")) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let tail = tail.replace("USING INDEX TABLESPACE", "TABLESPACE");
    Some(format!("{keys}{nulls}{tail}"))
}

/// Returns the name under which the key's index is built: its own, or one that gives way to it when it is free.
pub(crate) fn built_name(id: &ObjectId, cx: &Context<'_>) -> String {
    let slot = Slot::Relation(id.path()[0].clone(), id.name().to_owned());
    if cx.taken.contains(&slot) { next_name(id.name()) } else { id.name().to_owned() }
}

/// Returns the keys that go when this one comes in their place: the one of its name, and a primary key.
pub(crate) fn keys_replaced_by(id: &ObjectId, cx: &Context<'_>) -> Vec<ObjectId> {
    let is_primary = |body: Option<&Body>| matches!(body, Some(Body::Constraint(key)) if key.constraint_type == "primary-key");
    let table = &id.path()[..2];
    let both_primary = |body| is_primary(Some(body)) && is_primary(cx.desired.objects.get(id));
    let before = cx.current.objects_under(Kind::Constraint, table);
    let replaced = before.filter(|(old, body)| *old == id || both_primary(body)).map(|(old, _)| old);
    replaced.filter(|old| cx.is_dropped(old)).cloned().collect()
}

/// Returns the check of which this one, on a new child, is a copy, if nobody has checked either: a new child would have what
/// stands as checked, since it is empty.
pub(super) fn unchecked_original(copy: &Constraint, id: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
    let is_copy = copy.constraint_type == "check" && copy.inherited && !copy.local && !copy.validated;
    let parents = is_copy.then(|| Context::parents(cx.desired, &id.path()[..2]))?;
    let above = parents.into_iter().map(|parent| ObjectId::new(Kind::Constraint, parent.iter().chain([&id.path()[2]])));
    let is_own = |id: &ObjectId| matches!(cx.desired.objects.get(id), Some(Body::Constraint(check)) if check.local);
    above.into_iter().find(|above| cx.current.objects.contains_key(above) && is_own(above))
}

/// Returns whether the key goes and an index takes its name that is built while writers go on: until then it stands under
/// another name.
pub(super) fn gives_way(key: &Constraint, id: &ObjectId, cx: &Context<'_>) -> bool {
    let namesake = ObjectId::new(Kind::Index, [&id.path()[0], &id.path()[2]]);
    let is_built = |index: Option<&Body>| matches!(index, Some(Body::Index(index)) if index::is_online(index, cx));
    key.has_index()
        && cx.action(id) == Some(Action::Drop)
        && cx.action(&namesake) == Some(Action::Create)
        && is_built(cx.desired.objects.get(&namesake))
        && cx.current.needs_of(id).all(|need| !retype::rebuilds_indexes(need, cx))
}

/// Returns the step that gives a constraint without copies another name.
pub(super) fn rename(id: &ObjectId, name: &str) -> Step {
    alter(id, &format!("RENAME CONSTRAINT {} TO {}", quote_ident(id.name()), quote_ident(name)))
        .locks(LockMode::AccessExclusive, whole(id))
}

/// Returns the step that builds the key's index, if that can be done beforehand.
pub(super) fn build(constraint: &Constraint, id: &ObjectId, cx: &Context<'_>) -> Option<Step> {
    let index = online(constraint, id, cx)?;
    let name = quote_ident(&built_name(id, cx));
    let sql = format!("CREATE UNIQUE INDEX CONCURRENTLY {name} ON {} {index}", whole(id));
    let step = Step::new(id, sql).alone().locks(LockMode::ShareUpdateExclusive, whole(id));
    Some(step.hazard(Hazard::MayFail, "Rows with equal keys make it fail."))
}

/// Adds a primary key or unique constraint, over the index that [`build`] made if there is one.
fn add_key(constraint: &Constraint, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    if online(constraint, id, cx).is_none() {
        return vec![blocking(add(constraint, id, "", cx), constraint, id, cx)];
    }
    vec![key_over_index(id, constraint, only(constraint, id, cx), &built_name(id, cx))]
}

/// Returns the step that makes a primary key or unique constraint of the index.
pub(crate) fn key_over_index(id: &ObjectId, constraint: &Constraint, only: &str, index: &str) -> Step {
    let words = if constraint.constraint_type == "primary-key" { "PRIMARY KEY" } else { "UNIQUE" };
    let defer = match (constraint.deferrable, constraint.deferred) {
        (true, true) => " DEFERRABLE INITIALLY DEFERRED",
        (true, false) => " DEFERRABLE",
        _ => "",
    };
    let (name, index, table) = (quote_ident(id.name()), quote_ident(index), whole(id));
    let sql = format!("ALTER TABLE {only}{table} ADD CONSTRAINT {name} {words} USING INDEX {index}{defer}");
    Step::new(id, sql).locks(LockMode::AccessExclusive, table)
}

/// Adds the locks of a step that adds the constraint: those of a foreign key at both ends.
fn locked(step: Step, constraint: &Constraint, id: &ObjectId, cx: &Context<'_>) -> Step {
    let table = &id.path()[..2];
    let Some(other) = &constraint.references else {
        let mode = LockMode::AccessExclusive;
        return match only(constraint, id, cx) {
            "" => step.locks_tree(mode, table, cx),
            _ => step.locks_standing(mode, table, cx),
        };
    };
    let mode = LockMode::ShareRowExclusive;
    // What a partition has of its own is made a part of the whole, for which triggers on the other table go.
    // Source: `tryAttachPartitionForeignKey` in PostgreSQL's tablecmds.c.
    let is_equal = |body: &Body| matches!(body, Body::Constraint(key) if key.definition == constraint.definition);
    let has_it = |table: &[String]| cx.current.objects_under(Kind::Constraint, table).any(|(id, body)| cx.stays(id) && is_equal(body));
    let adopts = cx.is_partitioned(table) && cx.relatives.descendants(table).into_iter().any(has_it);
    let step = if adopts { step.locks_standing(LockMode::AccessExclusive, other, cx) } else { step };
    [table, other].into_iter().fold(step, |step, end| match cx.is_partitioned(end) {
        true => step.locks_tree(mode, end, cx).locks_joined(mode, end, cx),
        false => step.locks_standing(mode, end, cx),
    })
}

/// Says of a step that builds an index or reads a table under a lock that it keeps writers out.
fn blocking(step: Step, constraint: &Constraint, id: &ObjectId, cx: &Context<'_>) -> Step {
    let step = locked(step, constraint, id, cx);
    // A key that partitions come to share one by one has no rows of its own to read.
    let is_shell = constraint.has_index() && cx.is_partitioned(&id.path()[..2]);
    if is_shell || !cx.holds_rows(&id.path()[..2]) {
        return step;
    }
    step.hazard(Hazard::BlocksWrites, "Writers wait while every row is read.")
        .hazard(Hazard::MayFail, "A row that breaks the constraint makes it fail.")
        .long()
}
