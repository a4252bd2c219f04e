//! Which statements must stay behind which others, so that another order makes the same.
//!
//! Two statements are bound if one makes or changes what the other mentions, in a way that the other can see. Who comes
//! first is as it was, so there is no cycle.

use foldhash::{HashMap, HashSet};

use super::Freedom;
use super::category::Category;
use super::items::Items;
use super::mentions::mentions;
use super::subject::{Effect, Subject, Use};

/// What happened to one name so far.
#[derive(Debug, Default)]
struct State {
    made: bool,
    last_change: Option<usize>,
    keys: Vec<usize>,
    shapes: Vec<usize>,
    fires: Vec<usize>,
    sides: Vec<usize>,
    last_access: Option<usize>,
    names: Vec<usize>,
    copies: Vec<usize>,
    last_rows: Option<usize>,
    /// How many of `keys`, `shapes` and `fires` there were when rows were last touched.
    seen: (usize, usize, usize),
}

/// The names that a script writes, and the schemas they stand in.
#[derive(Debug, Default)]
struct Names {
    known: HashMap<String, Vec<(Option<String>, usize)>>,
    schemas: HashSet<String>,
}

/// Returns for each item those that must come before it; each is smaller than itself.
///
/// Cost: linear in the text and the bonds.
pub(super) fn bonds(items: &Items, subjects: &[Subject], freedom: Freedom) -> Vec<Vec<u32>> {
    let mut names = Names::default();
    let mut states: Vec<State> = Vec::new();
    for subject in subjects {
        for (name, _) in &subject.writes {
            names.schemas.extend(name.schema.clone());
            if subject.category == Category::Schema {
                names.schemas.insert(name.name.clone());
            }
            let known = names.known.entry(name.name.clone()).or_default();
            if !known.iter().any(|(schema, _)| *schema == name.schema) {
                known.push((name.schema.clone(), states.len()));
                states.push(State::default());
            }
        }
    }
    let paths: Vec<Option<Vec<String>>> = items.contexts.iter().map(super::context::Context::search_path).collect();
    let mut bonds: Vec<Vec<u32>> = Vec::with_capacity(subjects.len());
    let mut all = Everything::default();
    for (at, subject) in subjects.iter().enumerate() {
        let item = &items.list[at];
        let mut before: Vec<usize> = Vec::new();
        all.bind(at, subject, freedom, &mut before);
        let mut own: Vec<(usize, Effect)> = Vec::new();
        for (name, effect) in &subject.writes {
            for state in resolve(&names, name.schema.as_deref(), &name.name, true) {
                own.push((state, *effect));
            }
        }
        let mut used: Vec<(usize, bool)> = Vec::new();
        let hidden = paths[item.context].as_ref().is_some_and(Vec::is_empty);
        let mut given: Vec<usize> = Vec::new();
        for (name, _) in subject.writes.iter().filter(|(_, effect)| *effect != Effect::Make) {
            if !resolve(&names, name.schema.as_deref(), &name.name, true).any(|state| states[state].made) {
                names.givers(&name.name, &mut given);
            }
        }
        let mut mention = |schema: Option<&str>, name: &str, late: bool| {
            for state in resolve(&names, schema, name, late || !hidden) {
                used.push((state, late));
            }
            if !names.known.contains_key(name) {
                names.givers(name, &mut given);
            }
        };
        mentions(item.sql().unwrap_or(&item.text), &mut mention);
        for word in items.contexts[item.context].statements() {
            mentions(word, &mut mention);
        }
        // What is mentioned both ways is seen at once.
        used.sort_unstable();
        used.dedup_by_key(|(state, _)| *state);
        for (state, late) in used {
            if !own.iter().any(|(own, _)| *own == state) {
                states[state].use_it(at, subject.uses, late, &mut before);
            }
        }
        given.sort_unstable();
        given.dedup();
        for state in given {
            states[state].use_it(at, Use::Copy, false, &mut before);
        }
        own.sort_unstable_by_key(|(state, effect)| (*state, std::cmp::Reverse(*effect)));
        own.dedup_by_key(|(state, _)| *state);
        for (state, effect) in own {
            states[state].write(at, effect, &mut before);
        }
        before.sort_unstable();
        before.dedup();
        before.retain(|other| *other != at);
        bonds.push(before.into_iter().filter_map(|other| u32::try_from(other).ok()).collect());
    }
    bonds
}

/// The ends of names that PostgreSQL makes up for what belongs to a table.
const ENDS: [&str; 6] = ["_idx", "_key", "_pkey", "_fkey", "_seq", "_check"];

impl Names {
    /// Adds the tables that may have given `name` to an index, key or sequence of theirs: those that it begins with.
    fn givers(&self, name: &str, found: &mut Vec<usize>) {
        let end = name.trim_end_matches(|c: char| c.is_ascii_digit());
        if !ENDS.iter().any(|ending| end.ends_with(ending)) {
            return;
        }
        for (at, _) in name.match_indices('_') {
            let known = self.known.get(&name[..at]).map(Vec::as_slice).unwrap_or_default();
            found.extend(known.iter().map(|(_, state)| *state));
        }
    }
}

/// Returns the states that a name may mean: one without a schema any of that name, unless no schema is searched.
fn resolve<'a>(
    names: &'a Names,
    schema: Option<&'a str>,
    name: &str,
    searched: bool,
) -> impl Iterator<Item = usize> + use<'a> {
    let known = names.known.get(name).map(Vec::as_slice).unwrap_or_default();
    // "x.name" may be a column of "x".
    let is_schema = schema.is_some_and(|schema| names.schemas.contains(schema));
    known
        .iter()
        .filter(move |(of, _)| match (of, schema) {
            (Some(of), Some(schema)) => of == schema || !is_schema && searched,
            (None, _) => true,
            (Some(_), None) => searched,
        })
        .map(|(_, state)| *state)
}

impl State {
    fn use_it(&mut self, at: usize, uses: Use, late: bool, before: &mut Vec<usize>) {
        before.extend(self.last_change);
        before.extend(&self.keys[if uses == Use::Rows { self.seen.0.min(self.keys.len()) } else { 0 }..]);
        if late {
            return;
        }
        match uses {
            Use::Name => self.names.push(at),
            Use::Copy => {
                before.extend(self.shapes.iter().chain(&self.fires).chain(&self.sides));
                self.copies.push(at);
            }
            Use::Rows => {
                before.extend(self.shapes.get(self.seen.1..).unwrap_or_default());
                before.extend(self.fires.get(self.seen.2..).unwrap_or_default());
                before.extend(self.last_rows);
                self.seen = (self.keys.len(), self.shapes.len(), self.fires.len());
                self.last_rows = Some(at);
            }
        }
    }

    fn write(&mut self, at: usize, effect: Effect, before: &mut Vec<usize>) {
        before.extend(self.last_change);
        match effect {
            Effect::Side => {
                before.extend(&self.copies);
                self.sides.push(at);
            }
            Effect::Access => before.extend(self.last_access.replace(at)),
            Effect::Fire => {
                before.extend(self.fires.last());
                before.extend(self.copies.iter().chain(&self.last_rows));
                self.fires.push(at);
            }
            Effect::Shape | Effect::Key => {
                before.extend(self.shapes.last().into_iter().chain(self.keys.last()));
                before.extend(self.copies.iter().chain(&self.last_rows));
                if effect == Effect::Key { self.keys.push(at) } else { self.shapes.push(at) }
            }
            // What is made once more, or under a name that is taken elsewhere, counts for all that mention it.
            Effect::Make if !self.made && self.keys.is_empty() && self.shapes.is_empty() && self.sides.is_empty() => {
                self.made = true;
                self.last_change = Some(at);
            }
            Effect::Make | Effect::Change => {
                self.made = true;
                for list in [&self.keys, &self.shapes, &self.fires, &self.sides, &self.names, &self.copies] {
                    before.extend(list);
                }
                before.extend(self.last_rows.into_iter().chain(self.last_access));
                *self = Self { made: true, last_change: Some(at), ..Self::default() };
            }
        }
    }
}

/// What is bound to everything.
#[derive(Debug, Default)]
struct Everything {
    barrier: Option<usize>,
    since_barrier: Vec<usize>,
    for_all: Option<usize>,
    last_rows: Option<usize>,
    default: Option<usize>,
    since_default: Vec<usize>,
}

impl Everything {
    fn bind(&mut self, at: usize, subject: &Subject, freedom: Freedom, before: &mut Vec<usize>) {
        let is_rows = subject.uses == Use::Rows;
        let is_barrier = match freedom {
            Freedom::Free => subject.is_barrier,
            Freedom::Careful => subject.is_barrier || is_rows,
            Freedom::None => true,
        };
        before.extend(self.barrier);
        before.extend(self.for_all);
        before.extend(self.default);
        if is_rows {
            before.extend(self.last_rows);
            self.last_rows = Some(at);
        }
        if is_barrier {
            before.append(&mut self.since_barrier);
            self.barrier = Some(at);
        } else {
            self.since_barrier.push(at);
        }
        if subject.is_for_all {
            self.for_all = Some(at);
        }
        let makes = subject.writes.iter().any(|(_, effect)| *effect == Effect::Make);
        if subject.is_default {
            before.append(&mut self.since_default);
            self.default = Some(at);
        } else if makes {
            self.since_default.push(at);
        }
    }
}
