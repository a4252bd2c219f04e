//! The connection is lost after the last step was committed, while the result is read back: an interruption, not a failure.

#![cfg(unix)]

mod common;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use common::{Room, ask, server};
use expect_test::expect;

/// The end of a transaction of steps, as it goes over the wire; reading a catalog ends in lower case.
const COMMIT: &[u8] = b"COMMIT\0";

/// Lets the server be reached over TCP until a client that has committed asks for more: then nobody gets through any more.
fn proxy_that_breaks() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let port = listener.local_addr().expect("it listens").port();
    let socket = server().socket_dir().join(format!(".s.PGSQL.{}", server().port()));
    let broken = Arc::new(AtomicBool::new(false));
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            if !broken.load(Ordering::SeqCst) {
                pass_on(client, &socket, Arc::clone(&broken));
            }
        }
    });
    port
}

fn pass_on(client: TcpStream, socket: &PathBuf, broken: Arc<AtomicBool>) {
    let upstream = UnixStream::connect(socket).expect("the test's server runs");
    let mut answers = (upstream.try_clone().expect("it is open"), client.try_clone().expect("it is open"));
    thread::spawn(move || {
        let _ = std::io::copy(&mut answers.0, &mut answers.1);
        let _ = answers.1.shutdown(Shutdown::Both);
    });
    thread::spawn(move || {
        let (mut client, mut upstream) = (client, upstream);
        let (mut bytes, mut committed) = ([0; 65_536], false);
        while let Ok(n_bytes) = client.read(&mut bytes)
            && n_bytes > 0
        {
            if committed {
                broken.store(true, Ordering::SeqCst);
                let _ = client.shutdown(Shutdown::Both);
                break;
            }
            committed = bytes[..n_bytes].ends_with(COMMIT);
            if upstream.write_all(&bytes[..n_bytes]).is_err() {
                break;
            }
        }
        let _ = upstream.shutdown(Shutdown::Both);
    });
}

#[test]
fn a_connection_lost_while_reading_back_is_an_interruption() {
    let room = Room::new("connection_lost_while_reading_back");
    let url = room.database("create table a (x int)");
    room.write("schema.sql", "create table a (x int, y int);\n");
    let port = proxy_that_breaks();
    let through = format!("postgres://postgres@127.0.0.1:{port}/connection_lost_while_reading_back");
    let said = room.run(&["apply", "schema.sql", "--to", &through, "--yes", "--no-prove"]);
    expect![[r#"
        exit 5
        not proven: it was not asked for
        -- group 1 of 1, one transaction
        -- locks ACCESS EXCLUSIVE on public.a
        ALTER TABLE public.a ADD COLUMN y integer;

        error: connection to the server was lost
          detail: Connection closed.
          hint: All steps ran, and the result was not read back. Run the same command again: it compares.
    "#]]
    .assert_eq(&said.shown(&room));
    assert_eq!(said.code, Some(5));
    assert_eq!(ask(&url, "select count(*)::text from pg_attribute where attrelid = 'a'::regclass and attnum > 0"), "2");
    let again = room.run(&["apply", "schema.sql", "--to", &url, "--yes"]).ends_with(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
}
