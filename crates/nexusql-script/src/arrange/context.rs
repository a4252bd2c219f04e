//! What a session knows when a statement runs: settings, role, transaction. It is said again in each file.

use std::collections::BTreeMap;

use nexusql_sql::{MetaCommand, Statement, tokens};

/// The order in which the parts of a context are entered; they are left in the opposite one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    Restrict,
    Variable,
    Transaction,
    Authorization,
    Role,
    Setting,
    Local,
}

type Key = (Layer, String);

/// The session at one place of a script: for each thing that was set, how it is set and how it is let go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Context {
    set: BTreeMap<Key, (String, String)>,
    /// How many transactions there were, so that two that follow one another stay two.
    n_transactions: usize,
}

impl Context {
    /// Takes in a statement that sets something; says whether it was one.
    pub(super) fn read(&mut self, statement: &Statement<'_>) -> bool {
        let sql = statement.sql();
        match statement.verb() {
            "SET" => self.read_set(sql),
            "RESET" => self.read_reset(sql),
            "SELECT" => self.read_set_config(sql),
            "DISCARD" => {
                self.set.retain(|(layer, _), _| *layer <= Layer::Transaction);
                sql.split_ascii_whitespace().nth(1).is_some_and(|what| what.eq_ignore_ascii_case("all"))
            }
            _ => false,
        }
    }

    /// Begins a transaction in the words of `statement`.
    pub(super) fn begin(&mut self, statement: &Statement<'_>) {
        self.n_transactions += 1;
        let entered = format!("{};", statement.sql());
        self.set.insert((Layer::Transaction, self.n_transactions.to_string()), (entered, "COMMIT;".to_owned()));
    }

    /// Ends it.
    pub(super) fn commit(&mut self) {
        self.set.retain(|(layer, _), _| !matches!(layer, Layer::Transaction | Layer::Local));
    }

    /// Takes in a command for psql that sets something; says whether it was one.
    pub(super) fn read_meta(&mut self, meta: &MetaCommand<'_>) -> bool {
        let written = format!("\\{} {}", meta.name, meta.arguments);
        match meta.name {
            "restrict" => {
                let left = format!("\\unrestrict {}", meta.arguments);
                self.set.insert((Layer::Restrict, String::new()), (written, left));
            }
            "unrestrict" => {
                self.set.remove(&(Layer::Restrict, String::new()));
            }
            "set" if !meta.arguments.is_empty() => {
                let name = meta.arguments.split_ascii_whitespace().next().unwrap_or_default();
                self.set.insert((Layer::Variable, name.to_owned()), (written, format!("\\unset {name}")));
            }
            "unset" => {
                self.set.remove(&(Layer::Variable, meta.arguments.to_owned()));
            }
            _ => return false,
        }
        true
    }

    fn put(&mut self, layer: Layer, name: &str, set: String, left: String) {
        self.set.insert((layer, name.to_owned()), (set, left));
    }

    fn read_set(&mut self, sql: &str) -> bool {
        let words: Vec<_> = tokens(sql).collect();
        let mut at = 1;
        let mut layer = Layer::Setting;
        if words.get(at).is_some_and(|word| word.is("local")) {
            (layer, at) = (Layer::Local, 2);
        } else if words.get(at).is_some_and(|word| word.is("session"))
            && !words.get(at + 1).is_some_and(|word| word.is("authorization") || word.is("characteristics"))
        {
            at = 2;
        }
        let is = |at: usize, word: &str| words.get(at).is_some_and(|found| found.is(word));
        if is(at, "constraints") || is(at, "transaction") || is(at, "session") && is(at + 1, "characteristics") {
            return false;
        }
        let set = format!("{sql};");
        let to_default = words.last().is_some_and(|word| word.is("default"));
        let local = layer == Layer::Local;
        if is(at, "session") && is(at + 1, "authorization") {
            // Who becomes somebody else has no role any more.
            self.set.retain(|(layer, _), _| *layer != Layer::Role);
            return self.put_or_remove(
                Layer::Authorization,
                "",
                set,
                "RESET SESSION AUTHORIZATION;",
                to_default || local,
            );
        }
        if is(at, "role") {
            return self.put_or_remove(Layer::Role, "", set, "RESET ROLE;", is(at + 1, "none"));
        }
        let name = match words.get(at).and_then(|word| word.name()) {
            Some(word) if word == "time" && is(at + 1, "zone") => "timezone".to_owned(),
            Some(word) if word == "names" => "client_encoding".to_owned(),
            Some(word) if word == "schema" => "search_path".to_owned(),
            Some(_) => setting_name(&words[at..]),
            None => return false,
        };
        let left = if local { format!("SET LOCAL {name} TO DEFAULT;") } else { format!("RESET {name};") };
        self.put_or_remove(layer, &name, set, &left, to_default)
    }

    fn put_or_remove(&mut self, layer: Layer, name: &str, set: String, left: &str, gone: bool) -> bool {
        if gone {
            self.set.remove(&(layer, name.to_owned()));
        } else {
            self.put(layer, name, set, left.to_owned());
        }
        true
    }

    fn read_reset(&mut self, sql: &str) -> bool {
        let words: Vec<_> = tokens(sql).collect();
        let is = |at: usize, word: &str| words.get(at).is_some_and(|found| found.is(word));
        if is(1, "all") {
            self.set.retain(|(layer, _), _| !matches!(layer, Layer::Setting | Layer::Local));
        } else if is(1, "role") {
            self.set.remove(&(Layer::Role, String::new()));
        } else if is(1, "session") {
            self.set.retain(|(layer, _), _| !matches!(layer, Layer::Role | Layer::Authorization));
        } else if is(1, "time") {
            self.set.remove(&(Layer::Setting, "timezone".to_owned()));
        } else {
            let name = setting_name(words.get(1..).unwrap_or_default());
            self.set.remove(&(Layer::Setting, name));
        }
        true
    }

    /// `SELECT pg_catalog.set_config('name', 'value', false)` and nothing else.
    fn read_set_config(&mut self, sql: &str) -> bool {
        let words: Vec<_> = tokens(sql).skip(1).collect();
        let start = if words.first().is_some_and(|word| word.is("pg_catalog")) { 2 } else { 0 };
        let Some([function, open, name, comma, value, comma2, local, close]) = words.get(start..) else { return false };
        let shape = function.is("set_config")
            && open.text == "("
            && comma.text == ","
            && comma2.text == ","
            && close.text == ")";
        let (Some(name), Some(_), true, true) = (name.inner(), value.inner(), shape, local.is("false")) else {
            return false;
        };
        let name = name.to_ascii_lowercase();
        self.put(Layer::Setting, &name, format!("{sql};"), format!("RESET {name};"));
        true
    }

    /// Returns the schemas that a name without one may stand in, as they are set; none if they are not set.
    pub(super) fn search_path(&self) -> Option<Vec<String>> {
        let path = |layer| self.set.get(&(layer, "search_path".to_owned()));
        let (set, _) = path(Layer::Local).or_else(|| path(Layer::Setting))?;
        let mut words = tokens(set)
            .skip_while(|word| !word.is("search_path") && !word.is("schema") && word.inner() != Some("search_path"));
        words.next();
        let mut schemas = Vec::new();
        for word in words {
            match (word.name(), word.inner()) {
                (Some(name), _) if name == "to" || name == "false" => {}
                (Some(name), _) => schemas.push(name.into_owned()),
                (None, Some(text)) => {
                    schemas.extend(text.split(',').map(|one| one.trim().trim_matches('"').to_owned()));
                }
                (None, None) => {}
            }
        }
        schemas.retain(|schema| !schema.is_empty());
        Some(schemas)
    }

    /// Returns every statement that sets something.
    pub(super) fn statements(&self) -> impl Iterator<Item = &str> {
        self.set.values().map(|(set, _)| set.as_str())
    }

    /// Returns the lines that lead from this context to `to`.
    pub(super) fn lines_to(&self, to: &Self) -> Vec<String> {
        let kept = |key: &Key| self.set.get(key).map(|(set, _)| set) == to.set.get(key).map(|(set, _)| set);
        let left_transaction = self.set.keys().any(|key| key.0 == Layer::Transaction && !kept(key));
        let mut lines = Vec::new();
        let gone: Vec<&Key> = self.set.keys().rev().filter(|key| !to.set.contains_key(*key)).collect();
        let n_settings = gone.iter().filter(|key| key.0 == Layer::Setting).count();
        let all_gone = n_settings > 1 && !to.set.keys().any(|key| key.0 == Layer::Setting);
        let mut said = false;
        for key in gone {
            match key.0 {
                Layer::Setting if all_gone => {
                    if !said {
                        lines.push("RESET ALL;".to_owned());
                    }
                    said = true;
                }
                Layer::Local if left_transaction => {}
                _ => lines.extend(self.set.get(key).map(|(_, left)| left.clone())),
            }
        }
        for (key, (set, _)) in &to.set {
            if !kept(key) || left_transaction && key.0 == Layer::Local {
                lines.push(set.clone());
            }
        }
        lines
    }
}

fn setting_name(words: &[nexusql_sql::Solid<'_>]) -> String {
    let mut name = String::new();
    for word in words {
        if word.text == "=" || word.is("to") && !name.is_empty() && !name.ends_with('.') {
            break;
        }
        name.push_str(&word.text.to_ascii_lowercase());
    }
    name
}
