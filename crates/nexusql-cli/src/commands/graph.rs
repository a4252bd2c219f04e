//! `nexusql graph`: what depends on what.

use std::fmt::Write;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_graph::{Format, Graph, format, from_catalog, impact, needs, report, shortest};
use nexusql_load::{Source, texts};
use nexusql_plugin::{PluginFormat, Sort};
use nexusql_sql::Script;

use crate::args;
use crate::error::{Exit, notify};
use crate::project::Project;
use crate::{open, output, plugins};

/// Runs the command; the exit codes are in its help.
pub async fn run(arguments: &args::Graph) -> Result<Exit> {
    let plugin;
    let format: &dyn Format = match format::named(&arguments.format) {
        Some(own) => own,
        None => {
            let ours: Vec<&str> = format::ALL.iter().map(|format| format.name()).collect();
            plugin = PluginFormat { program: plugins::program(Sort::Format, &arguments.format, &ours)? };
            &plugin
        }
    };
    let graph = read(arguments).await?;
    let object = |word: &String| find(&graph, word);
    if let Some([from, to]) = arguments.path.as_deref() {
        let Some(path) = shortest(&graph, object(from)?, object(to)?) else {
            anstream::eprintln!("{from} does not need {to}");
            return Ok(Exit::Differences);
        };
        let steps: Vec<(usize, usize)> = path.into_iter().enumerate().map(|(at, node)| (node, at)).collect();
        return list(&graph, &steps, arguments);
    }
    if let Some(word) = &arguments.impact {
        return list(&graph, &impact(&graph, object(word)?), arguments);
    }
    if let Some(word) = &arguments.needs {
        return list(&graph, &needs(&graph, object(word)?), arguments);
    }
    let report = report(&graph);
    let text = format.write(&graph, &report, &title(&arguments.source))?;
    output::write(arguments.output.as_deref(), &text)?;
    Ok(Exit::Done)
}

/// Returns what a page is called after: never an address, which may hold a password.
fn title(source: &str) -> String {
    let name = std::path::Path::new(source).file_name().filter(|_| !source.contains("://"));
    name.map_or_else(|| "Schema".to_owned(), |name| name.to_string_lossy().into_owned())
}

async fn read(arguments: &args::Graph) -> Result<Graph> {
    let project = Project::read(&arguments.project, &[Some(arguments.source.as_str())])?;
    let source = project.source(Some(&arguments.source))?;
    if arguments.no_scratch {
        let wanted = |path: &str| project.files().takes(path);
        let (files, _) = texts(&source, &open::inputs(&wanted, &arguments.filters)).await?;
        if files.is_empty() {
            let said = Diagnostic::error("argument-invalid", "there is no text to read");
            let hint = "--no-scratch reads files; leave it out for a server or a snapshot.";
            return Err(Error::new(ErrorKind::Usage, said.with_hint(hint)));
        }
        let scripts = files.iter().map(|file| Script::new(&file.name, &file.text));
        return nexusql_script::arrange::objects_of(scripts).map(of_text);
    }
    if let Some(catalog) = open::read_as_is(&source, &arguments.filters).await? {
        return Ok(from_catalog(&catalog));
    }
    let pair = open::pair(&project, &Source::Empty, &source, &arguments.filters, &arguments.scratch).await?;
    notify(&pair.notices);
    let graph = from_catalog(&pair.desired);
    pair.close().await?;
    Ok(graph)
}

/// Returns the graph of what a script says, all of it guessed from names.
fn of_text(objects: Vec<nexusql_script::arrange::Made>) -> Graph {
    let mut edges = Vec::new();
    for (from, object) in objects.iter().enumerate() {
        let guess = |to: &usize| nexusql_graph::Edge { from, to: *to, certainty: nexusql_graph::Certainty::Guess };
        edges.extend(object.needs.iter().map(guess));
    }
    let node = |object: nexusql_script::arrange::Made| nexusql_graph::Node {
        kind: object.category.name().to_owned(),
        name: object.name.sql(),
        schema: object.name.schema,
        details: Vec::new(),
    };
    Graph::new(objects.into_iter().map(node).collect(), edges)
}

/// Returns the one object that `word` names.
fn find(graph: &Graph, word: &str) -> Result<usize> {
    let found = graph.find(word);
    let (message, hint) = match found.as_slice() {
        [one] => return Ok(*one),
        [] => (format!("no object is called \"{word}\""), "Write it with its schema: schema.name.".to_owned()),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|at| format!("\"{} {}\"", graph.nodes()[*at].kind, graph.nodes()[*at].name))
                .collect();
            (format!("\"{word}\" may be several objects"), format!("Name one of {}.", names.join(", ")))
        }
    };
    Err(Error::new(ErrorKind::Usage, Diagnostic::error("object-unknown", message).with_hint(hint)))
}

fn list(graph: &Graph, found: &[(usize, usize)], arguments: &args::Graph) -> Result<Exit> {
    let nodes = graph.nodes();
    let mut text = String::new();
    if arguments.format == "json" {
        let one = |(at, distance): &(usize, usize)| serde_json::json!({ "kind": nodes[*at].kind, "name": nodes[*at].name, "distance": distance });
        let all: Vec<_> = found.iter().map(one).collect();
        text = serde_json::to_string_pretty(&all).expect("plain values") + "\n";
    } else {
        for (at, distance) in found {
            let _ = writeln!(text, "{distance:3}  {} {}", nodes[*at].kind, nodes[*at].name);
        }
    }
    output::write(arguments.output.as_deref(), &text)?;
    Ok(Exit::Done)
}
