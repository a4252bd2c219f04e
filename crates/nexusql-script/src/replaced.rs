//! What takes another's name: a table that is built anew beside the old one, an enum that loses a label. Whether that was done
//! cannot be told by names; it is told by a column or label that only one of the two has.

use std::collections::BTreeSet;

use crate::exists::{Lookup, not};
use crate::facts::Facts;
use crate::tree::{self, Node, NodeKind};
use crate::{Name, Object, again};

/// An object that is given the name of one before it.
#[derive(Clone, Debug)]
pub struct Replaced {
    /// The statement that makes the old one.
    pub old_made: usize,
    /// The old one, whose name both have in turn.
    pub old: Object,
    /// The statement that makes the new one.
    pub new_made: usize,
    /// The new one, under the name that it has at first.
    pub new: Object,
    /// The statement that gives it the old one's name.
    pub renamed: usize,
    /// The condition that it has that name; none if nothing tells the two apart.
    pub done: Option<String>,
}

/// The labels of enums: from which statement on, the type, its labels.
#[derive(Debug, Default)]
pub(crate) struct Labels(Vec<(usize, Name, Vec<String>)>);

impl Labels {
    /// Reads statement `at`, which does what `objects` and `renames` say.
    pub(crate) fn read(&mut self, at: usize, node: &Node, objects: &[Object], renames: &[(Object, Object)]) {
        let Some(object) = objects.first() else { return };
        match node.kind() {
            NodeKind::CREATE_TYPE => {
                let variants = node.descendants().filter(|inner| inner.kind() == NodeKind::VARIANT);
                let labels = variants.filter_map(|variant| tree::string_value(&variant)).collect();
                self.0.push((at, object.name.clone(), labels));
            }
            NodeKind::ALTER_TYPE => {
                if let (Some((old, new)), Some(labels)) =
                    (renames.iter().find(|(old, _)| old.kind == "type"), self.of(&object.name, at))
                {
                    debug_assert!(old.name.fits(&object.name));
                    let labels = labels.to_vec();
                    self.0.push((at, new.name.clone(), labels));
                }
            }
            _ => {}
        }
    }

    fn of(&self, name: &Name, at: usize) -> Option<&[String]> {
        let known = self.0.iter().rev().find(|(place, of, _)| *place <= at && of.fits(name));
        known.map(|(.., labels)| labels.as_slice()).filter(|labels| !labels.is_empty())
    }
}

/// Returns what takes another's name in a script, in the order of the renames.
pub(crate) fn find(facts: &Facts) -> Vec<Replaced> {
    let mut found = Vec::new();
    for (renamed, new, old) in facts.renames() {
        if !matches!(new.kind, "table" | "type") || new.of.is_some() {
            continue;
        }
        let Some(new_made) = facts.makers(new).filter(|place| place < renamed).last() else { continue };
        let Some(old_made) = facts.makers(old).filter(|place| place < renamed).last() else { continue };
        if old_made > new_made || facts.later_names(old_made, old).contains(new) {
            continue;
        }
        let done = match new.kind {
            "table" => column_apart(facts, old, old_made, new, new_made),
            _ => label_apart(&facts.labels, old, old_made, new, new_made),
        };
        let (old, new) = (old.clone(), new.clone());
        found.push(Replaced { old_made, old, new_made, new, renamed: *renamed, done });
    }
    found
}

/// Returns the condition that the table called `old` is the new one: by a column that it keeps and the old one never had, or
/// that the old one had to its end.
fn column_apart(facts: &Facts, old: &Object, old_made: usize, new: &Object, new_made: usize) -> Option<String> {
    let (was, is) = (facts.tables.get(&old.name, new_made)?, facts.tables.get(&new.name, new_made)?);
    if !was.is_whole || !is.is_whole || was.made_at != old_made || is.made_at != new_made {
        return None;
    }
    let ever = |table: &crate::Table| -> BTreeSet<String> {
        let names = table
            .columns
            .iter()
            .flat_map(|column| column.old_names.iter().map(|(_, name)| name.clone()).chain([column.name.clone()]));
        names.collect()
    };
    let kept = |table: &crate::Table| -> Vec<String> {
        let there = table.columns.iter().filter(|column| column.dropped_at.is_none() && column.old_names.is_empty());
        there.map(|column| column.name.clone()).collect()
    };
    // What the new one is given or loses under its last name counts too.
    let last = facts.tables.get(&old.name, usize::MAX)?;
    let stays = |name: &String| kept(last).contains(name);
    let exists = |name: &String| again::exists(&Object::part("column", old.name.clone(), name), Lookup::Known);
    let (had, has) = (ever(was), ever(last));
    if let Some(name) = kept(is).iter().find(|name| stays(name) && !had.contains(*name)) {
        return exists(name);
    }
    let lost = kept(was).into_iter().find(|name| !ever(is).contains(name) && !has.contains(name))?;
    Some(format!("{} and {}", again::exists(old, Lookup::Known)?, not(&exists(&lost)?)))
}

fn label_apart(labels: &Labels, old: &Object, old_made: usize, new: &Object, new_made: usize) -> Option<String> {
    let (was, is) = (labels.of(&old.name, old_made)?, labels.of(&new.name, new_made)?);
    let exists = |label: &String| again::exists(&Object::part("enum value", old.name.clone(), label), Lookup::Known);
    if let Some(label) = is.iter().find(|label| !was.contains(label)) {
        return exists(label);
    }
    let lost = was.iter().find(|label| !is.contains(label))?;
    Some(format!("{} and {}", again::exists(old, Lookup::Known)?, not(&exists(lost)?)))
}
