//! `cargo xtask bench`: nexusql against PostgreSQL's own tools, side by side on one machine in one run.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::machine;
use crate::measure::{Cost, median};
use crate::sh::{Done, cargo, phase, run};

const N_TABLES: usize = 1_000;
const N_CHANGED: usize = 50;
const N_SMALL: usize = 30;
/// How often each is run; the median counts.
const RUNS: usize = 5;

/// Measures everything.
pub fn run_all() -> Done {
    phase("machine", || machine::postgres().and_then(|()| machine::mariadb()))?;
    phase("build", || {
        run(cargo().args(["build", "--release", "--package", "nexusql-cli", "--bin", "nexusql"]))?;
        run(cargo().args(["build", "--release", "--package", "nexusql-engine", "--example", "scratch"]))
    })?;
    phase("measure", measure)?;
    phase("layer", || {
        let mut bench = cargo();
        bench.args(["bench", "--quiet", "--package", "nexusql-db", "--features", "mysql,sqlite"]);
        machine::with_cache(bench.args(["--bench", "layer"]));
        run(&mut bench)
    })?;
    phase("splitter", || run(cargo().args(["bench", "--quiet", "--package", "nexusql-sql", "--bench", "split"])))?;
    phase("arranging", || {
        run(cargo().args(["bench", "--quiet", "--package", "nexusql-script", "--bench", "arrange"]))
    })?;
    phase("migrations", || {
        run(cargo().args(["bench", "--quiet", "--package", "nexusql-tracks", "--bench", "run", "--bench", "fleet"]))
    })?;
    phase("graph", || run(cargo().args(["bench", "--quiet", "--package", "nexusql-graph", "--bench", "levels"])))
}

fn measure() -> Done {
    let folder = std::env::temp_dir().join(format!("nexusql-bench-{}", std::process::id()));
    let answer = measure_in(&folder);
    let _ = fs::remove_dir_all(&folder);
    answer
}

fn measure_in(folder: &Path) -> Done {
    let bins = machine::target().join("release");
    let nexusql = bins.join("nexusql").display().to_string();
    let psql = program("psql")?;
    let pg_dump = program("pg_dump")?;
    let server = Server::start(&bins.join("examples/scratch"))?;
    println!("scratch, from nothing to the first answer: {} ms (three in a row)", server.first_query_ms);
    let url = |database: &str| server.connection.replace("dbname=postgres", &format!("dbname={database}"));
    let (current, desired, proof) = (url("current"), url("desired"), url("proof"));
    write_files(folder)?;
    let path = |name: &str| folder.join(name).display().to_string();
    for (database, file) in [(&current, "big.sql"), (&desired, "changed.sql")] {
        run(Command::new(&psql).args(["-X", "-q", "-d", database, "-f", &path(file)]))?;
    }
    let ours = |arguments: &[&str]| median(RUNS, &nexusql, arguments, &[]);
    let null = path("out");

    let dump = median(RUNS, &pg_dump, &["-s", "-d", &current, "-f", &null], &[])?;
    let read = ours(&["dump", &current, "--format", "json", "-o", &null])?;
    line("read 1,000 tables, to pg_dump -s", read, dump, 0.5);
    let plan = ours(&["plan", &current, &desired, "--no-prove", "--format", "sql", "-o", &null])?;
    line("read both, compare and plan 50 changes, to one pg_dump -s", plan, dump, 1.0);

    let files = path("files");
    let cat = format!("find {files} -name '*.sql' | LC_ALL=C sort | xargs cat > {null}");
    let cat = median(RUNS, "sh", &["-c", &cat], &[])?;
    let build = ours(&["build", &files, "-o", &null])?;
    line("build 1,000 files, to cat", build, cat, 2.0);

    let (a, b) = (path("a.sql"), path("b.sql"));
    let load = format!(
        "{psql} -X -q -d '{proof}' -c 'drop schema if exists a cascade' -f {a} -c 'drop schema a cascade' -f {b}"
    );
    let load = median(RUNS, "sh", &["-c", &load], &[("PGOPTIONS", "-c client_min_messages=error")])?;
    let diff = ours(&["diff", &a, &b])?;
    line("diff two files of 30 tables, engine start included, to psql loading both", diff, load, 2.5);
    Ok(())
}

fn line(what: &str, ours: Cost, theirs: Cost, goal: f64) {
    let ratio = ours.time.as_secs_f64() / theirs.time.as_secs_f64();
    let verdict = if ratio <= goal { "met" } else { "MISSED" };
    let shown = |cost: Cost| format!("{:.0} ms, {} MiB", cost.time.as_secs_f64() * 1e3, cost.peak_kib / 1024);
    println!("{ratio:.2} (goal {goal}, {verdict})  {what}: {} against {}", shown(ours), shown(theirs));
}

fn program(name: &str) -> Done<String> {
    machine::all(name).first().map(|path| path.display().to_string()).ok_or_else(|| format!("there is no {name}"))
}

/// A private server of our own making, ended when the value is dropped.
struct Server {
    process: Child,
    connection: String,
    first_query_ms: String,
}

impl Server {
    fn start(program: &PathBuf) -> Done<Self> {
        let mut command = Command::new(program);
        machine::with_cache(command.stdin(Stdio::piped()).stdout(Stdio::piped()));
        let mut process = command.spawn().map_err(|error| error.to_string())?;
        let stdout = process.stdout.take().ok_or("the scratch has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let mut next = || lines.next().and_then(Result::ok).ok_or("the scratch did not start");
        Ok(Self { first_query_ms: next()?, connection: next()?, process })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends when its standard input does.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

fn write_files(folder: &Path) -> Done {
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap_or(folder)).and_then(|()| fs::write(&file, text))
    };
    let save = || -> std::io::Result<()> {
        for n in 0..N_TABLES {
            write(&format!("files/{:02}/t{n:04}.sql", n / 100), &table("public", n, false))?;
        }
        write("big.sql", &schema("public", N_TABLES, 0))?;
        write("changed.sql", &schema("public", N_TABLES, N_CHANGED))?;
        write("a.sql", &format!("create schema a;\n{}", schema("a", N_SMALL, 0)))?;
        write("b.sql", &format!("create schema a;\n{}", schema("a", N_SMALL, 5)))
    };
    save().map_err(|error| error.to_string())
}

fn schema(name: &str, n_tables: usize, n_changed: usize) -> String {
    (0..n_tables).fold(String::new(), |text, n| text + &table(name, n, n < n_changed))
}

/// Returns a table as applications have them: keys, checks, defaults, two indexes, a comment, and a view now and then.
fn table(schema: &str, n: usize, changed: bool) -> String {
    let mut text = format!(
        "create table {schema}.t{n:04} (\n  id bigint generated always as identity primary key,\n  \
         name text not null,\n  state text not null default 'new' check (state in ('new', 'done')),\n  \
         amount numeric(12, 2) not null default 0,\n  at timestamptz not null default now(){}{}\n);\n",
        if n > 0 { format!(",\n  parent_id bigint references {schema}.t{:04}", n - 1) } else { String::new() },
        if changed { ",\n  added integer" } else { "" },
    );
    let _ = writeln!(text, "create index t{n:04}_name on {schema}.t{n:04} (lower(name));");
    let _ = writeln!(text, "create index t{n:04}_at on {schema}.t{n:04} (at) where state = 'new';");
    let _ = writeln!(text, "comment on table {schema}.t{n:04} is 'table number {n}';");
    if n.is_multiple_of(10) {
        let _ = writeln!(
            text,
            "create view {schema}.v{n:04} as select id, name, amount from {schema}.t{n:04} where state = 'new';"
        );
    }
    text
}
