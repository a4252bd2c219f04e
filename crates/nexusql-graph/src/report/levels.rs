//! In which order objects can be made, and the cycles that have none.

use petgraph::algo::{greedy_feedback_arc_set, kosaraju_scc};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use serde::Serialize;

use crate::Graph;

/// Objects that need one another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cycle {
    /// The objects, in their order.
    pub members: Vec<usize>,
    /// The edges, as from and to, without which there is no cycle among them.
    pub closing: Vec<(usize, usize)>,
}

/// An order of making.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Levels {
    /// Every object after all that it needs; those of a cycle stand together.
    pub order: Vec<usize>,
    /// The level of each object: 0 needs nothing, any other is one more than the highest that it needs.
    pub level_of: Vec<usize>,
    /// The cycles.
    pub cycles: Vec<Cycle>,
}

/// Returns order, levels and cycles of `graph`.
///
/// Cost: linear in objects and edges.
pub fn levels(graph: &Graph) -> Levels {
    let n = graph.nodes().len();
    let mut whole: DiGraph<(), ()> = DiGraph::with_capacity(n, graph.edges().len());
    for _ in 0..n {
        whole.add_node(());
    }
    for edge in graph.edges() {
        whole.add_edge(NodeIndex::new(edge.from), NodeIndex::new(edge.to), ());
    }
    // Components come out with what they need before them.
    let components = kosaraju_scc(&whole);
    let mut component_of = vec![0; n];
    let mut level_of = vec![0; n];
    let mut cycles = Vec::new();
    for (number, members) in components.iter().enumerate() {
        for node in members {
            component_of[node.index()] = number;
        }
        let below = members.iter().flat_map(|node| whole.neighbors(*node));
        let outside = below.filter(|node| component_of[node.index()] != number);
        let level = outside.map(|node| level_of[node.index()] + 1).max().unwrap_or(0);
        for node in members {
            level_of[node.index()] = level;
        }
        if members.len() > 1 {
            cycles.push(cycle(&whole, members));
        }
    }
    let first_of: Vec<usize> =
        components.iter().map(|members| members.iter().map(|node| node.index()).min().unwrap_or(0)).collect();
    // The keys are gathered first, for looking them up while sorting takes longer.
    let mut keys: Vec<(usize, usize, usize)> =
        (0..n).map(|at| (level_of[at], first_of[component_of[at]], at)).collect();
    keys.sort_unstable();
    let order = keys.into_iter().map(|(.., at)| at).collect();
    cycles.sort_by(|one, two| one.members.cmp(&two.members));
    Levels { order, level_of, cycles }
}

fn cycle(whole: &DiGraph<(), ()>, members: &[NodeIndex]) -> Cycle {
    let mut sorted: Vec<NodeIndex> = members.to_vec();
    sorted.sort_unstable();
    let place = |node: NodeIndex| sorted.binary_search(&node).ok();
    let mut part: DiGraph<(), ()> = DiGraph::new();
    for _ in &sorted {
        part.add_node(());
    }
    for (from, node) in sorted.iter().enumerate() {
        for to in whole.neighbors(*node).filter_map(place) {
            part.update_edge(NodeIndex::new(from), NodeIndex::new(to), ());
        }
    }
    let closing = greedy_feedback_arc_set(&part)
        .map(|edge| (sorted[edge.source().index()].index(), sorted[edge.target().index()].index()));
    let mut closing: Vec<(usize, usize)> = closing.collect();
    closing.sort_unstable();
    Cycle { members: sorted.iter().map(|node| node.index()).collect(), closing }
}

#[cfg(test)]
mod tests {
    use super::levels;
    use crate::{Certainty, Edge, Graph, Node};

    fn graph(n: usize, edges: &[(usize, usize)]) -> Graph {
        let edge = |&(from, to): &(usize, usize)| Edge { from, to, certainty: Certainty::Recorded };
        Graph::new(vec![Node::default(); n], edges.iter().map(edge).collect())
    }

    #[test]
    fn what_is_needed_comes_first() {
        let found = levels(&graph(4, &[(0, 1), (1, 2), (0, 3)]));
        assert_eq!(found.level_of, [2, 1, 0, 0]);
        assert_eq!((found.order.first(), found.order.last()), (Some(&2), Some(&0)));
        assert!(found.cycles.is_empty());
    }

    #[test]
    fn a_cycle_is_told_with_what_closes_it() {
        let found = levels(&graph(5, &[(0, 1), (1, 2), (2, 0), (3, 0), (2, 4)]));
        assert_eq!(found.level_of, [1, 1, 1, 2, 0]);
        assert_eq!(found.cycles.len(), 1);
        assert_eq!(found.cycles[0].members, [0, 1, 2]);
        assert_eq!(found.cycles[0].closing.len(), 1);
    }

    #[test]
    fn a_deep_chain_is_no_danger() {
        let edges: Vec<(usize, usize)> = (1..50_000).map(|at| (at, at - 1)).collect();
        assert_eq!(levels(&graph(50_000, &edges)).level_of[49_999], 49_999);
    }
}
