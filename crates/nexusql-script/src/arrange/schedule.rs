//! In which order files are written, and which statements stand in which: what is bound comes behind, files come by rank.
//!
//! The choice is made by what is still to be written and by the order in which statements stand, so that arranging the
//! result once more changes nothing.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Strategy;

/// One file, or one of several parts of it that others must come between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Which file, by its number.
    pub(super) file: usize,
    /// Which part of it, from 0.
    pub(super) part: usize,
    /// Its items, in their order.
    pub(super) items: Vec<usize>,
}

struct State<'a> {
    file_of: &'a [usize],
    /// For each item, how many before it are not written.
    waits: Vec<usize>,
    followers: Vec<Vec<u32>>,
    /// For each file, the items that could be written now.
    ready: Vec<BinaryHeap<Reverse<usize>>>,
    /// For each file, how many bonds to other files are open.
    outside: Vec<usize>,
}

/// Returns the chunks in the order in which they load.
///
/// `file_of` has the file of each item, `rank` the rank of each file.
/// Cost: near linear in items and bonds; linear in files for each chunk.
pub(super) fn schedule(bonds: &[Vec<u32>], file_of: &[usize], rank: &[usize], strategy: Strategy) -> Vec<Chunk> {
    let n_files = rank.len();
    let mut state = State {
        file_of,
        waits: bonds.iter().map(Vec::len).collect(),
        followers: vec![Vec::new(); bonds.len()],
        ready: vec![BinaryHeap::new(); n_files],
        outside: vec![0; n_files],
    };
    for (at, before) in bonds.iter().enumerate() {
        for &other in before {
            state.followers[other as usize].push(u32::try_from(at).unwrap_or(u32::MAX));
            state.outside[file_of[at]] += usize::from(file_of[other as usize] != file_of[at]);
        }
        if before.is_empty() {
            state.ready[file_of[at]].push(Reverse(at));
        }
    }
    let mut queue = BinaryHeap::new();
    for file in 0..n_files {
        queue.extend(state.entry(file, rank, strategy));
    }
    let mut parts = vec![0; n_files];
    let mut chunks = Vec::new();
    while let Some(Reverse((key, file))) = queue.pop() {
        // An entry may be older than what became of its file.
        match state.entry(file, rank, strategy) {
            Some(Reverse((now, _))) if now == key => {}
            Some(now) => {
                queue.push(now);
                continue;
            }
            None => continue,
        }
        let mut chunk = Chunk { file, part: parts[file], items: Vec::new() };
        let mut touched = Vec::new();
        while let Some(Reverse(item)) = state.ready[file].pop() {
            chunk.items.push(item);
            state.write(item, &mut touched);
        }
        parts[file] += 1;
        chunks.push(chunk);
        touched.sort_unstable();
        touched.dedup();
        for file in touched {
            queue.extend(state.entry(file, rank, strategy));
        }
    }
    chunks
}

/// Returns the file of each item so that no rank comes twice: one that must wait for a later rank goes to the file that it
/// waits for. What waits for an item that is `fixed` stays where it is, or it would draw all that follows.
///
/// Cost: linear in items and bonds.
pub(super) fn gathered(bonds: &[Vec<u32>], file_of: &[usize], rank: &[usize], fixed: &[bool]) -> Vec<usize> {
    let mut gathered: Vec<usize> = Vec::with_capacity(file_of.len());
    // Bonds lead to items before, so what an item waits for has its place already.
    for (at, &own) in file_of.iter().enumerate() {
        let later = bonds[at].iter().filter(|before| !fixed[**before as usize]).map(|before| *before as usize);
        let latest = later.max_by_key(|before| (rank[gathered[*before]], *before)).map(|before| gathered[before]);
        gathered.push(latest.filter(|file| rank[*file] > rank[own]).unwrap_or(own));
    }
    gathered
}

type Key = (usize, usize, usize);

impl State<'_> {
    /// Returns how soon a file comes: by rank, whole files first, then as the items stand; none if nothing of it is ready.
    fn entry(&self, file: usize, rank: &[usize], strategy: Strategy) -> Option<Reverse<(Key, usize)>> {
        let Reverse(first) = *self.ready[file].peek()?;
        let broken = usize::from(self.outside[file] > 0);
        let key = match strategy {
            Strategy::Dependency => (broken, rank[file], first),
            _ => (rank[file], broken, first),
        };
        Some(Reverse((key, file)))
    }

    fn write(&mut self, item: usize, touched: &mut Vec<usize>) {
        for follower in std::mem::take(&mut self.followers[item]) {
            let follower = follower as usize;
            self.waits[follower] -= 1;
            let file = self.file_of[follower];
            if file != self.file_of[item] {
                self.outside[file] -= 1;
                touched.push(file);
            }
            if self.waits[follower] == 0 {
                self.ready[file].push(Reverse(follower));
                touched.push(file);
            }
        }
    }
}
