//! The order of what partitions do: their tables are made ready, hang in, and let go.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_catalog::kinds::table::PartitionOf;
use nexusql_catalog::{Body, Kind, ObjectId};

use super::{Graph, Op};
use crate::context::Context;
use crate::index_parts::partition_of;
use crate::kinds;

impl Graph {
    /// What a partition has from its parent is changed when it hangs there no more, and the parent's own after that.
    pub(super) fn connect_detached(&mut self, cx: &Context<'_>) {
        let mut edges = Vec::new();
        for (id, &node) in self.destroyers.iter().chain(&self.alterers) {
            let (table, above) = match kinds::inherited_part_of(id, cx) {
                Some((table, above)) => (table, Some(above)),
                None => match cx.current.objects.get(id).and_then(|body| kinds::attached(id, body)) {
                    Some((table, _)) if self.destroyers.contains_key(id) => (table, None),
                    _ => continue,
                },
            };
            let letting_go = self
                .alterers
                .get(&table)
                .filter(|_| table != *id && (above.is_some() || kinds::is_detached(&table, cx)));
            let Some(&letting_go) = letting_go else { continue };
            let above = above.and_then(|above| self.destroyers.get(&above).or_else(|| self.alterers.get(&above)));
            edges.extend(std::iter::once(node).chain(above.copied()).map(|after| (letting_go, after)));
        }
        edges.into_iter().for_each(|(before, after)| self.edge(before, after));
        self.let_go_of_defaults(cx);
    }

    /// A default partition lets go before the others, each of which would lock it.
    fn let_go_of_defaults(&mut self, cx: &Context<'_>) {
        let leaving = |(id, node): (&ObjectId, &usize)| {
            let of = partition_of(cx.current, id).filter(|of| kinds::leaves(id, &of.parent, cx))?;
            Some((of, *node))
        };
        let leaving: Vec<(&PartitionOf, usize)> = self.alterers.iter().filter_map(leaving).collect();
        let defaults = leaving.iter().filter(|(of, _)| of.bound == "DEFAULT");
        let going = self.destroyers.iter().filter_map(|(id, node)| Some((partition_of(cx.current, id)?, *node)));
        let others: Vec<(&PartitionOf, usize)> = leaving.iter().copied().chain(going).collect();
        let pairs = defaults.flat_map(|(default, before)| {
            let beside = others.iter().filter(move |(of, node)| of.parent == default.parent && node != before);
            beside.map(move |(_, after)| (*before, *after))
        });
        let mut pairs: Vec<(usize, usize)> = pairs.collect();
        // So does what a foreign key points to, which dropping the key would lock.
        for (id, &after) in &self.destroyers {
            if let Some(Body::Constraint(key)) = cx.current.objects.get(id) {
                let ends = leaving.iter().filter(|(of, _)| Some(&of.parent) == key.references.as_ref());
                pairs.extend(ends.map(|(_, before)| (*before, after)));
            }
        }
        pairs.into_iter().for_each(|(before, after)| self.wish(before, after));
    }

    /// A partition is attached when its own indexes stand, since PostgreSQL would make missing ones under names of its
    /// own; an index is attached after its table, and what needs the parent index waits for all of its children.
    pub(super) fn connect_attached(&mut self, cx: &Context<'_>) {
        self.connect_triggers(cx);
        self.connect_left_out(cx);
        for (id, node) in self.attachers.clone() {
            let Some((whole, above)) = cx.desired.objects.get(&id).and_then(|body| kinds::attached(&id, body)) else {
                continue;
            };
            for before in [self.makers.get(&id), self.alterers.get(&id), self.makers.get(&above)] {
                self.edges.extend(before.filter(|&&before| before != node).map(|&before| (before, node)));
            }
            self.edges.extend(self.attachers.get(&whole).filter(|_| whole != id).map(|&before| (before, node)));
            let waiting: Vec<usize> = cx
                .desired
                .needs
                .iter()
                .filter(|(other, needs)| other.kind() == Kind::Constraint && needs.contains(&above) && **other != id)
                .filter_map(|(other, _)| self.attachers.get(other).or_else(|| self.makers.get(other)).copied())
                .collect();
            let foreign_keys_only = id.kind() != Kind::Table;
            self.edges.extend(
                waiting
                    .into_iter()
                    .filter(|&after| after != node && foreign_keys_only)
                    .filter(|&after| self.nodes[after].op == Op::Create)
                    .filter(|&after| kinds::is_foreign_key(cx.desired.objects.get(&self.nodes[after].id)))
                    .map(|after| (node, after)),
            );
            match self.attachers.get(&above).copied() {
                Some(grand) if foreign_keys_only => self.edge(node, grand),
                // Version: 17 and later tell a partition of its parent's identity, and not the partitions below it.
                Some(grand) => self.wish(grand, node),
                None => {}
            }
            if matches!(id.kind(), Kind::Table | Kind::ForeignTable) {
                self.make_room(cx, &id, node);
            }
            if id.kind() == Kind::Table {
                self.connect_partition(cx, &id, node);
                self.connect_columns_to_joiner(cx, &id, node);
                if let Some(after) = self.alterers.get(&id).copied().filter(|_| hangs_again(cx, &id)) {
                    self.settle_parent(cx, &above, after);
                }
            }
        }
    }

    /// The triggers of a partition come down when it is attached, be it by way of a table above.
    fn connect_triggers(&mut self, cx: &Context<'_>) {
        let mut edges = Vec::new();
        for (id, &maker) in self.makers.iter().filter(|(id, _)| id.kind() == Kind::Trigger) {
            let mut table = id.whole_path();
            while let Some(path) = table {
                edges.extend(self.attachers.get(&ObjectId::new(Kind::Table, path)).map(|&before| (before, maker)));
                table = Context::parents(cx.desired, path).first().copied();
            }
        }
        // A trigger of the partition's own may come at any time.
        let is_copy = |node: usize| {
            let id = &self.nodes[node].id;
            matches!(cx.desired.objects.get(id), Some(Body::Trigger(trigger)) if trigger.parent.is_some())
        };
        edges.retain(|(_, maker)| is_copy(*maker));
        edges.into_iter().for_each(|(before, after)| self.edge(before, after));
    }

    /// The columns of a table and of what it joins are settled first. What goes from the parent goes before too, unless
    /// the table has been its child and shares that.
    fn connect_columns_to_joiner(&mut self, cx: &Context<'_>, id: &ObjectId, node: usize) {
        self.columns_of(cx, id).into_iter().for_each(|before| self.edge(before, node));
        let before = Context::parents(cx.current, id.path());
        let joined = Context::parents(cx.desired, id.path()).into_iter().filter(|parent| !before.contains(parent));
        let joined: Vec<&[String]> = joined.collect();
        let is_part = |part: &ObjectId| {
            let whole = part.whole_path();
            let is_check = part.kind() == Kind::Constraint && kinds::is_check(cx.current.objects.get(part));
            // A partition has no column but its parent's.
            let is_surplus = part.kind() == Kind::Column && whole == Some(id.path()) && !joined.is_empty();
            is_surplus
                || (is_check || part.kind() == Kind::Column) && whole.is_some_and(|whole| joined.contains(&whole))
        };
        let stays =
            |part: &ObjectId| part.whole_path().is_some_and(|whole| cx.stays(&ObjectId::new(Kind::Table, whole)));
        let gone: Vec<usize> =
            self.destroyers.iter().filter(|(part, _)| is_part(part) && stays(part)).map(|(_, &node)| node).collect();
        gone.into_iter().for_each(|before| self.edge(before, node));
    }

    /// A partition that hangs in the same parent again shares what becomes of the parent's columns and checks before it
    /// lets go.
    fn settle_parent(&mut self, cx: &Context<'_>, parent: &ObjectId, letting_go: usize) {
        self.parts_of(cx, parent.path()).into_iter().for_each(|before| self.edge(before, letting_go));
    }

    /// What leaves the parent goes before another partition takes its bounds, or rows that it would have to give up.
    fn make_room(&mut self, cx: &Context<'_>, table: &ObjectId, attacher: usize) {
        let Some(of) = partition_of(cx.desired, table) else { return };
        let leaving = |id: &ObjectId| {
            let before = partition_of(cx.current, id);
            before.is_some_and(|before| before.parent == of.parent) && before != partition_of(cx.desired, id)
        };
        let nodes = self.destroyers.iter().chain(&self.alterers);
        let before: Vec<usize> = nodes.filter(|(id, _)| *id != table && leaving(id)).map(|(_, &node)| node).collect();
        before.into_iter().for_each(|before| self.wish(before, attacher));
    }

    /// Indexes that are to hang in the parent's, and its checks, stand before their table is attached, equal indexes of its
    /// own after it, so that PostgreSQL has one choice.
    fn connect_partition(&mut self, cx: &Context<'_>, table: &ObjectId, attacher: usize) {
        let mut edges = Vec::new();
        for (part, &maker) in &self.makers {
            let on_table = matches!(part.kind(), Kind::Index | Kind::Constraint)
                && maker != attacher
                && cx.desired.parent(part).as_ref() == Some(table);
            let Some(body) = cx.desired.objects.get(part).filter(|_| on_table) else { continue };
            let hangs_in_parents = kinds::attached(part, body).is_some();
            let stands_by_itself = self.nodes[maker].id == *part;
            if hangs_in_parents
                || kinds::has_from_parent(body) && stands_by_itself && !kinds::is_foreign_key(Some(body))
            {
                edges.push((maker, attacher));
            } else if !kinds::is_foreign_key(Some(body))
                && self.makers.get(table) != Some(&maker)
                && !hangs_again(cx, table)
            {
                edges.push((attacher, maker));
            }
        }
        self.edges.extend(edges);
    }

    /// An index or key of the parent that the partition has no part of, or none for all of its own partitions, is made
    /// after the partition was attached, which would make one.
    fn connect_left_out(&mut self, cx: &Context<'_>) {
        let mut made: BTreeMap<ObjectId, Vec<(&ObjectId, usize)>> = BTreeMap::new();
        let has_index = |id: &ObjectId| match cx.desired.objects.get(id) {
            Some(Body::Constraint(key)) => key.has_index(),
            body => matches!(body, Some(Body::Index(_))),
        };
        for (index, &maker) in self.makers.iter().filter(|(id, _)| has_index(id)) {
            cx.desired.parent(index).into_iter().for_each(|table| made.entry(table).or_default().push((index, maker)));
        }
        let mut edges = Vec::new();
        for (table, &attacher) in self.attachers.iter().filter(|(id, _)| partition_of(cx.desired, id).is_some()) {
            for parent in Context::parents(cx.desired, table.path()) {
                let indexes = made.get(&ObjectId::new(Kind::Table, parent)).into_iter().flatten();
                let left_out = indexes.filter(|(index, _)| !cx.index_parts.are_whole(table, index));
                edges.extend(left_out.map(|(_, maker)| (attacher, *maker)));
            }
        }
        edges.into_iter().for_each(|(before, after)| self.edge(before, after));
    }

    /// Rows are carried into a new table when its partitions hang in it, and out of an old one before its partitions go.
    pub(super) fn connect_carried(&mut self, cx: &Context<'_>) {
        let mut edges = Vec::new();
        for (at, node) in self.nodes.iter().enumerate() {
            if node.id.kind() != Kind::Table || !self.asides.contains_key(&at) {
                continue;
            }
            edges.extend(self.makers.get(&node.id).map(|&maker| (maker, at)));
            for (table, &attacher) in self.attachers.iter().filter(|(table, _)| table.kind() == Kind::Table) {
                if Context::parents(cx.desired, table.path()).contains(&node.id.path()) {
                    edges.push((attacher, at));
                }
            }
        }
        self.edges.extend(edges.into_iter().filter(|(before, after)| before != after));
    }

    /// A table that may hold rows gets a check of its own before it is attached, and before another partition comes
    /// beside it if it is the default one. PostgreSQL then knows that no row need be read under the lock of attaching.
    ///
    /// Source: PostgreSQL manual, "Table Partitioning"; `ConstraintImpliedByRelConstraint` in PostgreSQL's tablecmds.c.
    pub(super) fn check_partitions(&mut self, cx: &Context<'_>) {
        for (table, waiting) in self.to_check(cx) {
            let Some((check, uncheck)) = kinds::partition_check(&table, cx) else { continue };
            let check = self.push(&table, Op::Check, check);
            let uncheck = self.push(&table, Op::Uncheck, uncheck);
            for &attacher in &waiting {
                self.edge(check, attacher);
                self.edge(attacher, uncheck);
                // What is to be made anew lets go when its successor can take its place at once.
                let gone = self.destroyers.get(&self.nodes[attacher].id).and_then(|gone| self.asides.get(gone));
                gone.copied().into_iter().for_each(|aside| self.edge(check, aside));
            }
            for before in self.columns_of(cx, &table) {
                self.edge(before, check);
            }
            let leftover = self.destroyers.get(&kinds::partition_check_id(&table)).copied();
            leftover.into_iter().for_each(|before| self.edge(before, check));
            // Detached only when it can be attached again at once.
            let detacher = self.alterers.get(&table).filter(|_| kinds::is_detached(&table, cx)).copied();
            detacher.into_iter().for_each(|after| self.wish(check, after));
        }
    }

    /// Returns the tables that may hold rows which PostgreSQL would read, each with the nodes that would make it do so.
    fn to_check(&self, cx: &Context<'_>) -> BTreeMap<ObjectId, BTreeSet<usize>> {
        let mut tables: BTreeMap<ObjectId, BTreeSet<usize>> = BTreeMap::new();
        for (id, &attacher) in &self.attachers {
            let Some(of) = partition_of(cx.desired, id) else { continue };
            tables.entry(id.clone()).or_default().insert(attacher);
            if let Some(default) = default_partition(cx, &of.parent).filter(|default| *default != id) {
                tables.entry(default.clone()).or_default().insert(attacher);
            }
        }
        tables.retain(|id, _| id.kind() == Kind::Table && cx.stays(id) && cx.holds_rows(id.path()));
        tables
    }

    /// Returns the nodes that bring the columns of a partition into their desired form, and those of its parent.
    fn columns_of(&self, cx: &Context<'_>, table: &ObjectId) -> Vec<usize> {
        let parents = Context::parents(cx.desired, table.path());
        let parent = parents.iter().filter_map(|path| self.makers.get(&ObjectId::new(Kind::Table, *path)));
        let wholes: Vec<&[String]> = parents.iter().copied().chain([table.path()]).collect();
        let is_column =
            |id: &ObjectId| id.kind() == Kind::Column && id.whole_path().is_some_and(|whole| wholes.contains(&whole));
        let columns = self.makers.iter().chain(&self.alterers).filter(|(id, _)| is_column(id)).map(|(_, node)| node);
        columns.chain(parent).copied().collect()
    }
}

/// Returns whether the table is a partition of the same table before and after.
fn hangs_again(cx: &Context<'_>, table: &ObjectId) -> bool {
    let parent = |catalog| Some(&partition_of(catalog, table)?.parent);
    parent(cx.current).is_some() && parent(cx.current) == parent(cx.desired)
}

/// Returns the desired default partition of the table at `parent`.
fn default_partition<'a>(cx: &Context<'a>, parent: &[String]) -> Option<&'a ObjectId> {
    let tables = cx.desired.objects.keys().filter(|id| id.kind() == Kind::Table);
    let mut defaults =
        tables.filter(|id| partition_of(cx.desired, id).is_some_and(|of| of.parent == parent && of.bound == "DEFAULT"));
    defaults.next()
}
