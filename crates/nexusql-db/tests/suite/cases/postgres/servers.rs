//! Ways to a server: TLS, passwords, several hosts, the environment; and a server that goes away and comes back.

use std::time::{Duration, Instant};

use nexusql_db::{ConnectionConfig, DatabaseManager, Kind, Options, Row, params};

use crate::cases::{Bench, Case, Outcome, equal, refused, said};
use crate::own_server::{OwnServer, PASSWORD};

pub fn all() -> Vec<Case> {
    vec![
        Case::new("pg-servers/tls-and-cancel-over-tls", tls),
        Case::new("pg-servers/restarted-in-the-middle", restarted),
        Case::new("pg-servers/url-and-environment", environment),
        Case::new("pg-servers/several-hosts", several_hosts),
        Case::new("pg-servers/wrong-password-is-told-at-once", wrong_password),
    ]
}

const ENCODED: &str = "p%3Aa%40s%2Fs%20%25w";

async fn connect(url: &str) -> Result<DatabaseManager, nexusql_db::Error> {
    let config = ConnectionConfig::parse(url)?;
    DatabaseManager::connect_in(&config, Options::default(), &|_| None).await
}

async fn tls(bench: Bench) -> Outcome {
    let server = OwnServer::with_tls("tls")?;
    let root = server.folder().join("server.crt");
    let base = format!("postgresql://owner:{ENCODED}@localhost:{}/postgres", server.port);
    let is_tls = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    let full = format!("?sslmode=verify-full&sslrootcert={}", root.display());
    for (options, wanted) in
        [("?sslmode=disable", false), ("?sslmode=prefer", true), ("?sslmode=require", true), (&full, true)]
    {
        let db = connect(&format!("{base}{options}")).await.map_err(said)?;
        equal(options, db.fetch_one::<(bool,)>(is_tls, ()).await.map_err(said)?, (wanted,))?;
        db.close().await;
    }
    // No authority of this machine has signed it, and it is for another name.
    refused(connect(&format!("{base}?sslmode=verify-full")).await, Kind::Connection)?;
    refused(connect(&format!("{base}{full}").replace("localhost", "127.0.0.1")).await, Kind::Connection)?;
    let db = connect(&format!("{base}{full}")).await.map_err(said)?;
    let cut = db.fetch_one::<Row>(bench.engine.endless(), ());
    equal("cut off", tokio::time::timeout(Duration::from_millis(200), cut).await.is_err(), true)?;
    let running = "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()";
    let begun = Instant::now();
    while db.fetch_one::<(i64,)>(running, ()).await.map_err(said)? != (0,) {
        equal("cancelled in time", begun.elapsed() < Duration::from_secs(4), true)?;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn restarted(_: Bench) -> Outcome {
    let mut server = OwnServer::start("restart")?;
    let url = format!("postgresql://owner:{ENCODED}@127.0.0.1:{}/postgres", server.port);
    let db = connect(&url).await.map_err(said)?;
    db.execute("create table t (i int primary key)", ()).await.map_err(said)?;
    let insert = "insert into t (i) values (:i)";
    let mut tx = db.begin().await.map_err(said)?;
    tx.execute(insert, params! { i: 1 }).await.map_err(said)?;
    let sleeping = tokio::spawn({
        let db = db.clone();
        async move { db.fetch_one::<Row>("select pg_sleep(60)::text", ()).await }
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

async fn environment(_: Bench) -> Outcome {
    let server = OwnServer::start("environment")?;
    let passfile = server.folder().join("pass file");
    let line = format!("*:{}:*:owner:{}\n", server.port, PASSWORD.replace(':', "\\:"));
    std::fs::write(&passfile, line).map_err(|error| error.to_string())?;
    std::os::unix::fs::chown(&passfile, None, None).map_err(|error| error.to_string())?;
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&passfile, mode).map_err(|error| error.to_string())?;
    let port = server.port.to_string();
    let (folder, passfile) = (server.folder().display().to_string(), passfile.display().to_string());
    // The password from the file and from the variable, the host as an address and as a folder of sockets.
    for (host, name, value) in [
        ("127.0.0.1", "PGPASSFILE", passfile.as_str()),
        ("127.0.0.1", "PGPASSWORD", PASSWORD),
        (folder.as_str(), "PGPASSFILE", passfile.as_str()),
    ] {
        let variable = |wanted: &str| match wanted {
            "PGHOST" => Some(host.to_owned()),
            "PGPORT" => Some(port.clone()),
            "PGUSER" => Some("owner".to_owned()),
            "PGDATABASE" => Some("postgres".to_owned()),
            "PGAPPNAME" => Some("from the environment".to_owned()),
            _ if wanted == name => Some(value.to_owned()),
            _ => None,
        };
        let config = ConnectionConfig::parse("postgresql://").map_err(said)?;
        let db = DatabaseManager::connect_in(&config, Options::default(), &variable).await.map_err(said)?;
        let row: (String, String) =
            db.fetch_one("select current_user::text, current_setting('application_name')", ()).await.map_err(said)?;
        equal(host, row, ("owner".to_owned(), "from the environment".to_owned()))?;
        equal("Debug shows no password", format!("{db:?} {config:?}").contains(PASSWORD), false)?;
    }
    Ok(())
}

async fn several_hosts(_: Bench) -> Outcome {
    let server = OwnServer::start("hosts")?;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(|e| e.to_string())?;
    let base = format!("postgres://owner:{ENCODED}@{nobody},127.0.0.1:{}/postgres", server.port);
    for (attrs, fits) in [
        ("any", true),
        ("primary", true),
        ("read-write", true),
        ("prefer-standby", true),
        ("standby", false),
        ("read-only", false),
    ] {
        let answer = connect(&format!("{base}?target_session_attrs={attrs}")).await;
        equal(attrs, answer.is_ok(), fits)?;
        if let Err(error) = answer {
            equal("kind", error.kind(), Kind::Connection)?;
        }
    }
    let read_only = format!("{base}?target_session_attrs=read-only&options=-c%20default_transaction_read_only%3Don");
    connect(&read_only).await.map_err(said)?;
    refused(connect(&format!("{base}?target_session_attrs=leader")).await, Kind::Usage).map(drop)
}

async fn wrong_password(_: Bench) -> Outcome {
    let server = OwnServer::start("password")?;
    let answer = connect(&format!("postgres://owner:geheim@127.0.0.1:{}/postgres", server.port)).await;
    let error = refused(answer, Kind::Connection)?;
    equal("code", error.code().map(ToString::to_string).as_deref(), Some("28P01"))?;
    equal("shows no password", format!("{error:?}").contains("geheim"), false)?;
    let answer = connect(&format!("postgres://owner:{ENCODED}@127.0.0.1:{}/missing", server.port)).await;
    equal("code", refused(answer, Kind::Connection)?.diagnostic().code, "no-such-database")
}
