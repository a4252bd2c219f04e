//! What belongs together, joined as long as that is worth it.

use std::collections::BTreeMap;

/// Returns the places of `ties` in groups: beginning with each by itself, the two are joined that gain most modularity by it,
/// as long as `goes_on` says so of the number of groups and that gain.
///
/// `ties` has for each place what ties it to others, the same in both directions, and to itself. Places without ties are groups of their own.
/// Cost: ties by groups; a second for three thousand of them. Source: Clauset, Newman and Moore, Finding community structure in
/// very large networks, 2004.
pub fn communities(ties: &[BTreeMap<usize, f64>], goes_on: impl Fn(usize, f64) -> bool) -> Vec<Vec<usize>> {
    let degree: Vec<f64> = ties.iter().map(|ties| ties.values().sum()).collect();
    let mut groups = Groups {
        members: (0..ties.len()).map(|at| (at, vec![at])).collect(),
        ties: ties.iter().cloned().enumerate().collect(),
        total: degree.iter().sum(),
        degree: degree.into_iter().enumerate().collect(),
    };
    // What ties a place to itself has been counted.
    for (at, ties) in &mut groups.ties {
        ties.remove(at);
    }
    while let Some((one, two, gain)) = groups.best() {
        if !goes_on(groups.members.len(), gain) {
            break;
        }
        groups.join(one, two);
    }
    groups.members.into_values().collect()
}

/// Groups while they are joined; each is known by its first member.
struct Groups {
    members: BTreeMap<usize, Vec<usize>>,
    ties: BTreeMap<usize, BTreeMap<usize, f64>>,
    degree: BTreeMap<usize, f64>,
    total: f64,
}

impl Groups {
    /// Returns the two that gain most by being joined, and what they gain.
    fn best(&self) -> Option<(usize, usize, f64)> {
        let mut best: Option<(usize, usize, f64)> = None;
        for (one, ties) in &self.ties {
            for (two, weight) in ties.range(one + 1..) {
                let by_chance = self.degree[one] * self.degree[two] / (self.total * self.total);
                let gain = 2.0 * (weight / self.total - by_chance);
                if best.is_none_or(|(.., most)| gain > most) {
                    best = Some((*one, *two, gain));
                }
            }
        }
        best
    }

    fn join(&mut self, one: usize, two: usize) {
        let gone = self.ties.remove(&two).unwrap_or_default();
        for (other, weight) in gone {
            if let Some(ties) = self.ties.get_mut(&other) {
                ties.remove(&two);
                if other != one {
                    *ties.entry(one).or_default() += weight;
                }
            }
            if other != one
                && let Some(ties) = self.ties.get_mut(&one)
            {
                *ties.entry(other).or_default() += weight;
            }
        }
        let members = self.members.remove(&two).unwrap_or_default();
        self.members.entry(one).or_default().extend(members);
        let degree = self.degree.remove(&two).unwrap_or_default();
        *self.degree.entry(one).or_default() += degree;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_knots_with_one_tie_between_them_stay_two() {
        let mut ties: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); 7];
        for (one, two) in [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3), (0, 0), (4, 4)] {
            *ties[one].entry(two).or_default() += 1.0;
            *ties[two].entry(one).or_default() += 1.0;
        }
        let found = communities(&ties, |_, gain| gain > 0.0);
        let sorted = |mut members: Vec<usize>| {
            members.sort_unstable();
            members
        };
        let found: Vec<Vec<usize>> = found.into_iter().map(sorted).collect();
        assert_eq!(found, [vec![0, 1, 2], vec![3, 4, 5], vec![6]]);
    }
}
