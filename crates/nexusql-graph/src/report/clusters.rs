//! Which objects belong together.

use std::collections::BTreeMap;

use crate::Graph;

/// How often labels are passed on at most.
const ROUNDS_MAX: usize = 20;
/// What an object with one neighbour says to it; one with many says less to each.
const VOTE: usize = 1_000_000;

/// Returns the objects in clusters, the largest first: each joins the one that most of its
/// neighbours are in, where one that has many neighbours counts less.
///
/// Shape: every object is in one cluster.
/// Cost: linear in the edges, for each of at most twenty rounds. Source: Raghavan and others, Near linear time algorithm to
/// detect community structures, 2007; here with a fixed order, so that the answer is always the same.
pub fn clusters(graph: &Graph) -> Vec<Vec<usize>> {
    let n = graph.nodes().len();
    let (needs, needed) = graph.neighbours();
    let mut labels: Vec<usize> = (0..n).collect();
    let mut order: Vec<usize> = (0..n).collect();
    // Those with few neighbours settle first, and what many need comes to where most of them are.
    order.sort_by_key(|at| (needs[*at].len() + needed[*at].len(), *at));
    for _ in 0..ROUNDS_MAX {
        let mut changed = false;
        for &at in &order {
            let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
            for &next in needs[at].iter().chain(&needed[at]) {
                // What everything is tied to says little of where anything belongs.
                let ties = needs[next].len() + needed[next].len();
                *counts.entry(labels[next]).or_default() += VOTE / ties.max(1);
            }
            let most = counts.values().copied().max().unwrap_or(0);
            let keeps = counts.get(&labels[at]) == Some(&most);
            if let Some((label, _)) = counts.into_iter().find(|(_, count)| *count == most).filter(|_| !keeps) {
                labels[at] = label;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, label) in labels.into_iter().enumerate() {
        found.entry(label).or_default().push(at);
    }
    let mut found: Vec<Vec<usize>> = found.into_values().collect();
    found.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().copied()));
    found
}
