//! The order of what children do that inherit: they leave parents first, and join others when they have what those have.

use nexusql_catalog::{Kind, ObjectId};

use super::{Graph, Op};
use crate::context::Context;
use crate::kinds;

impl Graph {
    /// A child leaves its parents before they change, and joins others when both are what they shall be.
    pub(super) fn connect_children(&mut self, cx: &Context<'_>) {
        let tables: Vec<ObjectId> =
            cx.actions.keys().filter(|id| matches!(id.kind(), Kind::Table | Kind::ForeignTable)).cloned().collect();
        for table in tables {
            let leaving = self.alterers.get(&table).copied();
            for parent in kinds::left(&table, cx) {
                let after = self.parts_of(cx, parent);
                leaving.into_iter().for_each(|leaving| after.iter().for_each(|&part| self.edge(leaving, part)));
            }
            let joined = kinds::joined(&table, cx);
            let Some(&joining) = self.joiners.get(&table) else { continue };
            leaving.into_iter().for_each(|leaving| self.edge(leaving, joining));
            let parents = joined.iter().filter_map(|parent| cx.desired.whole(parent));
            let makers: Vec<usize> = parents.filter_map(|parent| self.makers.get(&parent).copied()).collect();
            let parts = joined.iter().map(|parent| parent.as_slice()).chain([table.path()]);
            let parts: Vec<usize> = parts.flat_map(|whole| self.parts_of(cx, whole)).collect();
            makers.into_iter().chain(parts).for_each(|before| self.edge(before, joining));
            self.stand_in_for_parents(cx, &table, leaving, joining);
        }
    }

    fn stand_in_for_parents(&mut self, cx: &Context<'_>, table: &ObjectId, leaving: Option<usize>, joining: usize) {
        let Some(steps) = kinds::make_stand_in(table, cx) else { return };
        let stand_in = self.push(table, Op::StandIn, steps);
        leaving.into_iter().for_each(|leaving| self.edge(leaving, stand_in));
        self.edge(stand_in, joining);
        let parts = self.makers.iter().filter(|(id, _)| kinds::comes_by_stand_in(id, cx).is_some());
        let parts: Vec<usize> =
            parts.filter(|(id, _)| id.whole_path() == Some(table.path())).map(|(_, &part)| part).collect();
        parts.into_iter().for_each(|part| self.edge(stand_in, part));
    }

    /// Returns the nodes that change what a table has in common with its children: columns and checks.
    pub(super) fn parts_of(&self, cx: &Context<'_>, table: &[String]) -> Vec<usize> {
        let is_check = |id: &ObjectId| {
            [cx.current, cx.desired].into_iter().any(|catalog| kinds::is_check(catalog.objects.get(id)))
        };
        let is_part = |id: &ObjectId| id.whole_path() == Some(table) && (id.kind() == Kind::Column || is_check(id));
        let nodes = [&self.makers, &self.alterers, &self.destroyers].into_iter().flatten();
        nodes.filter(|(id, _)| is_part(id)).map(|(_, &node)| node).collect()
    }
}
