//! A topological order that keeps the original one where it can.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// Returns the units `0..n_units` so that what an edge begins at comes before what it ends at.
///
/// The nodes from `n_units` to `n_nodes` only pass edges on. Among units that could come next, the one with the
/// smallest `key` does. Units in a circle come together, in the order of their numbers.
///
/// Cost: O(nodes + edges · log edges).
pub(super) fn stable_topological_order<K: Ord>(
    n_units: usize,
    n_nodes: usize,
    edges: impl Iterator<Item = (usize, usize)>,
    key: impl Fn(usize) -> K,
) -> Vec<usize> {
    let mut edges: Vec<_> = edges.collect();
    edges.sort_unstable();
    edges.dedup();
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(n_nodes, edges.len());
    for _ in 0..n_nodes {
        graph.add_node(());
    }
    for (before, after) in edges {
        graph.add_edge(NodeIndex::new(before), NodeIndex::new(after), ());
    }

    let circles = kosaraju_scc(&graph);
    let mut circle_of = vec![0; n_nodes];
    for (circle, nodes) in circles.iter().enumerate() {
        for node in nodes {
            circle_of[node.index()] = circle;
        }
    }
    let followers = |circle: usize| {
        let after = circles[circle].iter().flat_map(|&node| graph.neighbors(node));
        after.map(|node| circle_of[node.index()]).filter(move |&other| other != circle)
    };
    let mut waits_for = vec![0_usize; circles.len()];
    for follower in (0..circles.len()).flat_map(followers) {
        waits_for[follower] += 1;
    }

    let units = |circle: usize| circles[circle].iter().map(|node| node.index()).filter(|&node| node < n_units);
    // A circle without units has no key, and so goes at once.
    let entry = |circle: usize| Reverse((units(circle).map(&key).min(), circle));
    let mut ready: BinaryHeap<_> = (0..circles.len()).filter(|&circle| waits_for[circle] == 0).map(entry).collect();
    let mut order = Vec::with_capacity(n_units);
    while let Some(Reverse((_, circle))) = ready.pop() {
        let start = order.len();
        order.extend(units(circle));
        order[start..].sort_unstable();
        for follower in followers(circle) {
            waits_for[follower] -= 1;
            if waits_for[follower] == 0 {
                ready.push(entry(follower));
            }
        }
    }
    order
}
