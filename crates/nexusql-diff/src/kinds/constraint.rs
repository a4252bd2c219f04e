//! Constraints of tables: primary key, unique, foreign key, check and exclusion.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::constraint::Constraint;
use nexusql_catalog::{Body, Kind, ObjectId};

use super::options::set_and_reset;
use super::rules::Rules;
use super::{index, inherit, retype};
use crate::address::whole;
use crate::context::Context;
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
            _ => vec![blocking(add(self, id, "", cx), id, cx)],
        });
        if self.has_index() {
            steps.extend(index::after_build(id, &id.path()[..2], id.name(), self.clustered, cx));
        }
        steps
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let step = alter(id, &format!("DROP CONSTRAINT {}", quote_ident(id.name())));
        vec![step.locks(LockMode::AccessExclusive, whole(id))]
    }

    fn fits(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> bool {
        // What a parent to join brings is not the table's own, which it would stay.
        let joins = self.local
            && !new.local
            && id.whole_path().is_some_and(|path| !inherit::joined(&ObjectId::new(Kind::Table, path), cx).is_empty());
        let same = !joins
            && self.constraint_type == new.constraint_type
            && self.no_inherit == new.no_inherit
            && self.enforced == new.enforced
            && (self.validated == new.validated || new.validated);
        let text = if self.constraint_type == "foreign-key" {
            undeferred(&self.definition) == undeferred(&new.definition)
        } else {
            self.definition == new.definition
        };
        same && text && self.tablespace == new.tablespace && (self.attached_to.is_none() || self.attached_to == new.attached_to)
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
                steps.push(alter(id, &format!("ALTER CONSTRAINT {name} {words}")));
            }
        }
        let becomes_own = self.constraint_type == "check" && self.inherited && !self.local && new.inherited && new.local;
        if becomes_own && inherit::first_to_own(&ObjectId::new(Kind::Table, &id.path()[..2]), cx).is_none() {
            // Merged with what came down from the parents. Source: `MergeWithExistingConstraint` in PostgreSQL's heap.c.
            steps.push(add(new, id, "", cx));
        }
        if !self.validated && new.validated {
            steps.push(validate(id, cx));
        }
        let schema = quote_ident(&id.path()[0]);
        for clause in set_and_reset(&self.options, &new.options, "") {
            steps.push(Step::new(id, format!("ALTER INDEX {schema}.{name} {clause}")));
        }
        steps.extend(index::recluster(id, &id.path()[..2], self.clustered, new.clustered, cx));
        steps
    }

    fn is_disturbed(&self, id: &ObjectId, by: &ObjectId, cx: &Context<'_>) -> bool {
        if self.constraint_type != "foreign-key" || by.kind() != Kind::Column {
            return false;
        }
        let _ = id;
        match (cx.current.objects.get(by), cx.desired.objects.get(by)) {
            (Some(Body::Column(old)), Some(Body::Column(new))) => {
                cx.retyped.contains(by) || !retype::keeps_foreign_key(old, new)
            }
            _ => true,
        }
    }

    fn goes_with(&self, id: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
        if let Some(parent) = &self.parent {
            return Some(ObjectId::new(Kind::Constraint, parent));
        }
        let parents = Context::parents(cx.current, id.whole_path()?);
        let above = |parent: &[String]| ObjectId::new(Kind::Constraint, parent.iter().chain([&id.path()[2]]));
        parents.into_iter().map(above).find(|above| self.inherited && !self.local && cx.is_dropped(above))
    }
}

fn undeferred(definition: &str) -> &str {
    let text = definition.strip_suffix(" INITIALLY DEFERRED").unwrap_or(definition);
    text.strip_suffix(" DEFERRABLE").unwrap_or(text)
}

fn add(constraint: &Constraint, id: &ObjectId, end: &str, cx: &Context<'_>) -> Step {
    let table = inherit::table_of(id, cx);
    let only = if constraint.has_index() && constraint.parent.is_none() { "ONLY " } else { "" };
    Step::new(id, format!("ALTER TABLE {only}{table} ADD {}{end}", declaration(id, constraint)))
}

fn validate(id: &ObjectId, cx: &Context<'_>) -> Step {
    let table = inherit::table_of(id, cx);
    Step::new(id, format!("ALTER TABLE {table} VALIDATE CONSTRAINT {}", quote_ident(id.name())))
        .locks(LockMode::ShareUpdateExclusive, whole(id))
        .hazard(Hazard::MayFail, "A row that breaks the constraint makes it fail.")
        .in_new_group()
        .long()
}

/// Adds a check or foreign key: unchecked at once, then checked while writers go on, if the table may hold rows.
fn add_checked(constraint: &Constraint, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let table = &id.path()[..2];
    let foreign = constraint.constraint_type == "foreign-key";
    if !constraint.validated {
        let end = if constraint.definition.contains("NOT VALID") || !constraint.enforced { "" } else { " NOT VALID" };
        return vec![add(constraint, id, end, cx).locks(LockMode::ShareRowExclusive, whole(id))];
    }
    if !cx.holds_rows(table) {
        return vec![add(constraint, id, "", cx)];
    }
    let mut step = add(constraint, id, " NOT VALID", cx);
    step = step.locks(if foreign { LockMode::ShareRowExclusive } else { LockMode::AccessExclusive }, whole(id));
    if let Some(other) = constraint.references.as_ref().filter(|other| cx.holds_rows(other)) {
        step = step.locks(LockMode::ShareRowExclusive, crate::address::dotted(other));
    }
    if foreign && cx.is_partitioned(table) && cx.current.major() < 18 {
        return vec![blocking(add(constraint, id, "", cx), id, cx)];
    }
    vec![step, validate(id, cx)]
}

/// Adds a primary key or unique constraint over an index that is built while writers go on.
fn add_key(constraint: &Constraint, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let direct = || vec![blocking(add(constraint, id, "", cx), id, cx)];
    let table = &id.path()[..2];
    let words = if constraint.constraint_type == "primary-key" { "PRIMARY KEY" } else { "UNIQUE" };
    let Some(rest) = constraint.definition.strip_prefix(words).map(str::trim_start) else { return direct() };
    if !cx.holds_rows(table) || cx.is_partitioned(table) || rest.contains("WITHOUT OVERLAPS") {
        return direct();
    }
    let rest = undeferred(rest);
    let (rest, nulls) = match rest.strip_prefix("NULLS NOT DISTINCT ") {
        Some(rest) => (rest, " NULLS NOT DISTINCT"),
        None => (rest, ""),
    };
    let (keys, tail) = match rest.find(" WITH (").or_else(|| rest.find(" USING INDEX TABLESPACE")) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let tail = tail.replace("USING INDEX TABLESPACE", "TABLESPACE");
    let name = quote_ident(id.name());
    let build = format!("CREATE UNIQUE INDEX CONCURRENTLY {name} ON {} {keys}{nulls}{tail}", whole(id));
    let defer = match (constraint.deferrable, constraint.deferred) {
        (true, true) => " DEFERRABLE INITIALLY DEFERRED",
        (true, false) => " DEFERRABLE",
        _ => "",
    };
    let clause = format!("ADD CONSTRAINT {name} {words} USING INDEX {name}{defer}");
    vec![
        Step::new(id, build)
            .alone()
            .locks(LockMode::ShareUpdateExclusive, whole(id))
            .hazard(Hazard::MayFail, "Rows with equal keys make it fail."),
        alter(id, &clause).locks(LockMode::AccessExclusive, whole(id)),
    ]
}

/// Says of a step that builds an index or reads a table under a lock that it keeps writers out.
fn blocking(step: Step, id: &ObjectId, cx: &Context<'_>) -> Step {
    if !cx.holds_rows(&id.path()[..2]) {
        return step;
    }
    step.locks(LockMode::AccessExclusive, whole(id))
        .hazard(Hazard::BlocksWrites, "Writers wait while every row is read.")
        .hazard(Hazard::MayFail, "A row that breaks the constraint makes it fail.")
        .long()
}
