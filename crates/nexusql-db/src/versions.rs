//! Versioned files of SQL, run once each and in their order: `V001__make_users.sql`.

use std::path::{Path, PathBuf};

use nexusql_base::Diagnostic;

use crate::driver::Turn;
use crate::error::{Error, Kind, Result};
use crate::manager::DatabaseManager;
use crate::params;
use crate::params::Params;
use crate::session::Session;
use crate::transaction::TransactionOptions;

const TABLE: &str = "nexusql_versions";
const NOTE: &str = "insert into nexusql_versions (number, name, applied_at) values (:number, :name, :at)";

/// A file that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number.
    pub number: i64,
    /// What its name says after the number.
    pub name: String,
}

/// A file with its version.
#[derive(Debug)]
struct File {
    version: Version,
    path: PathBuf,
}

impl DatabaseManager {
    /// Makes the database ready: with `apply_schema`, runs those files of the folder that it has not run before, lowest
    /// number first, and returns them; without, returns nothing. Which were run is kept in the table `nexusql_versions`.
    ///
    /// Shape: files are named `V001__name.sql`; others in the folder are left alone.
    /// Invariant: a file and the note of it are one transaction, where the engine's DDL can be in one.
    /// Errors: [`Kind::Usage`] if the folder cannot be read, two files have one number, or a file that was run is not
    /// there any more or has another name; [`Kind::Syntax`] and others as the server says, with the file in the detail.
    pub async fn initialize(&self, apply_schema: Option<&Path>) -> Result<Vec<Version>> {
        let Some(folder) = apply_schema else { return Ok(Vec::new()) };
        let files = files(folder)?;
        let table = format!(
            "create table if not exists {TABLE} (number bigint not null primary key, name varchar(200) not null, \
             applied_at varchar(40) not null)"
        );
        self.execute(&table, ()).await?;
        let done: Vec<(i64, String)> =
            self.fetch_all(&format!("select number, name from {TABLE} order by number"), ()).await?;
        check(&done, &files)?;
        let mut applied = Vec::new();
        for file in files.into_iter().filter(|file| done.iter().all(|(number, _)| *number != file.version.number)) {
            if self.apply(&file).await.map_err(|error| error.or_detail(format!("In {}.", file.path.display())))? {
                applied.push(file.version);
            }
        }
        Ok(applied)
    }

    /// Runs one file, unless someone else has in the meantime.
    async fn apply(&self, file: &File) -> Result<bool> {
        let text = std::fs::read_to_string(&file.path).map_err(|error| unreadable(&file.path, &error))?;
        if let Some(turn) = self.turn {
            return self.apply_in_turn(&file.version, &text, turn).await;
        }
        let mut tx = self.begin().await?;
        // Whoever comes second waits here for the first, and finds the number taken.
        match tx.execute(NOTE, note(&file.version)).await {
            Err(error) if error.kind() == Kind::Unique => {
                tx.rollback().await?;
                return Ok(false);
            }
            answer => answer?,
        };
        tx.execute_script(&text).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Runs one file while others wait, unless someone else has in the meantime.
    async fn apply_in_turn(&self, version: &Version, text: &str, turn: &Turn) -> Result<bool> {
        let mut session = self.session().await?;
        if session.fetch_one(turn.take, ()).await?.get::<Option<i64>>(0)? != Some(1) {
            let diagnostic = Diagnostic::error("files-are-run", "someone else runs versioned files on this database");
            return Err(Error::new(Kind::Lock, diagnostic.with_hint("Wait for them to end, and try again.")));
        }
        let answer = apply_alone(&mut session, version, text).await;
        // The lock ends with the session if it cannot be given back.
        let given = session.fetch_one(turn.give, ()).await;
        let applied = answer?;
        given.map(|_| applied)
    }
}

/// Runs one file and notes it: in one transaction as long as no statement of it commits that.
async fn apply_alone(session: &mut Session, version: &Version, text: &str) -> Result<bool> {
    let known = format!("select number from {TABLE} where number = :number");
    if session.fetch_optional(&known, params! { number: version.number }).await?.is_some() {
        return Ok(false);
    }
    session.enter(TransactionOptions::default()).await?;
    let answer = session.script(text).await;
    let committed = session.is_gone();
    let noted = match answer {
        Ok(()) => session.execute(NOTE, note(version)).await.map(drop),
        Err(_) if committed && answer_is_whole(&answer) => Ok(()),
        Err(error) if committed => {
            Err(error.or_hint("What came before it in the file stays: the engine commits whatever changes the schema."))
        }
        Err(error) => Err(error),
    };
    session.leave(noted.is_ok() && !committed).await?;
    noted?;
    if committed {
        session.execute(NOTE, note(version)).await?;
    }
    Ok(true)
}

/// Returns whether the text was run to its end, and is refused only because it has ended the transaction.
fn answer_is_whole(answer: &Result<()>) -> bool {
    answer.as_ref().is_err_and(|error| error.diagnostic().code == "transaction-ended")
}

fn note(version: &Version) -> Params {
    let at = chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    params! { number: version.number, name: &version.name, at: at }
}

fn files(folder: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if let Some(version) = path.file_name().and_then(|name| version(&name.to_string_lossy())) {
            files.push(File { version, path });
        }
    }
    files.sort_by_key(|file| file.version.number);
    if let Some(pair) = files.windows(2).find(|pair| pair[0].version.number == pair[1].version.number) {
        let message = format!("two files have the number {}", pair[0].version.number);
        let detail = format!("They are {} and {}.", pair[0].path.display(), pair[1].path.display());
        return Err(Error::new(Kind::Usage, Diagnostic::error("version-twice", message).with_detail(detail)));
    }
    Ok(files)
}

/// Returns the version in `V001__name.sql`.
fn version(file: &str) -> Option<Version> {
    let (number, name) = file.strip_prefix('V')?.strip_suffix(".sql")?.split_once("__")?;
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (digits && !name.is_empty()).then(|| Some(Version { number: number.parse().ok()?, name: name.to_owned() }))?
}

/// What was run must be there under the name it had.
fn check(done: &[(i64, String)], files: &[File]) -> Result<()> {
    for (number, name) in done {
        let found = files.iter().find(|file| file.version.number == *number).map(|file| file.version.name.as_str());
        if found != Some(name.as_str()) {
            let message = format!("version {number}, \"{name}\", was run and is not in the folder");
            let detail = found.map_or("There is no file with its number.".to_owned(), |found| {
                format!("The file with its number is named \"{found}\".")
            });
            let diagnostic = Diagnostic::error("version-missing", message).with_detail(detail);
            return Err(Error::new(Kind::Usage, diagnostic.with_hint("Put the file back; changes get a new number.")));
        }
    }
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let message = format!("could not read {}: {error}", path.display());
    Error::new(Kind::Usage, Diagnostic::error("could-not-read", message))
}

#[cfg(test)]
mod tests {
    use super::{Version, version};

    #[test]
    fn a_version_is_a_number_and_a_name() {
        let wanted = Version { number: 12, name: "add__users".to_owned() };
        assert_eq!(version("V012__add__users.sql"), Some(wanted));
        for other in
            ["v1__a.sql", "V1_a.sql", "V__a.sql", "V1__.sql", "V1__a.txt", "V1a__b.sql", "V99999999999999999999__a.sql"]
        {
            assert_eq!(version(other), None, "{other}");
        }
    }
}
