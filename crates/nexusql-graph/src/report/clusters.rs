//! Which objects belong together.

use std::collections::BTreeMap;

use super::communities;
use crate::Graph;

/// How often labels are passed on at most.
const ROUNDS_MAX: usize = 20;
/// Of more clusters than these none are joined.
const CLUSTERS_MAX: usize = 3_000;
/// What an object with one neighbour says to it; one with many says less to each.
const VOTE: usize = 1_000_000;

/// Returns the objects in clusters, the largest first: each joins the one that most of its
/// neighbours are in, where one that has many neighbours counts less; then clusters are joined that are tied more than by
/// chance.
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
    let mut found = joined(graph, found.into_values().collect());
    found.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().copied()));
    found
}

/// Joins clusters that are tied more than by chance; labels alone leave a large graph in very many.
fn joined(graph: &Graph, found: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    if found.len() > CLUSTERS_MAX {
        return found;
    }
    let mut cluster_of = vec![0; graph.nodes().len()];
    for (number, members) in found.iter().enumerate() {
        members.iter().for_each(|at| cluster_of[*at] = number);
    }
    let mut ties: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); found.len()];
    for edge in graph.edges() {
        let (one, two) = (cluster_of[edge.from], cluster_of[edge.to]);
        // What stands within a cluster counts for how much it is tied by chance.
        *ties[one].entry(two).or_default() += 1.0;
        *ties[two].entry(one).or_default() += 1.0;
    }
    let whole = |numbers: Vec<usize>| {
        let mut members: Vec<usize> = numbers.into_iter().flat_map(|number| found[number].iter().copied()).collect();
        members.sort_unstable();
        members
    };
    communities(&ties, |_, gain| gain > 0.0).into_iter().map(whole).collect()
}
