//! The objects of a script and what they need, by its text alone.

use std::collections::{BTreeSet, HashMap};

use nexusql_base::Result;
use nexusql_sql::Script;

use super::category::Category;
use super::items::Items;
use super::mentions::mentions;
use super::subject::Effect;
use super::subjects;
use crate::Name;

/// An object that a script makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What it is.
    pub category: Category,
    /// Its name, with the schema that it gets.
    pub name: Name,
    /// The places of the objects that statements about it name; guesses, since names are compared without their kinds.
    pub needs: BTreeSet<usize>,
}

/// Returns the relations, types, routines and sequences that `script` makes, in their order.
///
/// A table stands for its indexes, keys and triggers. Those of one name and schema are one.
/// Errors: those of [`Script::pieces`]. Cost: linear in the text.
pub fn objects(script: Script<'_>) -> Result<Vec<Made>> {
    objects_of([script])
}

/// Returns what [`objects`] does, of several scripts that know nothing of one another's settings.
///
/// Errors: those of [`Script::pieces`]. Cost: linear in the texts.
pub fn objects_of<'a>(scripts: impl IntoIterator<Item = Script<'a>>) -> Result<Vec<Made>> {
    let mut items = Items::default();
    for script in scripts {
        items.add(script)?;
    }
    let subjects = subjects(&items);
    let mut made: Vec<Made> = Vec::new();
    let mut places: HashMap<Name, usize> = HashMap::new();
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for subject in &subjects {
        let Some((name, Effect::Make)) = subject.writes.first() else { continue };
        let has_place = matches!(
            subject.category,
            Category::Type | Category::Sequence | Category::Table | Category::Function | Category::View
        );
        if has_place && !places.contains_key(name) {
            places.insert(name.clone(), made.len());
            by_name.entry(name.name.clone()).or_default().push(made.len());
            made.push(Made { category: subject.category, name: name.clone(), needs: BTreeSet::new() });
        }
    }
    for (item, subject) in items.list.iter().zip(&subjects) {
        if matches!(subject.category, Category::Data | Category::Other) {
            continue;
        }
        let Some(from) = subject.of.as_ref().and_then(|of| places.get(of)).copied() else { continue };
        let own = made[from].name.schema.clone();
        let mut found = Vec::new();
        mentions(item.sql().unwrap_or_default(), &mut |schema, name, _| {
            let known = by_name.get(name).map(Vec::as_slice).unwrap_or_default();
            let fits = |at: &&usize| match schema {
                Some(schema) => made[**at].name.schema.as_deref() == Some(schema),
                None => made[**at].name.schema == own,
            };
            found.extend(known.iter().filter(fits).copied());
        });
        made[from].needs.extend(found.into_iter().filter(|to| *to != from));
    }
    Ok(made)
}
