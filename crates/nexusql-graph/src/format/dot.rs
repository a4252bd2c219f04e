//! For Graphviz.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::{Certainty, Graph};

/// Returns the graph in the language of Graphviz, a cluster for each schema; guesses are dashed.
pub fn dot(graph: &Graph) -> String {
    let mut text =
        "digraph schema {\n  rankdir=BT;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n".to_owned();
    let mut schemas: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, node) in graph.nodes().iter().enumerate() {
        schemas.entry(node.schema.as_deref().unwrap_or("")).or_default().push(at);
    }
    for (number, (schema, members)) in schemas.iter().enumerate() {
        let _ = writeln!(text, "  subgraph cluster_{number} {{\n    label={};", quoted(schema));
        for &at in members {
            let node = &graph.nodes()[at];
            let _ = writeln!(text, "    n{at} [label={}, tooltip={}];", quoted(&node.name), quoted(&node.kind));
        }
        text.push_str("  }\n");
    }
    for edge in graph.edges() {
        let style = match edge.certainty {
            Certainty::Recorded => "",
            Certainty::Body => " [style=dotted]",
            Certainty::Guess => " [style=dashed]",
        };
        let _ = writeln!(text, "  n{} -> n{}{style};", edge.from, edge.to);
    }
    text + "}\n"
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
