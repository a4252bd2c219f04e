//! Objects that need one another.

use nexusql_base::{Diagnostic, Result};
use nexusql_graph::{Certainty, Graph, from_catalog_with_ids, levels};

use super::{Analyzer, Subject};

/// Warns of each cycle, with the edges that close it. PostgreSQL allows them; they are what makes a schema hard to load,
/// to copy and to empty.
pub(super) struct Cycles;

impl Analyzer for Cycles {
    fn name(&self) -> &str {
        "cycles"
    }

    fn look(&self, subject: &Subject<'_>) -> Result<Vec<Diagnostic>> {
        let (graph, ids) = from_catalog_with_ids(subject.catalog);
        // A trigger's function that names its table is no circle to PostgreSQL, which does not record it.
        let recorded = graph.edges().iter().filter(|edge| edge.certainty == Certainty::Recorded);
        let graph = Graph::new(graph.nodes().to_vec(), recorded.copied().collect());
        let nodes = graph.nodes();
        let one = |cycle: nexusql_graph::Cycle| {
            let name = |at: usize| format!("{} {}", nodes[at].kind, nodes[at].name);
            let members: Vec<String> = cycle.members.iter().map(|at| format!("\"{}\"", name(*at))).collect();
            let closing: Vec<String> = cycle
                .closing
                .iter()
                .map(|&(from, to)| format!("It is closed by {} needing {}.", name(from), name(to)))
                .collect();
            let said = Diagnostic::warning("cycle", format!("{} need one another", members.join(", ")));
            let said = said.with_detail(closing.join("\n"));
            let first = cycle.closing.first().map_or(cycle.members[0], |(from, _)| *from);
            let said = said.with_object(nodes[first].name.clone());
            match subject.places.of(&ids[first]) {
                Some(place) => said.with_place(place),
                None => said,
            }
        };
        Ok(levels(&graph).cycles.into_iter().map(one).collect())
    }
}
