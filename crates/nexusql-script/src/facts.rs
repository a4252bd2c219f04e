//! What the statements of a script do to one another: what is renamed, dropped or made anew later, and which tables, keys
//! and names there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::replaced::{self, Labels, Replaced};
use crate::search_path::SearchPath;
use crate::tables::Tables;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb, name};

/// The kinds of what has columns.
const WHOLES: [&str; 5] = ["table", "type", "view", "materialized view", "foreign table"];

/// What is known of the statements of a script, by their places.
#[derive(Debug, Default)]
pub struct Facts {
    /// What each statement does; none for what could not be read.
    pub statements: Vec<Option<About>>,
    /// Every table that the script makes.
    pub tables: Tables,
    /// What takes the name of another.
    pub replaced: Vec<Replaced>,
    pub(crate) labels: Labels,
    /// The drops that cascade.
    pub(crate) cascading: BTreeSet<usize>,
    path: SearchPath,
    renames: Vec<(usize, Object, Object)>,
    made: BTreeMap<(&'static str, String), Vec<(usize, Object)>>,
    gone: Vec<(usize, Object)>,
    /// How many of each `INSERT` there are, and how many there were before a statement that is not the first.
    inserts: BTreeMap<String, usize>,
    repeated: BTreeMap<usize, usize>,
}

impl Facts {
    /// Adds the next statement.
    pub fn add(&mut self, statement: Option<(&Node, About)>) {
        let at = self.statements.len();
        let Some((node, about)) = statement else {
            self.statements.push(None);
            return;
        };
        let about = self.path.read(node, about);
        if about.verb == Verb::Drop && tree::has(node, NodeKind::CASCADE) {
            self.cascading.insert(at);
        }
        self.tables.read(at, node, &about, &self.path);
        if node.kind() == NodeKind::INSERT {
            let n = self.inserts.entry(written(node)).or_default();
            if *n > 0 {
                self.repeated.insert(at, *n);
            }
            *n += 1;
        }
        self.labels.read(at, node, &about.objects, &about.renames);
        self.renames.extend(about.renames.iter().map(|(old, new)| (at, old.clone(), new.clone())));
        for object in about.made() {
            self.made.entry((object.kind, object.name.name.clone())).or_default().push((at, object.clone()));
        }
        self.gone.extend(about.gone().map(|object| (at, object.clone())));
        self.statements.push(Some(about));
    }

    /// Notes what can be told only when every statement was added.
    pub fn finish(&mut self) {
        self.replaced = replaced::find(self);
    }

    /// Returns every change of a name: the statement, the old and the new name.
    pub(crate) fn renames(&self) -> &[(usize, Object, Object)] {
        &self.renames
    }

    /// Returns the names that `object` gets in statements after `at`, one after another.
    pub fn later_names(&self, at: usize, object: &Object) -> Vec<Object> {
        let mut names: Vec<Object> = Vec::new();
        for (_, old, new) in self.renames.iter().filter(|(place, ..)| *place > at) {
            if names.last().unwrap_or(object).fits(old) && !names.contains(new) {
                names.push(new.clone());
            }
        }
        names
    }

    /// Says whether a statement after `at` gives a column of `object` another name.
    pub fn renames_columns_of(&self, at: usize, object: &Object) -> bool {
        let later = self.renames.iter().filter(|(place, old, _)| *place > at && old.kind == "column");
        later.into_iter().any(|(_, old, _)| old.of.as_ref().is_some_and(|of| of.fits(&object.name)))
    }

    /// Returns how many statements before the `INSERT` at `at` are the same as it.
    pub fn same_before(&self, at: usize) -> usize {
        self.repeated.get(&at).copied().unwrap_or(0)
    }

    /// Says whether a statement after `at` makes `object` too.
    pub fn is_made_after(&self, at: usize, object: &Object) -> bool {
        self.makers(object).any(|place| place > at)
    }

    /// Says whether any statement makes `object`.
    pub fn is_made(&self, object: &Object) -> bool {
        self.makers(object).next().is_some()
    }

    /// Says whether `object` may be there before statement `at`: the script makes it earlier, or not at all.
    pub fn may_be_there(&self, at: usize, object: &Object) -> bool {
        let made_before = |object: &Object| {
            let mut makers = self.makers(object).peekable();
            makers.peek().is_none() || makers.any(|maker| maker < at)
        };
        let of = |kind| object.of.as_ref().map(|of| Object::new(kind, of.clone()));
        made_before(object) && WHOLES.into_iter().filter_map(of).all(|of| made_before(&of))
    }

    /// Says whether a statement after `at` drops `object` and none makes it after that.
    pub fn is_gone_later(&self, at: usize, object: &Object) -> bool {
        let dropped =
            self.gone.iter().filter(|(place, gone)| *place > at && gone.fits(object)).map(|(place, _)| *place);
        let renamed = |place: usize| self.renames.iter().any(|(there, old, _)| *there == place && old.fits(object));
        dropped.into_iter().any(|place| !renamed(place) && !self.is_made_after(place, object))
    }

    pub(crate) fn makers(&self, object: &Object) -> impl Iterator<Item = usize> {
        let made = self.made.get(&(object.kind, object.name.name.clone()));
        made.into_iter().flatten().filter(|(_, other)| other.fits(object)).map(|(place, _)| *place)
    }

    /// Returns what a statement after `at` renames or drops and no earlier one makes anew when the script is run again,
    /// with its new name if it has one.
    pub fn gone_for_good(&self, at: usize) -> impl Iterator<Item = (&Object, Option<&Object>)> {
        let renamed = self.renames.iter().filter(move |(place, ..)| *place > at).map(|(_, old, new)| (old, Some(new)));
        let is_renamed =
            |place: usize, object: &Object| self.renames.iter().any(|(there, old, _)| *there == place && old == object);
        let dropped = self.gone.iter().filter(move |(place, object)| {
            *place > at && !is_renamed(*place, object) && !self.makers(object).any(|maker| maker != *place)
        });
        renamed.chain(dropped.map(|(_, object)| (object, None)))
    }
}

/// Returns what the `INSERT` `node` writes, without what it returns.
fn written(node: &Node) -> String {
    let parts = node.children().filter(|part| part.kind() != NodeKind::RETURNING_CLAUSE);
    parts.map(|part| tree::plain(&part)).collect::<Vec<_>>().join(" ")
}

/// Returns every name that stands in `node`, whatever it is the name of.
pub fn names_in(node: &Node) -> BTreeSet<String> {
    tree::words(node).into_iter().filter_map(|(text, _)| name::unquote(&text)).collect()
}

/// The nodes whose names are those of parts of something and never of something whole.
const PARTS: [NodeKind; 4] =
    [NodeKind::COLUMN_NAME, NodeKind::COLUMN_NAME_REF, NodeKind::CONSTRAINT_NAME, NodeKind::CONSTRAINT_NAME_REF];

/// Returns every name in `node` that may be that of something whole.
pub fn whole_names_in(node: &Node) -> BTreeSet<String> {
    let parts = node.descendants().filter(|inner| PARTS.contains(&inner.kind())).map(|inner| tree::range(&inner));
    let parts: BTreeSet<usize> = parts.map(|range| range.start).collect();
    let words = tree::words(node).into_iter().filter(|(_, range)| !parts.contains(&range.start));
    words.filter_map(|(text, _)| name::unquote(&text)).collect()
}

/// Says whether a statement that holds `names` may mean `object`.
pub fn mentions(names: &BTreeSet<String>, object: &Object) -> bool {
    let has = |name: &Name| names.contains(&name.name);
    has(&object.name) && object.of.as_ref().is_none_or(has)
}
