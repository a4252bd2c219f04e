//! The runner of migrations on SQL Server, as far as its requests can be seen: which texts go over the wire, in which order,
//! in which transaction. What answers runs no SQL: it is the answerer of this crate, and no SQL Server.

use std::path::Path;
use std::time::Duration;

use nexusql_base::ErrorKind;
use nexusql_mssql_peer::{Answer, Answerer, Kind, Request, rows, usual};
use nexusql_tracks::files::{Layout, Tree, read};
use nexusql_tracks::run::{DownOptions, Listener, Options, Quiet, Report, Transactions, down, up};
use nexusql_tracks::{Server, check};
use tempfile::TempDir;

/// What has run, as the history would tell it.
const HISTORY: [&str; 15] = [
    "migration_key",
    "name",
    "kind",
    "checksum",
    "applied_at",
    "role_name",
    "client",
    "execution_id",
    "duration_ms",
    "success",
    "statements",
    "statements_checksum",
    "in_doubt",
    "tool",
    "track",
];

struct Bench {
    answerer: Answerer,
    server: Server,
    folder: TempDir,
}

impl Bench {
    /// Answers by `script`, and what that leaves as usual.
    async fn new(mut script: impl FnMut(&Request) -> Option<Answer> + Send + 'static) -> Self {
        let answerer = Answerer::start(move |request| script(request).or_else(|| usual(request))).await.unwrap();
        let server = Server::connect(&answerer.url(), None, &|_| None).await.unwrap();
        Self { answerer, server, folder: tempfile::tempdir().unwrap() }
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        std::fs::write(self.folder.path().join(name), text).unwrap();
        self
    }

    fn tree(&self) -> Tree {
        read(self.folder.path(), &Layout::default()).unwrap()
    }

    async fn up(&self, options: &Options) -> nexusql_base::Result<Report> {
        up(&self.server, &self.tree(), options, &Quiet).await
    }

    /// Returns what has come, as lines: a `*` for what bore a transaction, then how it came, then its text.
    fn lines(&self) -> Vec<String> {
        self.answerer.take().into_iter().map(|request| line(&request)).collect()
    }
}

fn line(request: &Request) -> String {
    let mark = if request.in_transaction { "* " } else { "" };
    let kind = match request.kind {
        Kind::Batch => "batch",
        Kind::Call => "call",
        Kind::Transaction => "transaction",
        Kind::Attention => "attention",
    };
    format!("{mark}{kind}: {}", request.text)
}

const TABLE: &str = "[app].[dbo].[nexusql_migrations_core]";

/// What begins every run, up to the checks.
fn beginning() -> Vec<String> {
    let tracks = "call: select t.name from sys.tables t join sys.schemas s on s.schema_id = t.schema_id where s.name = @P1 and \
                  t.name like N'nexusql!_migrations!_%' escape N'!' order by 1";
    [
        "call: select case when db_name() not in (N'master', N'model', N'msdb', N'tempdb') then coalesce((select top (1) \
         schema_name(t.schema_id) from sys.tables t where t.name like N'nexusql!_migrations!_%' escape N'!' and t.schema_id in \
         (schema_id(), schema_id(N'dbo')) order by case when t.schema_id = schema_id() then 0 else 1 end), schema_name()) end, \
         coalesce(suser_sname(), user_name())",
        "call: select db_name()",
        tracks,
        "call: declare @got int; exec @got = sys.sp_getapplock @Resource = N'nexusql migrate', @LockMode = N'Exclusive', \
         @LockOwner = N'Session', @LockTimeout = 0; select @got as got",
        "batch: if schema_id(N'dbo') is null exec(N'create schema [dbo]')",
        "batch: if object_id(N'[app].[dbo].[nexusql_migrations_core]', N'U') is null create table \
         [app].[dbo].[nexusql_migrations_core] (migration_key nvarchar(255) collate Latin1_General_100_BIN2 not null primary key, \
         name nvarchar(255) not null, kind nvarchar(20) not null, checksum nvarchar(64) not null, applied_at datetimeoffset(6) \
         not null, role_name nvarchar(255) not null, client nvarchar(255) not null, execution_id nvarchar(40) not null, \
         duration_ms bigint not null, success bit not null, statements bigint not null, statements_checksum nvarchar(64) not \
         null, in_doubt nvarchar(max) null, tool nvarchar(40) not null)",
        tracks,
    ]
    .map(str::to_owned)
    .into()
}

const SET: &str = "batch: set xact_abort on; set lock_timeout 10000";
const STILL_OPEN: &str =
    "if @@trancount <> 1 throw 50000, N'migration has ended the transaction in which it ran, or begun another one', 1";
const GIVE: &str = "batch: exec sys.sp_releaseapplock @Resource = N'nexusql migrate', @LockOwner = N'Session'";

fn insert() -> String {
    format!(
        "* call: insert into {TABLE} (migration_key, name, kind, checksum, applied_at, role_name, client, execution_id, \
         duration_ms, success, statements, statements_checksum, in_doubt, tool) values (@P1, @P2, @P3, @P4, @P5, @P6, @P7, @P8, \
         @P9, @P10, @P11, @P12, nullif(@P13, N''), @P14)"
    )
}

#[tokio::test]
async fn a_run_is_one_transaction_of_batches_and_notes() {
    let bench = Bench::new(|_| None).await;
    bench
        .write("001_a.sql", "-- first\ncreate table a (x int)\nGO\n-- a view\ncreate view v as select x from a\ngo\n")
        .write("002_b.sql", "insert into a values (1)\nGO 2\nset nocount on\n");
    let report = bench.up(&Options::default()).await.unwrap();
    assert_eq!(report.done.len(), 2);
    let requests = bench.answerer.take();
    let lines: Vec<String> = requests.iter().map(line).collect();
    let mut wanted = beginning();
    let back = "* batch: set noexec off; set parseonly off; set fmtonly off; set ansi_nulls on; set ansi_padding on; set \
                ansi_warnings on; set ansi_null_dflt_on on; set concat_null_yields_null on; set quoted_identifier on; set \
                numeric_roundabort off; set nocount off; set rowcount 0; set transaction isolation level read committed; set \
                deadlock_priority normal; use [app]; set xact_abort on; set lock_timeout 10000";
    let still = format!("* batch: {STILL_OPEN}");
    wanted.extend(
        [
            SET,
            "batch: begin transaction",
            // As they stand, comments too, and never to sp_executesql.
            "* batch: -- first\ncreate table a (x int)",
            "* batch: -- a view\ncreate view v as select x from a",
            &still,
            &insert(),
            "* batch: insert into a values (1)",
            "* batch: insert into a values (1)",
            "* batch: set nocount on",
            back,
            &still,
            &insert(),
            &format!("{still}; commit transaction"),
            GIVE,
        ]
        .map(str::to_owned),
    );
    assert_eq!(lines, wanted);
    assert!(!bench.answerer.is_locked());
    // The second note: key, name, how, and that it ran with three batches.
    let notes: Vec<&Request> =
        requests.iter().filter(|request| request.text.starts_with("insert into [app]")).collect();
    let values = &notes[1].values;
    assert_eq!((values.len(), &values[..3]), (14, &["2".to_owned(), "002_b".to_owned(), "up".to_owned()][..]));
    assert_eq!(values[5], "sa");
    assert_eq!((values[9].as_str(), values[10].as_str(), values[12].as_str()), ("1", "3", ""));
}

#[tokio::test]
async fn a_batch_that_fails_is_told_by_file_and_line_and_nothing_is_noted() {
    let bench = Bench::new(|request| {
        request.text.contains("missing").then_some(Answer::Fault(208, 16, 3, "Invalid object name 'missing'."))
    })
    .await;
    bench.write("001_a.sql", "create table a (x int)").write(
        "002_b.sql",
        "create table b (x int)\nGO\n\n-- rows\nselect 1\n  insert into missing values (1)\nGO\nselect 3\n",
    );
    let said = bench.up(&Options::default()).await.unwrap_err();
    let place = said.diagnostic().place.clone().unwrap();
    assert!(place.file.ends_with("002_b.sql"), "{place:?}");
    // The third line of the batch, which begins in the fourth line of the file.
    assert_eq!((place.line, place.column), (6, 3));
    assert!(said.diagnostic().hint.as_deref().is_some_and(|hint| hint.contains("nothing of this run was kept")));
    let lines = bench.lines();
    let tail = &lines[lines.len() - 4..];
    assert!(tail[0].starts_with("* batch: -- rows\nselect 1"), "{tail:?}");
    // The server has rolled back what XACT_ABORT doomed: what follows bears no transaction, and is no error.
    assert_eq!(tail[1], "batch: if @@trancount > 0 rollback transaction");
    assert!(tail[2].starts_with("batch: set noexec off"), "{tail:?}");
    assert_eq!(tail[3], GIVE);
    assert!(lines.iter().filter(|line| line.contains("insert into [app]")).all(|line| line.contains("* ")));
    assert!(!lines.iter().any(|line| line.contains("commit transaction")), "{lines:#?}");
}

#[tokio::test]
async fn each_file_or_each_batch_may_be_a_transaction() {
    for (transactions, commits) in [(Transactions::File, 2), (Transactions::None, 3)] {
        let bench = Bench::new(|_| None).await;
        bench
            .write("001_a.sql", "create table a (x int)\ngo\ncreate table a2 (x int)")
            .write("002_b.sql", "create table b (x int)");
        bench.up(&Options { transactions, ..Options::default() }).await.unwrap();
        let n = bench.lines().iter().filter(|line| line.ends_with("commit transaction")).count();
        assert_eq!(n, commits, "{transactions:?}");
    }
}

/// Keeps what is told.
#[derive(Default)]
struct Ear(std::sync::Mutex<Vec<String>>);

impl Listener for Ear {
    fn notice(&self, notice: &nexusql_base::Diagnostic) {
        self.0.lock().unwrap().push(notice.message.clone());
    }
}

#[tokio::test]
async fn what_no_transaction_holds_runs_between_two_notes() {
    let bench = Bench::new(|_| None).await;
    bench.write("001_a.sql", "create table a (x int)\nGO\nalter database current set recovery simple\n");
    let ear = Ear::default();
    up(&bench.server, &bench.tree(), &Options::default(), &ear).await.unwrap();
    let told = ear.0.lock().unwrap().clone();
    assert_eq!(told, ["migration runs a statement at a time, because of CREATE, ALTER or DROP DATABASE"]);
    let requests = bench.answerer.take();
    let at = requests.iter().position(|request| request.text.starts_with("alter database")).unwrap();
    assert!(!requests[at].in_transaction);
    let before = &requests[at - 1];
    assert!(before.text.starts_with(&format!("update {TABLE} set checksum")), "{before:?}");
    assert!(before.values.contains(&"about to run".to_owned()), "{before:?}");
    assert!(!requests[at + 1].values.contains(&"about to run".to_owned()), "{:?}", requests[at + 1]);
    // The batch before it, in a transaction with its note.
    let first = requests.iter().position(|request| request.text.starts_with("create table a")).unwrap();
    assert!(requests[first].in_transaction && requests[first + 1].in_transaction);
}

#[tokio::test]
async fn a_statement_in_doubt_is_not_run_again_by_itself() {
    let bench = Bench::new(|request| {
        if request.text.contains("from sys.tables t join") {
            return Some(Answer::Rows(vec![rows(&["name"], &[&["nexusql_migrations_core"]])]));
        }
        let entry = [
            "1",
            "001_a",
            "up",
            "",
            "2026-01-02T03:04:05Z",
            "sa",
            "me@here",
            "x",
            "1",
            "0",
            "0",
            "",
            "about to run",
            "1",
            "core",
        ];
        request.text.ends_with("'core' as track from [app].[dbo].[nexusql_migrations_core]").then(|| {
            // A key is text, though it looks like a number.
            let mut result = rows(&HISTORY, &[&entry]);
            result.columns[0].data_type = mssql_mock_tds::SqlDataType::NVarChar;
            result.rows[0].values[0] = mssql_mock_tds::ColumnValue::NVarChar("1".to_owned());
            result.columns[13].data_type = mssql_mock_tds::SqlDataType::NVarChar;
            result.rows[0].values[13] = mssql_mock_tds::ColumnValue::NVarChar("1".to_owned());
            Answer::Rows(vec![result])
        })
    })
    .await;
    bench.write("001_a.sql", "create database b\n");
    let said = bench.up(&Options::default()).await.unwrap_err();
    assert_eq!((said.kind(), said.diagnostic().code), (ErrorKind::Refused, "statement-in-doubt"), "{said:?}");
    assert!(!bench.lines().iter().any(|line| line.contains("create database")));
}

#[tokio::test]
async fn a_lock_that_is_held_is_waited_for_and_its_holder_named() {
    let holds = |request: &Request| {
        request.text.contains("sys.dm_tran_locks").then(|| {
            Answer::Rows(vec![rows(&["holder"], &[&["Session 51 of sa on build-7, nexusql migrate (a@b), holds it."]])])
        })
    };
    let bench = Bench::new(move |request| {
        let slow = request.text.contains("slow").then_some(Answer::Slow(Duration::from_secs(2)));
        slow.or_else(|| holds(request))
    })
    .await;
    bench.write("001_a.sql", "create table slow (x int)");
    let other = Server::connect(&bench.answerer.url(), None, &|_| None).await.unwrap();
    let options = Options { lock_wait: Duration::from_millis(300), ..Options::default() };
    let tree = bench.tree();
    let first = bench.up(&options);
    let second = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        up(&other, &tree, &options, &Quiet).await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(first.unwrap().done.len(), 1);
    let said = second.unwrap_err();
    assert_eq!(said.diagnostic().code, "migration-in-progress");
    let detail = said.diagnostic().detail.clone().unwrap();
    assert!(detail.contains("Session 51 of sa on build-7") && detail.contains("waited for 300ms"), "{detail}");
    let requests = bench.answerer.take();
    let n_asked =
        requests.iter().filter(|request| request.connection > 0 && request.text.contains("sp_getapplock")).count();
    assert!(n_asked > 3, "{n_asked}");
    // Who has waited has done nothing but ask.
    assert!(!requests.iter().any(|request| request.connection > 0 && request.text.contains("create table")));
}

#[tokio::test]
async fn what_sp_getapplock_returns_is_understood() {
    for (code, wanted) in [
        ("1", None),
        ("-1", Some("migration-in-progress")),
        ("-3", Some("migration-in-progress")),
        ("-999", Some("could-not-lock")),
    ] {
        let bench = Bench::new(move |request| {
            let asked = request.text.contains("sp_getapplock");
            let denied = request.text.contains("sys.dm_tran_locks");
            let no_permission =
                Answer::Fault(300, 14, 1, "VIEW SERVER STATE permission was denied on object 'server'.");
            asked.then(|| Answer::Rows(vec![rows(&["got"], &[&[code]])])).or_else(|| denied.then_some(no_permission))
        })
        .await;
        bench.write("001_a.sql", "create table a (x int)");
        let options = Options { lock_wait: Duration::ZERO, ..Options::default() };
        match (bench.up(&options).await, wanted) {
            (Ok(_), None) => {}
            (Err(said), Some(wanted)) => {
                assert_eq!(said.diagnostic().code, wanted, "{code}: {said:?}");
                let detail = said.diagnostic().detail.clone().unwrap_or_default();
                assert!(wanted == "could-not-lock" || detail.contains("VIEW SERVER STATE"), "{detail}");
            }
            (answer, _) => panic!("{code}: {answer:?}"),
        }
    }
}

#[tokio::test]
async fn a_table_that_is_locked_is_tried_again() {
    let mut n = 0;
    let bench = Bench::new(move |request| {
        n += usize::from(request.text.contains("alter table"));
        let fault = Answer::Fault(1222, 16, 1, "Lock request time out period exceeded.");
        (request.text.contains("alter table") && n < 3).then_some(fault)
    })
    .await;
    bench.write("001_a.sql", "alter table a add y int");
    let options = Options { lock_timeout: Duration::from_millis(1500), ..Options::default() };
    assert_eq!(bench.up(&options).await.unwrap().done.len(), 1);
    let lines = bench.lines();
    assert_eq!(lines.iter().filter(|line| line.contains("alter table")).count(), 3);
    assert_eq!(lines.iter().filter(|line| *line == "batch: begin transaction").count(), 3);
    assert!(lines.iter().any(|line| line == "batch: set xact_abort on; set lock_timeout 1500"), "{lines:#?}");
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_stopped_by_an_attention() {
    let bench =
        Bench::new(|request| request.text.contains("waitfor").then_some(Answer::Slow(Duration::from_secs(30)))).await;
    bench.write("001_a.sql", "select 1\ngo\nwaitfor delay '00:00:30'");
    let options = Options { statement_timeout: Duration::from_millis(300), ..Options::default() };
    let said = bench.up(&options).await.unwrap_err();
    assert_eq!(said.diagnostic().place.as_ref().map(|place| place.line), Some(3), "{said:?}");
    let lines = bench.lines();
    let at = lines.iter().position(|line| line.contains("attention:")).unwrap();
    assert_eq!(lines[at + 1], "batch: if @@trancount > 0 rollback transaction");
    assert!(!lines.iter().any(|line| line.contains("commit transaction")), "{lines:#?}");
}

#[tokio::test]
async fn all_results_of_a_check_count_and_words_are_asked_in_its_own_sql() {
    for (second, holds) in [(&["0"][..], false), (&["1"][..], true)] {
        let answer = second[0];
        let bench = Bench::new(move |request| {
            request.text.contains("from users").then(|| {
                let first = rows(&["ok"], &[&["1"]]);
                Answer::Rows(vec![first, rows(&["ok"], &[&[answer]])])
            })
        })
        .await;
        bench.write("001_a.sql", "create table a (x int)").write(
            "001_a.check.sql",
            "-- check: no nulls in dbo.t(x)\nselect 1 as ok from users\nselect 0 as ok from users\n",
        );
        let answer = bench.up(&Options::default()).await;
        assert_eq!(answer.is_ok(), holds, "{answer:?}");
        let lines = bench.lines();
        assert!(lines.contains(&"* call: select top (11) * from [dbo].[t] where [x] is null".to_owned()), "{lines:#?}");
        assert_eq!(lines.iter().any(|line| line.contains("create table a")), holds);
    }
}

#[tokio::test]
async fn checks_in_words_are_asked() {
    let bench = Bench::new(|request| {
        let text = request.text.as_str();
        let n =
            if text.contains("object_id(@P1, N'U')") || text.contains("select top (5) 1") { "1" } else { return None };
        Some(Answer::Rows(vec![rows(&["n"], &[&[n]])]))
    })
    .await;
    let mut session = bench.server.manager.dedicated().await.unwrap();
    for words in ["table dbo.[My]]T] exists", "fewer than 5 rows in t", "no duplicates in t(a, b)"] {
        let check = check::parse(words, bench.server.flavor).unwrap();
        assert_eq!(check.ask(&bench.server, &mut session).await.unwrap(), None, "{words}");
    }
    let requests = bench.answerer.take();
    assert_eq!(requests[0].values, ["[dbo].[My]]T]"]);
    let texts: Vec<&str> = requests.iter().map(|request| request.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "select case when object_id(@P1, N'U') is null then 0 else 1 end",
            "select count(*) from (select top (5) 1 as x from [t]) t",
            "select top (11) [a], [b], count(*) as n_rows from [t] where [a] is not null and [b] is not null group by [a], [b] \
             having count(*) > 1",
        ]
    );
}

#[tokio::test]
async fn programs_find_what_sqlcmd_reads() {
    let bench = Bench::new(|_| None).await;
    let out = bench.folder.path().join("seen");
    let script = format!("env | grep -E '^(SQLCMD|NEXUSQL_ENGINE)' | sort > '{}'\n", out.display());
    bench.write("001_a.sql", "create table a (x int)").write("001_a.sh", &script);
    bench.up(&Options::default()).await.unwrap();
    let port = bench.answerer.port();
    let wanted = format!(
        "NEXUSQL_ENGINE=mssql\nSQLCMDDBNAME=app\nSQLCMDPASSWORD=geheim\nSQLCMDSERVER=127.0.0.1,{port}\nSQLCMDUSER=sa\n"
    );
    assert_eq!(std::fs::read_to_string(Path::new(&out)).unwrap(), wanted);
    // It is in no message.
    assert!(!format!("{:?}", bench.server).contains("geheim"));
}

#[tokio::test]
async fn a_database_of_the_server_itself_is_refused() {
    let bench = Bench::new(|request| {
        let asked = request.text.contains("suser_sname()");
        asked.then(|| {
            let mut result = rows(&["schema", "role"], &[&["", "sa"]]);
            result.columns[0].data_type = mssql_mock_tds::SqlDataType::NVarCharMax;
            result.rows[0].values[0] = mssql_mock_tds::ColumnValue::NVarCharMaxNull;
            Answer::Rows(vec![result])
        })
    })
    .await;
    bench.write("001_a.sql", "create table a (x int)");
    let said = bench.up(&Options::default()).await.unwrap_err();
    assert_eq!(said.diagnostic().code, "no-schema", "{said:?}");
}

#[tokio::test]
async fn a_way_down_is_one_transaction_with_its_notes() {
    let bench = Bench::new(|request| {
        if request.text.contains("from sys.tables t join") {
            return Some(Answer::Rows(vec![rows(&["name"], &[&["nexusql_migrations_core"]])]));
        }
        let entry = [
            "k1",
            "001_a",
            "up",
            "",
            "2026-01-02T03:04:05Z",
            "sa",
            "me@here",
            "x",
            "1",
            "1",
            "1",
            "",
            "no",
            "v",
            "core",
        ];
        request.text.ends_with("as track from [app].[dbo].[nexusql_migrations_core]").then(|| {
            let mut result = rows(&HISTORY, &[&entry]);
            result.rows[0].values[0] = mssql_mock_tds::ColumnValue::NVarChar("1".to_owned());
            Answer::Rows(vec![result])
        })
    })
    .await;
    bench.write("001_a.sql", "-- migrate:up\ncreate table a (x int)\n-- migrate:down\ndrop view v\ngo\ndrop table a\n");
    let wanted = DownOptions { n: 1, to: None };
    let report = down(&bench.server, &bench.tree(), &Options::default(), &wanted, &Quiet).await.unwrap();
    assert_eq!(report.done.len(), 1);
    let lines = bench.lines();
    let from = lines.iter().position(|line| line == "batch: begin transaction").unwrap();
    let texts: Vec<&str> = lines[from..].iter().map(|line| line.split(" (").next().unwrap()).collect();
    let still = format!("* batch: {STILL_OPEN}");
    assert_eq!(texts[1..4], ["* batch: drop view v", "* batch: drop table a", still.as_str()]);
    assert_eq!(texts[4], format!("* call: delete from {TABLE} where migration_key = @P1"));
    let log = "* call: insert into [app].[dbo].nexusql_migrations_0log";
    assert_eq!(texts.iter().filter(|text| **text == log).count(), 2, "{texts:#?}");
    assert!(texts[texts.len() - 2].ends_with("commit transaction") && texts[texts.len() - 1] == GIVE, "{texts:#?}");
}

#[tokio::test]
async fn a_batch_that_fails_outside_of_a_transaction_is_in_doubt() {
    let bench = Bench::new(|request| {
        let fails = request.text.starts_with("begin try");
        fails.then_some(Answer::Fault(50_000, 16, 5, "not today"))
    })
    .await;
    let text = "begin try\n  begin tran;\n  insert into a values (1);\n  commit;\n  throw 50000, 'not today', 1;\n\
                end try\nbegin catch\n  if @@trancount > 0 rollback;\n  throw;\nend catch\n";
    bench.write("001_a.sql", text);
    let said = bench.up(&Options::default()).await.unwrap_err();
    assert_eq!(said.diagnostic().place.as_ref().map(|place| place.line), Some(5), "{said:?}");
    assert!(said.diagnostic().hint.as_deref().is_some_and(|hint| hint.contains("repair --ran")), "{said:?}");
    let requests = bench.answerer.take();
    let at = requests.iter().position(|request| request.text.starts_with("begin try")).unwrap();
    assert!(!requests[at].in_transaction);
    // What the batch may have left open goes before anything is noted, and the doubt stays.
    assert_eq!(requests[at + 1].text, "if @@trancount > 0 rollback transaction");
    assert!(requests[at + 2].values.contains(&"about to run".to_owned()), "{:?}", requests[at + 2]);
}

#[tokio::test]
async fn what_the_server_refuses_in_a_transaction_is_told_how_to_run() {
    let bench = Bench::new(|request| {
        let refused = "ALTER DATABASE statement not allowed within multi-statement transaction.";
        request.text.starts_with("exec").then_some(Answer::Fault(226, 16, 1, refused))
    })
    .await;
    bench.write("001_a.sql", "exec dbo.hidden\n");
    let said = bench.up(&Options::default()).await.unwrap_err();
    assert!(said.diagnostic().hint.as_deref().is_some_and(|hint| hint.contains("no-transaction")), "{said:?}");
    let other = Bench::new(|_| None).await;
    other.write("001_a.sql", "-- migrate:no-transaction\nexec dbo.hidden\n");
    other.up(&Options::default()).await.unwrap();
    assert!(
        other
            .answerer
            .take()
            .iter()
            .any(|request| request.text.ends_with("exec dbo.hidden") && !request.in_transaction)
    );
}

#[tokio::test]
async fn a_transaction_of_the_file_holds_its_notes_too() {
    let bench = Bench::new(|_| None).await;
    bench.write("001_a.sql", "begin transaction\nGO\ncreate table a (x int)\nGO\ncommit transaction\nGO\nselect 1\n");
    bench.up(&Options::default()).await.unwrap();
    let requests = bench.answerer.take();
    let at = |text: &str| requests.iter().position(|request| request.text == text).unwrap();
    let notes = |from: usize, to: usize| {
        let between = requests[from..to].iter().filter(|request| request.text.starts_with("update [app]"));
        between.map(|request| request.in_transaction).collect::<Vec<_>>()
    };
    // One after each of the first two, and that of the commit before it.
    assert_eq!(notes(at("begin transaction"), at("commit transaction")), [true, true, true]);
    assert!(!requests[at("commit transaction") + 1].in_transaction);
}
