//! Runs the files, reads what they made, and asks the analyzers.

use std::collections::BTreeSet;

use nexusql_base::{Diagnostic, Result, Severity};
use nexusql_catalog::{Catalog, Kind, ObjectId};
use nexusql_db::postgres::connect;
use nexusql_diff::{DeltaKind, compare};
use nexusql_load::live::{ReadOptions, bodies, read_target};
use nexusql_load::run::every;
use nexusql_load::text::TextFile;
use nexusql_load::{Slot, Workspace};
use nexusql_script::{Class, idempotent};
use nexusql_sql::Script;

use crate::Places;
use crate::analyzers::{ALL, Analyzer, Subject};

/// What is asked.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Whether the files are one script that runs in its order.
    pub in_order: bool,
    /// Analyzers besides [`ALL`].
    pub further: &'a [&'a dyn Analyzer],
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Faults first, then warnings and notices; each in the order of the files.
    pub findings: Vec<Diagnostic>,
    /// What was looked at, a line each.
    pub checked: Vec<String>,
    /// What was not, and why, a line each.
    pub unchecked: Vec<String>,
    /// Whether all of the files loaded.
    pub loads: bool,
}

impl Report {
    /// Returns how many findings are of `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|one| one.severity == severity).count()
    }

    /// Puts findings in their order: by severity, then by place.
    pub fn sort(&mut self) {
        let place = |said: &Diagnostic| said.place.as_ref().map(|place| (place.file.clone(), place.line, place.column));
        self.findings.sort_by_key(|said| (std::cmp::Reverse(said.severity), place(said).is_none(), place(said)));
        self.findings.dedup();
    }
}

/// Loads `files` in `workspace` past every failure and has each analyzer look at them.
///
/// Errors: [`nexusql_base::ErrorKind::Connection`] or [`nexusql_base::ErrorKind::Server`] if the scratch fails, and those of
/// an analyzer that cannot look.
/// Cost: that of loading them once, and a round trip for each routine.
pub async fn check(files: &[TextFile], workspace: &Workspace, options: &Options<'_>) -> Result<Report> {
    let database = workspace.database(Slot::Desired).await?;
    let session = connect(&database).await?;
    let found = every(&session.client, workspace, files, options.in_order).await?;
    session.close().await;
    let mut report = Report { loads: found.errors.is_empty(), findings: found.errors, ..Report::default() };
    report.findings.extend(found.notices);
    let read = ReadOptions { implicit_owner: database.user.clone(), ..ReadOptions::default() };
    let catalog = read_target(&database, &read).await?;
    let session = connect(&database).await?;
    let bodies = bodies(&session.client, catalog.major()).await?;
    session.close().await;
    let places = Places::new(files);
    let subject = Subject { files, catalog: &catalog, bodies: &bodies, places: &places, is_whole: report.loads };
    for analyzer in ALL.iter().copied().chain(options.further.iter().copied()) {
        report.findings.extend(analyzer.look(&subject)?);
    }
    tell(&mut report, &subject, found.n_statements, workspace, options);
    report.sort();
    Ok(report)
}

/// Says what was looked at and what was not.
fn tell(report: &mut Report, subject: &Subject<'_>, n_statements: usize, workspace: &Workspace, options: &Options<'_>) {
    let n = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    report.checked.push(format!(
        "{} of {} run on {}: grammar, names, needs",
        n(n_statements, "statement"),
        n(subject.files.len(), "file"),
        workspace.describe()
    ));
    let of = |language: &str| subject.bodies.iter().filter(|one| one.language == language).count();
    let (sql, plpgsql) = (of("sql"), of("plpgsql"));
    if sql > 0 {
        report.checked.push(format!("{} in SQL: grammar and names", n(sql, "body").replace("bodys", "bodies")));
    }
    if plpgsql > 0 {
        report.checked.push(format!(
            "{} in PL/pgSQL: grammar, and relations by their words",
            n(plpgsql, "body").replace("bodys", "bodies")
        ));
        report.unchecked.push(
            "columns, functions and types that PL/pgSQL names, and what EXECUTE runs: PostgreSQL looks when it is run"
                .to_owned(),
        );
    }
    if !options.further.iter().any(|one| one.name() == "repeatable") {
        let once = n_not_repeatable(subject.files);
        if once > 0 {
            report
                .unchecked
                .push(format!("whether it can be run twice: {} cannot, see --idempotent", n(once, "statement")));
        }
    }
}

/// Returns how many statements cannot be run twice as they are written.
fn n_not_repeatable(files: &[TextFile]) -> usize {
    let one = |file: &TextFile| {
        let Ok(again) = idempotent(Script::new(&file.name, &file.text), &nexusql_script::Options::default()) else {
            return 0;
        };
        let differs = |one: &&nexusql_script::Statement| {
            one.class == Class::NotRepeatable || file.text[one.range.clone()] != again.text[one.new_range.clone()]
        };
        again.statements.iter().filter(differs).count()
    };
    files.iter().map(one).sum()
}

/// Returns how `files`, which make `desired`, differ from `current`, called `name`: a fault each, at what is made otherwise.
pub fn differences(current: &Catalog, desired: &Catalog, name: &str, files: &[TextFile]) -> Vec<Diagnostic> {
    let places = Places::new(files);
    let deltas = compare(current, desired);
    let whole: BTreeSet<&ObjectId> =
        deltas.iter().filter(|delta| !matches!(delta.kind, DeltaKind::Alter { .. })).map(|delta| &delta.id).collect();
    // What stands or falls with an object is not told beside it.
    let is_part = |id: &ObjectId| {
        let above = [current.parent(id), desired.parent(id), id.target()];
        whole.contains(id) && above.iter().flatten().any(|above| above.kind() != Kind::Schema && whole.contains(above))
    };
    deltas
        .iter()
        .filter(|delta| !is_part(&delta.id))
        .map(|delta| {
            let id = &delta.id;
            let said = match &delta.kind {
                DeltaKind::Create => Diagnostic::error("only-in-files", format!("{id} is not in {name}")),
                DeltaKind::Drop => Diagnostic::error("missing-in-files", format!("{id} is in {name} only")),
                DeltaKind::Alter { attributes } => {
                    let line = |change: &nexusql_diff::AttributeChange| {
                        format!("{}: {} there, {} in the files.", change.attribute, change.current, change.desired)
                    };
                    let lines: Vec<String> = attributes.iter().map(line).collect();
                    Diagnostic::error("differs", format!("{id} differs from that in {name}"))
                        .with_detail(lines.join("\n"))
                }
            };
            let said = said.with_object(id.to_string());
            match places.of(id) {
                Some(place) => said.with_place(place),
                None => said,
            }
        })
        .collect()
}
