//! Fleets and migrations in Rust on SQL Server, as far as their requests can be seen. What answers runs no SQL: it is no SQL
//! Server.

use std::sync::Arc;

use nexusql_db::postgres::Secret;
use nexusql_mssql_peer::{Answer, Answerer, rows, usual};
use nexusql_tracks::Server;
use nexusql_tracks::code::{Code, CodeMigration, Context, Outcome};
use nexusql_tracks::files::{Layout, Tree, read};
use nexusql_tracks::fleet::{self, Canaries, Fleet, Job, Source, State};
use nexusql_tracks::run::{Options, Quiet, up};
use tempfile::TempDir;

fn tree() -> (TempDir, Tree) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("001_a.sql"), "create table a (x int)").unwrap();
    let tree = read(folder.path(), &Layout::default()).unwrap();
    (folder, tree)
}

/// Code that runs one statement.
#[derive(Clone)]
struct Runs(&'static str);

impl CodeMigration for Runs {
    fn name(&self) -> &str {
        "002_code"
    }

    async fn up(&self, at: &mut Context<'_>) -> Outcome {
        at.db.run(self.0).await?;
        Ok(())
    }
}

#[tokio::test]
async fn code_is_in_one_transaction_with_files() {
    let answerer = Answerer::start(usual).await.unwrap();
    let server = Server::connect(&answerer.url(), None, &|_| None).await.unwrap();
    let (_folder, files) = tree();
    let all = files.with_code([Code::new(Runs("insert into a values (1)"))]).unwrap();
    assert_eq!(up(&server, &all, &Options::default(), &Quiet).await.unwrap().done.len(), 2);
    let requests = answerer.take();
    let at = |text: &str| requests.iter().position(|request| request.text.starts_with(text)).unwrap();
    assert!(requests[at("create table a")].in_transaction && requests[at("insert into a")].in_transaction);
    // Its check, which is asked before, has had one of its own.
    let run = &requests[at("set xact_abort on")..];
    assert_eq!(run.iter().filter(|request| request.text == "begin transaction").count(), 1);
    assert_eq!(run.iter().filter(|request| request.text.ends_with("commit transaction")).count(), 1);
    // Its note says that it is about to run, in the same transaction, until it has.
    let notes: Vec<bool> = requests
        .iter()
        .filter(|request| request.text.contains("[nexusql_migrations_core]") && request.in_transaction)
        .map(|request| request.values.contains(&"code of a program".to_owned()))
        .collect();
    assert_eq!(notes, [false, false, true, false]);
}

#[tokio::test]
async fn code_that_ends_the_transaction_is_found_out() {
    let answerer = Answerer::start(usual).await.unwrap();
    let server = Server::connect(&answerer.url(), None, &|_| None).await.unwrap();
    let (_folder, files) = tree();
    let all = files.with_code([Code::new(Runs("commit"))]).unwrap();
    let said = up(&server, &all, &Options::default(), &Quiet).await.unwrap_err();
    assert_eq!(said.diagnostic().code, "transaction-ended", "{said:?}");
}

#[tokio::test]
async fn a_fleet_may_be_the_databases_of_a_query() {
    let answerer = Answerer::start(|request| {
        let names = request.text.contains("from sys.databases");
        names.then(|| Answer::Rows(vec![rows(&["name"], &[&["tenant_1"], &["tenant_2"]])])).or_else(|| usual(request))
    })
    .await
    .unwrap();
    let source = Source::Query {
        url: Secret(answerer.url()),
        sql: "select name from sys.databases where name like 'tenant%' order by name".to_owned(),
    };
    let fleet = Fleet { source, canaries: Canaries::First(1), jobs: 2, failures_max: 0 };
    let (_folder, files) = tree();
    let job = Job {
        tree: Arc::new(files),
        options: Arc::new(Options::default()),
        history_schema: Some("ops".to_owned()),
        environment: Arc::new(|_| None),
        listener: Arc::new(Quiet),
    };
    let members = fleet::members(&fleet, &job.environment).await.unwrap();
    // Both say that they are "app": the answerer has no databases, and one lock.
    let report = fleet::up(&fleet, &members, &job).await.unwrap();
    assert_eq!(report.count(State::Applied), 2, "{report:?}");
    let mut databases = answerer.databases();
    databases.dedup();
    assert_eq!(databases, ["app", "tenant_1", "tenant_2"]);
    let requests = answerer.take();
    assert!(requests.iter().any(|one| one.text == "if schema_id(N'ops') is null exec(N'create schema [ops]')"));
    assert!(requests.iter().any(|one| one.text.starts_with("insert into [app].[ops].[nexusql_migrations_core]")));
}
