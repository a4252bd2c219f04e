//! Order, levels and cycles of a graph of 100,000 objects and 400,000 edges, beside rustworkx and NetworkX doing the same.
//!
//! `cargo bench -p nexusql-graph`. A peer that the machine's Python lacks is said to be absent: `pip install rustworkx networkx`.

#![allow(clippy::print_stdout, reason = "a bench prints its result")]

use std::hint::black_box;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use nexusql_graph::{Certainty, Edge, Graph, Node, levels};

const N_NODES: usize = 100_000;
const N_EDGES: usize = 400_000;
const RUNS: usize = 5;
const PEERS: &str = include_str!("peers.py");

fn main() {
    let edges = edges();
    let made = edges.iter().map(|&(from, to)| Edge { from, to, certainty: Certainty::Recorded }).collect();
    let graph = Graph::new(vec![Node::default(); N_NODES], made);
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Clock::now();
            black_box(levels(black_box(&graph)));
            start.seconds()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let ours = times[RUNS / 2];
    let found = levels(&graph);
    let n_levels = found.level_of.iter().max().map_or(0, |level| level + 1);
    println!("nexusql    {:8.1} ms, {} cycles, {n_levels} levels, {}", ours * 1e3, found.cycles.len(), memory());
    for (peer, goal) in [("rustworkx", 0.5), ("networkx", 0.02)] {
        match theirs(peer, &edges) {
            Some(said) => {
                let seconds: f64 =
                    said.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(f64::NAN);
                let ratio = ours / seconds;
                let verdict = if ratio <= goal { "met" } else { "MISSED" };
                println!("{peer:10} {:8.1} ms: {ratio:.3} of its time (goal {goal}, {verdict}); {said}", seconds * 1e3);
            }
            None => println!("{peer:10} is absent"),
        }
    }
}

/// Returns edges to objects made before, and a few that close cycles; the same on every run.
fn edges() -> Vec<(usize, usize)> {
    let mut state = 42_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let mut edges: Vec<(usize, usize)> = Vec::with_capacity(N_EDGES);
    while edges.len() < N_EDGES {
        let from = next(N_NODES - 1) + 1;
        edges.push((from, next(from)));
        if edges.len().is_multiple_of(4_000) {
            let (from, to) = edges[edges.len() - 1];
            edges.push((to, from));
        }
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Returns what the peer says: processor seconds, cycles, levels, memory; none if it is not there.
fn theirs(peer: &str, edges: &[(usize, usize)]) -> Option<String> {
    let mut command = Command::new("python3");
    command.args(["-c", PEERS, peer, &N_NODES.to_string()]);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut text = String::new();
    for (from, to) in edges {
        text += &format!("{from} {to}\n");
    }
    // A peer that is absent ends before it has read.
    let written = process.stdin.take().map(|mut input| input.write_all(text.as_bytes()));
    let output = process.wait_with_output().ok()?;
    let is_read = written.is_some_and(|written| written.is_ok());
    (output.status.success() && is_read).then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Processor time of this thread, which other work on the machine does not lengthen; where that cannot be had, the wall's.
struct Clock(Option<u64>, Instant);

impl Clock {
    fn now() -> Self {
        Self(processor_ns(), Instant::now())
    }

    fn seconds(&self) -> f64 {
        match processor_ns().zip(self.0) {
            Some((now, then)) => (now - then) as f64 * 1e-9,
            None => self.1.elapsed().as_secs_f64(),
        }
    }
}

fn processor_ns() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split_whitespace().next()?.parse().ok()
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or(" unknown");
    format!("{} at the most", line.trim())
}
