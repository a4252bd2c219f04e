//! Puts the nodes in order: Kahn's algorithm, with the harmless first and what loses data last where nothing else decides.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use nexusql_catalog::{Kind, ObjectId};

use crate::nodes::{Graph, Node, Op};

/// Returns the nodes in an order that respects every edge, and every wish that closes no cycle.
///
/// Errors: the nodes of the cycles, if the edges have any.
/// Cost: O((nodes + edges) log nodes), twice that if wishes close a cycle.
pub(crate) fn order(graph: Graph) -> Result<Vec<Node>, Vec<String>> {
    let Graph { nodes, edges, wishes, firm, .. } = graph;
    let sequence = match sort(&nodes, &edges, &wishes) {
        Ok(sequence) => sequence,
        Err(stuck) => sort(&nodes, &edges, &firm)
            .or_else(|_| sort(&nodes, &edges, &BTreeSet::new()))
            .map_err(|stuck| {
                stuck.into_iter().map(|at| format!("{:?} {}", nodes[at].op, nodes[at].id)).collect::<Vec<_>>()
            })
            .map(|plain| settle(&nodes, &edges, &wishes, &stuck, plain))?,
    };
    let mut slots: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    Ok(sequence.into_iter().filter_map(|at| slots[at].take()).collect())
}

/// Keeps the wishes outside the circle, and within it those that agree with an order of the plain edges; sorts again.
fn settle(
    nodes: &[Node],
    edges: &BTreeSet<(usize, usize)>,
    wishes: &BTreeSet<(usize, usize)>,
    stuck: &[usize],
    plain: Vec<usize>,
) -> Vec<usize> {
    let mut place = vec![0; nodes.len()];
    for (at, &node) in plain.iter().enumerate() {
        place[node] = at;
    }
    let free = |node: usize| stuck.binary_search(&node).is_err();
    let agrees = |&(before, after): &(usize, usize)| free(before) || free(after) || place[before] < place[after];
    let kept = wishes.iter().copied().filter(agrees).collect();
    sort(nodes, edges, &kept).unwrap_or(plain)
}

fn sort(
    nodes: &[Node],
    edges: &BTreeSet<(usize, usize)>,
    wishes: &BTreeSet<(usize, usize)>,
) -> Result<Vec<usize>, Vec<usize>> {
    let mut waiting = vec![0usize; nodes.len()];
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for &(a, b) in edges.union(wishes) {
        waiting[b] += 1;
        after[a].push(b);
    }
    // A constraint that is made again goes when its successor comes, so that no commit lies between.
    let is_online = |node: &&Node| node.op == Op::Validate || node.op == Op::Create && weight(node) == ONLINE;
    let made_online = nodes.iter().filter(is_online).map(|node| &node.id);
    let made_online: BTreeSet<&ObjectId> = made_online.filter(|id| id.kind() == Kind::Constraint).collect();
    let place = |node: &Node| match node.op {
        Op::Drop if made_online.contains(&node.id) => ONLINE,
        _ => weight(node),
    };
    let key = |at: usize| Reverse((place(&nodes[at]), nodes[at].id.kind(), nodes[at].id.clone(), nodes[at].op, at));
    let mut ready: BinaryHeap<_> = (0..nodes.len()).filter(|&at| waiting[at] == 0).map(key).collect();
    let mut sequence = Vec::with_capacity(nodes.len());
    while let Some(Reverse((.., at))) = ready.pop() {
        sequence.push(at);
        for &next in &after[at] {
            waiting[next] -= 1;
            if waiting[next] == 0 {
                ready.push(key(next));
            }
        }
    }
    if sequence.len() == nodes.len() {
        return Ok(sequence);
    }
    Err((0..nodes.len()).filter(|&at| waiting[at] > 0).collect())
}

/// The weight of what opens a transaction of its own, or runs in none.
const ONLINE: u8 = 60;

/// What comes first where nothing else decides; drops of what holds rows come last, so that a plan that fails early
/// has lost nothing.
fn weight(node: &Node) -> u8 {
    let online = node.steps.iter().any(|step| !step.transactional || step.opens_group);
    let closes = node.steps.iter().any(|step| step.closes_group);
    match node.op {
        Op::Alter if closes && !online => 0,
        // Late, so that all that is left until its rows are carried comes next, in the same transaction: a run that is
        // cut off between the two would leave the rows where a new plan does not look for them.
        Op::SetAside if node.id.kind() == Kind::Table => 58,
        Op::SetAside => 10,
        Op::Finish if online => 70,
        Op::Finish => 30,
        Op::Drop => match node.id.kind() {
            Kind::EventTrigger => 5,
            Kind::Table | Kind::Column | Kind::Attribute | Kind::MaterializedView | Kind::ForeignTable => 80,
            Kind::Sequence | Kind::Enum | Kind::Composite | Kind::Domain | Kind::Range | Kind::BaseType => 85,
            Kind::Extension | Kind::Schema | Kind::Role | Kind::Server | Kind::ForeignDataWrapper => 90,
            Kind::Index if online => 70,
            _ => 10,
        },
        Op::Alter | Op::Create if online => ONLINE,
        Op::Check | Op::Build | Op::Validate => ONLINE,
        Op::Attach => 25,
        Op::Uncheck => 26,
        Op::Shell | Op::StandIn | Op::Alter | Op::Create => match node.id.kind() {
            Kind::EventTrigger => 95,
            Kind::DefaultPrivileges => 75,
            _ => 20,
        },
    }
}
