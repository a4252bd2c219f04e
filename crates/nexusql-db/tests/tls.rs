//! TLS with a real server and certificates made for the occasion: what each mode lets in, what it refuses, and what a user
//! reads then.

#![cfg(unix)]

#[path = "tls/authority.rs"]
mod authority;
#[path = "tls/server.rs"]
mod server;

use authority::{Authority, self_signed, write_private};
use nexusql_base::{Error, ErrorKind};
use nexusql_db::postgres::{Target, connect};
use server::Server;
use tempfile::TempDir;

/// Connects with `parameters`, in libpq's form, and returns whether the session goes over TLS.
async fn over_tls(server: &Server, parameters: &str) -> Result<bool, Error> {
    let text = format!("port={} dbname=postgres connect_timeout=10 {parameters}", server.port);
    let target = Target::parse(&text)?.with_environment(&|_| None)?;
    let session = connect(&target).await?;
    let sql = "select ssl from pg_catalog.pg_stat_ssl where pid = pg_catalog.pg_backend_pid()";
    let row = session.client.query_one(sql, &[]).await.expect("the session is open");
    session.close().await;
    Ok(row.get(0))
}

/// Checks that each of the parameters leads to a session, with TLS or without.
async fn lets_in(server: &Server, cases: &[(&str, bool)]) {
    for (parameters, tls) in cases {
        match over_tls(server, parameters).await {
            Ok(found) => assert_eq!(found, *tls, "{parameters}"),
            Err(error) => panic!("{parameters}: {error:?}"),
        }
    }
}

/// Checks that each of the parameters is refused with this code and words, and as what kind of error.
async fn refuses(server: &Server, kind: ErrorKind, cases: &[(&str, &str, &str)]) {
    for (parameters, code, words) in cases {
        let error = over_tls(server, parameters).await.expect_err(parameters);
        let said = error.diagnostic();
        let text = [Some(said.message.clone()), said.detail.clone(), said.hint.clone()];
        let text = text.into_iter().flatten().collect::<Vec<_>>().join("\n");
        assert_eq!((error.kind(), said.code), (kind, *code), "{parameters}: {text}");
        assert!(text.contains(words), "{parameters}: {text}");
        assert!(!text.contains("s3cr3t"), "{parameters}: {text}");
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("the temporary folder can be written")
}

#[tokio::test]
async fn each_mode_lets_in_whom_it_should() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let server = Server::start(Some(&ours.identity(&["localhost"], "server")), None);
    let dir = folder();
    let ours = write_private(dir.path(), "ours.crt", &ours.pem());
    let theirs = write_private(dir.path(), "theirs.crt", &theirs.pem());
    let (ours, theirs) = (ours.display(), theirs.display());
    lets_in(
        &server,
        &[
            ("host=localhost user=anyone sslmode=disable", false),
            ("host=localhost user=anyone sslmode=allow", false),
            ("host=localhost user=secure sslmode=allow", true),
            ("host=localhost user=anyone sslmode=prefer", true),
            ("host=localhost user=plain sslmode=prefer", false),
            ("host=localhost user=anyone", true),
            ("host=localhost user=anyone sslmode=require", true),
            (&format!("host=127.0.0.1 user=anyone sslmode=require sslrootcert={ours}"), true),
            (&format!("host=127.0.0.1 user=anyone sslmode=verify-ca sslrootcert={ours}"), true),
            (&format!("host=localhost user=anyone sslmode=verify-full sslrootcert={ours}"), true),
        ],
    )
    .await;
    let wrong = format!("sslrootcert={theirs}");
    refuses(
        &server,
        ErrorKind::Connection,
        &[
            ("host=localhost user=secure sslmode=disable", "login-refused", "no pg_hba.conf entry"),
            ("host=localhost user=plain sslmode=require", "login-refused", "no pg_hba.conf entry"),
            (&format!("host=localhost user=anyone sslmode=require {wrong}"), "tls-failed", "is not trusted"),
            (
                &format!("host=localhost user=anyone sslmode=verify-ca {wrong}"),
                "tls-failed",
                "none of the authorities of",
            ),
            (&format!("host=localhost user=anyone sslmode=verify-full {wrong}"), "tls-failed", "theirs.crt"),
            ("host=localhost user=anyone sslmode=verify-full", "tls-failed", "none of the authorities of the system"),
            ("host=localhost user=anyone sslrootcert=system", "tls-failed", "none of the authorities of"),
            (
                &format!("host=127.0.0.1 user=anyone sslmode=verify-full sslrootcert={ours}"),
                "tls-failed",
                "is for another host\nIt is for \"localhost\".\nConnect by a name that is in it",
            ),
        ],
    )
    .await;
    let empty = write_private(dir.path(), "empty.crt", "no certificate");
    refuses(
        &server,
        ErrorKind::Usage,
        &[
            ("host=localhost user=anyone sslmode=often", "bad-connection-string", "disable, allow, prefer"),
            ("host=localhost user=anyone sslmode=require sslrootcert=system", "bad-connection-string", "verify-full"),
            (
                "host=localhost user=anyone sslmode=verify-ca sslrootcert=/nowhere.crt",
                "bad-root-certificate",
                "/nowhere.crt",
            ),
            (
                &format!("host=localhost user=anyone sslmode=verify-ca sslrootcert={}", empty.display()),
                "bad-root-certificate",
                "it holds no certificate",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_certificate_that_vouches_for_itself_is_trusted_where_it_is_named() {
    let identity = self_signed(&["localhost"]);
    let server = Server::start(Some(&identity), None);
    let dir = folder();
    let root = write_private(dir.path(), "server.crt", &identity.certificate);
    let root = format!("sslrootcert={}", root.display());
    lets_in(
        &server,
        &[
            ("host=localhost user=anyone sslmode=require", true),
            (&format!("host=127.0.0.1 user=anyone sslmode=verify-ca {root}"), true),
            (&format!("host=localhost user=anyone sslmode=verify-full {root}"), true),
        ],
    )
    .await;
    refuses(
        &server,
        ErrorKind::Connection,
        &[
            (&format!("host=127.0.0.1 user=anyone sslmode=verify-full {root}"), "tls-failed", "is for another host"),
            ("host=localhost user=anyone sslmode=verify-ca", "tls-failed", "certificate of server localhost:"),
        ],
    )
    .await;
}

#[tokio::test]
async fn an_expired_certificate_and_a_server_without_tls_are_told_apart() {
    let authority = Authority::new("ours");
    let dir = folder();
    let root = write_private(dir.path(), "root.crt", &authority.pem());
    let verify = format!("host=localhost user=anyone sslmode=verify-ca sslrootcert={}", root.display());
    let expired = Server::start(Some(&authority.expired(&["localhost"])), None);
    refuses(&expired, ErrorKind::Connection, &[(&verify, "tls-failed", "has expired")]).await;
    let plain = Server::start(None, None);
    refuses(
        &plain,
        ErrorKind::Connection,
        &[
            (&verify, "tls-failed", "speaks no TLS"),
            ("host=localhost user=anyone sslmode=require", "tls-failed", "Turn ssl on there"),
        ],
    )
    .await;
    lets_in(&plain, &[("host=localhost user=anyone", false), ("host=localhost user=anyone sslmode=allow", false)])
        .await;
}

#[tokio::test]
async fn a_client_shows_its_certificate() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let server = Server::start(Some(&ours.identity(&["localhost"], "server")), Some(&ours.pem()));
    let dir = folder();
    let place = |name: &str| dir.path().join(name).display().to_string();
    for (name, identity) in [
        ("right", ours.identity(&[], "certified")),
        ("other", ours.identity(&[], "somebody")),
        ("foreign", theirs.identity(&[], "certified")),
    ] {
        write_private(dir.path(), &format!("{name}.crt"), &identity.certificate);
        write_private(dir.path(), &format!("{name}.key"), &identity.key);
    }
    let login = |cert: &str, key: &str| {
        format!("host=localhost user=certified sslmode=require sslcert={} sslkey={}", place(cert), place(key))
    };
    lets_in(&server, &[(&login("right.crt", "right.key"), true)]).await;
    refuses(
        &server,
        ErrorKind::Connection,
        &[
            ("host=localhost user=certified sslmode=require", "login-refused", "client certificate"),
            (&login("other.crt", "other.key"), "login-refused", "certificate authentication failed"),
            (&login("foreign.crt", "foreign.key"), "tls-failed", "refuses the client certificate"),
        ],
    )
    .await;
    std::fs::copy(place("right.key"), place("open.key")).expect("the folder is ours");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(place("open.key"), open).expect("the file is ours");
    let without_key = format!("host=localhost user=certified sslmode=require sslcert={}", place("right.crt"));
    refuses(
        &server,
        ErrorKind::Usage,
        &[
            (&login("right.crt", "open.key"), "bad-key", "others may read it"),
            (&login("right.crt", "none.key"), "bad-key", "none.key"),
            (&login("right.crt", "other.key"), "bad-certificate", "could not use the client certificate"),
            (&without_key, "bad-certificate", "name it with sslkey"),
        ],
    )
    .await;

    // What libpq finds in the home folder is found too.
    let home = dir.path().join(".postgresql");
    std::fs::create_dir(&home).expect("the folder is ours");
    std::fs::copy(place("right.crt"), home.join("postgresql.crt")).expect("the folder is ours");
    std::fs::copy(place("right.key"), home.join("postgresql.key")).expect("the folder is ours");
    write_private(&home, "root.crt", &ours.pem());
    let text = format!("host=localhost port={} user=certified dbname=postgres sslmode=verify-full", server.port);
    let variable = |name: &str| (name == "HOME").then(|| dir.path().display().to_string());
    let target = Target::parse(&text).and_then(|target| target.with_environment(&variable)).expect("it is well formed");
    connect(&target).await.expect("the certificates are right").close().await;
}

/// The layer over all engines passes on what its URL says.
#[cfg(feature = "manager")]
#[tokio::test]
async fn the_manager_shows_its_certificate() {
    use nexusql_db::{ConnectionConfig, DatabaseManager, Kind, Options};

    let ours = Authority::new("ours");
    let server = Server::start(Some(&ours.identity(&["localhost"], "server")), Some(&ours.pem()));
    let dir = folder();
    let identity = ours.identity(&[], "certified");
    let certificate = write_private(dir.path(), "own.crt", &identity.certificate);
    let key = write_private(dir.path(), "own.key", &identity.key);
    let root = write_private(dir.path(), "root.crt", &ours.pem());
    let base = format!("postgresql://certified@localhost:{}/postgres?sslmode=verify-full", server.port);
    let base = format!("{base}&sslrootcert={}", root.display());
    let connect = async |url: &str| {
        let config = ConnectionConfig::parse(url).expect("the URL is right");
        DatabaseManager::connect_in(&config, Options::default(), &|_| None).await
    };
    let full = format!("{base}&sslcert={}&sslkey={}", certificate.display(), key.display());
    let db = connect(&full).await.expect("the certificate is right");
    let sql = "select client_dn from pg_catalog.pg_stat_ssl where pid = pg_catalog.pg_backend_pid()";
    let (name,): (String,) = db.fetch_one(sql, ()).await.expect("the session is open");
    assert!(name.ends_with("certified"), "{name}");
    db.close().await;
    let refused = connect(&base).await.expect_err("no certificate was shown");
    assert_eq!(refused.kind(), Kind::Connection, "{refused:?}");
}

#[tokio::test]
async fn a_password_is_bound_to_its_connection() {
    let authority = Authority::new("ours");
    let server = Server::start(Some(&authority.identity(&["localhost"], "server")), None);
    let login = "host=localhost user=scram password=s3cr3t";
    lets_in(
        &server,
        &[
            (&format!("{login} sslmode=require channel_binding=require"), true),
            (&format!("{login} sslmode=require"), true),
            (&format!("{login} sslmode=require channel_binding=disable"), true),
            (&format!("{login} sslmode=disable"), false),
        ],
    )
    .await;
    refuses(
        &server,
        ErrorKind::Connection,
        &[
            (&format!("{login} sslmode=disable channel_binding=require"), "no-channel-binding", "does not bind"),
            ("host=localhost user=anyone channel_binding=require", "no-channel-binding", "scram-sha-256"),
            (
                "host=localhost user=scram password=wrong sslmode=require",
                "login-refused",
                "password authentication failed",
            ),
        ],
    )
    .await;
    refuses(
        &server,
        ErrorKind::Usage,
        &[(&format!("{login} channel_binding=maybe"), "bad-connection-string", "disable, prefer, require")],
    )
    .await;
}
