//! A draft of a schema: which objects there are, and for each a few numbers that say how it looks.
//!
//! Every set of numbers makes a schema that loads: `script.rs` leaves out what refers to something that is not there. So
//! a change is another number, and a failing pair shrinks by taking objects out and numbers down to 0.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;

/// How many numbers an object has.
const WIDTH: usize = 8;

/// How one object looks; 0 is the plainest.
pub type Looks = [u8; WIDTH];

/// What sort of object it is, in the order in which they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Enum,
    Range,
    Domain,
    Composite,
    Attribute,
    Sequence,
    Function,
    Table,
    Column,
    Partition,
    Key,
    RowFunction,
    Check,
    ForeignKey,
    Index,
    View,
    MaterializedView,
    Statistics,
    Rule,
    Trigger,
    Policy,
    Publication,
    Grant,
    Comment,
}

/// An object: its sort, the name of what it is a part of (or ""), its own name.
pub type Key = (Sort, &'static str, &'static str);

/// A schema.
pub type Draft = BTreeMap<Key, Looks>;

/// Tables, of which the last is partitioned and the one before it inherits from the first.
pub const TABLES: &[&str] = &["t1", "t2", "T 3", "child", "parts"];
/// The table that inherits.
pub const CHILD: &str = "child";
/// The table that is partitioned.
pub const PARTS: &str = "parts";
/// Columns of every table.
pub const COLUMNS: &[&str] = &["a", "b", "c", "order", "É e"];
/// Columns of the child's own: no statement makes its own what a parent has, or the other way round.
pub const CHILD_COLUMNS: &[&str] = &["own", "more"];
/// Composite types.
pub const COMPOSITES: &[&str] = &["c1", "c2"];
/// Attributes of composite types.
pub const ATTRIBUTES: &[&str] = &["x", "y", "z"];

/// Returns every object that a draft may have, with how likely it is there, in percent.
fn universe() -> Vec<(Key, u8)> {
    use Sort::*;
    let mut keys: Vec<(self::Key, u8)> = Vec::new();
    let mut add = |sort, whole, names: &[&'static str], percent| {
        keys.extend(names.iter().map(|&name| ((sort, whole, name), percent)));
    };
    add(Enum, "", &["e1", "e2"], 70);
    add(Domain, "", &["d1", "d2"], 60);
    add(Composite, "", COMPOSITES, 50);
    COMPOSITES.iter().for_each(|composite| add(Attribute, composite, ATTRIBUTES, 60));
    add(Range, "", &["r1"], 30);
    add(Sequence, "", &["q1", "q2"], 50);
    add(Function, "", &["f1", "f2", "f4", "f5"], 60);
    add(Table, "", TABLES, 70);
    for &table in TABLES {
        add(Column, table, if table == CHILD { CHILD_COLUMNS } else { COLUMNS }, 65);
        add(Key, table, &["pk", "u1"], 40);
        add(Check, table, &["k1", "k2"], 30);
        add(ForeignKey, table, &["fk1"], 40);
        add(Index, table, &["i1", "i2"], 40);
        add(Trigger, table, &["tr1"], 20);
        add(Policy, table, &["po1"], 20);
        add(Statistics, table, &["st1"], 15);
        add(Rule, table, &["ru1"], 10);
    }
    add(Partition, PARTS, &["p1", "p2", "p3"], 60);
    add(RowFunction, "", &["g1"], 40);
    add(View, "", &["v1", "v2", "v3"], 55);
    add(MaterializedView, "", &["m1"], 40);
    add(Publication, "", &["pub1"], 20);
    for whole in ["t1", "T 3", "parts", "v1", "m1", "f1", "q1", "e1"] {
        add(Grant, whole, &["generated_reader", "PUBLIC"], 20);
        add(Comment, whole, &["comment"], 15);
    }
    keys
}

/// Returns a draft with about half of everything.
pub fn random(rng: &mut Rng) -> Draft {
    let there = universe().into_iter().filter(|(_, percent)| rng.u8(0..100) < *percent).map(|(key, _)| key);
    let keys: Vec<Key> = there.collect();
    keys.into_iter().map(|key| (key, looks(rng))).collect()
}

/// Returns `draft` with one to twelve changes: something comes, goes, or looks different.
pub fn changed(draft: &Draft, rng: &mut Rng) -> Draft {
    let mut draft = draft.clone();
    let universe = universe();
    for _ in 0..rng.usize(1..=12) {
        let (key, _) = universe[rng.usize(0..universe.len())];
        match draft.get_mut(&key) {
            None => _ = draft.insert(key, looks(rng)),
            Some(_) if rng.u8(0..100) < 25 => _ = draft.remove(&key),
            Some(looks) => looks[rng.usize(0..WIDTH)] = number(rng),
        }
    }
    draft
}

fn looks(rng: &mut Rng) -> Looks {
    std::array::from_fn(|_| number(rng))
}

/// Returns a number that is 0, what is plainest, a third of the time.
fn number(rng: &mut Rng) -> u8 {
    if rng.u8(0..3) == 0 { 0 } else { rng.u8(..) }
}

/// One way to make a pair plainer.
#[derive(Clone, Copy, Debug)]
pub enum Simplification {
    /// The object does not change.
    Keep(Key),
    /// The object is in neither, nor are its parts.
    Remove(Key),
    /// One of its numbers is 0.
    Zero(Key, usize),
}

/// Returns what may make the pair plainer, the most effective first.
pub fn simplifications(current: &Draft, desired: &Draft) -> Vec<Vec<Simplification>> {
    let keys: BTreeSet<Key> = current.keys().chain(desired.keys()).copied().collect();
    let changing = keys.iter().filter(|key| current.get(*key) != desired.get(*key));
    let numbers = |key: &Key| {
        let key = *key;
        let is_there = move |draft: &Draft, at: usize| draft.get(&key).is_some_and(|looks| looks[at] != 0);
        let (current, desired) = (current.clone(), desired.clone());
        (0..WIDTH)
            .filter(move |&at| is_there(&current, at) || is_there(&desired, at))
            .map(move |at| Simplification::Zero(key, at))
    };
    vec![
        changing.map(|key| Simplification::Keep(*key)).collect(),
        keys.iter().map(|key| Simplification::Remove(*key)).collect(),
        keys.iter().flat_map(numbers).collect(),
    ]
}

/// Returns the pair with all of `simplifications` applied.
pub fn simplified(current: &Draft, desired: &Draft, simplifications: &[Simplification]) -> (Draft, Draft) {
    let (mut current, mut desired) = (current.clone(), desired.clone());
    for simplification in simplifications {
        match simplification {
            Simplification::Keep(key) => match current.get(key) {
                Some(looks) => _ = desired.insert(*key, *looks),
                None => _ = desired.remove(key),
            },
            Simplification::Remove(gone) => {
                for draft in [&mut current, &mut desired] {
                    draft.retain(|key, _| key != gone && !(gone.1.is_empty() && key.1 == gone.2));
                }
            }
            Simplification::Zero(key, at) => {
                for draft in [&mut current, &mut desired] {
                    draft.get_mut(key).into_iter().for_each(|looks| looks[*at] = 0);
                }
            }
        }
    }
    (current, desired)
}
