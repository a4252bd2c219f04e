//! Migrations that are code, beside files, on PostgreSQL, MariaDB and SQLite, and on SQL Server where one is named.

use std::sync::OnceLock;
use std::time::Duration;

use nexusql_base::{Error, ErrorKind};
use nexusql_db::{DatabaseManager, params};
use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};
use nexusql_testkit::MariaDb;
use nexusql_tracks::code::{Code, CodeMigration, Context, Outcome};
use nexusql_tracks::files::{Embedded, Layout, Tree, read};
use nexusql_tracks::manage::{Repair, repair};
use nexusql_tracks::run::{DownOptions, Options, Quiet, Report, Transactions, down, up};
use nexusql_tracks::status::{State, standings};
use nexusql_tracks::{Flavor, Server, history::History};

/// Where a SQL Server is, if there is one: `mssql://sa:password@host:1433/master`.
const MSSQL: &str = "NEXUSQL_TEST_MSSQL_URL";

/// Returns the engines that NEXUSQL_TEST_ENGINES names; without it, all that can be had here, and SQL Server if its variable
/// says where one is.
fn engines() -> Vec<Flavor> {
    let chosen = std::env::var("NEXUSQL_TEST_ENGINES").ok();
    let wanted = |name: &str| match &chosen {
        Some(list) => list.split(',').any(|one| one == name),
        None => name != "mssql" || std::env::var_os(MSSQL).is_some(),
    };
    let all = [
        ("sqlite", Flavor::Sqlite),
        ("postgres", Flavor::Postgres),
        ("mysql", Flavor::MySql),
        ("mssql", Flavor::Mssql),
    ];
    all.into_iter().filter(|(name, _)| wanted(name)).map(|(_, flavor)| flavor).collect()
}

fn scratch() -> &'static Scratch {
    static SERVER: OnceLock<Scratch> = OnceLock::new();
    SERVER.get_or_init(|| {
        let engines = EngineOptions::from_env();
        let found = find(&engines);
        let engine = select(&found, Wanted::Auto { server_major: None }).expect("the machine has an engine");
        Scratch::start(engine, &engines).expect("the engine starts")
    })
}

fn mariadb() -> &'static MariaDb {
    static SERVER: OnceLock<MariaDb> = OnceLock::new();
    SERVER.get_or_init(|| MariaDb::start("tracks", &[]).expect("MariaDB starts; Debian has it as mariadb-server"))
}

/// A database of a test's own, and a folder.
struct Bench {
    folder: tempfile::TempDir,
    server: Server,
}

impl Bench {
    async fn new(flavor: Flavor, name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let (admin, url) = match flavor {
            Flavor::Sqlite => (None, format!("sqlite:///{}/test.db", folder.path().display())),
            Flavor::Postgres => {
                let server = scratch();
                let (user, socket, port) = (server.user(), server.socket_dir().display(), server.port());
                let url = |database: &str| format!("postgresql://{user}@/{database}?host={socket}&port={port}");
                (Some(url("postgres")), url(name))
            }
            Flavor::MySql => {
                let url = |database: &str| format!("mysql://root@127.0.0.1:{}/{database}", mariadb().port());
                (Some(url("mysql")), url(name))
            }
            Flavor::Mssql => {
                let master = std::env::var(MSSQL).expect("the variable says where a SQL Server is");
                let url = master.replacen("/master", &format!("/{name}"), 1);
                assert_ne!(url, master, "{MSSQL} names the database master");
                (Some(master), url)
            }
        };
        if let Some(admin) = admin {
            let manager = DatabaseManager::connect(&admin).await.expect("it answers");
            for sql in [format!("drop database if exists {name}"), format!("create database {name}")] {
                let mut session = manager.dedicated().await.expect("it answers");
                session.run(&sql).await.expect("the name is ours");
            }
            manager.close().await;
        }
        let server = Server::connect(&url, None, &|name| std::env::var(name).ok()).await.expect("it answers");
        std::fs::create_dir(folder.path().join("m")).expect("it is ours");
        let bench = Self { folder, server };
        bench.write("001_a.sql", "-- migrate:up\ncreate table a (x int, y int);\n-- migrate:down\ndrop table a;\n");
        bench.write("003_c.sql", "-- migrate:up\ncreate table c (x int);\n-- migrate:down\ndrop table c;\n");
        bench
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join("m").join(name), text).expect("it is ours");
    }

    fn tree(&self, code: impl IntoIterator<Item = Fill>) -> Tree {
        let tree = read(&self.folder.path().join("m"), &Layout::default()).expect("the files are well");
        tree.with_code(code.into_iter().map(Code::new)).expect("the names are well")
    }

    async fn up(&self, code: Fill) -> Result<Report, Error> {
        up(&self.server, &self.tree([code]), &Options::default(), &Quiet).await
    }

    async fn states(&self, tree: &Tree) -> Vec<(String, State)> {
        let mut session = self.server.manager.dedicated().await.expect("it answers");
        let history = History::open(&self.server, &mut session).await.expect("it answers");
        let found = standings(tree, &history, &mut session, &[]).await.expect("it answers");
        found.into_iter().map(|one| (one.name, one.state)).collect()
    }

    async fn ask(&self, sql: &str) -> Option<i64> {
        self.server.manager.fetch_one::<(Option<i64>,)>(sql, ()).await.expect("it is well").0
    }
}

/// Code that does what its fields say.
#[derive(Clone)]
struct Fill {
    name: &'static str,
    sql: Vec<&'static str>,
    fails: bool,
    revision: &'static str,
    in_transaction: bool,
    repeatable: bool,
    refuses: bool,
}

fn fill(sql: &[&'static str]) -> Fill {
    let sql = sql.to_vec();
    Fill { name: "002_fill", sql, fails: false, revision: "1", in_transaction: true, repeatable: false, refuses: false }
}

impl CodeMigration for Fill {
    fn name(&self) -> &str {
        self.name
    }

    fn revision(&self) -> &str {
        self.revision
    }

    fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    fn is_repeatable(&self) -> bool {
        self.repeatable
    }

    fn has_down(&self) -> bool {
        true
    }

    async fn up(&self, at: &mut Context<'_>) -> Outcome {
        for sql in &self.sql {
            at.db.run(sql).await?;
        }
        let n = i64::try_from(self.sql.len())?;
        at.db.execute("insert into a (x, y) values (:n, 2)", params! { n: n }).await?;
        if self.fails { Err("the moon is wrong".into()) } else { Ok(()) }
    }

    async fn down(&self, at: &mut Context<'_>) -> Outcome {
        at.db.execute("delete from a where y = 2", ()).await?;
        Ok(())
    }

    async fn check(&self, _at: &mut Context<'_>) -> Outcome {
        if self.refuses { Err("not on a Monday".into()) } else { Ok(()) }
    }
}

fn shown(error: &Error) -> String {
    format!("{error:?}")
}

#[tokio::test]
async fn code_runs_between_files_once_and_is_undone() {
    for flavor in engines() {
        for transactions in [Transactions::Run, Transactions::File, Transactions::None] {
            let bench = Bench::new(flavor, "code_between").await;
            let tree = bench.tree([fill(&["insert into a values (7, 7)"])]);
            let options = Options { transactions, ..Options::default() };
            let done = up(&bench.server, &tree, &options, &Quiet).await.expect("all is well").done;
            let names: Vec<&str> = done.iter().map(|entry| entry.name.as_str()).collect();
            assert_eq!(names, ["001_a", "002_fill", "003_c"], "{flavor:?}");
            assert!(up(&bench.server, &tree, &options, &Quiet).await.expect("all is well").done.is_empty());
            assert_eq!(bench.ask("select sum(x) as n from a").await, Some(8));
            // Who has the files only leaves code alone.
            let files = read(&bench.folder.path().join("m"), &Layout::default()).expect("they are well");
            assert_eq!(bench.states(&files).await[2], ("002_fill".to_owned(), State::InProgram));
            assert!(up(&bench.server, &files, &options, &Quiet).await.expect("all is well").done.is_empty());
            let two = DownOptions { n: 2, to: None };
            let refused = down(&bench.server, &files, &options, &two, &Quiet).await.expect_err("it has no code");
            assert!(shown(&refused).contains("is code of a program"), "{refused}");
            let undone = down(&bench.server, &tree, &options, &two, &Quiet).await.expect("all is well").done;
            assert_eq!(undone.len(), 2);
            assert_eq!(bench.ask("select sum(x) as n from a").await, Some(7));
        }
    }
}

#[tokio::test]
async fn a_new_revision_is_a_change_and_lost_code_is_missing() {
    for flavor in engines() {
        let bench = Bench::new(flavor, "code_revision").await;
        bench.up(fill(&[])).await.expect("all is well");
        let other = Fill { revision: "2", ..fill(&[]) };
        let said = bench.up(other.clone()).await.expect_err("it has changed");
        assert!(said.kind() == ErrorKind::Refused && shown(&said).contains("has code:2"), "{said:?}");
        let tree = bench.tree([other]);
        repair(&bench.server, &tree, &Options::default(), &Repair::default()).await.expect("it can be accepted");
        assert_eq!(bench.states(&tree).await[1].1, State::Applied);
        assert_eq!(bench.states(&bench.tree([])).await[2].1, State::Missing);
    }
}

#[tokio::test]
async fn code_that_fails_leaves_nothing_of_the_transaction() {
    for flavor in engines() {
        let bench = Bench::new(flavor, "code_fails").await;
        let said =
            bench.up(Fill { fails: true, ..fill(&["insert into a values (7, 7)"]) }).await.expect_err("it fails");
        assert!(shown(&said).contains("the moon is wrong"), "{said:?}");
        // MySQL has committed the table of the file before it.
        let first = if flavor == Flavor::MySql { State::Applied } else { State::Pending };
        let states = bench.states(&bench.tree([fill(&[])])).await;
        assert_eq!([states[0].1, states[1].1], [first, State::Pending], "{flavor:?}");
        bench.up(fill(&[])).await.expect("it runs now");
        assert_eq!(bench.ask("select count(*) as n from a").await, Some(1));
        let tree = bench.tree([fill(&[]), Fill { name: "004_bad", ..fill(&["insert into nowhere values (1)"]) }]);
        let said = up(&bench.server, &tree, &Options::default(), &Quiet).await.expect_err("there is no such table");
        assert!(shown(&said).contains("core/004_bad"), "{said:?}");
    }
}

#[tokio::test]
async fn code_that_commits_is_in_doubt_when_it_fails() {
    for flavor in engines() {
        let bench = Bench::new(flavor, "code_doubt").await;
        // MySQL commits for it; elsewhere it runs without a transaction.
        let in_transaction = flavor == Flavor::MySql;
        let bad = Fill { fails: true, in_transaction, ..fill(&["create table d (x int)"]) };
        bench.up(bad.clone()).await.expect_err("it fails");
        let good = Fill { fails: false, ..bad };
        assert_eq!(bench.states(&bench.tree([good.clone()])).await[1].1, State::Partial, "{flavor:?}");
        let said = bench.up(good.clone()).await.expect_err("it is in doubt");
        assert!(said.kind() == ErrorKind::Refused && shown(&said).contains("how far the code"), "{said:?}");
        let options = Options::default();
        let again = Fill { sql: vec!["drop table d", "create table d (x int)"], repeatable: true, ..good.clone() };
        if flavor == Flavor::Sqlite {
            let ran = Repair { ran: vec!["002_fill".to_owned()], ..Repair::default() };
            repair(&bench.server, &bench.tree([good.clone()]), &options, &ran).await.expect("it can be said");
            bench.up(good).await.expect("all is well");
            assert_eq!(bench.ask("select count(*) as n from a").await, Some(1));
        } else {
            bench.up(again).await.expect("it may be run again");
            assert_eq!(bench.ask("select count(*) as n from a").await, Some(2));
        }
        assert_eq!(bench.ask("select count(*) as n from c").await, Some(0));
    }
}

#[tokio::test]
async fn code_may_not_end_the_transaction_that_it_is_in() {
    for flavor in engines().into_iter().filter(|flavor| *flavor != Flavor::MySql) {
        let bench = Bench::new(flavor, "code_commits").await;
        let said = bench.up(fill(&["commit"])).await.expect_err("it commits");
        assert!(shown(&said).contains("ended the transaction"), "{said:?}");
        assert_eq!(bench.states(&bench.tree([fill(&[])])).await[1].1, State::Partial);
    }
    let bench = Bench::new(Flavor::Postgres, "code_commits_and_begins").await;
    let said = bench.up(fill(&["commit", "begin"])).await.expect_err("it is another transaction");
    assert!(shown(&said).contains("ended the transaction"), "{said:?}");
}

#[tokio::test]
async fn a_check_of_code_stops_the_run_before_anything() {
    for flavor in engines() {
        let bench = Bench::new(flavor, "code_check").await;
        let said = bench.up(Fill { refuses: true, ..fill(&[]) }).await.expect_err("it refuses");
        assert!(said.kind() == ErrorKind::Refused && shown(&said).contains("not on a Monday"), "{said:?}");
        assert_eq!(bench.states(&bench.tree([fill(&[])])).await[0].1, State::Pending);
    }
}

#[tokio::test]
async fn code_and_files_of_psql_stand_in_one_order() {
    let bench = Bench::new(Flavor::Postgres, "code_psql").await;
    bench.write("004_d.sql", "\\set n 5\ninsert into a values (:n, 5);\n");
    let tree = bench.tree([
        fill(&["set search_path = pg_catalog", "insert into public.a values (1, 1)", "reset search_path"]),
        Fill { name: "005_after", ..fill(&[]) },
    ]);
    let done = up(&bench.server, &tree, &Options::default(), &Quiet).await.expect("all is well").done;
    let names: Vec<&str> = done.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["001_a", "002_fill", "003_c", "004_d", "005_after"]);
    assert_eq!(bench.ask("select sum(x) as n from a").await, Some(1 + 3 + 5));
}

#[tokio::test]
async fn names_that_cannot_be_are_refused() {
    let bench = Bench::new(Flavor::Sqlite, "code_names").await;
    let files = || read(&bench.folder.path().join("m"), &Layout::default()).expect("they are well");
    for (name, word) in [("001_x", "two migrations"), ("fill", "no name of a migration"), ("U1__x", "no name")] {
        let said = files().with_code([Code::new(Fill { name, ..fill(&[]) })]).expect_err("it cannot be");
        assert!(shown(&said).contains(word), "{said:?}");
    }
    let tree = files().with_code([Code::new(Fill { name: "R__last", ..fill(&[]) })]).expect("it repeats");
    assert_eq!(tree.tracks[0].migrations.last().map(|one| one.name.as_str()), Some("R__last"));
}

#[tokio::test]
async fn files_of_a_program_run_without_a_folder() {
    let bench = Bench::new(Flavor::Postgres, "code_embedded").await;
    let embedded = Embedded {
        root: "not/there",
        files: &[
            ("billing/001_b.sql", b"-- requires: core\ncreate table b (x int);\n"),
            ("core/001_a.check.sql", b"select 1 where 1 = 2;\n"),
            ("core/001_a.sql", b"create table a (x int);\n"),
            ("core/002_psql.sql", b"\\set n 5\ninsert into a values (:n);\n"),
        ],
    };
    let tree = embedded.read(&Layout::default()).expect("the files are well");
    let done = up(&bench.server, &tree, &Options::default(), &Quiet).await.expect("all is well").done;
    let names: Vec<String> = done.iter().map(|entry| format!("{}/{}", entry.track, entry.name)).collect();
    assert_eq!(names, ["core/001_a", "core/002_psql", "billing/001_b"]);
    assert_eq!(bench.ask("select sum(x) as n from a").await, Some(5));
    let includes = Embedded { root: "not/there", files: &[("001_a.sql", b"\\ir other.sql\n")] };
    let tree = includes.read(&Layout { track: Some("other".to_owned()), ..Layout::default() }).expect("it can be read");
    let said = up(&bench.server, &tree, &Options::default(), &Quiet).await.expect_err("there is no other file");
    assert!(shown(&said).contains("cannot include others"), "{said:?}");
    let refused = Embedded { root: "not/there", files: &[("001_a.check.sql", b"select 1")] };
    assert!(
        shown(&refused.read(&Layout::default()).expect_err("it checks nothing")).contains("belongs to no migration")
    );
}

/// Code that takes its time between two changes of rows.
struct Slow {
    name: &'static str,
    pause: Duration,
}

impl CodeMigration for Slow {
    fn name(&self) -> &str {
        self.name
    }

    async fn up(&self, at: &mut Context<'_>) -> Outcome {
        for part in 1..=3 {
            at.db.execute("insert into a (x, y) values (1, :part)", params! { part: part }).await?;
            tokio::time::sleep(self.pause).await;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_run_that_ends_within_code_leaves_nothing_of_it() {
    for flavor in engines() {
        let mut n_cut = 0;
        for round in 0..8 {
            let bench = Bench::new(flavor, "code_dropped").await;
            let options = Options { transactions: Transactions::File, ..Options::default() };
            let pause = Duration::from_millis(10);
            let tree = || {
                let slow = ["002_slow", "004_slow"].map(|name| Code::new(Slow { name, pause }));
                read(&bench.folder.path().join("m"), &Layout::default()).expect("they are well").with_code(slow)
            };
            let tree = tree().expect("the names are well");
            for cut in 1..4 {
                let limit = Duration::from_millis(17 * cut + 5 * round);
                // What is dropped loses its connections, as what is killed does.
                let answer = tokio::time::timeout(limit, up(&bench.server, &tree, &options, &Quiet)).await;
                n_cut += usize::from(answer.is_err());
            }
            up(&bench.server, &tree, &options, &Quiet).await.expect("it goes on");
            assert_eq!(bench.ask("select count(*) as n from a").await, Some(6), "{flavor:?} {round}");
            assert_eq!(bench.ask("select count(*) as n from nexusql_migrations_core").await, Some(4));
        }
        assert!(n_cut > 8, "{flavor:?}: {n_cut} runs were broken off");
    }
}
