//! The search path as the script sets it, so that a name without a schema is told from the same name elsewhere.
//!
//! Where the script does not set it, nothing is known, and names stay as they are written.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb, name};

/// What is in no schema, or only as a part of something that is.
const GLOBAL: [&str; 15] = [
    "schema",
    "extension",
    "role",
    "database",
    "tablespace",
    "language",
    "cast",
    "event trigger",
    "publication",
    "subscription",
    "server",
    "foreign data wrapper",
    "user mapping",
    "access method",
    "transform",
];

/// The search path where reading has come to.
#[derive(Debug, Default)]
pub(crate) struct SearchPath {
    /// The schemas of the path; none if the script has not set it, or not in words that can be read.
    schemas: Option<Vec<String>>,
    /// What it is again after the transaction.
    after: Option<Option<Vec<String>>>,
    /// Schemas that the script has made.
    made: BTreeSet<String>,
    /// Where what the script has made without a schema stands; none for what is temporary or unknown.
    homes: BTreeMap<String, BTreeSet<Option<String>>>,
}

impl SearchPath {
    /// Returns what the next statement does, with the schemas of its objects as far as they are known.
    pub(crate) fn read(&mut self, node: &Node, mut about: About) -> About {
        match node.kind() {
            NodeKind::SET => self.set(node),
            NodeKind::SELECT => self.configure(node),
            NodeKind::RESET | NodeKind::DISCARD => self.schemas = None,
            NodeKind::COMMIT_TRANSACTION | NodeKind::ROLLBACK_TRANSACTION => {
                if let Some(before) = self.after.take() {
                    self.schemas = before;
                }
            }
            _ => {}
        }
        if about.kind == "schema" && about.verb == Verb::Create {
            self.made.extend(about.objects.iter().map(|schema| schema.name.name.clone()));
        }
        self.qualify(node, &mut about);
        about
    }

    /// Returns `name` as a statement means it that does not make it.
    pub(crate) fn known(&self, name: &Name) -> Name {
        let Some(path) = self.schemas.as_ref().filter(|_| name.schema.is_none()) else { return name.clone() };
        let homes = self.homes.get(&name.name);
        if homes.is_some_and(|homes| homes.contains(&None)) {
            return name.clone();
        }
        let there = |schema: &&String| homes.is_some_and(|homes| homes.contains(&Some((*schema).clone())));
        let only = path.first().filter(|_| path.len() == 1);
        Name { schema: path.iter().find(there).or(only).cloned(), name: name.name.clone() }
    }

    /// Returns the schema in which something is made that is written without one.
    ///
    /// PostgreSQL passes over schemas that are not there, so the first must be known to be.
    fn home(&self) -> Option<String> {
        let path = self.schemas.as_ref()?;
        let first = path.first()?;
        (path.len() == 1 || first == "public" || self.made.contains(first)).then(|| first.clone())
    }

    fn qualify(&mut self, node: &Node, about: &mut About) {
        let is_temporary = tree::child(node, NodeKind::TEMP).is_some()
            || tree::child(node, NodeKind::INTO_CLAUSE).is_some_and(|into| tree::has(&into, NodeKind::TEMP));
        let makes = about.verb == Verb::Create;
        for object in &mut about.objects {
            // An index is where its table is.
            if GLOBAL.contains(&object.kind) || makes && object.kind == "index" {
                continue;
            }
            if !makes || object.of.is_some() {
                self.qualify_known(object);
            } else if object.name.schema.is_none() {
                object.name.schema = self.home().filter(|_| !is_temporary);
            }
            if makes && object.of.is_none() {
                let home = object.name.schema.clone();
                self.homes.entry(object.name.name.clone()).or_default().insert(home);
            }
        }
        for (old, new) in &mut about.renames {
            if GLOBAL.contains(&old.kind) {
                continue;
            }
            self.qualify_known(old);
            if new.of.is_some() {
                new.of.clone_from(&old.of);
            } else {
                new.name.schema = new.name.schema.take().or_else(|| old.name.schema.clone());
                self.homes.entry(new.name.name.clone()).or_default().insert(new.name.schema.clone());
            }
        }
        for part in about.makes.iter_mut().chain(&mut about.drops) {
            self.qualify_known(part);
        }
        for need in about.needs.iter_mut().filter(|need| !GLOBAL.contains(&need.kind)) {
            self.qualify_known(need);
        }
    }

    fn qualify_known(&self, object: &mut Object) {
        match &mut object.of {
            Some(of) => *of = self.known(of),
            None => object.name = self.known(&object.name),
        }
    }

    fn set(&mut self, node: &Node) {
        let Some(config) = tree::child(node, NodeKind::SET_CONFIG) else { return };
        let parameter = tree::child(&config, NodeKind::CONFIG_PARAMETER_REF).and_then(|name| Name::of(&name));
        if parameter.is_none_or(|parameter| parameter.name != "search_path") {
            return;
        }
        if tree::has(node, NodeKind::LOCAL_SCOPE) && self.after.is_none() {
            self.after = Some(self.schemas.clone());
        }
        let Some(value) = tree::child(&config, NodeKind::TO_CONFIG_VALUE) else {
            self.schemas = None;
            return;
        };
        let words: Vec<String> = tree::words(&value).into_iter().map(|(word, _)| word).skip(1).collect();
        let schema = |word: &String| match word.strip_prefix('\'') {
            Some(literal) => literal.strip_suffix('\'').map(|inner| inner.replace("''", "'")),
            None => name::unquote(word),
        };
        let schemas: Option<Vec<String>> = words.iter().filter(|word| *word != ",").map(schema).collect();
        self.schemas = schemas.and_then(searched);
    }

    /// Reads a call of `set_config('search_path', …)`.
    fn configure(&mut self, node: &Node) {
        let calls = node.descendants().filter(|inner| inner.kind() == NodeKind::CALL_EXPR);
        for call in calls {
            let function = call.children().next().and_then(|function| Name::of(&function));
            let arguments: Vec<Node> = call.descendants().filter(|inner| inner.kind() == NodeKind::ARG).collect();
            if function.is_none_or(|function| function.name != "set_config")
                || arguments.first().map(tree::plain).as_deref() != Some("'search_path'")
            {
                continue;
            }
            let value = arguments.get(1).and_then(|value| tree::string_value(&value.children().next()?));
            let schemas: Option<Vec<String>> = value.and_then(|value| {
                let parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
                parts.map(name::unquote).collect()
            });
            self.schemas = schemas.and_then(searched);
        }
    }
}

/// Returns the schemas in which names are looked for; `None` if that depends on who runs the script.
fn searched(schemas: Vec<String>) -> Option<Vec<String>> {
    let depends = |schema: &String| matches!(schema.as_str(), "$user" | "default") || schema.starts_with("pg_temp");
    let found: Vec<String> = schemas.into_iter().filter(|schema| schema != "pg_catalog").collect();
    (!found.is_empty() && !found.iter().any(depends)).then_some(found)
}
