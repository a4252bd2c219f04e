//! Passwords, which no message shows.

use std::fmt::Write;

use crate::common::{Room, said};
use crate::tcp::server_with_passwords;

#[test]
fn passwords_are_never_shown() {
    let room = Room::new("passwords_are_never_shown");
    room.write("schema.sql", "create table a (x int);\n");
    let port = server_with_passwords();
    let urls = [
        format!("postgres://guarded:s3cr3t@127.0.0.1:{port}/postgres"),
        "postgres://me:s3cr3t@127.0.0.1:1/x".to_owned(),
        "postgres://me:s3cr3t@no-such-host.invalid/x".to_owned(),
        "postgres://me:s3cr3t@127.0.0.1:notaport/x".to_owned(),
        "postgres://me:s3cr3t@127.0.0.1/x?nosuchparameter=1".to_owned(),
        "postgres://me:s3cr3t@127.0.0.1/x?sslmode=often".to_owned(),
        "postgres://me@127.0.0.1:1/x?password=s3cr3t".to_owned(),
        "host=127.0.0.1 port=1 password=s3cr3t dbname=x".to_owned(),
        "host=127.0.0.1 port=1 password='s3cr3t dbname=x".to_owned(),
        "password=s3cr3t host=127.0.0.1".to_owned(),
        "postgres://me:s3cr3t@[::1/x".to_owned(),
        "postgres:/me:s3cr3t@127.0.0.1/x".to_owned(),
        "postgres//me:s3cr3t@127.0.0.1/x".to_owned(),
        "Postgres://me:s3cr3t@127.0.0.1/x".to_owned(),
        "mysql://me:s3cr3t@127.0.0.1/x".to_owned(),
    ];
    let mut shown = String::new();
    for url in &urls {
        let commands: [&[&str]; 7] = [
            &["diff", url, "schema.sql"],
            &["diff", "schema.sql", url, "--format", "json"],
            &["plan", url, "schema.sql", "--format", "json"],
            &["dump", url],
            &["apply", "schema.sql", "--to", url],
            &["apply", "schema.sql", "--to", url, "--yes", "--format", "json"],
            &["plan", "empty", "schema.sql", "--scratch", url],
        ];
        for command in commands {
            let said = room.run(command);
            assert_ne!(said.code, Some(0), "{command:?}");
            for text in [&said.out, &said.err] {
                if text.contains("s3cr3t") {
                    let _ = writeln!(shown, "{command:?}: {text}");
                }
            }
        }
    }
    let mut command = room.command(&["apply", "schema.sql", "--help"]);
    let help = said(
        command.env("DATABASE_URL", "postgres://me:s3cr3t@h/x").env("NEXUSQL_SCRATCH", "postgres://me:s3cr3t@h/x"),
    );
    assert!(!help.out.contains("s3cr3t"), "{}", help.out);
    assert_eq!(shown, "");
}

#[test]
fn a_config_never_shows_a_password() {
    let room = Room::new("config_with_password");
    room.write("nexusql.toml", "schema = \"db\"\n[env.production]\nulr = \"postgres://me:s3cr3t@h/x?x=${SECRET}\"\n");
    let mut command = room.command(&["build", "--env", "production"]);
    let said = said(command.env("SECRET", "s3cr3t")).ends_with(2);
    assert!(!said.err.contains("s3cr3t"), "{}", said.err);
}
