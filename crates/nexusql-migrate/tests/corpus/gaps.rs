//! Looks for commits that leave a table without a constraint, or readers without an index, that it has before and after.

use std::collections::BTreeSet;

use nexusql_catalog::{Body, Catalog, Kind, ObjectId};
use nexusql_diff::{Plan, Uniqueness};

/// Returns an error that names each key, foreign key and index which is dropped in one transaction and made in a later
/// one.
///
/// A primary key is the same under another name.
pub fn check(current: &Catalog, desired: &Catalog, made: &Plan) -> Result<(), String> {
    let mut faults = Vec::new();
    for (old, body) in current.objects.iter().filter(|(id, _)| matches!(id.kind(), Kind::Constraint | Kind::Index)) {
        let Some(new) = successor(old, body, desired) else { continue };
        if matches!(body, Body::Index(index) if !index.unique) && stands_on_what_goes(old, current, desired) {
            continue;
        }
        let with = |id: &ObjectId, words: &[&str]| groups(made, &id.to_string(), words);
        let dropped = with(old, &[" DROP CONSTRAINT ", "DROP INDEX "]);
        let made_again = with(new, &[" ADD CONSTRAINT ", "CREATE INDEX ", "CREATE UNIQUE INDEX "]);
        if let (Some(gone), Some(there)) = (dropped.first(), made_again.last())
            && gone < there
        {
            faults.push(format!("{old} is dropped in group {gone} and made in group {there}"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// Returns whether the values that an index holds, or how it orders them, are other ones afterwards.
fn stands_on_what_goes(id: &ObjectId, current: &Catalog, desired: &Catalog) -> bool {
    current.needs_of(id).any(|need| {
        let stays = match (current.objects.get(need), desired.objects.get(need)) {
            (Some(Body::Column(old)), Some(Body::Column(new))) => {
                (&old.data_type, &old.collation, &old.generated) == (&new.data_type, &new.collation, &new.generated)
            }
            (Some(Body::Table(_)), Some(Body::Table(_))) => true,
            (old, new) => old == new,
        };
        !stays || need.kind() == Kind::Column && stands_on_what_goes(need, current, desired)
    })
}

fn successor<'a>(old: &'a ObjectId, body: &'a Body, desired: &'a Catalog) -> Option<&'a ObjectId> {
    if let Some(unique) = Uniqueness::of(old, body) {
        // What keeps the same rows out, best under its name.
        let same = |(id, body): &(&'a ObjectId, &'a Body)| Uniqueness::of(id, body).as_ref() == Some(&unique);
        let named = desired.objects.get_key_value(old).filter(same);
        if let Some((new, _)) = named.or_else(|| desired.objects.iter().find(same)) {
            return Some(new);
        }
    }
    let is_primary =
        |body: &Body| matches!(body, Body::Constraint(constraint) if constraint.constraint_type == "primary-key");
    if !is_primary(body) {
        return desired.objects.contains_key(old).then_some(old);
    }
    let table = &old.path()[..2];
    desired.objects_under(Kind::Constraint, table).find(|(_, body)| is_primary(body)).map(|(id, _)| id)
}

/// Returns the numbers of the groups with a statement about `object` that has one of `words`.
fn groups(made: &Plan, object: &str, words: &[&str]) -> BTreeSet<usize> {
    let about = made.groups.iter().enumerate().filter(|(_, group)| {
        let mut steps = group.steps.iter().filter(|step| step.object == object);
        steps.any(|step| words.iter().any(|word| step.sql.contains(word)))
    });
    about.map(|(at, _)| at + 1).collect()
}
