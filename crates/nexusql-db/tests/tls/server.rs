//! A PostgreSQL of a test's own that listens on TCP, with a certificate or without. A scratch has no TCP port, so it will
//! not do.

use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nexusql_engine::{Engine, EngineOptions, find};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid, User};
use tempfile::TempDir;

use super::authority::{Identity, write_private};

/// Who may log in, and how.
const HBA: &str = "\
hostssl   all secure    all trust
hostnossl all plain     all trust
host      all anyone    all trust
host      all scram     all scram-sha-256
hostssl   all certified all cert
local     all postgres  trust
";

const ROLES: &str = "\
create role secure login;
create role plain login;
create role anyone login;
create role scram login password 's3cr3t';
create role certified login;
";

pub struct Server {
    pub port: u16,
    dir: TempDir,
    child: Child,
}

impl Server {
    /// Starts a server that shows `identity` and trusts the client certificates of `clients`; without TLS if there is none.
    pub fn start(identity: Option<&Identity>, clients: Option<&str>) -> Self {
        let engine = engine_with_tls();
        // Short enough for the path of a socket, and open to the account that root's servers run as.
        let dir = tempfile::Builder::new().prefix("nxq-tls-").tempdir().expect("the temporary folder can be written");
        let data = dir.path().join("data");
        own(dir.path());
        run(command(&engine, "initdb").arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "--no-sync"]));
        std::fs::write(data.join("pg_hba.conf"), HBA).expect("the folder is ours");
        let mut settings =
            "fsync = off\nlisten_addresses = 'localhost'\npassword_encryption = 'scram-sha-256'\n".to_owned();
        if let Some(identity) = identity {
            settings.push_str("ssl = on\n");
            own(&write_private(&data, "server.crt", &identity.certificate));
            own(&write_private(&data, "server.key", &identity.key));
        }
        if let Some(clients) = clients {
            settings.push_str("ssl_ca_file = 'clients.crt'\n");
            own(&write_private(&data, "clients.crt", clients));
        }
        std::fs::write(data.join("postgresql.auto.conf"), settings).expect("the folder is ours");
        let mut single = command(&engine, "postgres");
        single.arg("--single").arg("-D").arg(&data).arg("postgres");
        run_with(&mut single, ROLES);
        let port = free_port();
        let mut server = command(&engine, "postgres");
        server.arg("-D").arg(&data).arg("-k").arg(dir.path()).args(["-p", &port.to_string()]);
        let log = std::fs::File::create(dir.path().join("log")).expect("the folder is ours");
        let child = server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().expect("the engine runs");
        let server = Self { port, dir, child };
        server.wait();
        server
    }

    fn wait(&self) {
        let begun = Instant::now();
        let pid_file = self.dir.path().join("data/postmaster.pid");
        let ready = || {
            std::fs::read_to_string(&pid_file)
                .is_ok_and(|text| text.lines().nth(7).is_some_and(|line| line.trim() == "ready"))
        };
        while !ready() {
            let log = std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(60), "the server does not start: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = i32::try_from(self.child.id()).expect("a process id is small");
        let _ = kill(Pid::from_raw(pid), Signal::SIGQUIT);
        let _ = self.child.wait();
    }
}

/// Returns an engine of the machine that was built with TLS; some of those in packages for Python are not.
fn engine_with_tls() -> Engine {
    let with_tls = |engine: &Engine| {
        let program = std::fs::read(engine.program("postgres")).unwrap_or_default();
        engine.is_reachable() && program.windows(9).any(|part| part == b"libssl.so")
    };
    find(&EngineOptions::from_env()).into_iter().find(with_tls).expect(
        "these tests need a PostgreSQL with TLS: install Debian's postgresql, or run \"nexusql engine install\"",
    )
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    listener.local_addr().expect("it listens").port()
}

/// The account that servers run as, if this is root, which PostgreSQL refuses.
fn account() -> Option<User> {
    let named = |name: &&str| User::from_name(name).ok().flatten();
    Uid::effective().is_root().then(|| ["postgres", "nobody"].iter().find_map(named).expect("there is one of them"))
}

fn own(path: &Path) {
    if let Some(account) = account() {
        chown(path, Some(account.uid.as_raw()), Some(account.gid.as_raw())).expect("root may give files away");
    }
}

fn command(engine: &Engine, program: &str) -> Command {
    let mut command = Command::new(PathBuf::from(&engine.bin_dir).join(program));
    command.env("LC_ALL", "C").current_dir("/");
    if let Some(account) = account() {
        command.uid(account.uid.as_raw()).gid(account.gid.as_raw());
    }
    command
}

fn run(command: &mut Command) {
    run_with(command, "");
}

fn run_with(command: &mut Command, input: &str) {
    use std::io::Write;
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the engine runs");
    child.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && !said.contains("ERROR:"), "{said}");
}
