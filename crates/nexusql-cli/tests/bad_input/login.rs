//! Servers that cannot be reached or let nobody in.

use std::thread;
use std::time::Duration;

use crate::check;
use crate::common::{Room, run_sql, server};
use crate::tcp::server_with_passwords;
use expect_test::expect;

#[test]
fn wrong_password() {
    let room = Room::new("wrong_password");
    let port = server_with_passwords();
    let normal = |text: String| text.replace(&port.to_string(), "PORT");
    // The server reads its file anew a moment after it was told to.
    thread::sleep(Duration::from_millis(300));
    for (password, expected) in [
        (
            ":s3cr3t",
            expect![[r#"
        exit 4
        error: password authentication failed for user "guarded" (28P01)
          detail: The server is 127.0.0.1:PORT.
          hint: Give the right password in PGPASSWORD or the password file.
    "#]],
        ),
        (
            "",
            expect![[r#"
        exit 4
        error: server 127.0.0.1:PORT asks for a password
          detail: Password missing.
          hint: Give it in PGPASSWORD or the password file.
    "#]],
        ),
    ] {
        let url = format!("postgres://guarded{password}@127.0.0.1:{port}/postgres");
        let said = room.run(&["diff", &url, "empty"]);
        expected.assert_eq(&normal(said.shown(&room)));
        assert_eq!(said.code, Some(4));
    }
    let url = format!("postgres://guarded:the%20right%20one@127.0.0.1:{port}/postgres");
    room.run(&["diff", &url, "empty", "--schema", "public"]).ends_with(0);
}

#[test]
fn server_without_tls() {
    let room = Room::new("server_without_tls");
    let port = server_with_passwords();
    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres?sslmode=require");
    let said = room.run(&["diff", &url, "empty"]);
    expect![[r#"
        exit 4
        error: server 127.0.0.1:PORT speaks no TLS
          detail: Server does not support TLS.
          hint: Turn ssl on there, or ask for less with sslmode.
    "#]]
    .assert_eq(&said.shown(&room).replace(&port.to_string(), "PORT"));
    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres?sslmode=verify-ca&sslrootcert=none.crt");
    check(
        &room,
        &["diff", &url, "empty"],
        2,
        &expect![[r#"
        exit 2
        error: could not use the root certificates
          detail: "none.crt": I/O error: No such file or directory (os error 2).
    "#]],
    );
}

#[test]
fn server_that_is_not_there() {
    let room = Room::new("server_that_is_not_there");
    room.write("schema.sql", "create table a (x int);\n");
    // Nobody listens at port 1.
    check(
        &room,
        &["diff", "postgres://me@127.0.0.1:1/x", "schema.sql"],
        4,
        &expect![[r#"
        exit 4
        error: no server listens at 127.0.0.1:1
          detail: Connection refused (os error 111).
          hint: Is it running there, and is the port right?
    "#]],
    );
    check(
        &room,
        &["apply", "schema.sql", "--to", "postgres://me@127.0.0.1:1/x", "--yes"],
        4,
        &expect![[r#"
        exit 4
        error: no server listens at 127.0.0.1:1
          detail: Connection refused (os error 111).
          hint: Is it running there, and is the port right?
    "#]],
    );
    check(
        &room,
        &["diff", "postgres://me@no-such-host.invalid/x", "schema.sql"],
        4,
        &expect![[r#"
        exit 4
        error: host "no-such-host.invalid" is not known
          detail: Failed to lookup address information: Name or service not known.
          hint: Is its name spelled right?
    "#]],
    );
    let url = server().connection_string("no_such_database");
    check(
        &room,
        &["diff", &url, "schema.sql"],
        4,
        &expect![[r#"
        exit 4
        error: database "no_such_database" does not exist (3D000)
          detail: The server is SOCKET:5432.
          hint: Create it with "createdb no_such_database", or name another database in the URL.
    "#]],
    );
}

#[test]
fn scratch_server_without_the_right_to_make_databases() {
    let room = Room::new("scratch_without_createdb");
    room.write("schema.sql", "create table a (x int);\n");
    run_sql(&server().connection_string("postgres"), "create role modest login");
    let url = server().connection_string("postgres").replace("user=postgres", "user=modest");
    check(
        &room,
        &["plan", "empty", "schema.sql", "--scratch", &url],
        4,
        &expect![[r#"
        exit 4
        error: the scratch server does not let this role make databases (42501)
          hint: Grant CREATEDB to the role, or leave --scratch out to use a private engine.
    "#]],
    );
}
