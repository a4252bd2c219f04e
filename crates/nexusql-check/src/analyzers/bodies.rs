//! Bodies of routines: what their languages say, and which relations PL/pgSQL names that are not there.

use std::collections::{BTreeSet, HashSet};

use nexusql_base::{Diagnostic, Result};
use nexusql_catalog::{Body, Catalog, Kind};
use nexusql_load::live::Checked;
use nexusql_load::run::lacking;
use nexusql_sql::{Solid, tokens};

use super::{Analyzer, Subject};

/// Finds bodies that their language refuses, and warns of relations named in PL/pgSQL that nothing makes: PostgreSQL itself
/// looks for those only when the statement is run.
pub(super) struct Bodies;

const LATER: &str = "PostgreSQL looks for it when the statement is run. It is no fault if something else makes it.";

impl Analyzer for Bodies {
    fn name(&self) -> &str {
        "bodies"
    }

    fn look(&self, subject: &Subject<'_>) -> Result<Vec<Diagnostic>> {
        let mut found = Vec::new();
        let known = relations(subject.catalog);
        let transition = transition_tables(subject.catalog);
        for one in subject.bodies {
            let object = format!("{}.{}({})", one.schema, one.name, one.arguments);
            let with_place = |said: Diagnostic, position: Option<usize>| {
                let said = said.with_object(object.clone());
                match subject.places.in_body(&one.schema, &one.name, &one.body, position) {
                    Some(place) => said.with_place(place),
                    None => said,
                }
            };
            match &one.wrong {
                // What it lacks did not load; that was told.
                Some(wrong)
                    if !subject.is_whole && lacking(&wrong.message).is_some_and(|name| subject.places.knows(name)) => {}
                Some(wrong) => {
                    let said = Diagnostic { code: "body-wrong", ..wrong.clone() };
                    let said = Diagnostic {
                        detail: Some(join(said.detail.as_deref(), &format!("In the body of {object}."))),
                        ..said
                    };
                    found.push(with_place(said, one.position));
                }
                None if one.language == "plpgsql" => {
                    let is_told = |name: &String| !subject.is_whole && subject.places.knows(name);
                    let names = unknown(one, &known).filter(|(name, _)| !is_told(name) && !transition.contains(name));
                    found.extend(names.map(|(name, position)| {
                        let message = format!("relation \"{name}\" is not made by these files");
                        let said = Diagnostic::warning("body-names-unknown", message).with_hint(LATER);
                        let said = said.with_detail(format!("In the body of {object}, as its words read."));
                        with_place(said, Some(position))
                    }));
                }
                None => {}
            }
        }
        Ok(found)
    }
}

fn join(detail: Option<&str>, more: &str) -> String {
    detail.map_or(more.to_owned(), |detail| format!("{detail}\n{more}"))
}

/// Returns the names of all relations, each with its schema and without.
fn relations(catalog: &Catalog) -> HashSet<(Option<&str>, &str)> {
    const KINDS: [Kind; 6] =
        [Kind::Table, Kind::View, Kind::MaterializedView, Kind::ForeignTable, Kind::Sequence, Kind::Composite];
    let all = catalog.objects.keys().filter(|id| KINDS.contains(&id.kind()));
    all.flat_map(|id| [(id.schema(), id.name()), (None, id.name())]).collect()
}

/// Returns the names that triggers give to the rows of a statement: `REFERENCING NEW TABLE AS new_rows`.
fn transition_tables(catalog: &Catalog) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for body in catalog.objects.values() {
        let Body::Trigger(trigger) = body else { continue };
        let words: Vec<Solid<'_>> = tokens(&trigger.definition).collect();
        for at in (0..words.len()).filter(|at| words[*at].is("table")) {
            let is_transition = at > 0 && (words[at - 1].is("new") || words[at - 1].is("old"));
            let place = if words.get(at + 1).is_some_and(|next| next.is("as")) { at + 2 } else { at + 1 };
            let name = words.get(place).and_then(Solid::name).filter(|_| is_transition);
            found.extend(name.map(|name| name.into_owned()));
        }
    }
    found
}

/// Returns the relations that a body reads or writes by name and that are not `known`, with the character they stand at.
fn unknown<'a>(
    one: &'a Checked,
    known: &HashSet<(Option<&str>, &str)>,
) -> impl Iterator<Item = (String, usize)> + use<'a> {
    let words: Vec<Solid<'_>> = tokens(&one.body).collect();
    let own = made_within(&words);
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    // For each open parenthesis, the word before it: extract(year from x) reads no relation.
    let mut calls: Vec<bool> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match word.text {
            "(" => calls.push(
                at > 0
                    && ["extract", "substring", "trim", "overlay", "position"]
                        .iter()
                        .any(|name| words[at - 1].is(name)),
            ),
            ")" => {
                calls.pop();
            }
            _ => {}
        }
        let in_call = calls.last().is_some_and(|call| *call);
        let Some(mut next) = relation_follows(&words, at).filter(|_| !in_call) else { continue };
        if words.get(next).is_some_and(|word| word.is("only")) {
            next += 1;
        }
        let Some(first) = words.get(next).and_then(Solid::name) else { continue };
        let second = words.get(next + 2).filter(|_| words[next + 1].text == ".").and_then(Solid::name);
        let (schema, name, after) = match second {
            Some(second) => (Some(first), second, next + 3),
            None => (None, first, next + 1),
        };
        let is_called = words.get(after).is_some_and(|word| word.text == "(" && !words[at].is("into"));
        let is_system =
            schema.as_deref().is_some_and(|schema| schema == "information_schema" || schema.starts_with("pg_"));
        let is_system = is_system || schema.is_none() && name.starts_with("pg_");
        // A field of a record, or of NEW: only relations have one dot here.
        let deeper = words.get(after).is_some_and(|word| word.text == ".");
        let skip = is_called
            || is_system
            || deeper
            || schema.is_none() && (own.contains(&*name) || KEYWORDS.contains(&&*name));
        if skip || known.contains(&(schema.as_deref(), &*name)) {
            continue;
        }
        let full = schema.map_or_else(|| name.to_string(), |schema| format!("{schema}.{name}"));
        if told.insert(full.clone()) {
            found.push((full, one.body[..words[next].start].chars().count() + 1));
        }
    }
    found.into_iter()
}

/// What may follow FROM without being a relation.
const KEYWORDS: [&str; 8] = ["select", "lateral", "unnest", "values", "rows", "old_table", "new_table", "current"];

/// Returns where a relation's name begins after the words at `at`, if they are such that one follows.
fn relation_follows(words: &[Solid<'_>], at: usize) -> Option<usize> {
    let is = |place: usize, word: &str| words.get(place).is_some_and(|found| found.is(word));
    let before = |word: &str| at > 0 && words[at - 1].is(word);
    let follows = (is(at, "from") && !before("distinct") && !is_of_fetch(words, at))
        || is(at, "join")
        || (is(at, "into") && (before("insert") || before("merge")))
        || (is(at, "update")
            && (at == 0
                || words[at - 1].text == ";"
                || before("begin")
                || before("then")
                || before("else")
                || before("loop")));
    follows.then_some(at + 1)
}

/// Says whether FROM is that of FETCH, which names a cursor.
fn is_of_fetch(words: &[Solid<'_>], at: usize) -> bool {
    (1..=3).any(|back| at >= back && (words[at - back].is("fetch") || words[at - back].is("move")))
}

/// Returns the names that a body makes itself: common table expressions, temporary tables, cursors, transition tables.
fn made_within<'a>(words: &[Solid<'a>]) -> BTreeSet<String> {
    let mut made = BTreeSet::new();
    for (at, word) in words.iter().enumerate() {
        let Some(name) = word.name() else { continue };
        let next =
            |place: usize, text: &str| words.get(at + place).is_some_and(|word| word.text.eq_ignore_ascii_case(text));
        // with x as (…), with x(a, b) as (…), declare x cursor …
        let mut after = at + 1;
        if next(1, "(") {
            after = words[at..].iter().position(|word| word.text == ")").map_or(after, |end| at + end + 1);
        }
        let is_as = words.get(after).is_some_and(|word| word.is("as"));
        let opens =
            words.get(after + 1).is_some_and(|word| word.text == "(" || word.is("materialized") || word.is("not"));
        let is_made = at > 0 && (words[at - 1].is("table") || words[at - 1].is("exists") || words[at - 1].is("view"));
        if is_as && opens || is_made || next(1, "cursor") {
            made.insert(name.into_owned());
        }
    }
    made
}
