//! For Mermaid, as wikis and code hosts show it.

use std::fmt::Write;

use crate::{Certainty, Graph};

/// Returns the graph as a flowchart; what PostgreSQL does not record is dotted.
pub fn mermaid(graph: &Graph) -> String {
    let mut text = "flowchart BT\n".to_owned();
    for (at, node) in graph.nodes().iter().enumerate() {
        let name = node.name.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;");
        let _ = writeln!(text, "  n{at}[\"{name}\"]");
    }
    for edge in graph.edges() {
        let arrow = if edge.certainty == Certainty::Recorded { "-->" } else { "-.->" };
        let _ = writeln!(text, "  n{} {arrow} n{}", edge.from, edge.to);
    }
    text
}
