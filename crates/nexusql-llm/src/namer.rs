//! Who names groups by asking.

use std::collections::BTreeSet;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_group::namer::{Rule, apart};
use nexusql_group::{Group, Namer, Table, check};
use serde_json::{Value, json};

use crate::{Settings, ask, cache, preview};

const SYSTEM: &str = "You name groups of database tables for folders of files. For each group give one short business term in \
    English snake case, such as billing or user_access: lower case letters, digits and underscores, at most 40 characters, no \
    SQL keyword, each name once. Answer with nothing but a JSON object {\"names\": [...]} that has one name for each group, in \
    their order.";
/// How much of a group is told.
const TABLES_MAX: usize = 60;
const COLUMNS_MAX: usize = 30;

/// A namer that asks for all groups.
#[derive(Clone, Debug)]
pub struct Llm {
    /// Which service is asked.
    pub settings: Settings,
}

impl Llm {
    /// Returns the request that would be sent for `groups`, byte for byte but for the key; nothing is sent.
    ///
    /// Errors: [`ErrorKind::Connection`] if it cannot be made.
    pub fn preview(&self, groups: &[Group<'_>], domain: Option<&str>) -> Result<String> {
        let question = question(groups, domain);
        wait(preview::preview(&self.settings, SYSTEM, &question))
    }
}

impl Namer for Llm {
    fn name(&self) -> &str {
        "llm"
    }

    fn names(&self, groups: &[Group<'_>], domain: Option<&str>) -> Result<Vec<String>> {
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        let question = question(groups, domain);
        let is_good = |names: &Vec<String>| check(names, groups.len(), &BTreeSet::new());
        if let Some(names) = cache::read(&self.settings, &question).filter(|names| is_good(names).is_ok()) {
            return Ok(names);
        }
        let answer = wait(ask::ask(&self.settings, SYSTEM, &question))?;
        let names = names(&answer)?;
        is_good(&names).map_err(|what| refused("gave names that cannot be used", &what))?;
        cache::write(&self.settings, &question, &names);
        Ok(names)
    }
}

/// A namer that asks for those groups only that the rules are not sure of.
#[derive(Clone, Debug)]
pub struct Hybrid {
    /// Who is asked.
    pub llm: Llm,
}

impl Hybrid {
    /// Returns what [`Llm::preview`] does, for those groups that would be asked for; none if there is none.
    ///
    /// Errors: as there.
    pub fn preview(&self, groups: &[Group<'_>], domain: Option<&str>) -> Result<Option<String>> {
        let (_, open) = sure(groups);
        let open: Vec<Group<'_>> = open.into_iter().map(|at| groups[at].clone()).collect();
        if open.is_empty() { Ok(None) } else { self.llm.preview(&open, domain).map(Some) }
    }
}

impl Namer for Hybrid {
    fn name(&self) -> &str {
        "hybrid"
    }

    fn names(&self, groups: &[Group<'_>], domain: Option<&str>) -> Result<Vec<String>> {
        let (mut names, open) = sure(groups);
        let asked: Vec<Group<'_>> = open.iter().map(|at| groups[*at].clone()).collect();
        for (at, name) in open.into_iter().zip(self.llm.names(&asked, domain)?) {
            names[at] = name;
        }
        // A name that was asked for may be one that the rules gave.
        let guess = |name| nexusql_group::namer::Guess { name, is_sure: true, others: Vec::new() };
        Ok(apart(names.into_iter().map(guess).collect(), &BTreeSet::new()))
    }
}

/// Returns the names by rules, and the places of those that they are not sure of or gave twice.
fn sure(groups: &[Group<'_>]) -> (Vec<String>, Vec<usize>) {
    let guesses = Rule.guesses(groups);
    let twice = |name: &str| guesses.iter().filter(|guess| guess.name == name).count() > 1;
    let open = (0..guesses.len()).filter(|at| !guesses[*at].is_sure || twice(&guesses[*at].name)).collect();
    (guesses.into_iter().map(|guess| guess.name).collect(), open)
}

/// Returns what is asked: names and types, and nothing else of the schema.
fn question(groups: &[Group<'_>], domain: Option<&str>) -> String {
    let table = |table: &&Table| {
        let columns: Vec<Value> =
            table.columns.iter().take(COLUMNS_MAX).map(|column| json!([column.name, column.sql_type])).collect();
        json!({ "table": table.name.name, "columns": columns })
    };
    let group = |group: &Group<'_>| json!(group.tables.iter().take(TABLES_MAX).map(table).collect::<Vec<_>>());
    let groups: Vec<Value> = groups.iter().map(group).collect();
    let whole = match domain {
        Some(domain) => json!({ "domain": domain, "groups": groups }),
        None => json!({ "groups": groups }),
    };
    whole.to_string()
}

/// Reads the names from an answer, which may have words around its JSON.
fn names(answer: &str) -> Result<Vec<String>> {
    let inner = answer.find('{').zip(answer.rfind('}')).and_then(|(start, end)| answer.get(start..=end));
    let value: Option<Value> = inner.and_then(|text| serde_json::from_str(text).ok());
    let list = value.as_ref().and_then(|value| value["names"].as_array());
    let names = list.and_then(|list| list.iter().map(|name| name.as_str().map(str::to_owned)).collect());
    names.ok_or_else(|| {
        let shown: String = answer.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect();
        refused("did not answer with a list of names", &format!("It says: {shown}"))
    })
}

fn refused(what: &str, detail: &str) -> Error {
    let said = Diagnostic::error("llm-answer", format!("the language model {what}"));
    Error::new(ErrorKind::Server, said.with_detail(detail))
}

/// Runs `work` to its end, wherever the caller runs.
fn wait<T: Send>(work: impl Future<Output = Result<T>> + Send) -> Result<T> {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map_err(|error| Error::internal(format!("could not start: {error}")))?.block_on(work)
    };
    // A runtime of its own, for the caller may stand within another.
    let answer = std::thread::scope(|scope| scope.spawn(run).join());
    answer.unwrap_or_else(|_| Err(Error::internal("the question to the language model broke off")))
}
