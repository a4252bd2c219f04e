//! Dev room `testkit`: what several test crates share. It depends on no crate of ours, so that what judges them is not
//! made of them.
//!
//! - [`database_name`] names a test's own database after the test.
//! - [`http`] is a server of HTTP that answers as a test says.
//! - [`MariaDb`] is a private server of MariaDB.
//! - [`Tool`] runs `psql` and `pg_dump`; [`dump`] is the text that two databases with the same schema have in common.

pub mod http;
#[cfg(unix)]
mod mariadb;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[cfg(unix)]
pub use mariadb::MariaDb;

/// PostgreSQL cuts names after this many bytes.
const NAME_BYTES_MAX: usize = 63;

/// Returns the name of a test's own database: the test's, with a number in place of what is too long.
pub fn database_name(test: &str) -> String {
    let name: String = test.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if name.len() <= NAME_BYTES_MAX {
        return name;
    }
    let sum = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, b| (sum ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    format!("{}_{sum:016x}", &name[..NAME_BYTES_MAX - 17])
}

/// A program of PostgreSQL's that connects to a server.
#[derive(Clone, Debug)]
pub struct Tool {
    /// The program.
    pub program: PathBuf,
    /// Its major version.
    pub major: u32,
}

impl Tool {
    /// Returns the program called `name` in the first of `dirs` that has one of at least `major`; after them the search
    /// path is looked through, and where Debian puts PostgreSQL.
    pub fn find<'a>(name: &str, dirs: impl IntoIterator<Item = &'a Path>, major: u32) -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut places: Vec<PathBuf> = dirs.into_iter().map(Path::to_owned).collect();
        places.extend(std::env::split_paths(&path));
        let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        places.extend(debian.map(|dir| dir.path().join("bin")));
        places.into_iter().find_map(|dir| {
            let program = dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            let found = version(&program)?;
            (found >= major).then_some(Self { program, major: found })
        })
    }

    /// Runs the program with `arguments` and returns what it printed.
    ///
    /// Errors: what it complained of.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<String, String> {
        let mut command = Command::new(&self.program);
        command.args(arguments).stdin(Stdio::null()).env("LC_ALL", "C").env("PGOPTIONS", "");
        let output = command.output().map_err(|error| format!("{}: {error}", self.program.display()))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// Returns the major version of a PostgreSQL program, if there is such a program.
fn version(program: &Path) -> Option<u32> {
    if !program.is_file() {
        return None;
    }
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = text.split_once(") ")?.1;
    number[..number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len())].parse().ok()
}

/// Returns what `pg_dump -s` says of a database, without what differs from run to run.
///
/// Errors: what `pg_dump` complained of.
pub fn dump(pg_dump: &Tool, connection: &str) -> Result<String, String> {
    pg_dump.run(["--schema-only", "--dbname", connection]).map(|text| normalise(&text))
}

/// Returns what `pg_dump -s` says of a database, line by line, but for comments, blank lines and the `\restrict` lines
/// with their random key.
///
/// Errors: what `pg_dump` complained of.
pub fn dump_exactly(pg_dump: &Tool, connection: &str) -> Result<String, String> {
    let dump = pg_dump.run(["--schema-only", "--dbname", connection])?;
    Ok(dump.lines().filter(is_said).flat_map(|line| [line, "\n"]).collect())
}

fn is_said(line: &&str) -> bool {
    !line.is_empty() && !line.starts_with("--") && !line.starts_with('\\')
}

/// Removes comments, blank lines and the `\restrict` lines with their random key, and puts grants that follow each other
/// and storage options in byte order: theirs comes from the order of the statements that made them and means nothing.
fn normalise(dump: &str) -> String {
    let mut lines: Vec<String> = dump.lines().filter(is_said).map(sort_options).collect();
    for run in lines.chunk_by_mut(|a, b| a.starts_with("GRANT ") && b.starts_with("GRANT ")) {
        run.sort_unstable();
    }
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

fn sort_statistics(line: &str) -> String {
    let columns = line.starts_with("CREATE STATISTICS ").then(|| line.split_once(" ON ")).flatten();
    let Some((head, (columns, table))) = columns.and_then(|(head, rest)| Some((head, rest.rsplit_once(" FROM ")?)))
    else {
        return line.to_owned();
    };
    let mut columns: Vec<&str> = columns.split(", ").collect();
    columns.sort_unstable();
    format!("{head} ON {} FROM {table}", columns.join(", "))
}

fn sort_options(line: &str) -> String {
    let Some(options) = line.strip_prefix("WITH (").and_then(|rest| rest.strip_suffix(");")) else {
        return line.to_owned();
    };
    let mut options: Vec<&str> = options.split(", ").collect();
    options.sort_unstable();
    format!("WITH ({});", options.join(", "))
}

/// Puts the lines within each `CREATE TABLE (…)` in byte order, and statements about one column each that follow each
/// other, for databases that differ in the order of columns only.
pub fn without_column_order(dump: &str) -> String {
    let lines: Vec<String> = dump.lines().map(sort_statistics).collect();
    let mut dump: Vec<&str> = lines.iter().map(String::as_str).collect();
    let is_of_column = |line: &str| {
        line.starts_with("ALTER TABLE ONLY ") && line.contains(" ALTER COLUMN ")
            || line.starts_with("COMMENT ON COLUMN ")
    };
    for run in dump.chunk_by_mut(|a, b| is_of_column(a) && is_of_column(b)) {
        run.sort_unstable();
    }
    let mut text = String::new();
    let mut lines: Option<Vec<&str>> = None;
    for line in dump {
        match &mut lines {
            Some(inner) if line.starts_with(')') => {
                inner.sort_unstable();
                text.extend(inner.drain(..).flat_map(|line| [line, "\n"]));
                lines = None;
            }
            Some(inner) => {
                inner.push(line.trim_end_matches(','));
                continue;
            }
            None => {}
        }
        text.push_str(line);
        text.push('\n');
        let opens = ["CREATE TABLE ", "CREATE UNLOGGED TABLE ", "CREATE FOREIGN TABLE ", "CREATE TYPE "];
        if line.ends_with('(') && opens.iter().any(|start| line.starts_with(start)) {
            lines = Some(Vec::new());
        }
    }
    text
}

/// Returns the lines in which two dumps differ, `-` for the first and `+` for the second; empty if they are equal.
pub fn difference(first: &str, second: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (first.lines().collect(), second.lines().collect());
    let same_start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[same_start..], &new[same_start..]);
    let same_end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - same_end], &new[..new.len() - same_end]);
    let mut text = String::new();
    for (sign, lines, others) in [('-', old, new), ('+', new, old)] {
        let mut alone: Vec<&&str> = lines.iter().filter(|line| !others.contains(line)).collect();
        if alone.is_empty() && old != new {
            alone = lines.iter().collect();
        }
        for line in alone {
            text.push(sign);
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_its_beginning_and_stays_unique() {
        let (a, b) = (database_name(&"x".repeat(80)), database_name(&"x".repeat(81)));
        assert_eq!((a.len(), b.len()), (63, 63));
        assert_ne!(a, b);
        assert_eq!(database_name("15/view/a"), "15_view_a");
    }

    #[test]
    fn only_the_order_of_columns_is_forgotten() {
        let one = "CREATE TABLE a (\n    x integer,\n    y text\n);\nALTER TABLE a;\n";
        let two = "CREATE TABLE a (\n    y text,\n    x integer\n);\nALTER TABLE a;\n";
        assert_eq!(without_column_order(one), without_column_order(two));
        assert_eq!(difference(one, one), "");
        assert!(difference(one, "CREATE TABLE a (\n    x integer\n);\n").contains("-    y text\n"));
    }

    #[test]
    fn what_differs_from_run_to_run_is_left_out() {
        assert_eq!(normalise("\\restrict abc\n--\n-- x\n--\n\nSET a = 1;\n"), "SET a = 1;\n");
        assert_eq!(normalise("GRANT b;\nGRANT a;\nWITH (b=1, a=2);\n"), "GRANT a;\nGRANT b;\nWITH (a=2, b=1);\n");
    }
}
