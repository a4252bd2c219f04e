//! A private server of MariaDB or MySQL for tests: its own folder, socket and port, ended and removed with the value, and
//! also when the process that has it is killed.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::chown;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to start.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// Where packages put servers that are not on the search path.
const FOLDERS: [&str; 5] =
    ["/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/opt/homebrew/opt/mariadb/bin", "/usr/local/opt/mariadb/bin"];

/// Makes the data folder if there is none, and runs the server until a line comes on standard input, or its end: that comes
/// when the test process is gone, however it went. A line is the name of a signal, and the folder stays.
const KEEPER: &str = r#"
exec 2>/dev/null
folder=$1
shift
if [ ! -d "$folder/data" ]; then
    "$INSTALL_PROGRAM" $INSTALL_OPTIONS --datadir="$folder/data" >>"$folder/log" 2>&1 || exit
fi
"$@" >>"$folder/log" 2>&1 &
server=$!
echo $server >"$folder/server.pid"
read -r signal
kill -s "${signal:-KILL}" $server
wait $server
[ -n "$signal" ] || rm -rf "$folder"
"#;

/// A server. `root` logs in without a password, by its socket and from this machine.
#[derive(Debug)]
pub struct MariaDb {
    folder: PathBuf,
    port: u16,
    account: Option<(u32, u32)>,
    arguments: Vec<String>,
    keeper: Option<Child>,
}

impl MariaDb {
    /// Makes a server and starts it; `arguments` are added to its own.
    ///
    /// Errors: with what is missing, or what the server said.
    pub fn start(name: &str, arguments: &[String]) -> Result<Self, String> {
        // A socket's path is 107 bytes long at most.
        let folder = std::env::temp_dir().join(format!("nxq-maria-{}-{name}", std::process::id()));
        let mut server =
            Self { folder, port: free_port()?, account: account()?, arguments: arguments.to_vec(), keeper: None };
        let made = fs::create_dir_all(&server.folder).and_then(|()| server.give(&server.folder));
        made.map_err(|error| format!("could not make {}: {error}", server.folder.display()))?;
        server.run()?;
        Ok(server)
    }

    /// Returns the folder that it has for itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns its socket.
    pub fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    /// Gives `file` to the account that the server runs as.
    ///
    /// Errors: as the system says.
    pub fn give(&self, file: &Path) -> std::io::Result<()> {
        match self.account {
            Some((uid, gid)) => chown(file, Some(uid), Some(gid)),
            None => Ok(()),
        }
    }

    /// Ends the server as an administrator does, and waits for it.
    ///
    /// Errors: as the system says.
    pub fn stop(&mut self) -> Result<(), String> {
        let Some(mut keeper) = self.keeper.take() else { return Ok(()) };
        let told = keeper.stdin.take().map(|mut input| input.write_all(b"TERM\n"));
        told.transpose().and_then(|_| keeper.wait()).map(drop).map_err(|error| error.to_string())
    }

    /// Starts the server with more arguments, and waits until it answers.
    ///
    /// Errors: what the server said.
    pub fn run_with(&mut self, arguments: &[String]) -> Result<(), String> {
        self.arguments.extend_from_slice(arguments);
        self.run()
    }

    /// Starts the server and waits until it answers.
    ///
    /// Errors: what the server said.
    pub fn run(&mut self) -> Result<(), String> {
        let _ = fs::remove_file(self.folder.join("server.pid"));
        let mut command = Command::new("sh");
        // A server that starts removes the temporary tables that it finds, also those of another one: each has a folder.
        command.current_dir(&self.folder).env("LC_ALL", "C").env("TMPDIR", &self.folder);
        if let Some((uid, gid)) = self.account {
            // The server refuses root.
            command.uid(uid).gid(gid);
        }
        let server = program(&["mariadbd", "mysqld"])?;
        // MySQL's server makes its data folder itself.
        let (install, options) = match program(&["mariadb-install-db", "mysql_install_db"]) {
            Ok(found) => (found, "--no-defaults --auth-root-authentication-method=normal --skip-test-db"),
            Err(_) => (server.clone(), "--no-defaults --initialize-insecure"),
        };
        command.env("INSTALL_PROGRAM", install).env("INSTALL_OPTIONS", options);
        command.args(["-c", KEEPER, "sh"]).arg(&self.folder).arg(server);
        command.arg("--no-defaults").arg(format!("--datadir={}", self.data().display()));
        command.arg(format!("--socket={}", self.socket().display())).arg(format!("--port={}", self.port));
        command.arg(format!("--pid-file={}", self.folder.join("pid").display()));
        command.args(["--bind-address=127.0.0.1", "--skip-name-resolve", "--max-connections=500"]);
        // What a test wrote need not outlive the machine.
        command.args(["--innodb-flush-log-at-trx-commit=0", "--innodb-fast-shutdown=2"]);
        // A signal for the test process and its group is none for the server.
        command.args(&self.arguments).stdin(Stdio::piped()).process_group(0);
        self.keeper = Some(command.spawn().map_err(|error| error.to_string())?);
        let begun = Instant::now();
        while !self.answers() {
            if self.has_ended() || begun.elapsed() > START_TIMEOUT {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("the server did not start:\n{log}"));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Returns whether the server greets who comes; before that, it may miss a signal.
    fn answers(&self) -> bool {
        let Ok(mut stream) = UnixStream::connect(self.socket()) else { return false };
        let greeted = stream.set_read_timeout(Some(Duration::from_secs(5))).and_then(|()| stream.read(&mut [0; 1]));
        greeted.is_ok_and(|n| n == 1)
    }

    /// Returns whether the server has ended by itself.
    fn has_ended(&mut self) -> bool {
        let keeper = self.keeper.as_mut().map(Child::try_wait);
        if !matches!(keeper, Some(Ok(None))) {
            return true;
        }
        let Ok(number) = fs::read_to_string(self.folder.join("server.pid")) else { return false };
        let mut kill = Command::new("kill");
        let there = kill.args(["-0", number.trim()]).stderr(Stdio::null()).status();
        !number.trim().is_empty() && there.is_ok_and(|status| !status.success())
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        match self.keeper.take() {
            // The end of its input is the signal.
            Some(mut keeper) => {
                drop(keeper.stdin.take());
                let _ = keeper.wait();
            }
            None => {
                let _ = fs::remove_dir_all(&self.folder);
            }
        }
    }
}

/// Returns the first of `names` that this machine has.
fn program(names: &[&str]) -> Result<PathBuf, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain(FOLDERS.iter().map(PathBuf::from)).collect();
    let found =
        names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file());
    found.ok_or_else(|| {
        format!("this machine has no {}. Install MariaDB's server: apt-get install mariadb-server", names.join(", no "))
    })
}

/// The server refuses root: then it runs as `nobody`.
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
