//! Statements: errors with their numbers and names, DDL in transactions, procedures, cancelling, what the session pins.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use nexusql_db::{DatabaseManager, Kind, Options, Params, RetryOptions, Row, Upsert, Value, params};

use crate::cases::{Bench, Case, Outcome, equal, refused, said};

/// Statements that fail, with kind, number, SQLSTATE, constraint, table and columns.
type Failure = (&'static str, &'static str, Kind, i64, &'static str, &'static str);

const FAILURES: &[Failure] = &[
    ("unique", "insert into p values (2, 1, 1, 1, null)", Kind::Unique, 1062, "23000", "p_u"),
    ("primary-key", "insert into p values (1, 2, 1, 1, null)", Kind::Unique, 1062, "23000", "PRIMARY"),
    ("foreign-key", "insert into p values (2, 2, 1, 1, 9)", Kind::ForeignKey, 1452, "23000", "p_f"),
    ("foreign-key-parent", "delete from p where id = 1", Kind::ForeignKey, 1451, "23000", "p_f"),
    ("not-null", "insert into p values (2, 2, null, 1, null)", Kind::NotNull, 1048, "23000", ""),
    ("no-default", "insert into p (id) values (2)", Kind::NotNull, 1364, "HY000", ""),
    ("signal", "signal sqlstate '45000' set message_text = 'no'", Kind::Constraint, 1644, "45000", ""),
    ("unknown-function", "select missing(1)", Kind::Unknown, 1305, "42000", ""),
    ("unknown-database", "select * from missing.t", Kind::Unknown, 1146, "42S02", ""),
    ("out-of-range", "select 9223372036854775807 + 1 from p", Kind::Value, 1690, "22003", ""),
    ("duplicate-column", "create table q (a int, a int)", Kind::Exists, 1060, "42S21", ""),
];

pub fn all() -> Vec<Case> {
    let failures = FAILURES
        .iter()
        .map(|failure| Case::new(format!("my-errors/{}", failure.0), move |bench| fails(bench, failure)));
    let others = vec![
        Case::new("my-errors/columns-and-table", names),
        Case::new("my-errors/permission", permission),
        Case::new("my-transactions/ddl-commits-and-says-so", ddl),
        Case::new("my-transactions/ddl-in-a-nested-one", nested_ddl),
        Case::new("my-transactions/deadlock", deadlock),
        Case::new("my-transactions/lock-wait", lock_wait),
        Case::new("my-transactions/retry-after-deadlocks", retried),
        Case::new("my-versions/what-ddl-left-is-told", half_done),
        Case::new("my-statements/procedures", procedures),
        Case::new("my-statements/altered-while-prepared", altered),
        Case::new("my-statements/more-than-are-kept", many_statements),
        Case::new("my-statements/too-many-parameters", too_many),
        Case::new("my-statements/colons-that-the-driver-would-take", colons),
        Case::new("my-statements/variables-and-labels", variables),
        Case::new("my-statements/session-is-pinned", pinned),
        Case::new("my-statements/autocommit-stays-on", autocommit),
        Case::new("my-statements/found-rows", found_rows),
        Case::new("my-statements/upsert", upsert),
        Case::new("my-cancel/a-late-one-hits-nothing", late),
        Case::new("my-cancel/server-limit", server_limit),
        Case::new("my-cancel/stream-that-is-dropped-ends-on-the-server", stream_dropped),
    ];
    failures.chain(others).collect()
}

async fn table(bench: &Bench) -> Result<DatabaseManager, String> {
    let db = bench.connect().await?;
    let script = "create table p (id integer primary key, u integer, n integer not null, c integer, f integer, \
                  constraint p_u unique (u), constraint p_c check (c > 0), constraint p_f foreign key (f) references p (id)); \
                  insert into p values (1, 1, 1, 1, null), (5, 5, 5, 5, 1)";
    db.execute_script(script).await.map_err(said)?;
    Ok(db)
}

async fn fails(bench: Bench, failure: &Failure) -> Outcome {
    let (_, sql, kind, number, state, constraint) = failure;
    let db = table(&bench).await?;
    let error = refused(db.execute(sql, ()).await, *kind)?;
    equal("number", error.code().map(ToString::to_string), Some(number.to_string()))?;
    equal("state", error.diagnostic().sqlstate.as_deref(), Some(*state))?;
    equal("constraint", error.constraint().unwrap_or(""), constraint)
}

async fn names(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let error = refused(db.execute("insert into p values (2, 2, 1, 0, null)", ()).await, Kind::Check)?;
    equal("constraint", error.constraint(), Some("p_c"))?;
    let error = refused(db.execute("insert into p values (2, 2, 1, 1, 9)", ()).await, Kind::ForeignKey)?;
    equal("table", error.table(), Some("p"))?;
    equal("columns", error.columns(), &["f".to_owned()])?;
    let error = refused(db.execute("insert into p values (2, 2, null, 1, null)", ()).await, Kind::NotNull)?;
    equal("columns", error.columns(), &["n".to_owned()])?;
    let error = refused(db.execute("insert into p values ('x', 2, 1, 1, null)", ()).await, Kind::Value)?;
    equal("columns", error.columns(), &["id".to_owned()])
}

async fn permission(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let account = bench.database.config.database.clone().unwrap().chars().take(30).collect::<String>();
    for sql in [
        format!("drop user if exists '{account}'@'%'"),
        format!("create user '{account}'@'%' identified by 'p:a@s/s %w'"),
        format!("grant select on p to '{account}'@'%'"),
    ] {
        db.execute(&sql, ()).await.map_err(said)?;
    }
    let config = bench.database.config.clone().user(&account).password("p:a@s/s %w");
    let other = DatabaseManager::connect_with(&config, Options::default()).await.map_err(said)?;
    equal("reads", other.fetch_one::<(i64,)>("select count(*) from p", ()).await.map_err(said)?, (2,))?;
    refused(other.execute("delete from p", ()).await, Kind::Permission)?;
    refused(other.execute("create table q (i int)", ()).await, Kind::Permission)?;
    equal("Debug shows no password", format!("{other:?} {config:?}").contains("p:a@s"), false)?;
    let wrong = bench.database.config.clone().user(&account).password("geheim");
    let error = refused(DatabaseManager::connect_with(&wrong, Options::default()).await, Kind::Connection)?;
    equal(
        "code",
        (error.diagnostic().code, error.code().map(ToString::to_string)),
        ("login-refused", Some("1045".to_owned())),
    )?;
    equal("shows no password", format!("{error:?}").contains("geheim"), false)?;
    db.execute(&format!("drop user '{account}'@'%'"), ()).await.map(drop).map_err(said)
}

async fn ddl(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    equal("dialect says so", db.dialect().ddl_commits(), true)?;
    let mut tx = db.begin().await.map_err(said)?;
    tx.execute("delete from p where id = 5", ()).await.map_err(said)?;
    let error = refused(tx.execute("create table q (i int)", ()).await, Kind::Transaction)?;
    equal("detail", error.diagnostic().detail.as_ref().is_some_and(|text| text.contains("is committed")), true)?;
    // What would stand alone is refused.
    refused(tx.execute("delete from p", ()).await, Kind::Transaction)?;
    refused(tx.commit().await, Kind::Transaction)?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from p", ()).await.map_err(said)?, (1,))?;
    // A temporary table commits nothing.
    let mut tx = db.begin().await.map_err(said)?;
    tx.execute("delete from p", ()).await.map_err(said)?;
    tx.execute("create temporary table z (i int)", ()).await.map_err(said)?;
    tx.rollback().await.map_err(said)?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from p", ()).await.map_err(said)?, (1,))
}

async fn nested_ddl(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let mut tx = db.begin().await.map_err(said)?;
    let mut nested = tx.begin().await.map_err(said)?;
    refused(nested.execute_script("delete from p where id = 5; create table q (i int)").await, Kind::Transaction)?;
    refused(nested.commit().await, Kind::Transaction)?;
    refused(tx.execute("insert into p values (7, 7, 7, 7, null)", ()).await, Kind::Transaction)?;
    refused(tx.commit().await, Kind::Transaction)?;
    equal("next", db.fetch_one::<(i64,)>("select count(*) from p where id = 7", ()).await.map_err(said)?, (0,))
}

async fn deadlock(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute_script("create table t (i int primary key, v int); insert into t values (1, 0), (2, 0)")
        .await
        .map_err(said)?;
    let (mut a, mut b) = (db.begin().await.map_err(said)?, db.begin().await.map_err(said)?);
    a.execute("update t set v = 1 where i = 1", ()).await.map_err(said)?;
    b.execute("update t set v = 2 where i = 2", ()).await.map_err(said)?;
    let (one, two) = tokio::join!(
        async {
            let answer = a.execute("update t set v = 1 where i = 2", ()).await;
            (answer.is_ok(), answer.err().map(|error| error.kind()), a.commit().await.is_ok())
        },
        async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let answer = b.execute("update t set v = 2 where i = 1", ()).await;
            (answer.is_ok(), answer.err().map(|error| error.kind()), b.commit().await.is_ok())
        }
    );
    let mut both = [one, two];
    both.sort_by_key(|(went_well, ..)| *went_well);
    // The server has rolled back the one, whole; it cannot be committed by mistake.
    equal("one of both", both, [(false, Some(Kind::Deadlock), false), (true, None, true)])?;
    equal("rows", db.fetch_one::<(i64,)>("select count(distinct v) from t", ()).await.map_err(said)?, (1,))
}

async fn lock_wait(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    let mut holder = db.begin().await.map_err(said)?;
    holder.execute("update p set n = 9 where id = 1", ()).await.map_err(said)?;
    let mut waiter = db.begin().await.map_err(said)?;
    waiter.execute("set innodb_lock_wait_timeout = 1", ()).await.map_err(said)?;
    waiter.execute("update p set n = 8 where id = 5", ()).await.map_err(said)?;
    let error = refused(waiter.execute("update p set n = 8 where id = 1", ()).await, Kind::Lock)?;
    equal("transient", error.is_transient(), true)?;
    // Only the statement is undone.
    waiter.commit().await.map_err(said)?;
    holder.rollback().await.map_err(said)?;
    equal("rows", db.fetch_one::<(i64,)>("select sum(n) from p", ()).await.map_err(said)?, (9,))
}

async fn retried(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute_script("create table t (n integer); insert into t values (0)").await.map_err(said)?;
    let mut options = RetryOptions::default();
    options.wait = Duration::from_millis(1);
    options.attempts_max = 1_000;
    options.transaction = options.transaction.isolation(nexusql_db::Isolation::Serializable);
    let work = (0..6).map(|_| {
        db.retry(options.clone(), async |tx| {
            let (n,): (i64,) = tx.fetch_one("select n from t", ()).await?;
            tx.execute("update t set n = :n", params! { n: n + 1 }).await
        })
    });
    for answer in futures_util::future::join_all(work).await {
        equal("changed", answer.map_err(said)?, 1)?;
    }
    equal("sum", db.fetch_one::<(i64,)>("select n from t", ()).await.map_err(said)?, (6,))
}

/// A file whose second statement fails: its first stays, and the file is not taken for done.
async fn half_done(bench: Bench) -> Outcome {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let write = |text: &str| std::fs::write(folder.path().join("V1__a.sql"), text).map_err(|error| error.to_string());
    write("create table a (i int); insert into a values (1); insert into missing values (1); create table b (i int)")?;
    let db = bench.connect().await?;
    let error = refused(db.initialize(Some(folder.path())).await, Kind::Unknown)?;
    equal("hint", error.diagnostic().hint.as_ref().is_some_and(|hint| hint.contains("stays")), true)?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from a", ()).await.map_err(said)?, (1,))?;
    write("create table if not exists a (i int); create table b (i int)")?;
    equal("applied", db.initialize(Some(folder.path())).await.map_err(said)?.len(), 1)?;
    equal("applied once", db.initialize(Some(folder.path())).await.map_err(said)?.len(), 0)
}

async fn procedures(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    db.execute(
        "create procedure f(in a int) begin select id from p where id >= a order by id; update p set n = a; end",
        (),
    )
    .await
    .map_err(said)?;
    let rows: Vec<(i64,)> = db.fetch_all("call f(:a)", params! { a: 1 }).await.map_err(said)?;
    equal("rows", rows, vec![(1,), (5,)])?;
    equal("one", db.fetch_one::<(i64,)>("call f(:a)", params! { a: 2 }).await.map_err(said)?, (5,))?;
    equal("changed", db.fetch_one::<(i64,)>("select min(n) from p", ()).await.map_err(said)?, (2,))
}

async fn altered(bench: Bench) -> Outcome {
    let db = bench.connect_with(Options::default().pool(|pool| pool.connections_max = 1)).await?;
    db.execute("create table t (a int)", ()).await.map_err(said)?;
    db.execute("insert into t values (1)", ()).await.map_err(said)?;
    for (alter, wanted) in [
        ("do 0", vec![Value::Int(1)]),
        ("alter table t add b varchar(9) default 'x'", vec![Value::Int(1), Value::Text("x".to_owned())]),
        ("alter table t modify a varchar(9)", vec![Value::Text("1".to_owned()), Value::Text("x".to_owned())]),
        ("alter table t drop a", vec![Value::Text("x".to_owned())]),
    ] {
        db.execute(alter, ()).await.map_err(said)?;
        let row: Row = db.fetch_one("select * from t", ()).await.map_err(said)?;
        equal(alter, row.into_values(), wanted)?;
    }
    Ok(())
}

async fn many_statements(bench: Bench) -> Outcome {
    let db = bench.connect_with(Options::default().pool(|pool| pool.connections_max = 1)).await?;
    for i in 0..450 {
        let sql = format!("select {i} + cast(:a as signed)");
        equal("sum", db.fetch_one::<(i64,)>(&sql, params! { a: 1 }).await.map_err(said)?, (i + 1,))?;
        // Lists make texts that are not kept.
        let ids: Vec<i64> = (0..=i % 7).collect();
        db.fetch_one::<(i64,)>("select 1 in (:ids) or 1", params! { ids: ids }).await.map_err(said)?;
    }
    let open: Vec<(String, String)> =
        db.fetch_all("show session status like 'Prepared_stmt_count'", ()).await.map_err(said)?;
    equal("open statements", open.first().is_none_or(|(_, n)| n.parse::<i64>().is_ok_and(|n| n < 2_000)), true)
}

async fn too_many(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let ids: Vec<i64> = (0..70_000).collect();
    refused(db.fetch_one::<Row>("select 1 where 1 in (:ids)", params! { ids: ids }).await, Kind::Parameter)?;
    equal("goes on", db.fetch_one::<(i64,)>("select 1", ()).await.map_err(said)?, (1,))
}

async fn colons(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    for (sql, wanted) in [
        ("select concat(1-':a', ':b', cast(:p as char))", "1:bP"),
        ("select concat(4/'2', ':a', cast(:p as char))", "2:aP"),
        ("select concat(1 -# :a\n 1, ':a', cast(:p as char))", "0:aP"),
        ("select concat(\"it's :a\", '`:b', cast(:p as char)) /* :c */ # ':d", "it's :a`:bP"),
        ("select /**/ concat(':a', cast(:p as char)) -- :b", ":aP"),
        ("select /*! concat( */ /* :a */ cast(:p as char) /*! , ':b') */", "P:b"),
        ("select concat('\\\\', ':a', '\\':b', cast(:p as char))", "\\:a':bP"),
        ("select concat(':a' '' ':b', cast(:p as char)) --\t:c", ":a:bP"),
        ("select concat(cast(:p as char), 3--1)", "P4"),
        ("# it's\r :a\nselect cast(:p as char)", "P"),
    ] {
        let (text,): (String,) =
            db.fetch_one(sql, params! { p: "P" }).await.map_err(|error| format!("{sql}: {}", said(error)))?;
        equal(sql, text.as_str(), wanted)?;
    }
    Ok(())
}

async fn variables(bench: Bench) -> Outcome {
    let mut tx = bench.connect().await?.begin().await.map_err(said)?;
    tx.execute("set @a := :a, @`b:c` := 2", params! { a: 5 }).await.map_err(said)?;
    let row: (i64, i64) = tx.fetch_one("select @a, @`b:c`", ()).await.map_err(said)?;
    equal("row", row, (5, 2))?;
    let (n,): (i64,) = tx.fetch_one("select @n:=@a+:b", params! { b: 1 }).await.map_err(said)?;
    equal("assigned", n, 6)?;
    let body = "create function f() returns int deterministic begin declare n int default 0; \
                again: loop set n = n + 1; if n > 3 then leave again; end if; end loop; return n; end";
    drop(tx);
    let db = bench.connect().await?;
    db.execute(body, ()).await.map_err(said)?;
    equal("label", db.fetch_one::<(i64,)>("select f()", ()).await.map_err(said)?, (4,))
}

async fn pinned(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    let row: (String, String, i64, String) =
        db.fetch_one("select @@sql_mode, @@time_zone, @@autocommit, @@character_set_client", ()).await.map_err(said)?;
    equal("strict", row.0.contains("STRICT_ALL_TABLES") && !row.0.contains("ANSI_QUOTES"), true)?;
    equal("rest", (row.1.as_str(), row.2, row.3.as_str()), ("+00:00", 1, "utf8mb4"))
}

/// Without it, each statement would begin a transaction that nobody ends.
async fn autocommit(bench: Bench) -> Outcome {
    let db = bench.connect_with(Options::default().pool(|pool| pool.connections_max = 1)).await?;
    db.execute("create table t (i int)", ()).await.map_err(said)?;
    refused(db.execute("set autocommit = 0", ()).await, Kind::Transaction)?;
    refused(db.execute_script("set autocommit = 0; insert into t values (1)").await, Kind::Transaction)?;
    let mut tx = db.begin().await.map_err(said)?;
    tx.execute("insert into t values (2)", ()).await.map_err(said)?;
    refused(tx.execute("set session autocommit = off", ()).await, Kind::Transaction)?;
    refused(tx.commit().await, Kind::Transaction)?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (0,))?;
    equal("autocommit", db.fetch_one::<(i64,)>("select @@autocommit", ()).await.map_err(said)?, (1,))
}

/// A row that was found counts, though it is as it was: so it is on the other engines.
async fn found_rows(bench: Bench) -> Outcome {
    let db = table(&bench).await?;
    equal("changed", db.execute("update p set n = n", ()).await.map_err(said)?, 2)
}

async fn upsert(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table t (`a` int primary key, `b c` int)", ()).await.map_err(said)?;
    let only_key = db.dialect().upsert(&Upsert { table: "t", key: &["a"], columns: &[] }).map_err(said)?;
    for _ in 0..2 {
        db.execute(&only_key, params! { a: 1 }).await.map_err(said)?;
    }
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (1,))?;
    refused(db.dialect().returning(&["a"]), Kind::Unsupported).map(drop)
}

/// Time limits that pass just when the statement ends: the next statement is not hit.
async fn late(bench: Bench) -> Outcome {
    let db = bench.connect_with(Options::default().pool(|pool| pool.connections_max = 1)).await?;
    let mut tx = db.begin().await.map_err(said)?;
    for i in 0..40 {
        tx.set_statement_timeout(Some(Duration::from_millis(20)));
        let sql = format!("select sleep(0.{:03})", 15 + i % 10);
        match tx.fetch_one::<Row>(&sql, ()).await {
            Err(error) if error.kind() != Kind::Timeout => return Err(said(error)),
            _ => {}
        }
        tx.set_statement_timeout(None);
        equal("next", tx.fetch_one::<(i64,)>("select 1", ()).await.map_err(said)?, (1,))?;
    }
    tx.commit().await.map_err(said)
}

async fn server_limit(bench: Bench) -> Outcome {
    let mut tx = bench.connect().await?.begin().await.map_err(said)?;
    let set = match bench.engine.has(crate::engine::Feature::MariaDb) {
        true => "set statement max_statement_time = 0.05 for select sleep(5)",
        false => {
            "select /*+ max_execution_time(50) */ count(*) from information_schema.columns a, information_schema.columns b, information_schema.columns c"
        }
    };
    refused(tx.fetch_one::<Row>(set, ()).await, Kind::Timeout).map(drop)
}

async fn stream_dropped(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute("create table n (i int)", ()).await.map_err(said)?;
    db.execute_many("insert into n (i) values (:i)", (0..1_000).map(|i| params! { i: i })).await.map_err(said)?;
    {
        let mut rows = std::pin::pin!(db.fetch_stream("select a.i, 'dropped' from n a, n b, n c", Params::new()));
        rows.next().await.unwrap().map_err(said)?;
    }
    let running =
        "select count(*) from information_schema.processlist where info like '%dropped%' and id <> connection_id()";
    let begun = Instant::now();
    while db.fetch_one::<(i64,)>(running, ()).await.map_err(said)? != (0,) {
        equal("in time", begun.elapsed() < Duration::from_secs(5), true)?;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
