//! Which relations a step locks besides the one that it names: children, tables at the other end of foreign keys, default
//! partitions.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use crate::address::dotted;
use crate::context::{Action, Context};
use crate::{LockMode, Step, kinds};

/// The kinds of objects that can be locked.
pub(crate) const RELATIONS: &[Kind] =
    &[Kind::Table, Kind::View, Kind::MaterializedView, Kind::ForeignTable, Kind::Sequence, Kind::Index];

/// Which tables of a catalog belong together.
pub(crate) struct Relatives<'a> {
    children: BTreeMap<&'a [String], Vec<&'a [String]>>,
    /// Foreign keys by the tables at both of their ends.
    foreign_keys: BTreeMap<&'a [String], Vec<ForeignKey<'a>>>,
}

#[derive(Clone, Copy)]
struct ForeignKey<'a> {
    id: &'a ObjectId,
    /// The table at the other end.
    other: &'a [String],
}

impl<'a> Relatives<'a> {
    /// Cost: one pass over the catalog.
    pub(crate) fn of(catalog: &'a Catalog) -> Self {
        let mut relatives = Self { children: BTreeMap::new(), foreign_keys: BTreeMap::new() };
        for (id, body) in &catalog.objects {
            match body {
                Body::Table(_) | Body::ForeignTable(_) => {
                    for parent in Context::parents(catalog, id.path()) {
                        relatives.children.entry(parent).or_default().push(id.path());
                    }
                }
                Body::Constraint(constraint) => {
                    let (Some(here), Some(there)) = (id.whole_path(), constraint.references.as_deref()) else {
                        continue;
                    };
                    relatives.foreign_keys.entry(here).or_default().push(ForeignKey { id, other: there });
                    relatives.foreign_keys.entry(there).or_default().push(ForeignKey { id, other: here });
                }
                _ => {}
            }
        }
        relatives
    }

    /// Returns the tables that hang below the one at `path`.
    pub(crate) fn descendants(&self, path: &[String]) -> BTreeSet<&'a [String]> {
        self.descendants_by(path, &|_, _| true)
    }

    /// Returns the tables that hang below the one at `path` by way of pairs of parent and child that `holds` lets pass.
    fn descendants_by(&self, path: &[String], holds: &dyn Fn(&[String], &[String]) -> bool) -> BTreeSet<&'a [String]> {
        let mut found = BTreeSet::new();
        let mut open = vec![path];
        while let Some(parent) = open.pop() {
            for &child in self.children.get(parent).into_iter().flatten() {
                if holds(parent, child) && found.insert(child) {
                    open.push(child);
                }
            }
        }
        found
    }
}

impl<'a> Context<'a> {
    /// Returns whether the relation at `path` stands before the plan and still stands, untouched or altered, after it.
    pub(crate) fn stands(&self, path: &[String]) -> bool {
        RELATIONS.iter().any(|&kind| self.stays(&ObjectId::new(kind, path)))
    }

    /// Returns the default partition that the table at `path` has before the plan.
    fn default_partition(&self, path: &[String]) -> Option<&'a [String]> {
        let is_default = |child: &&&[String]| {
            matches!(self.current.objects.get(&ObjectId::new(Kind::Table, **child)),
                Some(Body::Table(table)) if table.partition_of.as_ref().is_some_and(|of| of.bound == "DEFAULT"))
        };
        self.relatives.children.get(path)?.iter().find(is_default).copied()
    }
}

impl Step {
    /// It locks `object`, if that is a relation that stands already.
    pub(crate) fn locks_object(self, mode: LockMode, object: &ObjectId, cx: &Context<'_>) -> Self {
        if RELATIONS.contains(&object.kind()) { self.locks_standing(mode, object.path(), cx) } else { self }
    }

    /// It locks the relation at `path`, if that stands already.
    pub(crate) fn locks_standing(self, mode: LockMode, path: &[String], cx: &Context<'_>) -> Self {
        if cx.stands(path) { self.locks(mode, dotted(path)) } else { self }
    }

    /// It says something of `target`, and locks the relation that this is, or that it is a column of.
    ///
    /// Source: `CommentObject` in PostgreSQL's comment.c.
    pub(crate) fn locks_said_of(self, target: &ObjectId, cx: &Context<'_>) -> Self {
        match target.kind() {
            Kind::Column | Kind::ViewColumn => {
                self.locks_standing(LockMode::ShareUpdateExclusive, &target.path()[..2], cx)
            }
            _ => self.locks_object(LockMode::ShareUpdateExclusive, target, cx),
        }
    }

    /// It locks the table at `path`, if that stands already, and all that hang below it.
    pub(crate) fn locks_tree(self, mode: LockMode, path: &[String], cx: &Context<'_>) -> Self {
        if cx.stands(path) { self.locks(mode, dotted(path)).locks_below(mode, path, cx) } else { self }
    }

    /// It locks the tables that hang below the one at `path` before the plan, but for those that are made anew or let go.
    pub(crate) fn locks_below(self, mode: LockMode, path: &[String], cx: &Context<'_>) -> Self {
        let holds = |parent: &[String], child: &[String]| {
            let table = ObjectId::new(Kind::Table, child);
            cx.action(&table) != Some(Action::Replace) && !kinds::leaves(&table, parent, cx)
        };
        let below = cx.relatives.descendants_by(path, &holds);
        below.into_iter().fold(self, |step, child| step.locks(mode, dotted(child)))
    }

    /// It locks the tables that stood before the plan and hang below the one at `path`, which is new, after it.
    pub(crate) fn locks_joined(self, mode: LockMode, path: &[String], cx: &Context<'_>) -> Self {
        if cx.stands(path) {
            return self;
        }
        let below = cx.relatives_after.descendants(path);
        below.into_iter().fold(self, |step, child| step.locks_standing(mode, child, cx))
    }

    /// It locks the default partition of the table at `path`, whose bounds change with those of the others.
    pub(crate) fn locks_default_partition(self, path: &[String], but: &ObjectId, cx: &Context<'_>) -> Self {
        let is_other = |default: &&[String]| {
            let table = ObjectId::new(Kind::Table, *default);
            table != *but && cx.action(&table) != Some(Action::Replace) && !kinds::leaves(&table, path, cx)
        };
        match cx.default_partition(path).filter(is_other) {
            Some(default) => self.locks(LockMode::AccessExclusive, dotted(default)).locks_below(
                LockMode::AccessExclusive,
                default,
                cx,
            ),
            None => self,
        }
    }

    /// It locks the tables at the other ends of the foreign keys that `column` is in and that stay, at either end.
    ///
    /// Source: `ATPostAlterTypeCleanup` in PostgreSQL's tablecmds.c, which makes them anew.
    pub(crate) fn locks_tied_to_column(self, column: &ObjectId, cx: &Context<'_>) -> Self {
        let table = column.whole_path().unwrap_or_default();
        let keys = cx.relatives.foreign_keys.get(table).into_iter().flatten();
        let keys = keys.filter(|key| cx.stays(key.id) && cx.current.needs_of(key.id).any(|need| need == column));
        keys.fold(self, |step, key| step.locks_tree(LockMode::AccessExclusive, key.other, cx))
    }

    /// It locks what foreign keys tie to the partitioned table at `parent`, which a partition leaves: the partition gets
    /// keys of its own, and no key points to it any more.
    ///
    /// Source: `DetachPartitionFinalize` in PostgreSQL's tablecmds.c.
    pub(crate) fn locks_keys_of_left(self, parent: &[String], cx: &Context<'_>) -> Self {
        let keys = cx.relatives.foreign_keys.get(parent).into_iter().flatten();
        keys.fold(self, |step, key| match key.id.whole_path() == Some(parent) {
            true => step.locks_tree(LockMode::ShareRowExclusive, key.other, cx),
            false if cx.stays(key.id) => step.locks_tree(LockMode::AccessExclusive, key.other, cx),
            false => step,
        })
    }

    /// It locks what foreign keys tie to the partitioned table at `parent`, which the table at `path` joins: keys that it
    /// has become the parent's.
    ///
    /// Source: `CloneForeignKeyConstraints` in PostgreSQL's tablecmds.c.
    pub(crate) fn locks_keys_of_joined(self, path: &[String], parent: &[String], cx: &Context<'_>) -> Self {
        let own = || cx.relatives.foreign_keys.get(path).into_iter().flatten();
        let has = |other: &[String]| own().any(|key| key.id.whole_path() == Some(path) && key.other == other);
        let keys = cx.relatives.foreign_keys.get(parent).into_iter().flatten().filter(|key| cx.stays(key.id));
        keys.fold(self, |step, key| {
            let merges = key.id.whole_path() == Some(parent) && has(key.other);
            let mode = if merges { LockMode::AccessExclusive } else { LockMode::ShareRowExclusive };
            step.locks_tree(mode, key.other, cx)
        })
    }

    /// It locks the tables that the table's foreign keys point to and that stay, since the keys go with the table.
    pub(crate) fn locks_referenced_by(self, table: &ObjectId, cx: &Context<'_>) -> Self {
        let keys = cx.relatives.foreign_keys.get(table.path()).into_iter().flatten();
        let keys = keys.filter(|key| key.id.whole_path() == Some(table.path()) && key.other != table.path());
        keys.fold(self, |step, key| step.locks_tree(LockMode::AccessExclusive, key.other, cx))
    }
}
