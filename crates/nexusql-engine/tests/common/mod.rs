//! What the tests of this room share: a cache and a temporary folder of their own.

use std::path::{Path, PathBuf};

use nexusql_engine::{Engine, EngineOptions, Wanted, find, select};
use tempfile::TempDir;

/// A place of its own for one test: a cache, a folder for scratches, both removed at the end.
pub struct Nest {
    pub dir: TempDir,
    pub options: EngineOptions,
}

impl Nest {
    pub fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("nxq-").tempdir().unwrap();
        open_to_all(dir.path());
        let sub = |name: &str| {
            let path = dir.path().join(name);
            std::fs::create_dir(&path).unwrap();
            open_to_all(&path);
            path
        };
        let (cache_dir, temp_dir) = (sub("cache"), sub("tmp"));
        #[cfg(unix)]
        set_mode(&temp_dir, 0o1777);
        let options = EngineOptions { cache_dir, temp_dir, ..EngineOptions::from_env() };
        Self { dir, options }
    }

    /// An engine of the machine; every machine that runs these tests has one.
    #[allow(dead_code, reason = "not every test binary needs it")]
    pub fn engine(&self) -> Engine {
        select(&find(&self.options), Wanted::Auto { server_major: None }).unwrap().clone()
    }

    #[allow(dead_code, reason = "not every test binary needs it")]
    pub fn scratch_folders(&self) -> Vec<PathBuf> {
        std::fs::read_dir(&self.options.temp_dir).unwrap().map(|entry| entry.unwrap().path()).collect()
    }
}

#[cfg(unix)]
pub fn open_to_all(path: &Path) {
    set_mode(path, 0o755);
}

#[cfg(unix)]
pub fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
pub fn open_to_all(_: &Path) {}
