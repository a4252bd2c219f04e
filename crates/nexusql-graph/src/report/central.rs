//! Which objects stand between others.

use std::collections::VecDeque;

use crate::Graph;

/// How many objects at most are taken as the beginning of ways; of more, some are chosen at even distances.
const SOURCES_MAX: usize = 500;

/// Returns the objects that stand on shortest ways between others, with how many lead through each, the most first.
///
/// Cost: one search for each object, or for five hundred of them if there are more; the numbers are then estimates.
/// Source: Brandes, A faster algorithm for betweenness centrality, 2001.
pub fn between(graph: &Graph) -> Vec<(usize, f64)> {
    let n = graph.nodes().len();
    let (needs, _) = graph.neighbours();
    let n_sources = n.min(SOURCES_MAX);
    let mut sums = vec![0.0; n];
    let mut search = Search::new(n);
    for at in 0..n_sources {
        search.from(at * n / n_sources, &needs, &mut sums);
    }
    let scale = n as f64 / n_sources.max(1) as f64;
    let mut found: Vec<(usize, f64)> =
        sums.iter().enumerate().filter(|(_, sum)| **sum > 0.0).map(|(at, sum)| (at, sum * scale)).collect();
    found.sort_by(|(one, of_one), (two, of_two)| of_two.total_cmp(of_one).then(one.cmp(two)));
    found
}

/// The memory of one search, used again for the next.
struct Search {
    distance: Vec<usize>,
    n_ways: Vec<f64>,
    share: Vec<f64>,
    before: Vec<Vec<usize>>,
    seen: Vec<usize>,
}

impl Search {
    fn new(n: usize) -> Self {
        Self {
            distance: vec![usize::MAX; n],
            n_ways: vec![0.0; n],
            share: vec![0.0; n],
            before: vec![Vec::new(); n],
            seen: Vec::new(),
        }
    }

    fn from(&mut self, source: usize, needs: &[Vec<usize>], sums: &mut [f64]) {
        let mut queue = VecDeque::from([source]);
        (self.distance[source], self.n_ways[source]) = (0, 1.0);
        while let Some(node) = queue.pop_front() {
            self.seen.push(node);
            for &next in &needs[node] {
                if self.distance[next] == usize::MAX {
                    self.distance[next] = self.distance[node] + 1;
                    queue.push_back(next);
                }
                if self.distance[next] == self.distance[node] + 1 {
                    self.n_ways[next] += self.n_ways[node];
                    self.before[next].push(node);
                }
            }
        }
        while let Some(node) = self.seen.pop() {
            for before in std::mem::take(&mut self.before[node]) {
                self.share[before] += self.n_ways[before] / self.n_ways[node] * (1.0 + self.share[node]);
            }
            if node != source {
                sums[node] += self.share[node];
            }
            (self.distance[node], self.n_ways[node], self.share[node]) = (usize::MAX, 0.0, 0.0);
        }
    }
}
