//! The graph of a catalog.

use std::collections::{BTreeMap, HashMap};

use nexusql_catalog::{Body, Catalog, Kind, ObjectId};
use nexusql_sql::tokens;

use crate::{Certainty, Edge, Graph, Node};

/// Returns the graph of `catalog`: each object with its columns, keys, indexes, triggers, policies, comments is one node.
///
/// Edges are those that PostgreSQL records, and what the bodies of functions name; what stands in a text within a body is a
/// guess. Schemas and roles are left out of it, since nearly everything needs one.
/// Cost: linear in the catalog and in the bodies.
pub fn from_catalog(catalog: &Catalog) -> Graph {
    from_catalog_with_ids(catalog).0
}

/// Returns the graph of `catalog` and the identity of each of its nodes.
///
/// Cost: as [`from_catalog`].
pub fn from_catalog_with_ids(catalog: &Catalog) -> (Graph, Vec<ObjectId>) {
    let mut places: BTreeMap<ObjectId, usize> = BTreeMap::new();
    let mut nodes = Vec::new();
    for id in catalog.objects.keys().filter(|id| is_node(catalog, id)) {
        places.insert(id.clone(), nodes.len());
        nodes.push(Node {
            kind: id.kind().name().replace('-', " "),
            name: id.sql_name(),
            schema: id.schema().map(str::to_owned),
            details: details(catalog, id),
        });
    }
    let place = |id: &ObjectId| places.get(&whole(catalog, id)).copied();
    let mut edges = Vec::new();
    for (id, needs) in &catalog.needs {
        let Some(from) = place(id) else { continue };
        let recorded = |to| Edge { from, to, certainty: Certainty::Recorded };
        edges.extend(needs.iter().filter_map(place).map(recorded));
    }
    bodies(catalog, &places, &mut edges);
    // Both stand in the order of the catalog.
    (Graph::new(nodes, edges), places.into_keys().collect())
}

fn is_node(catalog: &Catalog, id: &ObjectId) -> bool {
    !matches!(id.kind(), Kind::Schema | Kind::Role | Kind::Language | Kind::DefaultPrivileges)
        && whole(catalog, id) == *id
}

/// Returns the object that `id` is a part of, or itself.
fn whole(catalog: &Catalog, id: &ObjectId) -> ObjectId {
    let mut id = id.target().unwrap_or_else(|| id.clone());
    // Parts are two deep at most; the bound keeps a catalog that is wrong from looping.
    for _ in 0..8 {
        match catalog.parent(&id).filter(|parent| parent.kind() != Kind::Schema) {
            Some(parent) => id = parent,
            None => break,
        }
    }
    id
}

fn details(catalog: &Catalog, id: &ObjectId) -> Vec<String> {
    match id.kind() {
        Kind::Table | Kind::ForeignTable => {
            catalog.columns(id).into_iter().map(|(id, column)| format!("{} {}", id.name(), column.data_type)).collect()
        }
        Kind::View | Kind::MaterializedView => {
            catalog.objects_under(Kind::ViewColumn, id.path()).map(|(id, _)| id.name().to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

/// Adds what the bodies of functions name, by tokens: names of relations, types and routines of the catalog.
fn bodies(catalog: &Catalog, places: &BTreeMap<ObjectId, usize>, edges: &mut Vec<Edge>) {
    let mut names: HashMap<&str, Vec<(&str, usize)>> = HashMap::new();
    for (id, at) in places {
        if let Some(schema) = id.schema() {
            names.entry(id.name()).or_default().push((schema, *at));
        }
    }
    for (id, body) in &catalog.objects {
        let (Some(&from), Some(definition)) = (places.get(id), definition(body)) else { continue };
        let own = id.schema().unwrap_or_default();
        let mut add = |schema: Option<&str>, name: &str, certainty: Certainty| {
            let known = names.get(name).map(Vec::as_slice).unwrap_or_default();
            let fits = |of: &str| schema.map_or(of == own || of == "public", |schema| of == schema);
            edges.extend(known.iter().filter(|(of, _)| fits(of)).map(|(_, to)| Edge { from, to: *to, certainty }));
        };
        // The first string in dollars or quotes after AS is the body; texts within it are read too.
        for body in tokens(definition).filter_map(|token| token.inner()) {
            named(body, Certainty::Body, &mut add);
            for text in tokens(body).filter_map(|token| token.inner()) {
                named(text, Certainty::Guess, &mut add);
            }
        }
    }
}

fn definition(body: &Body) -> Option<&str> {
    match body {
        Body::Function(function) => Some(&function.definition),
        Body::Procedure(procedure) => Some(&procedure.definition),
        _ => None,
    }
}

/// Tells `add` each name in `text` that may be one of a relation or a routine, with the schema before its dot.
fn named(text: &str, certainty: Certainty, add: &mut impl FnMut(Option<&str>, &str, Certainty)) {
    let words: Vec<_> = tokens(text).collect();
    for (at, word) in words.iter().enumerate() {
        let Some(name) = word.name() else { continue };
        let dotted = at >= 2 && words[at - 1].text == ".";
        let schema = if dotted { words[at - 2].name() } else { None };
        if dotted || is_place_of_name(&words, at) {
            add(schema.as_deref(), &name, certainty);
        }
    }
}

/// Says whether a bare name may be one of an object: after a word that a relation follows, or before a parenthesis.
fn is_place_of_name(words: &[nexusql_sql::Solid<'_>], at: usize) -> bool {
    const BEFORE: [&str; 14] = [
        "from", "join", "into", "update", "table", "only", "truncate", "copy", "using", "lock", "view", "perform",
        "call", "exists",
    ];
    let follows = at > 0 && BEFORE.iter().any(|word| words[at - 1].is(word));
    let follows_comma = at > 0 && words[at - 1].text == ",";
    let is_called = words.get(at + 1).is_some_and(|next| next.text == "(");
    let is_row_type = words.get(at + 1).is_some_and(|next| next.text == "%");
    follows || is_called || is_row_type || follows_comma
}
