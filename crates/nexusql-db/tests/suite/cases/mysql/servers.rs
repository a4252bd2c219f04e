//! Ways to a server: sockets, TLS, passwords, several hosts, the environment; and a server that goes away and comes back.

use std::time::{Duration, Instant};

use nexusql_db::{ConnectionConfig, DatabaseManager, Kind, Options, Row, params};
use nexusql_testkit::MariaDb;

use super::authority::Authority;
use crate::cases::{Bench, Case, Outcome, equal, refused, said};

pub fn all() -> Vec<Case> {
    vec![
        Case::new("my-servers/tls-and-cancel-over-tls", tls),
        Case::new("my-servers/restarted-in-the-middle", restarted),
        Case::new("my-servers/url-socket-and-environment", ways),
        Case::new("my-servers/options-are-checked", options),
        Case::new("my-servers/other-modes-of-the-server", modes),
    ]
}

const ENCODED: &str = "p%3Aa%40s%2Fs%20%25w";
const PASSWORD: &str = "p:a@s/s %w";

async fn connect(url: &str) -> Result<DatabaseManager, nexusql_db::Error> {
    connect_in(url, &|_| None).await
}

async fn connect_in(
    url: &str,
    variable: &(dyn Fn(&str) -> Option<String> + Sync),
) -> Result<DatabaseManager, nexusql_db::Error> {
    DatabaseManager::connect_in(&ConnectionConfig::parse(url)?, Options::default(), variable).await
}

/// Makes an account with a password, and a database.
async fn account(server: &MariaDb) -> Outcome {
    let db = connect(&format!("mysql://root@localhost/?socket={}", server.socket().display())).await.map_err(said)?;
    let script = format!(
        "create database app; create user me@'%' identified by '{PASSWORD}'; grant all on *.* to me@'%' with grant option"
    );
    db.execute_script(&script).await.map_err(said)
}

async fn tls(bench: Bench) -> Outcome {
    let (authority, other) = (Authority::new("ours"), Authority::new("another"));
    let made = authority.identity(&["localhost"], "server");
    let mut server = MariaDb::start("tls", &[])?;
    server.stop()?;
    let file = |name: &str| server.folder().join(name);
    let (crt, key, root, strange) = (file("server.crt"), file("server.key"), file("root.crt"), file("other.crt"));
    for (file, text) in [(&crt, made.certificate), (&key, made.key), (&root, authority.pem()), (&strange, other.pem())]
    {
        std::fs::write(file, text).and_then(|()| server.give(file)).map_err(|error| error.to_string())?;
    }
    server.run_with(&[format!("--ssl-cert={}", crt.display()), format!("--ssl-key={}", key.display())])?;
    account(&server).await?;
    let base = format!("mysql://me:{ENCODED}@localhost:{}/app", server.port());
    let cipher = "show session status like 'Ssl_cipher'";
    for (options, wanted) in [
        ("?sslmode=disable", false),
        ("?sslmode=allow", false),
        ("?sslmode=prefer", true),
        ("", true),
        ("?sslmode=require", true),
        ("?ssl-mode=REQUIRED", true),
        (&format!("?sslmode=require&sslrootcert={}", root.display()), true),
        (&format!("?sslmode=verify-ca&sslrootcert={}", root.display()), true),
        (&format!("?ssl-mode=VERIFY_IDENTITY&ssl-ca={}", root.display()), true),
    ] {
        let db = connect(&format!("{base}{options}")).await.map_err(said)?;
        let (_, name): (String, String) = db.fetch_one(cipher, ()).await.map_err(said)?;
        equal(options, !name.is_empty(), wanted)?;
        db.close().await;
    }
    // By another name, whoever made it is enough for the one and not for the other.
    let elsewhere = base.replace("localhost", "127.0.0.1");
    connect(&format!("{elsewhere}?sslmode=verify-ca&sslrootcert={}", root.display())).await.map_err(said)?;
    for refused_url in [
        format!("{elsewhere}?sslmode=verify-full&sslrootcert={}", root.display()),
        // No authority of this machine has signed it, nor has the other one.
        format!("{base}?sslmode=verify-ca"),
        format!("{base}?sslmode=verify-full"),
        format!("{base}?sslmode=require&sslrootcert={}", strange.display()),
        format!("{base}?sslmode=verify-full&sslrootcert={}", strange.display()),
    ] {
        let error = refused(connect(&refused_url).await, Kind::Connection)?;
        equal("code", error.diagnostic().code, "tls-failed")?;
    }
    let db = connect(&format!("{base}?sslmode=require")).await.map_err(said)?;
    let cut = db.fetch_one::<Row>(bench.engine.endless(), ());
    equal("cut off", tokio::time::timeout(Duration::from_millis(200), cut).await.is_err(), true)?;
    let running =
        "select count(*) from information_schema.processlist where info like '%sleep(60)%' and id <> connection_id()";
    let begun = Instant::now();
    while db.fetch_one::<(i64,)>(running, ()).await.map_err(said)? != (0,) {
        equal("cancelled in time", begun.elapsed() < Duration::from_secs(4), true)?;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn restarted(_: Bench) -> Outcome {
    let mut server = MariaDb::start("restart", &[])?;
    account(&server).await?;
    let url = format!("mariadb://me:{ENCODED}@127.0.0.1:{}/app", server.port());
    let db = connect(&url).await.map_err(said)?;
    db.execute("create table t (i int primary key)", ()).await.map_err(said)?;
    let insert = "insert into t (i) values (:i)";
    let mut tx = db.begin().await.map_err(said)?;
    tx.execute(insert, params! { i: 1 }).await.map_err(said)?;
    let sleeping = tokio::spawn({
        let db = db.clone();
        async move { db.fetch_one::<Row>("select sleep(60)", ()).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.stop()?;
    // What ran is told, and so is whoever comes while the server is away.
    refused(sleeping.await.unwrap(), Kind::Connection)?;
    equal("transaction is lost", tx.execute(insert, params! { i: 2 }).await.is_err(), true)?;
    equal("and not committed", tx.commit().await.is_err(), true)?;
    refused(db.fetch_one::<Row>("select 1", ()).await, Kind::Connection)?;
    server.run()?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (0,))?;
    db.execute(insert, params! { i: 3 }).await.map_err(said)?;
    equal("broken ones were replaced", db.pool_status().n_opened >= 3, true)
}

async fn ways(_: Bench) -> Outcome {
    let server = MariaDb::start("ways", &[])?;
    account(&server).await?;
    let (socket, port) = (server.socket().display().to_string(), server.port());
    let encoded = socket.replace('/', "%2F");
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(|e| e.to_string())?;
    let who = "select substring_index(current_user(), '@', 1), database()";
    for url in [
        format!("mysql://me:{ENCODED}@127.0.0.1:{port}/app"),
        format!("mysql://me:{ENCODED}@localhost:{port}/app?charset=utf8mb4&connect_timeout=5"),
        format!("mysql://me:{ENCODED}@{encoded}/app"),
        format!("mysql://me:{ENCODED}@/app?unix_socket={encoded}"),
        format!("mariadb:///app?socket={socket}&user=me&password={ENCODED}"),
        format!("mysql://me:{ENCODED}@{nobody},127.0.0.1:{port}/app"),
    ] {
        let db = connect(&url).await.map_err(|error| format!("{url}: {}", said(error)))?;
        let row: (String, String) = db.fetch_one(who, ()).await.map_err(said)?;
        equal(&url, row, ("me".to_owned(), "app".to_owned()))?;
        equal("Debug shows no password", format!("{db:?}").contains("a@s"), false)?;
    }
    let port = port.to_string();
    for (host, name) in [("127.0.0.1", "MYSQL_HOST"), (socket.as_str(), "MYSQL_UNIX_PORT")] {
        let variable = |wanted: &str| match wanted {
            "MYSQL_TCP_PORT" => Some(port.clone()),
            "MYSQL_PWD" => Some(PASSWORD.to_owned()),
            "USER" => Some("me".to_owned()),
            _ if wanted == name => Some(host.to_owned()),
            _ => None,
        };
        let db = connect_in("mysql:///app", &variable).await.map_err(said)?;
        equal(name, db.fetch_one::<(String, String)>(who, ()).await.map_err(said)?.0.as_str(), "me")?;
    }
    for (url, code) in [
        (format!("mysql://me:geheim@127.0.0.1:{port}/app"), "login-refused"),
        (format!("mysql://me:{ENCODED}@127.0.0.1:{port}/missing"), "no-such-database"),
        (format!("mysql://me:{ENCODED}@{nobody}/app"), "server-not-reached"),
        (format!("mysql://me:{ENCODED}@nowhere.invalid:{port}/app"), "unknown-host"),
        (format!("mysql://me:{ENCODED}@127.0.0.1:{port}/app?sslmode=require"), "tls-failed"),
        ("mysql:///app?socket=/nowhere/socket".to_owned(), "server-not-reached"),
    ] {
        let error = refused(connect(&url).await, Kind::Connection)?;
        equal(&url, error.diagnostic().code, code)?;
        equal("shows no password", format!("{error:?}").contains("geheim"), false)?;
    }
    Ok(())
}

async fn options(_: Bench) -> Outcome {
    for options in [
        "sslmode=maybe",
        "charset=latin1",
        "connect_timeout=soon",
        "missing=1",
        "sslrootcert=/nowhere.crt&sslmode=verify-ca",
    ] {
        let error = refused(connect(&format!("mysql://me:geheim@127.0.0.1:1/app?{options}")).await, Kind::Usage)?;
        equal("shows no password", format!("{error:?}").contains("geheim"), false)?;
    }
    Ok(())
}

/// A server that is set to read tokens otherwise, to write another language and not to be strict.
async fn modes(_: Bench) -> Outcome {
    let arguments =
        ["--sql-mode=ANSI,NO_BACKSLASH_ESCAPES", "--lc-messages=de_DE", "--default-time-zone=+05:00", "--autocommit=0"];
    let server = MariaDb::start("modes", &arguments.map(str::to_owned))?;
    let db = connect(&format!("mysql://root@127.0.0.1:{}/", server.port())).await.map_err(said)?;
    let row: (String, String) =
        db.fetch_one("select 'a\\':b', \"c:d\" where :x = 1", params! { x: 1 }).await.map_err(said)?;
    equal("tokens", row, ("a':b".to_owned(), "c:d".to_owned()))?;
    db.execute_script("create database app; create table app.t (i int not null)").await.map_err(said)?;
    let error = refused(db.execute("insert into app.t values (null)", ()).await, Kind::NotNull)?;
    equal("columns", error.columns(), &["i".to_owned()])?;
    db.execute("insert into app.t values (1)", ()).await.map_err(said)?;
    let other = connect(&format!("mysql://root@127.0.0.1:{}/app", server.port())).await.map_err(said)?;
    equal("committed", other.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (1,))
}
