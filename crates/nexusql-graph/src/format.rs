//! The ways to show a graph, a file each; [`Format`] is what they have in common.

mod dot;
mod html;
mod json;
mod mermaid;
mod svg;
mod table;

use nexusql_base::Result;

use crate::{Graph, Report};

pub use dot::dot;
pub use html::html;
pub use json::{json, value};
pub use mermaid::mermaid;
pub use svg::svg;
pub use table::table;

/// A way to show a graph.
pub trait Format: Sync {
    /// Returns its name, as it is given on the command line.
    fn name(&self) -> &str;

    /// Returns `graph` so shown; `title` is what a page is called.
    ///
    /// Errors: if it cannot be; none of those here fails.
    fn write(&self, graph: &Graph, report: &Report, title: &str) -> Result<String>;
}

/// A format of this room.
struct Own {
    name: &'static str,
    write: fn(&Graph, &Report, &str) -> String,
}

impl Format for Own {
    fn name(&self) -> &str {
        self.name
    }

    fn write(&self, graph: &Graph, report: &Report, title: &str) -> Result<String> {
        Ok((self.write)(graph, report, title))
    }
}

/// Every format.
pub const ALL: &[&dyn Format] = &[
    &Own { name: "table", write: |graph, report, _| table(graph, report) },
    &Own { name: "json", write: |graph, report, _| json(graph, report) },
    &Own { name: "dot", write: |graph, _, _| dot(graph) },
    &Own { name: "mermaid", write: |graph, _, _| mermaid(graph) },
    &Own { name: "svg", write: |graph, report, _| svg(graph, report) },
    &Own { name: "html", write: html },
];

/// Returns the format called `name`.
pub fn named(name: &str) -> Option<&'static dyn Format> {
    ALL.iter().copied().find(|format| format.name() == name)
}
