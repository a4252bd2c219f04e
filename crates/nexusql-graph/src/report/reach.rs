//! What an object reaches, and what reaches it.

use std::collections::VecDeque;

use crate::Graph;

/// Returns the shortest way by which `from` needs `to`, both included; none if it does not.
///
/// Cost: linear in objects and edges.
pub fn shortest(graph: &Graph, from: usize, to: usize) -> Option<Vec<usize>> {
    let (needs, _) = graph.neighbours();
    let mut before = vec![usize::MAX; needs.len()];
    let mut queue = VecDeque::from([from]);
    before[from] = from;
    while let Some(node) = queue.pop_front() {
        if node == to {
            let mut path = vec![to];
            let mut at = to;
            while at != from {
                at = before[at];
                path.push(at);
            }
            path.reverse();
            return Some(path);
        }
        for &next in &needs[node] {
            if before[next] == usize::MAX {
                before[next] = node;
                queue.push_back(next);
            }
        }
    }
    None
}

/// Returns what may break if `of` changes: all that needs it, directly or not, with how far it is; the nearest first.
///
/// Cost: linear in objects and edges.
pub fn impact(graph: &Graph, of: usize) -> Vec<(usize, usize)> {
    reach(&graph.neighbours().1, of)
}

/// Returns all that `of` needs, directly or not, with how far it is; the nearest first.
///
/// Cost: linear in objects and edges.
pub fn needs(graph: &Graph, of: usize) -> Vec<(usize, usize)> {
    reach(&graph.neighbours().0, of)
}

fn reach(neighbours: &[Vec<usize>], from: usize) -> Vec<(usize, usize)> {
    let mut distance = vec![usize::MAX; neighbours.len()];
    let mut queue = VecDeque::from([from]);
    let mut found = Vec::new();
    distance[from] = 0;
    while let Some(node) = queue.pop_front() {
        for &next in &neighbours[node] {
            if distance[next] == usize::MAX {
                distance[next] = distance[node] + 1;
                found.push((next, distance[next]));
                queue.push_back(next);
            }
        }
    }
    found
}
