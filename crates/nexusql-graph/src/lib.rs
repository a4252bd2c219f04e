//! Room `graph`: what depends on what. Takes nodes and edges, gives reports and drawings; reads no server and no file.
//!
//! - [`from_catalog`] makes the graph of a catalog: an object with all its parts is one node.
//! - `report/` has a file for each report: levels and cycles, the most depended-on, clusters, paths and reach.
//! - `format/` has a file for each way to show it.

mod catalog;
mod draw;
pub mod format;
mod report;

use serde::Serialize;

pub use catalog::{from_catalog, from_catalog_with_ids};
pub use format::Format;
pub use report::{
    Cycle, Levels, Report, between, clusters, communities, impact, leaves, levels, needs, report, shortest,
};

/// One object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Its kind, in PostgreSQL's words.
    pub kind: String,
    /// Its name as SQL, with its schema.
    pub name: String,
    /// The schema it stands in, if it stands in one.
    pub schema: Option<String>,
    /// What a person wants to see of it: columns with their types.
    pub details: Vec<String>,
}

/// How surely one object needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// PostgreSQL records it.
    Recorded,
    /// A body names it, which PostgreSQL does not record.
    Body,
    /// A text within a body may name it: a guess.
    Guess,
}

/// One object needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edge {
    /// The place of the object that needs.
    pub from: usize,
    /// The place of what it needs.
    pub to: usize,
    /// How surely.
    pub certainty: Certainty,
}

/// Objects and what they need.
///
/// Invariant: edges are sorted, no two join the same objects, and none begins where it ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Graph {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

impl Graph {
    /// Returns the graph of `nodes` and `edges`; of two edges between the same objects the surer one counts.
    pub fn new(nodes: Vec<Node>, mut edges: Vec<Edge>) -> Self {
        edges.retain(|edge| edge.from != edge.to && edge.from < nodes.len() && edge.to < nodes.len());
        edges.sort_unstable();
        edges.dedup_by_key(|edge| (edge.from, edge.to));
        Self { nodes, edges }
    }

    /// Returns the objects.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Returns what needs what.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Returns the objects that `word` may mean: by full name, by name without schema, or by kind and name.
    pub fn find(&self, word: &str) -> Vec<usize> {
        let fits = |node: &Node, bare: bool| {
            let name = if bare { node.name.rsplit_once('.').map_or(&*node.name, |(_, name)| name) } else { &node.name };
            let plain = name.split_once('(').map_or(name, |(name, _)| name);
            word == name || word == plain || word.strip_prefix(&node.kind).is_some_and(|rest| rest.trim_start() == name)
        };
        let all =
            |bare: bool| -> Vec<usize> { (0..self.nodes.len()).filter(|at| fits(&self.nodes[*at], bare)).collect() };
        let found = all(false);
        if found.is_empty() { all(true) } else { found }
    }

    /// Returns for each object what it needs, and for each what needs it.
    pub(crate) fn neighbours(&self) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let mut needs = vec![Vec::new(); self.nodes.len()];
        let mut needed = vec![Vec::new(); self.nodes.len()];
        for edge in &self.edges {
            needs[edge.from].push(edge.to);
            needed[edge.to].push(edge.from);
        }
        (needs, needed)
    }
}
