//! In which order objects can be made, and the cycles that have none.

use petgraph::algo::greedy_feedback_arc_set;
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
/// Cost: linear in objects and edges, and 40 bytes for an object and 4 for an edge beside the graph.
pub fn levels(graph: &Graph) -> Levels {
    let compact = Compact::of(graph);
    let mut level_of = vec![0; graph.nodes().len()];
    let mut groups: Vec<Vec<u32>> = Vec::new();
    components(&compact, &mut level_of, |members| groups.push(members));
    groups.sort_unstable();
    let order = order(&level_of, &groups);
    let cycles = groups.iter().map(|members| cycle(&compact, members)).collect();
    Levels { order, level_of, cycles }
}

/// What each object needs, one after another: objects are numbered in 32 bits, so that all of it stays in the cache.
struct Compact {
    /// Where in `needs` those of an object begin; those of the next one begin where they end.
    starts: Vec<u32>,
    needs: Vec<u32>,
}

impl Compact {
    fn of(graph: &Graph) -> Self {
        let number =
            |at: usize| u32::try_from(at).expect("a graph of more than four thousand million objects fits no memory");
        let mut starts = Vec::with_capacity(graph.nodes().len() + 1);
        let mut needs = Vec::with_capacity(graph.edges().len());
        for edge in graph.edges() {
            // Edges are sorted; objects that need nothing begin where the next one does.
            starts.resize((edge.from + 1).max(starts.len()), number(needs.len()));
            needs.push(number(edge.to));
        }
        starts.resize(graph.nodes().len() + 1, number(needs.len()));
        Self { starts, needs }
    }

    fn needs(&self, node: u32) -> &[u32] {
        &self.needs[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }
}

/// An object on the way from the first one down to where the walk is.
struct Frame {
    node: u32,
    /// Its number in the order in which objects are come to.
    number: u32,
    /// Which edge is next.
    next: u32,
}

const UNSEEN: u32 = 0;
const DONE: u32 = u32::MAX;

/// Finds the strongly connected components and sets the level of each object; calls `found` with the members of those
/// that have several, sorted.
///
/// One walk does both, for components are finished after all that they need. It keeps its way itself: a chain of objects may
/// be deeper than the machine's stack, on which those of graph libraries go down.
/// Source: D. J. Pearce, A Space-Efficient Algorithm for Finding Strongly Connected Components, 2016.
fn components(graph: &Compact, level_of: &mut [usize], mut found: impl FnMut(Vec<u32>)) {
    // The lowest number that can be reached from an object.
    let mut lowest = vec![UNSEEN; level_of.len()];
    let mut way: Vec<Frame> = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut count = UNSEEN;
    let mut enter = |node: u32, lowest: &mut [u32]| {
        count += 1;
        lowest[node as usize] = count;
        Frame { node, number: count, next: graph.starts[node as usize] }
    };
    for root in 0..graph.starts.len() as u32 - 1 {
        if lowest[root as usize] != UNSEEN {
            continue;
        }
        way.push(enter(root, &mut lowest));
        while let Some(frame) = way.last_mut() {
            let node = frame.node as usize;
            if frame.next < graph.starts[node + 1] {
                let need = graph.needs[frame.next as usize];
                match lowest[need as usize] {
                    // It is come to again, at the same edge, when it is finished.
                    UNSEEN => way.push(enter(need, &mut lowest)),
                    DONE => {
                        level_of[node] = level_of[node].max(level_of[need as usize] + 1);
                        frame.next += 1;
                    }
                    low => {
                        lowest[node] = lowest[node].min(low);
                        frame.next += 1;
                    }
                }
                continue;
            }
            let number = frame.number;
            way.pop();
            if lowest[node] < number {
                open.push(node as u32);
                continue;
            }
            let first = open.iter().rposition(|member| lowest[*member as usize] < number).map_or(0, |at| at + 1);
            lowest[node] = DONE;
            if first == open.len() {
                continue;
            }
            let mut members = open.split_off(first);
            members.push(node as u32);
            let level = members.iter().map(|member| level_of[*member as usize]).max().unwrap_or(0);
            for member in &members {
                lowest[*member as usize] = DONE;
                level_of[*member as usize] = level;
            }
            members.sort_unstable();
            found(members);
        }
    }
}

/// Returns all objects by level; within one by place, and those of a group together at the place of its first.
fn order(level_of: &[usize], groups: &[Vec<u32>]) -> Vec<usize> {
    const ALONE: u32 = u32::MAX;
    let mut group_of = vec![ALONE; if groups.is_empty() { 0 } else { level_of.len() }];
    for (number, members) in groups.iter().enumerate() {
        for member in members {
            group_of[*member as usize] = number as u32;
        }
    }
    let n_levels = level_of.iter().max().map_or(0, |level| level + 1);
    let mut places = vec![0; n_levels + 1];
    for level in level_of {
        places[level + 1] += 1;
    }
    for level in 1..places.len() {
        places[level] += places[level - 1];
    }
    let mut order = vec![0; level_of.len()];
    let mut put = |node: usize| {
        order[places[level_of[node]]] = node;
        places[level_of[node]] += 1;
    };
    for node in 0..level_of.len() {
        match group_of.get(node).filter(|group| **group != ALONE).map(|group| &groups[*group as usize]) {
            None => put(node),
            Some(members) if members[0] as usize == node => members.iter().for_each(|member| put(*member as usize)),
            Some(_) => {}
        }
    }
    order
}

fn cycle(whole: &Compact, members: &[u32]) -> Cycle {
    let mut part: DiGraph<(), ()> = DiGraph::with_capacity(members.len(), members.len());
    for _ in members {
        part.add_node(());
    }
    for (from, node) in members.iter().enumerate() {
        for to in whole.needs(*node).iter().filter_map(|need| members.binary_search(need).ok()) {
            part.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
        }
    }
    let closing = greedy_feedback_arc_set(&part)
        .map(|edge| (members[edge.source().index()] as usize, members[edge.target().index()] as usize));
    let mut closing: Vec<(usize, usize)> = closing.collect();
    closing.sort_unstable();
    Cycle { members: members.iter().map(|node| *node as usize).collect(), closing }
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
