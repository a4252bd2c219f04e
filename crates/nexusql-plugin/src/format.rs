//! A program that writes a graph or findings.

use nexusql_base::Result;
use nexusql_check::Report;
use nexusql_graph::Graph;
use serde_json::{Map, Value};

use crate::Program;

/// A format that a program writes.
#[derive(Clone, Debug)]
pub struct PluginFormat {
    /// The program.
    pub program: Program,
}

impl PluginFormat {
    /// Returns `data`, a `kind` of JSON that nexusql writes, as the program writes it.
    ///
    /// Errors: those of [`Program::call`], and if it answers with no text.
    pub fn text(&self, kind: &str, data: Value) -> Result<String> {
        let request = Map::from_iter([("kind".to_owned(), kind.into()), ("data".to_owned(), data)]);
        let answer = self.program.call(request)?;
        let text = answer.get("text").and_then(Value::as_str).map(str::to_owned);
        text.ok_or_else(|| self.program.wrong("there is no \"text\""))
    }
}

impl nexusql_check::Format for PluginFormat {
    fn name(&self) -> &str {
        &self.program.found.name
    }

    fn write(&self, report: &Report) -> Result<String> {
        self.text("findings", nexusql_check::format::value(report))
    }
}

impl nexusql_graph::Format for PluginFormat {
    fn name(&self) -> &str {
        &self.program.found.name
    }

    fn write(&self, graph: &Graph, report: &nexusql_graph::Report, _title: &str) -> Result<String> {
        self.text("graph", nexusql_graph::format::value(graph, report))
    }
}
