//! Other tools, if they are on the machine.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nexusql_engine::Scratch;

/// How many files sqitch gets: it starts a psql for each.
pub const SQITCH_FILES: usize = 100;

/// What a tool is called with.
type Arguments = fn(&Path, &Scratch) -> Vec<String>;

/// A tool that runs migrations.
pub struct Peer {
    pub name: &'static str,
    pub n_files: usize,
    /// Whether it is run once only.
    pub is_slow: bool,
    program: PathBuf,
    arguments: Arguments,
}

/// Returns those that are in the search path, and says of each other one how to get it.
pub fn find() -> Vec<Peer> {
    let known: [(&str, &str, usize, Arguments); 2] = [
        ("dbmate", "npm install --global dbmate", usize::MAX, dbmate),
        ("sqitch", "apt-get install sqitch libdbd-pg-perl", SQITCH_FILES, sqitch),
    ];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut peers = Vec::new();
    for (name, hint, n_files, arguments) in known {
        match std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()) {
            Some(program) => peers.push(Peer { name, n_files, is_slow: n_files == SQITCH_FILES, program, arguments }),
            None => println!("{name} is not here, and was not measured: {hint}"),
        }
    }
    peers
}

fn dbmate(folder: &Path, scratch: &Scratch) -> Vec<String> {
    let (user, port, socket) = (scratch.user(), scratch.port(), scratch.socket_dir().display());
    let url = format!("postgres://{user}@:{port}/bench?socket={socket}&sslmode=disable");
    let files = folder.join("dbmate").display().to_string();
    ["--url", &url, "--migrations-dir", &files, "--no-dump-schema", "up"].map(str::to_owned).into()
}

fn sqitch(folder: &Path, scratch: &Scratch) -> Vec<String> {
    let (user, port, socket) = (scratch.user(), scratch.port(), scratch.socket_dir().display());
    let target = format!("db:pg://{user}@/bench?host={socket}&port={port}");
    let files = folder.join("sqitch").display().to_string();
    ["deploy", "--chdir", &files, "--target", &target].map(str::to_owned).into()
}

impl Peer {
    /// Runs all migrations of `folder` on the database `bench`.
    pub fn run(&self, folder: &Path, scratch: &Scratch) {
        let mut command = Command::new(&self.program);
        command.args((self.arguments)(folder, scratch)).stdin(Stdio::null());
        command.env("PGPORT", scratch.port().to_string()).env("PGHOST", scratch.socket_dir());
        command.env("SQITCH_FULLNAME", "Bench").env("SQITCH_EMAIL", "bench@example.org");
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", self.name);
    }
}
