//! Indexes, besides those behind constraints. They are built, and changed ones replaced, while writers go on.

use nexusql_base::name::{qualified, quote_ident};
use nexusql_catalog::kinds::index::Index;
use nexusql_catalog::{Body, Kind, ObjectId};

use super::rules::Rules;
use super::table;
use crate::address::dotted;
use crate::context::{Action, Context};
use crate::{Hazard, LockMode, Step};

impl Rules for Index {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let online = is_online(self, cx) && !leaves_gap(self, id, cx);
        let keys = self.definition.split_once('(').map(|(_, keys)| keys);
        let mut step = Step::new(id, definition(self, online)).computes(keys);
        if online {
            step = step.alone().locks(LockMode::ShareUpdateExclusive, dotted(&self.table));
            if self.unique {
                step = step.hazard(Hazard::MayFail, "Rows with equal keys make it fail.");
            }
        } else {
            step = step.locks_standing(LockMode::Share, &self.table, cx);
            if cx.holds_rows(&self.table) {
                step = step.long();
            }
            if leaves_gap(self, id, cx) {
                step = step.hazard(Hazard::BlocksWrites, "Writers wait while every row is read.");
                step = step.hazard(Hazard::MayFail, "Rows with equal keys make it fail.");
            }
        }
        let mut steps = vec![step];
        for (column, target) in &self.statistics {
            steps.push(target_step(id, *column, *target, cx));
        }
        steps.extend(after_build(id, &self.table, id.name(), self.clustered, cx));
        steps
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        vec![drop_step(id, id, cx)]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, cx: &Context<'_>) -> bool {
        let hangs_free = self.parent.is_none() || super::is_detached(&ObjectId::new(Kind::Table, &self.table), cx);
        self.definition == new.definition
            && (self.valid || self.valid == new.valid)
            && self.tablespace == new.tablespace
            && (hangs_free || self.parent == new.parent)
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        for column in self.statistics.keys().chain(new.statistics.keys()) {
            let target = new.statistics.get(column).copied().unwrap_or(-1);
            if self.statistics.get(column) != new.statistics.get(column) {
                steps.push(target_step(id, *column, target, cx));
            }
        }
        steps.extend(recluster(id, &self.table, self.clustered, new.clustered, cx));
        steps
    }

    fn goes_with(&self, _id: &ObjectId, _cx: &Context<'_>) -> Option<ObjectId> {
        let parent = self.parent.as_ref()?;
        Some(ObjectId::new(Kind::Index, parent))
    }
}

/// Returns whether it is built and dropped `CONCURRENTLY`: its table may hold rows and is neither partitioned nor a
/// materialized view made in this plan.
pub(super) fn is_online(index: &Index, cx: &Context<'_>) -> bool {
    cx.holds_rows(&index.table) && !index.partitioned
}

/// Returns whether the unique index that it replaces has to go first, with what it stands on: building it online would
/// let equal keys in between.
fn leaves_gap(index: &Index, id: &ObjectId, cx: &Context<'_>) -> bool {
    let old = cx.current.objects.get(id).filter(|_| cx.action(id) == Some(Action::Replace) && is_online(index, cx));
    index.unique && old.is_some_and(|old| !super::wants_aside(old, id, cx))
}

/// Returns `CREATE INDEX …` as PostgreSQL prints it, with `CONCURRENTLY` or, on a partitioned table, `ONLY`.
fn definition(index: &Index, online: bool) -> String {
    let text = &index.definition;
    if online {
        return text.replacen(" INDEX ", " INDEX CONCURRENTLY ", 1);
    }
    if index.partitioned && !text.contains(" ON ONLY ") {
        return text.replacen(" ON ", " ON ONLY ", 1);
    }
    text.clone()
}

/// Returns the step that drops the index which now goes by `name`; `id` is what it was called in the catalog.
pub(super) fn drop_step(name: &ObjectId, id: &ObjectId, cx: &Context<'_>) -> Step {
    let Some(Body::Index(index)) = cx.current.objects.get(id) else {
        return Step::new(id, format!("DROP INDEX {}", name.sql_name()));
    };
    // One that is made anew over a changed column goes in the transaction that changes the column.
    let makes_room = cx.is_created(id) && name == id;
    let online = is_online(index, cx) && index.parent.is_none() && !makes_room;
    let word = if online { "CONCURRENTLY " } else { "" };
    // Constraints of partitions whose indexes hang in it go along, and nothing else that is still there.
    let holds = |body: &Body| matches!(body, Body::Constraint(key) if key.attached_to.as_deref() == Some(id.path()));
    let end = if index.partitioned && cx.current.objects.values().any(holds) { " CASCADE" } else { "" };
    let step = Step::new(id, format!("DROP INDEX {word}{}{end}", name.sql_name()));
    let step = if online {
        step.alone().locks(LockMode::ShareUpdateExclusive, dotted(&index.table))
    } else {
        let table = dotted(&index.table);
        step.locks(LockMode::AccessExclusive, table).locks_below(LockMode::AccessExclusive, &index.table, cx)
    };
    if cx.holds_rows(&index.table) && index.valid && !cx.is_created(id) {
        step.hazard(Hazard::DropsIndex, "Queries that use the index get slower.")
    } else {
        step
    }
}

/// Returns the step that attaches an index of a partition, or the index behind its constraint, to the parent's.
pub(super) fn attach_step(id: &ObjectId, above: &ObjectId, cx: &Context<'_>) -> Step {
    let name = |id: &ObjectId| qualified(&id.path()[0], id.name());
    let step = Step::new(id, format!("ALTER INDEX {} ATTACH PARTITION {}", name(above), name(id)));
    let both = [(above, LockMode::ShareUpdateExclusive), (id, LockMode::AccessExclusive)];
    both.into_iter().filter(|(index, _)| cx.stays(index)).fold(step, |step, (index, mode)| step.locks(mode, name(index)))
}

fn target_step(id: &ObjectId, column: i16, target: i32, cx: &Context<'_>) -> Step {
    Step::new(id, format!("ALTER INDEX {} ALTER COLUMN {column} SET STATISTICS {target}", id.sql_name()))
        .locks_standing(LockMode::ShareUpdateExclusive, id.path(), cx)
}

/// Returns the step by which a table is clustered on the index, or on none; being clustered on another takes it from here.
pub(super) fn recluster(id: &ObjectId, table: &[String], old: bool, new: bool, cx: &Context<'_>) -> Option<Step> {
    let is_clustered = |body: &Body| match body {
        Body::Index(index) => index.clustered && index.table == table,
        Body::Constraint(constraint) => constraint.clustered,
        _ => false,
    };
    let on_table = |other: &ObjectId| other.kind() == Kind::Index || other.whole_path() == Some(table);
    let on_another = || cx.desired.objects.iter().any(|(other, body)| on_table(other) && is_clustered(body));
    (old != new && (new || !on_another())).then(|| cluster_step(id, table, id.name(), new, cx))
}

/// Returns `ALTER TABLE … CLUSTER ON …`, or the step that forgets it.
fn cluster_step(id: &ObjectId, table: &[String], index: &str, clustered: bool, cx: &Context<'_>) -> Step {
    let clause = if clustered { format!("CLUSTER ON {}", quote_ident(index)) } else { "SET WITHOUT CLUSTER".to_owned() };
    Step::new(id, format!("ALTER TABLE {} {clause}", dotted(table)))
        .locks_standing(LockMode::ShareUpdateExclusive, table, cx)
}

/// Returns the steps that a table waits for until its index stands: clustering and replica identity.
pub(super) fn after_build(id: &ObjectId, path: &[String], name: &str, clustered: bool, cx: &Context<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    if clustered {
        steps.push(cluster_step(id, path, name, true, cx));
    }
    let relation = ObjectId::new(Kind::Table, path);
    if let Some(Body::Table(body)) = cx.desired.objects.get(&relation)
        && body.replica_identity.strip_prefix("index ") == Some(name) {
            steps.push(table::identity_step(&relation, &body.replica_identity, cx));
        }
    steps
}
