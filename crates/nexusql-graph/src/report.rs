//! What can be said of a graph.

mod central;
mod clusters;
mod communities;
mod levels;
mod reach;

use serde::Serialize;

pub use central::between;
pub use clusters::clusters;
pub use communities::communities;
pub use levels::{Cycle, Levels, levels};
pub use reach::{impact, needs, shortest};

use crate::Graph;

/// All that is said of a graph at once.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// An order in which objects can be made, by level, and what stands in its way.
    pub levels: Levels,
    /// Objects on the ways between others, with how many ways lead through each; the most first.
    pub between: Vec<(usize, f64)>,
    /// Objects that nothing needs: they can be dropped alone.
    pub leaves: Vec<usize>,
    /// Objects that belong together; the largest first.
    pub clusters: Vec<Vec<usize>>,
}

/// Returns every report on `graph`.
///
/// Cost: near linear, but for the ways between objects: see [`between`].
pub fn report(graph: &Graph) -> Report {
    Report { levels: levels(graph), between: between(graph), leaves: leaves(graph), clusters: clusters(graph) }
}

/// Returns the objects that nothing needs, in their order.
pub fn leaves(graph: &Graph) -> Vec<usize> {
    let mut needed = vec![false; graph.nodes().len()];
    for edge in graph.edges() {
        needed[edge.to] = true;
    }
    (0..needed.len()).filter(|at| !needed[*at]).collect()
}
