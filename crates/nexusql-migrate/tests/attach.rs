//! Attaching a table that holds rows reads none of them: PostgreSQL says so itself at `client_min_messages = debug1`.
//!
//! The schemas are those of `corpus/partition/`; what comes out right is judged there.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.
#![allow(dead_code)] // It shares files with the corpus and uses some of each.

#[path = "corpus/bench.rs"]
mod bench;
#[path = "corpus/case.rs"]
mod case;

use std::path::Path;

use nexusql_diff::{Group, Plan, Step, plan};
use nexusql_load::live::{ReadOptions, read};
use nexusql_migrate::run_group;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_postgres::{AsyncMessage, Client, NoTls};

use bench::Bench;
use case::Case;

/// Each case, and the tables that hold rows when a partition is attached.
const CASES: &[(&str, &[&str])] = &[
    ("another-takes-the-bounds", &[]),
    ("bounds-change", &["t1"]),
    ("joins-a-parent-with-checks", &["u", "r"]),
    ("joins-with-a-new-column-in-the-key", &["u"]),
    ("moves-to-another-parent", &["t0"]),
    ("table-becomes-the-default", &["u"]),
    ("table-joins-a-partition", &["u", "w'w"]),
    ("table-joins-hash", &["u"]),
    ("table-joins-list-beside-a-default", &["u", "t_rest"]),
    ("table-joins-range", &["u"]),
];

#[tokio::test]
async fn attaching_reads_no_rows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let cases = case::read_all(&root);
    for bench in bench::chosen() {
        for (name, tables) in CASES {
            let case = cases.iter().find(|case| case.name == format!("partition/{name}")).unwrap();
            judge(&bench, case, tables).await;
        }
    }
}

async fn judge(bench: &Bench, case: &Case, tables: &[&str]) {
    let name = format!("attach/{}/{}", bench.major(), case.name);
    let work = bench.create(&name).await.unwrap();
    let wanted = bench.create(&format!("{name}/wanted")).await.unwrap();
    bench.load(&work, "current", &case.current).await.unwrap();
    bench.load(&wanted, "desired", &case.desired).await.unwrap();
    if let Some(rows) = &case.rows {
        bench.load(&work, "rows", rows).await.unwrap();
    }
    let plan = plan_of(bench, &work, &wanted).await;
    let said = run(&bench.connection(&work), &plan).await;
    let attaching: Vec<&(Step, Vec<String>)> =
        said.iter().filter(|(step, _)| step.sql.contains(" ATTACH PARTITION ")).collect();
    assert!(!attaching.is_empty(), "{name}: nothing is attached");
    for (step, notices) in &attaching {
        let read =
            notices.iter().find(|notice| tables.iter().any(|table| **notice == format!("verifying table \"{table}\"")));
        assert_eq!(read, None, "{name}: {}", step.sql);
    }
    for table in tables {
        let implied = |notice: &String| {
            notice.contains(&format!("partition \"{table}\" is implied by existing constraints"))
                || notice.contains(&format!("table \"{table}\" is implied by existing constraints"))
        };
        let found = attaching.iter().any(|(_, notices)| notices.iter().any(implied));
        assert!(found, "{name}: the bounds of \"{table}\" are not known to hold: {attaching:?}");
    }
    for database in [work, wanted] {
        bench.drop(&database).await.unwrap();
    }
}

async fn plan_of(bench: &Bench, work: &str, wanted: &str) -> Plan {
    let options = ReadOptions { roles: false, implicit_owner: None };
    let (current, desired) = (bench.connect(work).await.unwrap(), bench.connect(wanted).await.unwrap());
    let (from, to) = (read(&current.client, &options).await.unwrap(), read(&desired.client, &options).await.unwrap());
    current.close().await;
    desired.close().await;
    plan(&from, &to).unwrap()
}

/// Runs the plan and returns each step with what the server said meanwhile.
async fn run(connection: &str, plan: &Plan) -> Vec<(Step, Vec<String>)> {
    let (client, mut notices, task) = listen(connection).await;
    client.batch_execute("set client_min_messages = debug1").await.unwrap();
    let mut said = Vec::new();
    for group in &plan.groups {
        if group.transactional {
            client.batch_execute("begin").await.unwrap();
        }
        for step in &group.steps {
            run_group(&client, &Group { transactional: false, steps: vec![step.clone()] }).await.unwrap();
            said.push((step.clone(), std::iter::from_fn(|| notices.try_recv().ok()).collect()));
        }
        if group.transactional {
            client.batch_execute("commit").await.unwrap();
        }
    }
    drop(client);
    task.await.unwrap();
    said
}

async fn listen(connection: &str) -> (Client, UnboundedReceiver<String>, tokio::task::JoinHandle<()>) {
    let (client, mut connection) = tokio_postgres::connect(connection, NoTls).await.unwrap();
    let (sender, receiver) = unbounded_channel();
    let task = tokio::spawn(async move {
        while let Some(Ok(message)) = std::future::poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notice(notice) = message {
                // Nobody listens any more when the test is over.
                let _ = sender.send(notice.message().to_owned());
            }
        }
    });
    (client, receiver, task)
}
