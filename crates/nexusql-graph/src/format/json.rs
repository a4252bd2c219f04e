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

impl<'a> GraphV1<'a> {
    fn of(graph: &'a Graph, report: &'a Report) -> Self {
        Self { format: "nexusql-graph-1", nodes: graph.nodes(), edges: graph.edges(), report }
    }
}

/// Returns the graph and its report as JSON.
pub fn json(graph: &Graph, report: &Report) -> String {
    serde_json::to_string_pretty(&GraphV1::of(graph, report)).unwrap_or_default() + "\n"
}

/// Returns the same as a value.
pub fn value(graph: &Graph, report: &Report) -> serde_json::Value {
    serde_json::to_value(GraphV1::of(graph, report)).unwrap_or_default()
}
