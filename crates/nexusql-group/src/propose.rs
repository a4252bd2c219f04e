//! Groups of tables by what they refer to and what they are called.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_graph::communities;

use crate::Table;
use crate::namer::words;

/// How many groups there are at least, if there are as many tables.
pub const GROUPS_MIN: usize = 3;
/// How many groups there are at the most.
pub const GROUPS_MAX: usize = 8;

/// What a reference says for two tables belonging together.
const REFERENCE: f64 = 1.0;
/// What a word in both names says, shared among all tables that have it.
const WORD: f64 = 1.0;

/// Returns `tables` in groups, the largest first; each lists the places of its tables.
///
/// Shape: every table is in one group. There are 3 to 8 groups, or as many as tables if there are fewer; tables that nothing
/// ties to any other are one of them.
/// Cost: that of [`communities`].
pub fn propose(tables: &[Table]) -> Vec<Vec<usize>> {
    let weights = weights(tables);
    let degree: Vec<f64> = weights.iter().map(|ties| ties.values().sum()).collect();
    let (tied, alone): (Vec<usize>, Vec<usize>) = (0..tables.len()).partition(|at| degree[*at] > 0.0);
    let extra = usize::from(!alone.is_empty());
    let n_alone = alone.len();
    let goes_on = |n: usize, gain: f64| {
        let n = n - n_alone + extra;
        gain > 0.0 && n > GROUPS_MIN || n > GROUPS_MAX
    };
    let mut found = communities(&weights, goes_on);
    found.retain(|members| members.iter().all(|at| tied.binary_search(at).is_ok()));
    // Parts of a schema that nothing joins are joined by size.
    found.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().copied()));
    while found.len() + extra > GROUPS_MAX {
        let last = found.pop().unwrap_or_default();
        if let Some(next) = found.last_mut() {
            next.extend(last);
        }
        found.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().copied()));
    }
    // Of tables that nothing ties there are as many groups as are wanted at least.
    let n_wanted = GROUPS_MIN.saturating_sub(found.len()).max(1).min(alone.len());
    if n_wanted > 0 {
        found.extend(alone.chunks(alone.len().div_ceil(n_wanted)).map(<[usize]>::to_vec));
    }
    for members in &mut found {
        members.sort_unstable();
    }
    found.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().copied()));
    found
}

/// Returns what ties each table to others.
fn weights(tables: &[Table]) -> Vec<BTreeMap<usize, f64>> {
    let mut weights: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); tables.len()];
    let mut tie = |one: usize, two: usize, weight: f64| {
        if one != two {
            *weights[one].entry(two).or_default() += weight;
            *weights[two].entry(one).or_default() += weight;
        }
    };
    for (at, table) in tables.iter().enumerate() {
        for need in &table.needs {
            tie(at, *need, REFERENCE);
        }
    }
    let mut by_word: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, table) in tables.iter().enumerate() {
        for word in words(&table.name.name) {
            by_word.entry(word).or_default().insert(at);
        }
    }
    // What a third of all tables are called says nothing of any.
    let common = (tables.len() / 3).max(2);
    for places in by_word.values().filter(|places| places.len() <= common) {
        let places: Vec<usize> = places.iter().copied().collect();
        for (n, one) in places.iter().enumerate() {
            for two in &places[n + 1..] {
                tie(*one, *two, WORD / (places.len() - 1) as f64);
            }
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use nexusql_script::Name;

    use super::*;

    fn schema(tables: &[(&str, &[usize])]) -> Vec<Table> {
        let one = |(name, needs): &(&str, &[usize])| Table {
            name: Name::bare(*name),
            columns: Vec::new(),
            needs: needs.to_vec(),
        };
        tables.iter().map(one).collect()
    }

    #[test]
    fn what_refers_to_one_another_is_one_group() {
        let tables = schema(&[
            ("users", &[]),
            ("sessions", &[0]),
            ("roles", &[0]),
            ("products", &[]),
            ("categories", &[3]),
            ("product_images", &[3]),
            ("orders", &[0]),
            ("order_items", &[6, 3]),
            ("order_notes", &[6]),
        ]);
        assert_eq!(propose(&tables), [vec![0, 1, 2], vec![3, 4, 5], vec![6, 7, 8]]);
    }

    #[test]
    fn there_are_three_to_eight_groups() {
        for n in [0_usize, 1, 2, 3, 9, 40, 200] {
            let apart: Vec<(String, Vec<usize>)> = (0..n).map(|at| (format!("t{at:03}"), Vec::new())).collect();
            let pairs: Vec<(String, Vec<usize>)> =
                (0..n).map(|at| (format!("t{at:03}"), if at % 2 == 1 { vec![at - 1] } else { Vec::new() })).collect();
            let chain: Vec<(String, Vec<usize>)> =
                (0..n).map(|at| (format!("t{at:03}"), at.checked_sub(1).into_iter().collect())).collect();
            for all in [apart, pairs, chain] {
                let all: Vec<(&str, &[usize])> =
                    all.iter().map(|(name, needs)| (name.as_str(), needs.as_slice())).collect();
                let found = propose(&schema(&all));
                assert!((n.min(GROUPS_MIN)..=GROUPS_MAX).contains(&found.len()), "{n}: {found:?}");
                let mut members: Vec<usize> = found.concat();
                members.sort_unstable();
                assert_eq!(members, (0..n).collect::<Vec<_>>());
            }
        }
    }
}
