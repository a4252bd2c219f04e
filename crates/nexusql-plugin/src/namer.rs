//! A program that names groups of tables.

use nexusql_base::Result;
use nexusql_group::{Group, Namer};
use serde_json::{Map, Value, json};

use crate::Program;

/// A namer that is a program.
#[derive(Clone, Debug)]
pub struct PluginNamer {
    /// The program.
    pub program: Program,
}

impl Namer for PluginNamer {
    fn name(&self) -> &str {
        &self.program.found.name
    }

    fn names(&self, groups: &[Group<'_>], domain: Option<&str>) -> Result<Vec<String>> {
        let groups: Vec<Value> = groups.iter().map(group).collect();
        let request =
            Map::from_iter([("domain".to_owned(), json!(domain)), ("groups".to_owned(), Value::Array(groups))]);
        let answer = self.program.call(request)?;
        let names = answer.get("names").and_then(Value::as_array);
        let names = names.ok_or_else(|| self.program.wrong("there is no list \"names\""))?;
        let name = |name: &Value| name.as_str().map(str::to_owned);
        names.iter().map(name).collect::<Option<_>>().ok_or_else(|| self.program.wrong("a name is no text"))
    }
}

fn group(group: &Group<'_>) -> Value {
    let table = |table: &&nexusql_group::Table| json!({ "schema": table.name.schema, "name": table.name.name, "columns": table.columns });
    json!({ "tables": group.tables.iter().map(table).collect::<Vec<_>>() })
}
