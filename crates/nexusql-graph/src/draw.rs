//! Where boxes stand in a drawing: in rows by level, what is needed below what needs it, near its neighbours.
//!
//! Written here, for the libraries at hand place single nodes of one size and know no rows that are too wide.

use crate::{Graph, Report};

/// One box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Spot {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    /// Which cluster it is coloured for.
    pub(crate) cluster: usize,
}

/// All boxes and the size of the drawing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drawing {
    pub(crate) spots: Vec<Spot>,
    /// The names of the clusters, by their places.
    pub(crate) clusters: Vec<String>,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

pub(crate) const HEIGHT: f64 = 30.0;
const GAP_X: f64 = 26.0;
const GAP_ROW: f64 = 22.0;
const GAP_LEVEL: f64 = 74.0;
/// Of a schema with many levels, which would be a tower.
const GAP_LEVEL_MIN: f64 = 36.0;
/// How high a drawing is for its width, if that can be had.
const SHAPE: f64 = 0.62;
const MARGIN: f64 = 40.0;
const SWEEPS: usize = 10;
/// How much a cluster draws its members together.
const PULL: f64 = 0.4;

/// Returns where the objects of `graph` stand.
pub(crate) fn draw(graph: &Graph, report: &Report) -> Drawing {
    let nodes = graph.nodes();
    let (needs, needed) = graph.neighbours();
    let mut drawing = Drawing { spots: vec![Spot::default(); nodes.len()], ..Drawing::default() };
    cluster(graph, report, &mut drawing);
    for (spot, node) in drawing.spots.iter_mut().zip(nodes) {
        spot.width = (label(&node.name).chars().count() as f64 * 7.4 + 26.0).max(70.0);
    }
    let total: f64 = drawing.spots.iter().map(|spot| spot.width + GAP_X).sum();
    // About as wide as a screen is, for its height.
    let row_max = (total * (HEIGHT + GAP_LEVEL) * 1.2).sqrt().clamp(900.0, 6_000.0);
    let is_alone = |at: usize| needs[at].is_empty() && needed[at].is_empty();
    let n_levels = report.levels.level_of.iter().max().map_or(0, |level| level + 1);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); n_levels];
    let mut alone = Vec::new();
    for at in 0..nodes.len() {
        if is_alone(at) { alone.push(at) } else { rows[report.levels.level_of[at]].push(at) }
    }
    for row in &mut rows {
        row.sort_by_key(|at| (drawing.spots[*at].cluster, *at));
    }
    sort_rows(&mut rows, &needs, &needed, &drawing.spots);
    rows.reverse();
    if !alone.is_empty() {
        alone.sort_by_key(|at| (drawing.spots[*at].cluster, *at));
        rows.push(alone);
    }
    rows.retain(|row| !row.is_empty());
    let width = |row: &Vec<usize>| row.iter().map(|at| drawing.spots[*at].width + GAP_X).sum::<f64>();
    let widest = rows.iter().map(width).fold(0.0, f64::max).min(row_max);
    let gap = (widest * SHAPE / rows.len().max(1) as f64 - HEIGHT).clamp(GAP_LEVEL_MIN, GAP_LEVEL);
    let mut y = MARGIN;
    for row in &rows {
        y = place_row(row, y, row_max.min(widest.max(900.0)), &mut drawing) + gap;
    }
    drawing.height = y - gap + MARGIN;
    drawing.width = drawing.spots.iter().map(|spot| spot.x + spot.width).fold(0.0, f64::max) + MARGIN;
    drawing
}

/// Returns the text in a box.
pub(crate) fn label(name: &str) -> String {
    const LENGTH_MAX: usize = 34;
    let name = name.strip_prefix("public.").unwrap_or(name);
    if name.chars().count() <= LENGTH_MAX {
        return name.to_owned();
    }
    name.chars().take(LENGTH_MAX - 1).chain(['…']).collect()
}

/// Clusters are schemas if there are several, or else what the report found, called after its most needed member.
fn cluster(graph: &Graph, report: &Report, drawing: &mut Drawing) {
    let nodes = graph.nodes();
    let mut schemas: Vec<&str> = nodes.iter().filter_map(|node| node.schema.as_deref()).collect();
    schemas.sort_unstable();
    schemas.dedup();
    if schemas.len() > 1 {
        drawing.clusters = schemas.iter().map(|schema| (*schema).to_owned()).collect();
        let outside = nodes.iter().any(|node| node.schema.is_none());
        drawing.clusters.extend(outside.then(|| "in no schema".to_owned()));
        for (spot, node) in drawing.spots.iter_mut().zip(nodes) {
            let place = node.schema.as_deref().and_then(|schema| schemas.binary_search(&schema).ok());
            spot.cluster = place.unwrap_or(schemas.len());
        }
        return;
    }
    let mut weight = vec![0_usize; nodes.len()];
    for edge in graph.edges() {
        weight[edge.to] += 1;
    }
    let large = report.clusters.iter().filter(|members| members.len() > 1);
    for members in large {
        let head = members.iter().copied().max_by_key(|at| (weight[*at], std::cmp::Reverse(*at)));
        for at in members {
            drawing.spots[*at].cluster = drawing.clusters.len();
        }
        drawing.clusters.push(head.map(|at| label(&nodes[at].name)).unwrap_or_default());
    }
    let rest = drawing.clusters.len();
    let mut has_rest = false;
    for members in report.clusters.iter().filter(|members| members.len() == 1) {
        for at in members {
            drawing.spots[*at].cluster = rest;
            has_rest = true;
        }
    }
    drawing.clusters.extend(has_rest.then(|| "by themselves".to_owned()));
}

/// Puts each row in an order in which boxes stand near what they need and what needs them.
fn sort_rows(rows: &mut [Vec<usize>], needs: &[Vec<usize>], needed: &[Vec<usize>], spots: &[Spot]) {
    let mut middle = vec![0.0; spots.len()];
    let measure = |row: &[usize], middle: &mut [f64]| {
        let whole: f64 = row.iter().map(|at| spots[*at].width + GAP_X).sum();
        let mut x = -whole / 2.0;
        for at in row {
            middle[*at] = x + spots[*at].width / 2.0;
            x += spots[*at].width + GAP_X;
        }
    };
    for row in rows.iter() {
        measure(row, &mut middle);
    }
    for sweep in 0..SWEEPS {
        let upward = sweep % 2 == 0;
        let order: Vec<usize> = if upward { (0..rows.len()).collect() } else { (0..rows.len()).rev().collect() };
        let centers = centers(rows, &middle, spots);
        for level in order {
            let wish = |at: usize| {
                let near = if upward { &needs[at] } else { &needed[at] };
                let sum: f64 = near.iter().map(|other| middle[*other]).sum();
                let own = if near.is_empty() { middle[at] } else { sum / near.len() as f64 };
                own * (1.0 - PULL) + centers[spots[at].cluster] * PULL
            };
            let mut wishes: Vec<(f64, usize)> = rows[level].iter().map(|at| (wish(*at), *at)).collect();
            wishes.sort_by(|one, two| one.0.total_cmp(&two.0));
            rows[level] = wishes.into_iter().map(|(_, at)| at).collect();
            let row = rows[level].clone();
            measure(&row, &mut middle);
        }
    }
}

/// Returns the middle of each cluster.
fn centers(rows: &[Vec<usize>], middle: &[f64], spots: &[Spot]) -> Vec<f64> {
    let n = spots.iter().map(|spot| spot.cluster + 1).max().unwrap_or(0);
    let mut sums = vec![(0.0, 0_usize); n];
    for at in rows.iter().flatten() {
        let (sum, count) = &mut sums[spots[*at].cluster];
        (*sum, *count) = (*sum + middle[*at], *count + 1);
    }
    sums.into_iter().map(|(sum, count)| if count == 0 { 0.0 } else { sum / count as f64 }).collect()
}

/// Places a row, in several lines if it is too wide; returns where it ends.
fn place_row(row: &[usize], mut y: f64, row_max: f64, drawing: &mut Drawing) -> f64 {
    let whole: f64 = row.iter().map(|at| drawing.spots[*at].width + GAP_X).sum();
    let n_lines = (whole / row_max).ceil().max(1.0) as usize;
    // Neighbours stay near: boxes go down the lines in turn.
    let mut lines: Vec<Vec<usize>> = vec![Vec::new(); n_lines];
    for (place, at) in row.iter().enumerate() {
        lines[place % n_lines].push(*at);
    }
    for line in &lines {
        let width: f64 = line.iter().map(|at| drawing.spots[*at].width + GAP_X).sum::<f64>() - GAP_X;
        let mut x = MARGIN + (row_max - width).max(0.0) / 2.0;
        for at in line {
            let spot = &mut drawing.spots[*at];
            (spot.x, spot.y) = (x, y);
            x += spot.width + GAP_X;
        }
        y += HEIGHT + GAP_ROW;
    }
    y - GAP_ROW
}
