//! For programs.

use serde::Serialize;

use crate::{Edge, Graph, Node, Report};

/// The graph as it leaves the process; edges and reports name objects by their places.
#[derive(Serialize)]
struct GraphV1<'a> {
    format: &'static str,
    nodes: &'a [Node],
    edges: &'a [Edge],
    report: &'a Report,
}

/// Returns the graph and its report as JSON.
pub fn json(graph: &Graph, report: &Report) -> String {
    let whole = GraphV1 { format: "nexusql-graph-1", nodes: graph.nodes(), edges: graph.edges(), report };
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}
