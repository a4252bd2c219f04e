//! Tables, partitioned tables and partitions: what is said of the table itself. Columns and constraints have their own files.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::table::{PartitionOf, Table};
use nexusql_catalog::{Body, Kind, ObjectId};

use super::options::{set_and_reset, with};
use super::partition::{detach_step, locks_of_drop};
use super::rules::Rules;
use super::{column, constraint, inherit, not_null};
use crate::address::dotted;
use crate::context::{Action, Context};
use crate::{Hazard, LockMode, Step};

impl Rules for Table {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let unlogged = if self.unlogged { "UNLOGGED " } else { "" };
        let body = match &self.of_type {
            Some(of_type) => typed_body(of_type, &elements(id, cx)),
            None => plain_body(&elements(id, cx)),
        };
        let mut sql = format!("CREATE {unlogged}TABLE {}{body}", id.sql_name());
        if !self.inherits.is_empty() {
            let parents: Vec<String> = self.inherits.iter().map(|parent| dotted(parent)).collect();
            sql += &format!("\nINHERITS ({})", parents.join(", "));
        }
        sql += &self.partition_key.iter().map(|key| format!("\nPARTITION BY {key}")).collect::<String>();
        sql += &self.access_method.iter().map(|method| format!("\nUSING {}", quote_ident(method))).collect::<String>();
        sql += &storage(self);
        sql += &self.tablespace.iter().map(|space| format!("\nTABLESPACE {}", quote_ident(space))).collect::<String>();
        let generated = cx.desired.columns(id).into_iter().filter_map(|(_, column)| column.generated.as_ref());
        let planned = generated.map(|generated| generated.expression.as_str());
        // PostgreSQL looks into what a partition key calls, and a generated column.
        let keys = self.partition_key.iter().filter_map(|key| key.split_once('(')).map(|(_, keys)| keys);
        let step = Step::new(id, sql).computes(planned.chain(keys));
        let lock = |step: Step, parent: &Vec<String>| step.locks_standing(LockMode::ShareUpdateExclusive, parent, cx);
        let mut steps = vec![self.inherits.iter().fold(step, lock)];
        steps.extend(inherit::defaults_of_new(id, cx));
        steps.extend(not_null::of_new(id, cx));
        steps.extend(column::settings_of_new(id, cx));
        steps.extend(identity(id, "default", &self.replica_identity, cx));
        steps.extend(row_security(id, (false, false), (self.rls_enabled, self.rls_forced), cx));
        steps
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let step = Step::new(id, format!("DROP TABLE {}", id.sql_name()));
        let step = locks_of_drop(step, id, self.partition_of.as_ref(), cx).locks_referenced_by(id, cx);
        let mut steps = vec![step.hazard(Hazard::DeletesData, "The table and its rows are gone.")];
        // Foreign keys to the parent hold on to its partitions; only a detached one can be dropped.
        if let Some(of) = self.partition_of.as_ref().filter(|of| is_referenced(&of.parent, cx)) {
            steps.insert(0, detach_step(id, of, cx));
        }
        steps
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.partition_key == new.partition_key
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let alter = |clause: &str| {
            Step::new(id, format!("ALTER TABLE {} {clause}", id.sql_name()))
                .locks(LockMode::AccessExclusive, id.sql_name())
        };
        let mut steps = Vec::new();
        if let Some(of) = self.partition_of.as_ref().filter(|_| self.partition_of != new.partition_of) {
            steps.push(detach_step(id, of, cx));
        }
        if self.of_type != new.of_type {
            steps.push(new.of_type.as_ref().map_or_else(|| alter("NOT OF"), |name| alter(&format!("OF {name}"))));
        }
        steps.extend(inherit::leave(id, cx));
        if self.unlogged != new.unlogged {
            let word = if new.unlogged { "UNLOGGED" } else { "LOGGED" };
            steps.push(rewrites(alter(&format!("SET {word}"))));
        }
        if self.access_method != new.access_method {
            let method = new.access_method.as_deref().unwrap_or("heap");
            steps.push(rewrites(alter(&format!("SET ACCESS METHOD {}", quote_ident(method)))));
        }
        if self.tablespace != new.tablespace {
            let space = new.tablespace.as_deref().unwrap_or("pg_default");
            steps.push(rewrites(alter(&format!("SET TABLESPACE {}", quote_ident(space)))));
        }
        let order = &new.options_order.0;
        for (old, new, prefix) in
            [(&self.options, &new.options, ""), (&self.toast_options, &new.toast_options, "toast.")]
        {
            let clauses = set_and_reset(old, new, prefix, order);
            steps.extend(clauses.iter().map(|clause| set(id, clause)));
        }
        steps.extend(identity(id, &self.replica_identity, &new.replica_identity, cx));
        steps.extend(row_security(id, (self.rls_enabled, self.rls_forced), (new.rls_enabled, new.rls_forced), cx));
        steps
    }
}

/// Source: `relation_options` in PostgreSQL's reloptions.c; what is set for logical decoding alone keeps readers out.
fn set(id: &ObjectId, clause: &str) -> Step {
    let mode = if clause.contains("user_catalog_table") { LockMode::AccessExclusive } else { LockMode::ShareUpdateExclusive };
    Step::new(id, format!("ALTER TABLE {} {clause}", id.sql_name())).locks(mode, id.sql_name())
}

fn is_referenced(table: &[String], cx: &Context<'_>) -> bool {
    let stays = cx.stays(&ObjectId::new(Kind::Table, table));
    stays
        && cx.current.objects.values().any(|body| {
            matches!(body, Body::Constraint(constraint) if constraint.references.as_deref() == Some(table))
        })
}

fn rewrites(step: Step) -> Step {
    step.long().hazard(Hazard::RewritesTable, "Every row is written anew under a lock that nobody passes.")
}

/// Returns the columns and constraints that stand inside `CREATE TABLE`, in order.
pub(super) fn elements(id: &ObjectId, cx: &Context<'_>) -> Vec<String> {
    let is_partition = !partition_parents(id, cx).is_empty();
    let mut elements: Vec<String> = cx
        .desired
        .columns(id)
        .into_iter()
        .filter(|(column, _)| cx.inlined.get(*column) == Some(id))
        .filter(|(_, body)| is_partition || body.local || !body.inherited)
        .map(|(column, body)| match cx.action(id) {
            // The old table's partitions may keep the names that PostgreSQL would choose.
            Some(Action::Replace) => column::named(column, body, cx),
            _ => column::declaration(column, body, cx),
        })
        .collect();
    let constraints = cx.desired.objects_under(Kind::Constraint, id.path());
    elements.extend(constraints.filter(|(part, _)| cx.inlined.get(*part) == Some(id)).filter_map(|(part, body)| {
        let Body::Constraint(body) = body else { return None };
        (is_partition || body.local || !body.inherited).then(|| constraint::declaration(part, body))
    }));
    elements
}

fn partition_parents<'a>(id: &ObjectId, cx: &'a Context<'_>) -> Vec<&'a PartitionOf> {
    match cx.desired.objects.get(id) {
        Some(Body::Table(table)) => table.partition_of.iter().collect(),
        Some(Body::ForeignTable(table)) => table.partition_of.iter().collect(),
        _ => Vec::new(),
    }
}

/// Returns ` (…)` with an element a line.
pub(super) fn plain_body(elements: &[String]) -> String {
    if elements.is_empty() { " (\n)".to_owned() } else { format!(" (\n    {}\n)", elements.join(",\n    ")) }
}

fn typed_body(of_type: &str, elements: &[String]) -> String {
    let options: Vec<String> = elements
        .iter()
        .filter_map(|element| {
            if element.starts_with("CONSTRAINT ") {
                return Some(element.clone());
            }
            let (name, rest) = element.split_once(' ')?;
            let at = [" DEFAULT ", " NOT NULL", " CONSTRAINT ", " GENERATED "]
                .iter()
                .filter_map(|word| rest.find(word))
                .min()?;
            Some(format!("{name} WITH OPTIONS{}", &rest[at..]))
        })
        .collect();
    let body = if options.is_empty() { String::new() } else { plain_body(&options) };
    format!(" OF {of_type}{body}")
}

fn storage(table: &Table) -> String {
    let parts = [
        with(&table.options, "", &table.options_order.0),
        with(&table.toast_options, "toast.", &table.options_order.0),
    ];
    let inner: Vec<&str> = parts
        .iter()
        .filter(|part| !part.is_empty())
        .map(|part| part.trim_start_matches('(').trim_end_matches(')'))
        .collect();
    if inner.is_empty() { String::new() } else { format!("\nWITH ({})", inner.join(", ")) }
}

/// Returns the steps from one state of row security, (enabled, forced), to another.
fn row_security(id: &ObjectId, old: (bool, bool), new: (bool, bool), cx: &Context<'_>) -> Vec<Step> {
    let step = |clause: &str| {
        Step::new(id, format!("ALTER TABLE {} {clause} ROW LEVEL SECURITY", id.sql_name()))
            .locks_standing(LockMode::AccessExclusive, id.path(), cx)
            .hazard(Hazard::ChangesAccess, "Which rows a role sees or writes may change.")
    };
    let mut steps = Vec::new();
    if old.0 != new.0 {
        steps.push(step(if new.0 { "ENABLE" } else { "DISABLE" }));
    }
    if old.1 != new.1 {
        steps.push(step(if new.1 { "FORCE" } else { "NO FORCE" }));
    }
    steps
}

/// Returns the step that sets the replica identity, unless the index that it names is still to be made.
fn identity(id: &ObjectId, old: &str, new: &str, cx: &Context<'_>) -> Option<Step> {
    let is_made_later = new.strip_prefix("index ").is_some_and(|name| {
        let index = ObjectId::new(Kind::Index, [&id.path()[0], name]);
        let constraint = ObjectId::new(Kind::Constraint, [&id.path()[0], &id.path()[1], name]);
        !cx.stays(&index) && !cx.stays(&constraint) && cx.inlined.get(&constraint) != Some(id)
    });
    (old != new && !is_made_later).then(|| identity_step(id, new, cx))
}

/// Returns `ALTER TABLE … REPLICA IDENTITY …`.
pub(super) fn identity_step(table: &ObjectId, identity: &str, cx: &Context<'_>) -> Step {
    let clause = match identity.strip_prefix("index ") {
        Some(index) => format!("USING INDEX {}", quote_ident(index)),
        None => identity.to_uppercase(),
    };
    Step::new(table, format!("ALTER TABLE ONLY {} REPLICA IDENTITY {clause}", table.sql_name()))
        .locks_standing(LockMode::AccessExclusive, table.path(), cx)
}
