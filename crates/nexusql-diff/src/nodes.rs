//! Turns decisions into nodes of the ordering graph, and the edges of both catalogs into edges between nodes.

mod children;
mod keys;
mod partitions;

use std::collections::{BTreeMap, BTreeSet};

use nexusql_catalog::{Body, Kind, ObjectId};

use crate::context::{Action, Context};
use crate::decide::is_type;
use crate::slots::{Slot, slots};
use crate::{Step, kinds, owners, shells};

/// What a node does with its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Op {
    Drop,
    /// Moves what is replaced out of the way of its successor; it is dropped when nothing uses it any more.
    SetAside,
    Alter,
    /// Makes known the name of a type, so that the type's own functions can be made.
    Shell,
    /// Builds the index of a key while writers go on.
    Build,
    Create,
    /// Makes a table that stands in for parents until they can be joined.
    StandIn,
    /// Validates a foreign key that was made again.
    Validate,
    /// Checks the rows of a table that is about to become a partition, so that attaching it reads none.
    Check,
    /// Drops what was set aside, its rows carried into its successor.
    Finish,
    /// Hangs a partition, or an index of one, into its parent.
    Attach,
    /// Drops the check that attaching relied on.
    Uncheck,
}

/// One or more statements about one object that stay together.
pub(crate) struct Node {
    pub(crate) id: ObjectId,
    pub(crate) op: Op,
    pub(crate) steps: Vec<Step>,
}

/// The nodes and the order between them.
#[derive(Default)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    /// Pairs of nodes, the first before the second.
    pub(crate) edges: BTreeSet<(usize, usize)>,
    /// Pairs that are kept only where they close no cycle.
    pub(crate) wishes: BTreeSet<(usize, usize)>,
    /// Those of them without which a statement fails, for want of a name: they go before the others.
    pub(crate) firm: BTreeSet<(usize, usize)>,
    makers: BTreeMap<ObjectId, usize>,
    destroyers: BTreeMap<ObjectId, usize>,
    alterers: BTreeMap<ObjectId, usize>,
    attachers: BTreeMap<ObjectId, usize>,
    /// Tables that become children of others.
    joiners: BTreeMap<ObjectId, usize>,
    shells: BTreeMap<ObjectId, usize>,
    builders: BTreeMap<ObjectId, usize>,
    /// From the node that drops what was set aside to the one that set it aside.
    asides: BTreeMap<usize, usize>,
}

/// Whether parts of what is dropped are dropped by statements of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parts {
    /// They go with their whole.
    Implied,
    /// They are dropped first, which opens cycles between the parts of two wholes.
    Explicit,
}

/// Returns the graph of everything that `cx` decided.
pub(crate) fn graph(cx: &Context<'_>, parts: Parts) -> Graph {
    let mut graph = Graph::default();
    for (id, action) in &cx.actions {
        graph.add(cx, id, *action);
    }
    let is_copy = |id: &ObjectId| cx.current.objects.get(id).is_some_and(kinds::is_inherited);
    let (copies, originals): (Vec<_>, Vec<_>) = cx.actions.iter().partition(|(id, _)| is_copy(id));
    for (id, action) in originals.into_iter().chain(copies) {
        graph.stand_in(cx, id, *action, parts);
    }
    graph.connect_made(cx);
    graph.connect_destroyed(cx);
    graph.connect_altered(cx);
    graph.connect_built(cx);
    graph.connect_unique(cx);
    graph.connect_foreign_keys(cx);
    graph.connect_primary_keys(cx);
    graph.connect_detached(cx);
    graph.connect_attached(cx);
    graph.connect_children(cx);
    graph.check_partitions(cx);
    graph.connect_carried(cx);
    graph.connect_slots(cx);
    graph.connect_columns(cx);
    graph.connect_overloads();
    graph.connect_privileges();
    graph.connect_owners(cx);
    graph.connect_words(cx);
    graph
}

impl Graph {
    fn push(&mut self, id: &ObjectId, op: Op, steps: Vec<Step>) -> usize {
        self.nodes.push(Node { id: id.clone(), op, steps });
        self.nodes.len() - 1
    }

    fn edge(&mut self, before: usize, after: usize) {
        if before != after {
            self.edges.insert((before, after));
        }
    }

    fn wish(&mut self, before: usize, after: usize) {
        if before != after {
            self.wishes.insert((before, after));
        }
    }

    fn add(&mut self, cx: &Context<'_>, id: &ObjectId, action: Action) {
        let (old, new) = (cx.current.objects.get(id), cx.desired.objects.get(id));
        let absorbed = cx.absorbed.contains_key(id);
        if let (Some(old), true, false) = (old, cx.is_dropped(id), absorbed) {
            if kinds::wants_aside(old, id, cx) {
                let (rename, drop) = kinds::set_aside(id, cx);
                let first = self.push(id, Op::SetAside, rename);
                let last = self.push(id, Op::Finish, drop);
                self.edge(first, last);
                self.asides.insert(last, first);
                self.destroyers.insert(id.clone(), last);
            } else if !cx.copies.contains_key(id)
                && kinds::goes_with_carried(id, cx).is_none()
                && cx.current.parent(id).is_none_or(|parent| !cx.is_dropped(&parent))
                && shells::type_of(cx.current, id).is_none_or(|of| !cx.is_dropped(of))
            {
                let node = self.push(id, Op::Drop, kinds::drop(old, id, cx));
                self.destroyers.insert(id.clone(), node);
            }
        }
        if let (Some(new), true, false) = (new, cx.is_created(id), absorbed || cx.inlined.contains_key(id)) {
            let node = self.add_made(cx, id, kinds::create(new, id, cx));
            self.makers.insert(id.clone(), node);
            if !shells::own_functions(cx.desired, id).is_empty() {
                let shell = self.push(id, Op::Shell, vec![kinds::shell(id)]);
                self.shells.insert(id.clone(), shell);
                self.edge(shell, node);
            }
        }
        if let (Some(old), Some(new), Action::Alter) = (old, new, action)
            && !cx.inlined.contains_key(id)
        {
            let node = self.push(id, Op::Alter, kinds::alter(old, new, id, cx));
            self.alterers.insert(id.clone(), node);
        }
        let join = kinds::join(id, cx);
        if !join.is_empty() {
            let node = self.push(id, Op::Attach, join);
            self.joiners.insert(id.clone(), node);
        }
        if let Some(steps) = new.and_then(|new| kinds::attach(old, new, id, cx)) {
            let node = self.push(id, Op::Attach, steps);
            self.attachers.insert(id.clone(), node);
        }
    }

    /// Finds the node that makes or destroys an object which has none of its own.
    fn stand_in(&mut self, cx: &Context<'_>, id: &ObjectId, action: Action, parts: Parts) {
        if let Some(by) = cx.absorbed.get(id)
            && let Some(&node) = self.alterers.get(by)
        {
            let map = if cx.is_created(id) { &mut self.makers } else { &mut self.destroyers };
            map.insert(id.clone(), node);
            return;
        }
        if let Some(mut whole) = cx.inlined.get(id) {
            while let Some(next) = cx.inlined.get(whole) {
                whole = next;
            }
            if let Some(&node) = self.makers.get(whole) {
                self.makers.insert(id.clone(), node);
            } else if let Some(&node) = self.alterers.get(whole) {
                self.makers.insert(id.clone(), node);
            }
        }
        if matches!(action, Action::Drop | Action::Replace) && !self.destroyers.contains_key(id) {
            self.imply(cx, id, parts);
        }
    }

    fn imply(&mut self, cx: &Context<'_>, id: &ObjectId, parts: Parts) {
        let Some(old) = cx.current.objects.get(id) else { return };
        if let Some(&node) = cx.copies.get(id).and_then(|original| self.destroyers.get(original)) {
            self.destroyers.insert(id.clone(), node);
            return;
        }
        if let Some(&node) = kinds::original_foreign_key(old).and_then(|original| self.destroyers.get(&original)) {
            self.destroyers.insert(id.clone(), node);
            return;
        }
        if let Some(&node) = shells::type_of(cx.current, id).and_then(|of| self.destroyers.get(of)) {
            self.destroyers.insert(id.clone(), node);
            return;
        }
        if let Some(&node) = kinds::goes_with_carried(id, cx).and_then(|parent| self.destroyers.get(&parent)) {
            self.destroyers.insert(id.clone(), node);
            return;
        }
        let explicit = match id.kind() {
            Kind::Constraint => {
                kinds::constraint_crosses(old, id, cx) || parts == Parts::Explicit && !kinds::is_inherited(old)
            }
            Kind::Trigger => parts == Parts::Explicit && !kinds::is_cloned_trigger(old),
            Kind::Default | Kind::Policy | Kind::Rule => parts == Parts::Explicit,
            _ => false,
        };
        if explicit {
            let node = self.push(id, Op::Drop, kinds::drop(old, id, cx));
            self.destroyers.insert(id.clone(), node);
            return;
        }
        let mut whole = cx.current.parent(id);
        while let Some(parent) = whole {
            if let Some(&node) = self.destroyers.get(&parent) {
                self.destroyers.insert(id.clone(), node);
                return;
            }
            whole = cx.current.parent(&parent);
        }
    }

    /// What is made comes after what it needs.
    fn connect_made(&mut self, cx: &Context<'_>) {
        for (id, node) in self.makers.clone() {
            if id.kind() == Kind::Sequence {
                // Its column comes later: the column's default needs the sequence. See `attach`.
                self.connect_sequence(cx, &id, node);
                continue;
            }
            for later in cx.desired.objects.get(&id).map(|body| kinds::made_before(body, &id, cx)).unwrap_or_default() {
                self.makers.get(later).copied().into_iter().for_each(|later| self.wish(node, later));
            }
            let parent = cx.desired.parent(&id);
            let hangs_in =
                cx.desired.objects.get(&id).and_then(|body| kinds::attached(&id, body)).map(|(_, above)| above);
            let comes_down = cx.inlined.get(&id).is_some_and(|source| source.kind() == id.kind());
            for need in cx.desired.needs_of(&id).chain(parent.iter()) {
                if shells::is_own_function(cx.desired, &id, need) {
                    self.shells.get(need).copied().into_iter().for_each(|shell| self.edge(shell, node));
                } else if let Some(&maker) = self.makers.get(need).filter(|_| hangs_in.as_ref() == Some(need)) {
                    self.wish(maker, node);
                } else if let Some(&maker) = self.makers.get(need) {
                    self.edge(maker, node);
                    if let Some(&shell) = self.shells.get(&id).filter(|_| need.kind() == Kind::Schema) {
                        self.edge(maker, shell);
                    }
                } else if let Some(&alterer) =
                    self.alterers.get(need).filter(|_| !comes_down || Some(need) != parent.as_ref())
                {
                    self.edge(alterer, node);
                }
                let is_of_columns =
                    matches!(id.kind(), Kind::Column | Kind::Attribute | Kind::Constraint | Kind::Index);
                if need.whole_path().is_none() && need.kind() != Kind::Schema && cx.stays(need) && !is_of_columns {
                    self.wish_for_columns(cx, need, node);
                }
            }
        }
    }

    fn connect_sequence(&mut self, cx: &Context<'_>, id: &ObjectId, node: usize) {
        let schema = ObjectId::new(Kind::Schema, &id.path()[..1]);
        for need in cx.desired.needs_of(id).chain(std::iter::once(&schema)) {
            if let Some(&maker) = self.makers.get(need).filter(|_| need.kind() == Kind::Schema) {
                self.edge(maker, node);
            }
        }
    }

    /// A view or function over a whole row wants the table's columns to be settled.
    fn wish_for_columns(&mut self, cx: &Context<'_>, table: &ObjectId, node: usize) {
        let columns: Vec<ObjectId> =
            cx.desired.objects_under(Kind::Column, table.path()).map(|(id, _)| id.clone()).collect();
        for column in columns {
            for map in [&self.makers, &self.alterers] {
                if let Some(&before) = map.get(&column)
                    && before != node
                {
                    self.wishes.insert((before, node));
                }
            }
        }
    }

    /// What is destroyed goes after everything that needs it, and before it is made again.
    fn connect_destroyed(&mut self, cx: &Context<'_>) {
        for (id, needs) in &cx.current.needs {
            for need in needs {
                self.release(cx, id, need);
            }
        }
        for id in cx.actions.keys() {
            if let Some(parent) = cx.current.parent(id) {
                self.release(cx, id, &parent);
            }
            if let (Some(&destroyer), Some(&maker)) = (self.destroyers.get(id), self.makers.get(id)) {
                let first = self.shells.get(id).copied().unwrap_or(maker);
                match self.asides.get(&destroyer).copied() {
                    Some(aside) => {
                        self.edge(aside, first);
                        self.wish(maker, destroyer);
                    }
                    None => self.edge(destroyer, first),
                }
                if id.kind() == Kind::Constraint {
                    self.stand_until_ready(cx, id, destroyer);
                }
            }
            if id.kind() == Kind::Default
                && let (Some(&maker), Some(before)) = (self.makers.get(id), kinds::counted_from(id, cx))
                && let Some(&gone) = self.destroyers.get(&before)
            {
                self.edge(maker, gone);
            }
        }
    }

    fn release(&mut self, cx: &Context<'_>, dependent: &ObjectId, need: &ObjectId) {
        let before = self.destroyers.get(dependent).or_else(|| self.alterers.get(dependent)).copied();
        let alters_only = !self.destroyers.contains_key(dependent);
        let Some(before) = before else { return };
        if let Some(&after) = self.destroyers.get(need) {
            match self.asides.get(&after).copied() {
                // What stands on a key stands on it under its other name too.
                Some(_) if need.kind() == Kind::Constraint => self.edge(before, after),
                Some(aside) if !alters_only && !self.asides.contains_key(&before) && before != after => {
                    self.edge(before, aside);
                }
                // What stands on a type that is set aside is set aside as well, and goes before it.
                // So is a table whose rows are carried, and what it has left of the type goes with it.
                Some(_)
                    if is_type(need.kind())
                        && (is_type_or_part(dependent.kind()) || self.asides.contains_key(&before)) =>
                {
                    self.edge(before, after);
                }
                // A partition moves away before its old parent goes, which would take it along.
                Some(_) if self.asides.contains_key(&before) => self.edge(self.asides[&before], after),
                _ => self.edge(before, after),
            }
        }
        // What stores whole rows goes before they change their form.
        if need.kind() == Kind::Table && dependent.kind() == Kind::MaterializedView && !alters_only {
            let of_table = |id: &ObjectId| id.kind() == Kind::Column && id.whole_path() == Some(need.path());
            let columns = self.alterers.iter().filter(|(id, _)| of_table(id)).map(|(_, &node)| node);
            columns.collect::<Vec<_>>().into_iter().for_each(|after| self.wish(before, after));
        }
        for above in above(cx, need) {
            if let Some(&after) = self.alterers.get(&above).filter(|_| !alters_only) {
                self.edge(before, after);
            }
        }
        // Adding a value to an enum, or altering a table or type as a whole, disturbs nothing that stands on it; nor does
        // a column disturb a sequence that it owns.
        let undisturbed = alters_only
            || dependent.kind() == Kind::Sequence
            || matches!(need.kind(), Kind::Enum | Kind::Table | Kind::Composite)
            || self.outlives(cx, dependent, need);
        if let (Some(&after), false) = (self.alterers.get(need), undisturbed) {
            self.edge(before, after);
        }
    }

    /// What is altered comes after what its new form needs.
    fn connect_altered(&mut self, cx: &Context<'_>) {
        for (id, node) in self.alterers.clone() {
            // A change of a parent's column reaches those of its children.
            for above in above(cx, &id).iter().filter_map(|above| self.alterers.get(above)).copied().collect::<Vec<_>>()
            {
                self.edge(above, node);
            }
            let needs: BTreeSet<&ObjectId> = cx.desired.needs_of(&id).collect();
            let lets_go = cx.current.needs_of(&id).filter(|need| !needs.contains(need));
            for alterer in lets_go.filter_map(|need| self.alterers.get(need)).copied().collect::<Vec<_>>() {
                self.wish(node, alterer);
            }
            for need in needs {
                if let Some(&maker) = self.makers.get(need) {
                    self.edge(maker, node);
                } else if let Some(&alterer) = self.alterers.get(need) {
                    self.wish(alterer, node);
                }
            }
        }
    }

    /// A name must be free before it is taken.
    fn connect_slots(&mut self, cx: &Context<'_>) {
        let mut freed: BTreeMap<Slot, (usize, usize)> = BTreeMap::new();
        for (id, &node) in &self.destroyers {
            let Some(body) = cx.current.objects.get(id) else { continue };
            let free = self.asides.get(&node).copied().unwrap_or(node);
            freed.extend(slots(id, body).into_iter().map(|slot| (slot, (free, node))));
        }
        let mut taken = Vec::new();
        for (id, &node) in self.makers.iter().chain(&self.alterers).chain(&self.shells) {
            let Some(body) = cx.desired.objects.get(id) else { continue };
            for (free, gone) in slots(id, body).iter().filter_map(|slot| freed.get(slot).copied()) {
                taken.push((free, node));
                self.firm.extend((free != node).then_some((free, node)));
                // A key that is set aside stands until what takes its name does.
                if free != gone && self.nodes[gone].id.kind() == Kind::Constraint {
                    taken.push((node, gone));
                }
            }
        }
        for (before, after) in taken {
            self.wish(before, after);
        }
    }

    /// Taking a privilege on a table takes it on the columns too, so columns get theirs afterwards.
    fn connect_privileges(&mut self) {
        let mut pairs = Vec::new();
        let all = || self.makers.iter().chain(&self.alterers).chain(&self.destroyers);
        for (id, &node) in all().filter(|(id, _)| id.kind() == Kind::Privileges) {
            let Some(path) = id.target().and_then(|column| Some(column.whole_path()?.to_vec())) else { continue };
            let above = all().filter(|(other, _)| other.kind() == Kind::Privileges);
            let above = above.filter(|(other, _)| other.target().is_some_and(|table| table.path() == path));
            pairs.extend(above.filter(|(_, before)| **before != node).map(|(_, &before)| (before, node)));
        }
        self.wishes.extend(pairs);
    }

    /// A sequence is tied to its column while both have the owner that they had; what the table's new owner then holds
    /// is known, so privileges come after.
    fn connect_owners(&mut self, cx: &Context<'_>) {
        let is_owner = |id: &ObjectId| id.kind() == Kind::Owner;
        let changes = self.makers.iter().chain(&self.alterers).filter(|(id, _)| is_owner(id));
        let changes: BTreeMap<ObjectId, usize> = changes
            .filter_map(|(id, &node)| Some((id.target()?, node)))
            .filter(|(_, node)| !self.nodes[*node].steps.is_empty())
            .collect();
        let change_of = |target: &ObjectId| changes.get(&owners::owning(target, cx.desired)?).copied();
        let mut edges = Vec::new();
        for (id, &tied) in self.attachers.iter().chain(&self.makers).filter(|(id, _)| id.kind() == Kind::Sequence) {
            edges.extend(change_of(id).map(|change| (tied, change)));
        }
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.id.kind() == Kind::Privileges) {
            edges.extend(node.id.target().as_ref().and_then(change_of).map(|change| (change, at)));
        }
        edges.into_iter().for_each(|(before, after)| self.edge(before, after));
    }

    /// A routine goes before another one of its name comes: a call with defaults could mean either.
    fn connect_overloads(&mut self) {
        let is_routine = |id: &ObjectId| matches!(id.kind(), Kind::Function | Kind::Procedure | Kind::Aggregate);
        let mut pairs = Vec::new();
        for (old, &before) in self.destroyers.iter().filter(|(id, _)| is_routine(id)) {
            let new =
                self.makers.iter().filter(|(id, _)| is_routine(id) && id.path()[..2] == old.path()[..2] && *id != old);
            pairs.extend(new.filter(|(_, after)| **after != before).map(|(_, &after)| (before, after)));
        }
        self.wishes.extend(pairs);
    }

    /// New columns of one table come in the order in which they stand.
    fn connect_columns(&mut self, cx: &Context<'_>) {
        let mut by_whole: BTreeMap<&[String], Vec<(i16, usize)>> = BTreeMap::new();
        for (id, &node) in &self.makers {
            let place = match cx.desired.objects.get(id) {
                Some(Body::Column(column)) => column.position.0,
                Some(Body::Attribute(attribute)) => attribute.position.0,
                _ => continue,
            };
            id.whole_path().into_iter().for_each(|whole| by_whole.entry(whole).or_default().push((place, node)));
        }
        let mut pairs = Vec::new();
        for mut places in by_whole.into_values() {
            places.sort_unstable();
            let next = places.windows(2).map(|pair| (pair[0].1, pair[1].1));
            pairs.extend(next.filter(|(before, after)| before != after));
        }
        self.wishes.extend(pairs);
    }

    /// Bodies of functions are opaque to `pg_depend`; what they name is made first where that is possible.
    fn connect_words(&mut self, cx: &Context<'_>) {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (id, &node) in &self.makers {
            if matches!(id.kind(), Kind::Table | Kind::View | Kind::MaterializedView | Kind::Function | Kind::Column) {
                by_name.entry(id.name()).or_default().push(node);
            }
        }
        let mut pairs = Vec::new();
        for (id, &node) in &self.makers {
            let Some(text) = cx.desired.objects.get(id).and_then(kinds::opaque_body) else { continue };
            let words: BTreeSet<&str> =
                text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| word.len() > 2).collect();
            let found = words.iter().filter_map(|word| by_name.get(word)).flatten();
            pairs.extend(found.filter(|&&before| before != node).map(|&before| (before, node)));
        }
        self.wishes.extend(pairs);
    }
}

fn is_type_or_part(kind: Kind) -> bool {
    is_type(kind) || kind == Kind::Attribute
}

/// Returns the columns of parents, and of their parents, from which a change comes down to this one.
fn above(cx: &Context<'_>, column: &ObjectId) -> Vec<ObjectId> {
    let mut found = Vec::new();
    if column.kind() == Kind::Column && cx.cascades(column) {
        let table = column.whole_path().unwrap_or_default();
        for parent in Context::parents(cx.desired, table) {
            let above_it = ObjectId::new(Kind::Column, parent.iter().chain([&column.path()[2]]));
            found.extend(above(cx, &above_it));
            found.push(above_it);
        }
    }
    found
}
