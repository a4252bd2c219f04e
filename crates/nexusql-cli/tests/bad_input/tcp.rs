//! The test's server, reached over TCP and with a password.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::thread;

use crate::common::{ask, run_sql, server};

/// Lets the test's server be reached over TCP as well, for as long as the test runs; returns the port.
fn listen() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a test stops where its set-up fails");
    let port = listener.local_addr().expect("a test stops where its set-up fails").port();
    let socket = server().socket_dir().join(format!(".s.PGSQL.{}", server().port()));
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let Ok(upstream) = UnixStream::connect(&socket) else { continue };
            pass_on(client, upstream);
        }
    });
    port
}

fn pass_on(client: TcpStream, upstream: UnixStream) {
    let (mut from_client, mut to_server) = (
        client.try_clone().expect("a test stops where its set-up fails"),
        upstream.try_clone().expect("a test stops where its set-up fails"),
    );
    thread::spawn(move || {
        let _ = io::copy(&mut from_client, &mut to_server);
        let _ = to_server.shutdown(std::net::Shutdown::Both);
    });
    let (mut from_server, mut to_client) = (upstream, client);
    thread::spawn(move || {
        let _ = io::copy(&mut from_server, &mut to_client);
        let _ = to_client.shutdown(std::net::Shutdown::Both);
    });
}

/// Makes a role that must give its password, and returns the port to log in at.
pub fn server_with_passwords() -> u16 {
    static PORT: std::sync::OnceLock<u16> = std::sync::OnceLock::new();
    *PORT.get_or_init(|| {
        let admin = server().connection_string("postgres");
        run_sql(
            &admin,
            "set password_encryption = 'scram-sha-256'; create role guarded login password 'the right one'",
        );
        let file = ask(&admin, "show hba_file");
        let copy = format!(
            "copy (select unnest(array['local all guarded scram-sha-256', 'local all all trust'])) to '{file}'; \
             select pg_reload_conf()"
        );
        run_sql(&admin, &copy);
        listen()
    })
}
