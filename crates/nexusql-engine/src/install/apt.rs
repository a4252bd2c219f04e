//! Engines from Debian's packages, for root: installed for the whole machine, without a server that runs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Attempt, client, output};
use crate::account::Account;
use crate::{EngineOptions, account, find, template};

/// Where Debian's packages look whether to make a server of their own when they are installed.
const CLUSTER_SETTINGS: &str = "/etc/postgresql-common/createcluster.d";

/// Installs PostgreSQL `major`, or the one that the distribution has. A package that is there stays as it is.
pub(super) fn fetch(major: Option<u32>, options: &EngineOptions) -> Attempt {
    if !account::is_root() {
        return Err("It needs root.".to_owned());
    }
    let package = major.map_or("postgresql".to_owned(), |major| format!("postgresql-{major}"));
    let apt = |words: &[&str]| -> Result<String, String> {
        let mut command = client("apt-get", Path::new("/"), options)?;
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=60"]);
        output(command.args(words))
    };
    let install = ["install", "--yes", "--no-install-recommends", "--no-upgrade", &package];
    let no_cluster = NoCluster::set(Path::new(CLUSTER_SETTINGS)).map_err(|error| error.to_string())?;
    if let Err(reason) = apt(&install) {
        if !reason.contains("Unable to locate package") {
            return Err(reason);
        }
        // A fresh container has no lists of packages.
        apt(&["update"]).and_then(|_| apt(&install))?;
    }
    drop(no_cluster);
    let mut engines = find(options).into_iter();
    let installed = engines.find(|engine| major.is_none_or(|major| engine.major == major));
    let engine =
        installed.ok_or_else(|| format!("The package {package} is installed, but no engine of it was found."))?;
    let account = Account::for_servers().map_err(|error| error.to_string())?;
    template::renew(&engine, options, account.as_ref()).map_err(|error| super::reason(&error))?;
    Ok(engine)
}

/// Keeps Debian's packages from making and starting a server, for as long as it lives.
struct NoCluster {
    file: PathBuf,
    made: Vec<PathBuf>,
}

impl NoCluster {
    fn set(dir: &Path) -> io::Result<Self> {
        let missing = |dir: &&Path| !dir.exists();
        let made: Vec<PathBuf> = dir.ancestors().take_while(missing).map(PathBuf::from).collect();
        fs::create_dir_all(dir)?;
        let file = dir.join("nexusql.conf");
        fs::write(&file, "create_main_cluster = false\n")?;
        Ok(Self { file, made })
    }
}

impl Drop for NoCluster {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.file);
        for dir in &self.made {
            // What has something in it by now is the package's.
            let _ = fs::remove_dir(dir);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_servers_away_leaves_nothing_behind() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("etc/createcluster.d");
        let guard = NoCluster::set(&dir).unwrap();
        assert_eq!(fs::read_to_string(dir.join("nexusql.conf")).unwrap(), "create_main_cluster = false\n");
        drop(guard);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);

        fs::create_dir_all(&dir).unwrap();
        drop(NoCluster::set(&dir).unwrap());
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
    }
}
