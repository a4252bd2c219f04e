//! Which layout is wanted: one of ours, a program's, or folders by business groups.

use std::collections::BTreeSet;
use std::fmt::Write;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_group::{Group, Grouped, Namer, name, namer, propose, tables};
use nexusql_plugin::{PluginLayout, PluginNamer, Program, Sort};
use nexusql_script::arrange::{Category, Layout, Topic, layouts, topics};
use nexusql_sql::Script;
use serde::Serialize;

use crate::args;
use crate::error::notify;
use crate::plugins;

/// What the command line asks for, checked before anything is read.
pub(super) enum Wanted {
    Ours(&'static dyn Layout),
    Program(Program),
    Grouped(Asked),
}

/// Who is asked for names.
pub(super) enum Asked {
    Namer(Box<dyn Namer>),
    /// A language model, if its settings make sense; whether only where the rules are not sure.
    #[cfg(feature = "llm")]
    Llm(Result<nexusql_llm::Settings>, bool),
}

/// The layout of one script.
pub(super) enum Chosen {
    Ours(&'static dyn Layout),
    Program(Box<PluginLayout>),
    Grouped(Box<Grouped>, Groups),
}

/// The groups that were proposed, as they leave the process.
#[derive(Serialize)]
pub(super) struct Groups {
    namer: String,
    notices: Vec<Diagnostic>,
    /// What would be sent, of a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
    list: Vec<GroupV1>,
}

#[derive(Serialize)]
struct GroupV1 {
    name: String,
    tables: Vec<String>,
}

impl Wanted {
    /// Errors: [`ErrorKind::Usage`] if there is no such layout or namer, or they do not go together.
    pub(super) fn of(arguments: &args::Split) -> Result<Self> {
        if arguments.regroup {
            if arguments.layout != "schema" {
                let said = Diagnostic::error("argument-invalid", "--regroup goes with --layout schema only");
                return Err(Error::new(ErrorKind::Usage, said.with_hint("Add --layout schema.")));
            }
            return Ok(Self::Grouped(namer(arguments)?));
        }
        if let Some(layout) = layouts::named(&arguments.layout) {
            return Ok(Self::Ours(layout));
        }
        let ours: Vec<&str> = layouts::ALL.iter().map(|layout| layout.name()).collect();
        plugins::program(Sort::Layout, &arguments.layout, &ours).map(Self::Program)
    }

    /// Returns the layout for `script`.
    pub(super) fn layout(self, script: Script<'_>, arguments: &args::Split) -> Result<Chosen> {
        match self {
            Self::Ours(layout) => Ok(Chosen::Ours(layout)),
            Self::Program(program) => {
                let mut all: BTreeSet<Topic> = topics(script)?;
                // What may be split out of a table, and what stands for a script without statements.
                let tables = all.iter().filter(|topic| topic.category == Category::Table);
                let apart = |topic: &Topic| {
                    [Category::Constraint, Category::ForeignKey].map(|category| Topic { category, ..topic.clone() })
                };
                let further: Vec<Topic> = tables.flat_map(apart).collect();
                all.extend(further);
                all.insert(Topic { category: Category::Other, schema: None, object: None });
                Ok(Chosen::Program(Box::new(PluginLayout::ask(program, all.into_iter().collect())?)))
            }
            Self::Grouped(asked) => grouped(script, asked, arguments),
        }
    }
}

fn grouped(script: Script<'_>, asked: Asked, arguments: &args::Split) -> Result<Chosen> {
    let tables = tables(script)?;
    let found = propose(&tables);
    let schemas = topics(script)?.into_iter().filter_map(|topic| topic.schema);
    let taken: BTreeSet<String> = schemas.chain(["public".to_owned(), "_global".to_owned()]).collect();
    let groups = Group::all(&tables, &found);
    let domain = arguments.domain.as_deref();
    let (named, request) = match asked {
        Asked::Namer(namer) => (name(&groups, namer.as_ref(), domain, &taken), None),
        #[cfg(feature = "llm")]
        Asked::Llm(settings, hybrid) => {
            super::llm::named(&groups, settings, hybrid, domain, &taken, arguments.dry_run)?
        }
    };
    let grouped = Grouped::new(script, &tables, &found, &named.names)?;
    let list = found
        .iter()
        .zip(named.names)
        .map(|(members, name)| GroupV1 { name, tables: members.iter().map(|at| tables[*at].name.sql()).collect() });
    let groups = Groups { namer: named.namer, notices: named.notices, request, list: list.collect() };
    Ok(Chosen::Grouped(Box::new(grouped), groups))
}

#[cfg(feature = "llm")]
const OURS: [&str; 3] = ["rule", "llm", "hybrid"];
#[cfg(not(feature = "llm"))]
const OURS: [&str; 1] = ["rule"];

/// Returns who names the groups.
fn namer(arguments: &args::Split) -> Result<Asked> {
    match arguments.namer.as_str() {
        "rule" => Ok(Asked::Namer(Box::new(namer::Rule))),
        #[cfg(feature = "llm")]
        "llm" | "hybrid" => Ok(Asked::Llm(super::llm::settings(), arguments.namer == "hybrid")),
        other => Ok(Asked::Namer(Box::new(PluginNamer { program: plugins::program(Sort::Namer, other, &OURS)? }))),
    }
}

impl Chosen {
    pub(super) fn layout(&self) -> &dyn Layout {
        match self {
            Self::Ours(layout) => *layout,
            Self::Program(layout) => layout.as_ref(),
            Self::Grouped(layout, _) => layout.as_ref(),
        }
    }

    /// Returns what went wrong while files were laid out; they mean nothing then.
    pub(super) fn failure(&self) -> Option<Error> {
        match self {
            Self::Program(layout) => layout.failure(),
            Self::Ours(_) | Self::Grouped(..) => None,
        }
    }

    pub(super) fn groups(&self) -> Option<&Groups> {
        match self {
            Self::Grouped(_, groups) => Some(groups),
            Self::Ours(_) | Self::Program(_) => None,
        }
    }

    /// Returns the groups, a line each; says on standard error what there is to say of their names.
    pub(super) fn summary(&self) -> String {
        let mut text = String::new();
        if let Some(groups) = self.groups() {
            notify(&groups.notices);
            if let Some(request) = &groups.request {
                let _ = writeln!(text, "this would be sent, and was not:\n\n{request}");
            }
            for group in &groups.list {
                let _ = writeln!(text, "group {}: {}", group.name, group.tables.join(", "));
            }
        }
        text
    }
}
