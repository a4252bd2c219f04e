//! What is looked at before anything is applied: queries beside a migration, and programs of any kind.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::{Dedicated, Row, Value};
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

use crate::check;
use crate::code::{Code, Context, Way};
use crate::files::{Check, Migration, Part, Placeholders};
use crate::flavor::Flavor;
use crate::run::{Listener, Options, failed};
use crate::server::Server;
use crate::statements::steps;

/// How many of the rows that should not be there are shown.
pub(crate) const ROWS_SHOWN: usize = 10;

/// Runs the checks of all `migrations`, one after the other.
///
/// Errors: [`ErrorKind::Refused`], code `check-failed`, for the first that fails; [`ErrorKind::Usage`] for a program that
/// cannot be started, with how to get it.
pub async fn run(
    server: &Server,
    session: &mut Dedicated,
    migrations: &[&Migration],
    options: &Options,
    listener: &dyn Listener,
) -> Result<()> {
    if let Some(path) = server.set_search_path(&options.search_path) {
        session.run(&path).await.map_err(Error::from)?;
    }
    for migration in migrations {
        for check in &migration.checks {
            if check.is_sql() {
                queries(server, session, migration, check, options, listener).await?;
            } else {
                program(server, migration, &check.path, listener).await?;
            }
        }
        if let Some(code) = &migration.code {
            code_check(server, session, migration, code, options, listener).await?;
        }
    }
    Ok(())
}

async fn queries(
    server: &Server,
    session: &mut Dedicated,
    migration: &Migration,
    check: &Check,
    options: &Options,
    listener: &dyn Listener,
) -> Result<()> {
    let begun = Instant::now();
    let file = check.path.display().to_string();
    let text: Arc<str> = check.text()?.into();
    let range = 0..text.len();
    let part = Part {
        path: check.path.clone(),
        file: file.clone(),
        text,
        range,
        transaction: None,
        // The words of goose are about their own file.
        placeholders: match migration.up.placeholders {
            Placeholders::Flyway => Placeholders::Flyway,
            _ => Placeholders::None,
        },
    };
    let found = steps(&part, server.flavor, &options.variables)?;
    let mut written = check::in_text(&file, &part.text, server.flavor)?.into_iter().peekable();
    session.run(server.flavor.begin_reading()).await.map_err(Error::from)?;
    let mut answer = Ok(());
    // In the order in which they stand; those after the last query come with the end.
    let ends = found.steps.iter().map(Some).chain([None]);
    for step in ends {
        let before = |one: &check::Written| step.is_none_or(|step| one.offset < step.offset + step.sql.len());
        while let Some(one) = written.next_if(before) {
            answer = in_words(server, session, &part, &one).await;
            if answer.is_err() {
                break;
            }
        }
        let Some(step) = step.filter(|_| answer.is_ok()) else { break };
        let results = match server.flavor {
            // One batch is several queries.
            Flavor::Mssql => session.results(&step.sql).await,
            _ => session.fetch_all(step.sql.trim_end_matches(';'), ()).await.map(|rows: Vec<Row>| vec![rows]),
        };
        let results = match results {
            Ok(results) => results,
            Err(error) => {
                answer = Err(failed(&part, step, error).error);
                break;
            }
        };
        if let Some(rows) = results.iter().find(|rows| !holds(rows)) {
            let message = format!("check of \"{}\" does not hold", migration.id());
            let diagnostic = Diagnostic::error("check-failed", message)
                .with_place(part.place(step.offset))
                .with_detail(shown(rows, true))
                .with_hint("A query of a check returns no rows, or one that is true. Nothing was applied.");
            answer = Err(Error::new(ErrorKind::Refused, diagnostic));
            break;
        }
    }
    // What a check changes is not kept.
    session.run(server.flavor.rollback()).await.map_err(Error::from)?;
    answer?;
    listener.check(&file, "", begun.elapsed());
    Ok(())
}

async fn in_words(server: &Server, session: &mut Dedicated, part: &Part, one: &check::Written) -> Result<()> {
    let place = part.place(one.offset);
    let said = one.check.ask(server, session).await;
    match said.map_err(|error| error.map(|said| said.with_place(place.clone())))? {
        None => Ok(()),
        Some(detail) => {
            let diagnostic = check::failed(&one.words, Some(place), detail, "Nothing was applied.");
            Err(Error::new(ErrorKind::Refused, diagnostic))
        }
    }
}

/// Asks code whether it may be run.
async fn code_check(
    server: &Server,
    session: &mut Dedicated,
    migration: &Migration,
    code: &Code,
    options: &Options,
    listener: &dyn Listener,
) -> Result<()> {
    let begun = Instant::now();
    session.run(server.flavor.begin()).await.map_err(Error::from)?;
    let mut context = Context {
        db: &mut *session,
        engine: server.flavor,
        migration,
        execution_id: &server.who.execution,
        variables: &options.variables,
    };
    let answer = code.run(Way::Check, &mut context).await;
    session.run(server.flavor.rollback()).await.map_err(Error::from)?;
    answer.map_err(|said| {
        let message = format!("check of \"{}\" does not hold", migration.id());
        let diagnostic = Diagnostic::error("check-failed", message).with_detail(said.to_string());
        Error::new(ErrorKind::Refused, diagnostic.with_hint("Nothing was applied."))
    })?;
    listener.check(&migration.id(), "", begun.elapsed());
    Ok(())
}

/// Where there is no type for truth, it is 1 in a column that is called `ok`.
fn holds(rows: &[Row]) -> bool {
    let is_ok = |row: &Row| row.columns().first().is_some_and(|column| column.name.eq_ignore_ascii_case("ok"));
    let is_true = |row: &Row| match row.values() {
        [Value::Bool(value)] => *value,
        [Value::Int(1)] => is_ok(row),
        _ => false,
    };
    rows.is_empty() || (rows.len() == 1 && is_true(&rows[0]))
}

/// Returns the first rows as a table; their number, if they are `all` there are.
pub(crate) fn shown(rows: &[Row], all: bool) -> String {
    let names = rows.first().map(|row| row.columns().iter().map(|column| column.name.as_str()).collect::<Vec<_>>());
    let mut lines = vec![names.unwrap_or_default().join(" | ")];
    for row in rows.iter().take(ROWS_SHOWN) {
        lines.push(row.values().iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "));
    }
    match rows.len() {
        n if n > ROWS_SHOWN && !all => lines.push("and more rows".to_owned()),
        n if n > ROWS_SHOWN => lines.push(format!("and {} more rows", n - ROWS_SHOWN)),
        1 => lines.push("(1 row)".to_owned()),
        n => lines.push(format!("({n} rows)")),
    }
    lines.join("\n")
}

/// Returns the interpreter of a program, and how to get it; none for one that runs by itself.
fn interpreter(path: &Path) -> Option<(&'static str, &'static str)> {
    match path.extension()?.to_str()? {
        "nu" => Some(("nu", "Nushell is the package \"nushell\" of npm and of most systems, or \"cargo install nu\".")),
        "sh" => Some(("sh", "It belongs to every Unix system.")),
        "py" => Some(("python3", "Python is the package \"python3\" of most systems.")),
        _ => None,
    }
}

async fn program(server: &Server, migration: &Migration, path: &Path, listener: &dyn Listener) -> Result<()> {
    let begun = Instant::now();
    let file = path.display().to_string();
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let interpreter = interpreter(path);
    let mut command = match interpreter {
        Some((name, _)) => {
            let mut command = Command::new(name);
            command.arg(&real);
            command
        }
        None => Command::new(&real),
    };
    command
        .envs(environment(server, Some(migration)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.kill_on_drop(true).spawn().map_err(|error| {
        let message = format!("could not start \"{file}\": {error}");
        let hint = interpreter.map_or("It must be a program that can be run.", |(_, hint)| hint);
        Error::new(ErrorKind::Usage, Diagnostic::error("program-missing", message).with_hint(hint))
    })?;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let read = async {
        let one = async {
            if let Some(mut stdout) = stdout {
                let _ = stdout.read_to_end(&mut out).await;
            }
        };
        let other = async {
            if let Some(mut stderr) = stderr {
                let _ = stderr.read_to_end(&mut err).await;
            }
        };
        tokio::join!(one, other);
    };
    read.await;
    let status =
        child.wait().await.map_err(|error| Error::internal(format!("could not wait for a program: {error}")))?;
    let said = format!("{}{}", String::from_utf8_lossy(&out), String::from_utf8_lossy(&err));
    if status.success() {
        listener.check(&file, &said, begun.elapsed());
        return Ok(());
    }
    let how = status.code().map_or_else(|| "by a signal".to_owned(), |code| format!("with {code}"));
    let diagnostic =
        Diagnostic::error("check-failed", format!("check \"{file}\" of \"{}\" ended {how}", migration.id()))
            .with_hint("Nothing was applied.");
    let said = said.trim_end();
    let diagnostic = if said.is_empty() { diagnostic } else { diagnostic.with_detail(said) };
    Err(Error::new(ErrorKind::Refused, diagnostic))
}

/// Returns what a program finds in its environment: where the database is, and which migration it is about.
pub(crate) fn environment(server: &Server, migration: Option<&Migration>) -> Vec<(&'static str, OsString)> {
    let mut found: Vec<(&'static str, OsString)> = vec![
        ("NEXUSQL_EXECUTION_ID", server.who.execution.clone().into()),
        ("NEXUSQL_ENGINE", server.manager.dialect().name().into()),
    ];
    if let Some(migration) = migration {
        found.push(("NEXUSQL_TRACK", migration.track.clone().into()));
        found.push(("NEXUSQL_NAME", migration.name.clone().into()));
        found.push(("NEXUSQL_VERSION", migration.key().into()));
    }
    if let Some(sqlcmd) = &server.sqlcmd {
        found.extend(sqlcmd.variables());
    }
    if let Some(file) = &server.file {
        found.push(("NEXUSQL_DATABASE", file.clone().into()));
    }
    if let Some(target) = &server.target {
        let join = |parts: Vec<String>| OsString::from(parts.join(","));
        found.push(("PGHOST", join(target.hosts.iter().map(|host| host.name.clone()).collect())));
        let port = |host: &nexusql_db::postgres::Host| host.port.unwrap_or(5432).to_string();
        found.push(("PGPORT", join(target.hosts.iter().map(port).collect())));
        let pairs = [("PGUSER", &target.user), ("PGDATABASE", &target.database), ("PGOPTIONS", &target.options)];
        for (name, value) in pairs {
            found.extend(value.as_ref().map(|value| (name, value.into())));
        }
        if let Some(password) = &target.password {
            found.push(("PGPASSWORD", password.0.clone().into()));
        }
        found.extend(target.passfile.as_ref().map(|file| ("PGPASSFILE", file.clone().into())));
        found.extend(target.ssl_mode.map(|mode| ("PGSSLMODE", mode.name().into())));
        let files =
            [("PGSSLROOTCERT", &target.ssl_root_cert), ("PGSSLCERT", &target.ssl_cert), ("PGSSLKEY", &target.ssl_key)];
        for (name, file) in files {
            found.extend(file.as_ref().map(|file| (name, file.clone().into())));
        }
    }
    found
}
