//! For people, on a terminal.

use std::fmt::Write;

use crate::{Graph, Report};

/// How many lines a list has at most.
const LINES_MAX: usize = 10;

/// Returns the objects by level, and what the reports say, as text.
pub fn table(graph: &Graph, report: &Report) -> String {
    let nodes = graph.nodes();
    let width = nodes.iter().map(|node| node.name.chars().count()).max().unwrap_or(4).clamp(4, 60);
    let kinds = nodes.iter().map(|node| node.kind.len()).max().unwrap_or(4).max(4);
    let mut n_needs = vec![0_usize; nodes.len()];
    let mut n_needed = vec![0_usize; nodes.len()];
    for edge in graph.edges() {
        n_needs[edge.from] += 1;
        n_needed[edge.to] += 1;
    }
    let mut text = format!("{} objects, {} edges\n\n", nodes.len(), graph.edges().len());
    let _ = writeln!(text, "level  {:kinds$}  {:width$}  needs  needed by", "kind", "name");
    for &at in &report.levels.order {
        let node = &nodes[at];
        let level = report.levels.level_of[at];
        let line =
            format!("{level:5}  {:kinds$}  {:width$}  {:5}  {:9}", node.kind, node.name, n_needs[at], n_needed[at]);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    for cycle in &report.levels.cycles {
        let _ = writeln!(text, "\ncycle of {} objects", cycle.members.len());
        for &(from, to) in &cycle.closing {
            let _ = writeln!(text, "  closed by {} needing {}", nodes[from].name, nodes[to].name);
        }
    }
    if !report.between.is_empty() {
        text.push_str("\nmost ways lead through\n");
        for (at, sum) in report.between.iter().take(LINES_MAX) {
            let _ = writeln!(text, "  {:width$}  {sum:.1}", nodes[*at].name);
        }
    }
    let _ = writeln!(text, "\nnothing needs {} of them", report.leaves.len());
    for at in report.leaves.iter().take(LINES_MAX) {
        let _ = writeln!(text, "  {} {}", nodes[*at].kind, nodes[*at].name);
    }
    let large: Vec<_> = report.clusters.iter().filter(|members| members.len() > 1).collect();
    if !large.is_empty() {
        text.push_str("\nclusters\n");
        for members in large.iter().take(LINES_MAX) {
            let names: Vec<&str> = members.iter().take(6).map(|at| nodes[*at].name.as_str()).collect();
            let more = if members.len() > 6 { ", …" } else { "" };
            let _ = writeln!(text, "  {}: {}{more}", members.len(), names.join(", "));
        }
    }
    text
}
