//! A PostgreSQL server that a case has for itself: it listens on TCP with TLS and passwords, and can be restarted.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nexusql_engine::{Engine, EngineOptions, Wanted, find, select};

/// The superuser's password.
pub const PASSWORD: &str = "p:a@s/s %w";

/// A server, ended and removed with the value.
pub struct OwnServer {
    engine: Engine,
    folder: PathBuf,
    account: Option<(u32, u32)>,
    pub port: u16,
    process: Option<Child>,
}

impl OwnServer {
    /// Makes a server of one of the machine's engines and starts it.
    pub fn start(name: &str) -> Result<Self, String> {
        let engines = find(&EngineOptions::from_env());
        let wanted = Wanted::Auto { server_major: None };
        let engine = select(&engines, wanted).map_err(|error| format!("{:#?}", error.diagnostics()))?;
        Self::of(engine, name, false)
    }

    /// Makes a server with TLS: not every engine is built with it.
    pub fn with_tls(name: &str) -> Result<Self, String> {
        let mut failures = Vec::new();
        for engine in find(&EngineOptions::from_env()).iter().filter(|engine| engine.is_reachable()) {
            match Self::of(engine, name, true) {
                Ok(server) => return Ok(server),
                Err(failure) => failures.push(failure),
            }
        }
        Err(format!("no engine of this machine has TLS: {}", failures.join("\n")))
    }

    fn of(engine: &Engine, name: &str, tls: bool) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("nxq-own-{}-{name}", std::process::id()));
        let mut server =
            Self { engine: engine.clone(), folder, account: account()?, port: free_port()?, process: None };
        server.fill(tls).map_err(|error| format!("could not fill {}: {error}", server.folder.display()))?;
        server.run()?;
        Ok(server)
    }

    /// Returns the folder of its certificate, `server.crt`.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends the server as an administrator does: sessions are told, nothing is lost.
    pub fn stop(&mut self) -> Result<(), String> {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        let ended = Command::new("kill").args(["-INT", &process.id().to_string()]).status();
        ended.map_err(|error| error.to_string())?;
        process.wait().map(drop).map_err(|error| error.to_string())
    }

    /// Starts the server and waits until it answers.
    pub fn run(&mut self) -> Result<(), String> {
        let log = fs::File::create(self.folder.join("log")).map_err(|error| error.to_string())?;
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.data()).stdout(log.try_clone().map_err(|error| error.to_string())?).stderr(log);
        self.process = Some(command.spawn().map_err(|error| error.to_string())?);
        let begun = Instant::now();
        let ready = |text: String| text.lines().nth(7).is_some_and(|line| line.trim() == "ready");
        while !fs::read_to_string(self.data().join("postmaster.pid")).is_ok_and(ready) {
            let ended = self.process.as_mut().is_some_and(|process| process.try_wait().is_ok_and(|end| end.is_some()));
            if ended || begun.elapsed() > Duration::from_secs(60) {
                return Err(fs::read_to_string(self.folder.join("log")).unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A program of PostgreSQL's, under an account that it accepts.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.engine.program(name));
        command.current_dir(&self.folder).stdin(Stdio::null()).env("LC_ALL", "C");
        if let Some((uid, gid)) = self.account {
            command.uid(uid).gid(gid);
        }
        command
    }

    fn fill(&self, tls: bool) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o755))?;
        let own = |path: &Path| match self.account {
            Some((uid, gid)) => chown(path, Some(uid), Some(gid)),
            None => Ok(()),
        };
        own(&self.folder)?;
        let password = self.folder.join("password");
        fs::write(&password, PASSWORD)?;
        own(&password)?;
        let mut initdb = self.program("initdb");
        initdb.arg("-D").arg(self.data()).arg("--pwfile").arg(&password);
        let made = initdb.args(["-U", "owner", "-A", "scram-sha-256", "-N", "-E", "UTF8", "--locale=C"]).output()?;
        if !made.status.success() {
            return Err(std::io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        let certificate =
            rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).map_err(std::io::Error::other)?;
        let (crt, key) = (self.folder.join("server.crt"), self.folder.join("server.key"));
        fs::write(&crt, certificate.cert.pem())?;
        fs::write(&key, certificate.signing_key.serialize_pem())?;
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600))?;
        own(&crt)?;
        own(&key)?;
        let settings = format!(
            "\nlisten_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = '{}'\nfsync = off\nmax_connections = 20\n\
             ssl = {}\nssl_cert_file = '{}'\nssl_key_file = '{}'\n",
            self.port,
            self.folder.display(),
            if tls { "on" } else { "off" },
            crt.display(),
            key.display()
        );
        let file = self.data().join("postgresql.conf");
        let text = fs::read_to_string(&file)? + &settings;
        fs::write(&file, text)
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let mut kill = Command::new("kill");
            let _ = kill.args(["-QUIT", &process.id().to_string()]).stderr(Stdio::null()).status();
            let _ = process.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// PostgreSQL refuses root: then it runs as `nobody`.
fn account() -> Result<Option<(u32, u32)>, String> {
    let id = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        text.parse::<u32>().map_err(|_| format!("\"id {}\" says \"{text}\"", arguments.join(" ")))
    };
    if id(&["-u"])? != 0 { Ok(None) } else { Ok(Some((id(&["-u", "nobody"])?, id(&["-g", "nobody"])?))) }
}

fn free_port() -> Result<u16, String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}
