//! Squashing for engines without a scratch: the parts of the old files one after the other. That the statements are the same
//! is read off the text; on SQLite both are run as well.

use std::collections::BTreeMap;
use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::Row;
use nexusql_tracks::files::{Part, Tree};
use nexusql_tracks::history::PREFIX;
use nexusql_tracks::run::{Options, Quiet, up};
use nexusql_tracks::statements::{code, steps};
use nexusql_tracks::{Flavor, Server};

use super::range::Range;
use super::{parse, refuse_difference};

/// What lines begin with that mean something to a runner, and do so once in a file.
const MARKS: [&str; 6] = ["migrate:", "+goose up", "+goose no transaction", "no-transaction", "requires:", "replaces:"];

/// Returns the text of the new file.
///
/// Errors: [`ErrorKind::Usage`] if its statements are not those of the old ones, or come to something else (SQLite).
pub async fn make(all: &Tree, range: &Range, flavor: Flavor, options: &Options, stem: &str) -> Result<String> {
    let none = range.old.iter().any(|one| one.up.transaction == Some(false));
    let mut text = format!("{}\n-- migrate:up{}\n", range.head(), if none { " transaction:false" } else { "" });
    for one in &range.old {
        text.push_str(&format!("\n-- {}\n", one.name));
        push(&mut text, &one.up, flavor);
    }
    let squashed = parse(range, stem, &text)?;
    let statements = |part: &Part| {
        let steps = steps(part, flavor, &options.variables)?.steps;
        // A batch of SQL Server has the comments before it.
        let code = |sql: &str| code(sql, flavor).trim_end_matches(';').trim().to_owned();
        Ok(steps.into_iter().map(|step| code(&step.sql)).collect::<Vec<_>>())
    };
    let old: Vec<Vec<String>> = range.old.iter().map(|one| statements(&one.up)).collect::<Result<_>>()?;
    let (old, new) = (old.concat(), statements(&squashed.up)?);
    if old != new {
        let n = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let statement = old.get(n).or(new.get(n)).map_or("", String::as_str);
        return Err(refuse_difference(format!("Joined, it is another statement:\n{statement}")));
    }
    if flavor == Flavor::Sqlite {
        let old_tree = range.with(all, range.old.clone());
        let (once, twice) = (play(&old_tree, options).await?, play(&old_tree, options).await?);
        compare(&once, &twice, &play(&range.with(all, vec![squashed]), options).await?)?;
    }
    Ok(text)
}

/// Adds a part without the lines that mean something once, and with an end.
fn push(text: &mut String, part: &Part, flavor: Flavor) {
    let is_mark = |line: &&str| {
        let comment = line.trim().strip_prefix("--").map(|comment| comment.trim().to_ascii_lowercase());
        comment.is_some_and(|comment| MARKS.iter().any(|mark| comment.starts_with(mark)))
    };
    let kept: Vec<&str> = part.sql().lines().filter(|line| !is_mark(line)).collect();
    let sql = kept.join("\n");
    let sql = sql.trim();
    text.push_str(sql);
    text.push('\n');
    if flavor == Flavor::Mssql {
        // What follows must not come into the last batch.
        text.push_str("go\n");
        return;
    }
    let code = kept.iter().rev().map(|line| line.trim()).find(|line| !line.is_empty() && !line.starts_with("--"));
    let resets = |line: &&str| line.trim().get(..9).is_some_and(|word| word.eq_ignore_ascii_case("delimiter"));
    match kept.iter().rev().find(|line| resets(line)).filter(|_| flavor == Flavor::MySql) {
        Some(last) if last.trim()[9..].trim() != ";" => text.push_str("delimiter ;\n"),
        Some(_) => {}
        None if code.is_some_and(|line| !line.ends_with(';')) => text.push_str(";\n"),
        None => {}
    }
}

/// What a database of SQLite holds: how each thing was made, and the rows of each table.
type State = BTreeMap<String, Vec<String>>;

async fn play(tree: &Tree, options: &Options) -> Result<State> {
    let folder = tempfile::tempdir().map_err(|error| Error::internal(format!("could not make a folder: {error}")))?;
    let server = Server::connect(&url(&folder.path().join("scratch.db")), None, &|_| None).await?;
    let answer = async {
        up(&server, tree, options, &Quiet).await?;
        state(&server).await
    };
    let answer = answer.await;
    server.close().await;
    answer
}

fn url(path: &Path) -> String {
    // What would begin the options of a URL, or a byte by its number.
    let path = path.display().to_string().replace('%', "%25").replace('?', "%3f");
    format!("sqlite:///{path}")
}

async fn state(server: &Server) -> Result<State> {
    let sql = "select type, name, tbl_name, coalesce(sql, '') from sqlite_master order by type, name";
    let found: Vec<(String, String, String, String)> = server.manager.fetch_all(sql, ()).await.map_err(Error::from)?;
    let mut state = State::new();
    for (kind, name, _, sql) in found.into_iter().filter(|(_, _, table, _)| !table.starts_with(PREFIX)) {
        if kind == "table" {
            let table = server.manager.dialect().quote_name(&name).map_err(Error::from)?;
            let rows: Vec<Row> =
                server.manager.fetch_all(&format!("select * from {table}"), ()).await.map_err(Error::from)?;
            let shown =
                |row: &Row| row.values().iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(" | ");
            state.insert(format!("rows of {name}"), rows.iter().map(shown).collect());
        }
        state.insert(format!("{kind} {name}"), vec![sql]);
    }
    Ok(state)
}

/// What came out differently when the old files ran again may do so here too.
fn compare(once: &State, twice: &State, now: &State) -> Result<()> {
    let mut differences: Vec<String> = now.keys().filter(|key| !once.contains_key(*key)).cloned().collect();
    for (key, old) in once {
        let is_steady = twice.get(key) == Some(old);
        match now.get(key) {
            Some(new) if new == old || !is_steady && new.len() == old.len() => {}
            _ => differences.push(key.clone()),
        }
    }
    if differences.is_empty() { Ok(()) } else { Err(refuse_difference(differences.join("\n"))) }
}

/// Returns what is said of a file that was made here.
pub fn described(flavor: Flavor) -> &'static str {
    match flavor {
        Flavor::Sqlite => "joined, with the same schema and rows; on SQLite",
        _ => "joined: the same statements in the same order; not run",
    }
}

/// Returns the engine of a URL; none for PostgreSQL, which has a scratch.
///
/// Errors: [`ErrorKind::Usage`] for one without migrations.
pub fn engine(url: &str) -> Result<Option<Flavor>> {
    let scheme = url.split(':').next().unwrap_or_default();
    match scheme {
        "sqlite" => Ok(Some(Flavor::Sqlite)),
        "mysql" | "mariadb" => Ok(Some(Flavor::MySql)),
        "mssql" | "sqlserver" | "mssql+pyodbc" | "mssql+pymssql" => Ok(Some(Flavor::Mssql)),
        "postgres" | "postgresql" => Ok(None),
        other => {
            let diagnostic = Diagnostic::error("engine-without-migrations", format!("cannot squash for \"{other}\""));
            Err(Error::new(ErrorKind::Usage, diagnostic.with_hint("Say it with --engine.")))
        }
    }
}
