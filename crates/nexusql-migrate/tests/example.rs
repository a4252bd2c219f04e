//! The example shop: a year of changes planned, proven, run with rows in the tables, and judged by `pg_dump`.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use nexusql_base::{Error, Silent};
use nexusql_catalog::Kind;
use nexusql_db::postgres::{Session, Target, connect};
use nexusql_diff::{Rename, plan, script};
use nexusql_engine::{EngineOptions, Wanted, find, select};
use nexusql_load::live::{ReadOptions, read};
use nexusql_load::text::read_file;
use nexusql_load::{Inputs, Slot, Source, Workspace, load, run};
use nexusql_migrate::{Filter, Job, Pair, ScratchChoice};
use nexusql_testkit::{Tool, difference, dump, dump_exactly, without_column_order};

const RENAMES: [(&str, &str); 3] = [
    ("app.accounts.display_name", "app.accounts.full_name"),
    ("catalog.brands.homepage", "catalog.brands.website_url"),
    ("sales.shipments.tracking_no", "sales.shipments.tracking_code"),
];

fn example(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(path)
}

fn inputs() -> Inputs<'static> {
    Inputs { variable: &|_| None, wanted: &|_| true, stdin: Mutex::new(None), read: ReadOptions::default() }
}

fn words(error: Error) -> String {
    format!("{:#?}", error.diagnostics())
}

/// A scratch of its own and the `pg_dump` that reads it.
struct Shop {
    workspace: Workspace,
    pg_dump: Tool,
    psql: Tool,
}

impl Shop {
    /// Takes the machine's own engine or the newest that a `pg_dump` can read.
    fn new() -> Self {
        let options = EngineOptions::from_env();
        let engines = find(&options);
        let dirs = || engines.iter().map(|engine| engine.bin_dir.as_path());
        let tool = |name: &str, major| Tool::find(name, dirs(), major);
        let readable = engines.iter().find(|e| e.is_reachable() && tool("pg_dump", e.major).is_some());
        let engine = readable.unwrap_or_else(|| select(&engines, Wanted::Auto { server_major: None }).unwrap());
        let pg_dump = tool("pg_dump", engine.major).expect("\"cargo xtask test\" makes the machine ready");
        let psql = tool("psql", 0).expect("\"cargo xtask test\" makes the machine ready");
        Self { workspace: Workspace::private(engine, &options).unwrap(), pg_dump, psql }
    }

    fn connection(&self, database: &str) -> String {
        match &self.workspace {
            Workspace::Private(scratch) => scratch.connection_string(database),
            Workspace::Alone(_) | Workspace::OnServer(_) => unreachable!("it is private"),
        }
    }

    async fn connect(&self, database: &str) -> Session {
        let target = Target::parse(&self.connection(database)).unwrap().with_environment(&|_| None).unwrap();
        connect(&target).await.unwrap()
    }

    fn dump(&self, database: &str) -> String {
        dump(&self.pg_dump, &self.connection(database)).unwrap()
    }
}

/// Migrates the example's rows from `from` to `to` and judges the result.
async fn migrate(from: &str, to: &str, rows: Option<&str>, renames: &[Rename]) -> Result<(), String> {
    let shop = Shop::new();
    let (current, desired) = (Source::Folder(example(from)), Source::Folder(example(to)));
    let options = ReadOptions::default();
    load(&current, &shop.workspace, Slot::Current, &inputs()).await.map_err(words)?;
    load(&desired, &shop.workspace, Slot::Desired, &inputs()).await.map_err(words)?;
    let (old, new) = (shop.connect("current").await, shop.connect("desired").await);
    if let Some(rows) = rows {
        let file = read_file(&example(rows)).map_err(words)?;
        run::scripts(&old.client, &shop.workspace, &[file], true).await.map_err(words)?;
        old.client.batch_execute("reset all; reset role").await.unwrap();
    }
    if !renames.is_empty() {
        let before = read(&old.client, &options).await.map_err(words)?;
        let wanted = read(&new.client, &options).await.map_err(words)?;
        let steps = nexusql_diff::rename_steps(&before, &wanted, renames).map_err(words)?;
        let group = nexusql_diff::Group { transactional: true, steps };
        nexusql_migrate::run_group(&old.client, &group).await.map_err(words)?;
    }
    let before = read(&old.client, &options).await.map_err(words)?;
    let wanted = read(&new.client, &options).await.map_err(words)?;
    let made = plan(&before, &wanted).map_err(words)?;
    let tables: Vec<String> = before
        .objects
        .keys()
        .filter(|id| id.kind() == Kind::Table && wanted.objects.contains_key(id))
        .map(|id| id.sql_name())
        .collect();
    let n_before = count(&old, &tables).await;
    nexusql_migrate::run(&old.client, &made, &Silent).await.map_err(words)?;
    assert_eq!(count(&old, &tables).await, n_before, "rows of tables that both have");
    let after = read(&old.client, &options).await.map_err(words)?;
    assert!(plan(&after, &wanted).map_err(words)?.groups.is_empty(), "a second plan");
    let (result, direct) = (shop.dump("current"), shop.dump("desired"));
    let (result, direct) = (without_column_order(&result), without_column_order(&direct));
    if result == direct { Ok(()) } else { Err(difference(&result, &direct)) }
}

async fn count(session: &Session, tables: &[String]) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for table in tables {
        let row = session.client.query_one(&format!("select count(*) from {table}"), &[]).await.unwrap();
        counts.insert(table.clone(), row.get(0));
    }
    counts
}

fn renames() -> Vec<Rename> {
    RENAMES.iter().map(|(old, new)| Rename { old: (*old).to_owned(), new: (*new).to_owned() }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_goes_from_v1_to_v2_with_its_rows() {
    migrate("shop/v1", "shop/v2", Some("shop/rows.sql"), &renames()).await.unwrap_or_else(|reason| panic!("{reason}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_goes_back_from_v2_to_v1() {
    migrate("shop/v2", "shop/v1", None, &[]).await.unwrap_or_else(|reason| panic!("{reason}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_of_the_shop_is_proven() {
    let engines = EngineOptions::from_env();
    let (current, desired) = (Source::Folder(example("shop/v1")), Source::Folder(example("shop/v2")));
    let (inputs, filter) = (inputs(), Filter::default());
    let scratch = ScratchChoice::Auto;
    let job = Job {
        current: &current,
        desired: &desired,
        scratch: &scratch,
        engines: &engines,
        inputs: &inputs,
        filter: &filter,
    };
    let mut pair = Pair::open(&job).await.map_err(words).unwrap();
    let proven = pair.plan(&renames(), true, &Silent).await.map_err(words).unwrap();
    pair.close().await.unwrap();
    let proof = proven.proof.expect("it was asked for");
    assert!(proof.holds(), "{proof:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_of_the_shop_makes_the_same_shop() {
    round_trip("shop-v1", Source::Folder(example("shop/v1"))).await;
    round_trip("shop-v2", Source::Folder(example("shop/v2"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_of_the_blog_makes_the_same_blog() {
    round_trip("blog-before", Source::File(example("blog/before.sql"))).await;
    round_trip("blog-after", Source::File(example("blog/after.sql"))).await;
}

/// What `dump` writes is the plan from nothing; psql runs it as it is, and `pg_dump` says the same line by line.
async fn round_trip(name: &str, source: Source) {
    let shop = Shop::new();
    let options = ReadOptions::default();
    load(&source, &shop.workspace, Slot::Desired, &inputs()).await.map_err(words).unwrap();
    let nothing = read(&shop.connect("proof").await.client, &options).await.unwrap();
    let wanted = read(&shop.connect("desired").await.client, &options).await.unwrap();
    let text = script(&plan(&nothing, &wanted).map_err(words).unwrap());
    let file = std::env::temp_dir().join(format!("nexusql-example-{}-{name}.sql", std::process::id()));
    std::fs::write(&file, text).unwrap();
    let ran = shop.psql.run([
        "--no-psqlrc".as_ref(),
        "--quiet".as_ref(),
        "--dbname".as_ref(),
        shop.connection("proof").as_ref(),
        "--file".as_ref(),
        file.as_os_str(),
    ]);
    std::fs::remove_file(&file).unwrap();
    ran.unwrap();
    let of = |database| dump_exactly(&shop.pg_dump, &shop.connection(database)).unwrap();
    let (result, direct) = (of("proof"), of("desired"));
    assert!(result == direct, "{}", difference(&result, &direct));
}
