//! Migrations that are code of a program, run in one order with files.

use std::error::Error as StdError;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::Dedicated;

use crate::files::{CORE, Migration, Part, Placeholders, name};
use crate::flavor::Flavor;
use crate::statements::Variables;

/// What code answers: errors of any type, so that `?` works.
pub type Outcome = std::result::Result<(), Box<dyn StdError + Send + Sync>>;

/// The checksum of code begins with this; what it calls its revision follows.
pub(crate) const CHECKSUM: &str = "code:";

/// The longest a revision may be.
const REVISION_BYTES_MAX: usize = 50;

/// A migration that is code. Its place in the order is that of its name.
///
/// ```
/// use nexusql_tracks::code::{CodeMigration, Context, Outcome};
///
/// struct FillSlugs;
///
/// impl CodeMigration for FillSlugs {
///     fn name(&self) -> &str {
///         "003_fill_slugs"
///     }
///
///     async fn up(&self, at: &mut Context<'_>) -> Outcome {
///         let titles: Vec<(i64, String)> = at.db.fetch_all("select id, title from posts", ()).await?;
///         for (id, title) in titles {
///             let slug = title.to_lowercase().replace(' ', "-");
///             let values = nexusql_db::params! { id: id, slug: slug };
///             at.db.execute("update posts set slug = :slug where id = :id", values).await?;
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait CodeMigration: Send + Sync + 'static {
    /// Returns its name, of the form that files have, without an ending: `20240101120000_fill_slugs`.
    fn name(&self) -> &str;

    /// Returns its track.
    fn track(&self) -> &str {
        CORE
    }

    /// Returns what stands for its content in the history. Whoever changes what code does to a database changes this too:
    /// it is compared as the checksum of a file is.
    fn revision(&self) -> &str {
        "1"
    }

    /// Returns what must have been run before it, as after `-- requires:` in a file.
    fn requires(&self) -> Vec<String> {
        Vec::new()
    }

    /// Returns whether it is run in a transaction, with its note. Code that says no may begin and end transactions itself.
    fn in_transaction(&self) -> bool {
        true
    }

    /// Returns whether it can be run again after it was broken off half-way. Where it cannot, and no transaction has undone
    /// it, the next run stops, and `repair` says what is the case.
    fn is_repeatable(&self) -> bool {
        false
    }

    /// Returns whether there is a [`CodeMigration::down`].
    fn has_down(&self) -> bool {
        false
    }

    /// Does it.
    fn up(&self, at: &mut Context<'_>) -> impl Future<Output = Outcome> + Send;

    /// Undoes it.
    fn down(&self, _at: &mut Context<'_>) -> impl Future<Output = Outcome> + Send {
        async { Ok(()) }
    }

    /// Looks whether it may be run, before anything is. What it changes is rolled back.
    fn check(&self, _at: &mut Context<'_>) -> impl Future<Output = Outcome> + Send {
        async { Ok(()) }
    }
}

/// What code has to work with.
#[derive(Debug)]
pub struct Context<'a> {
    /// The session of the run. If code is in a transaction, it must leave that open.
    pub db: &'a mut Dedicated,
    /// The engine.
    pub engine: Flavor,
    /// The migration itself.
    pub migration: &'a Migration,
    /// The number of the run.
    pub execution_id: &'a str,
    /// The variables of the run.
    pub variables: &'a Variables,
}

/// Which of its ways is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
    Check,
}

type Running<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// A [`CodeMigration`] of any type.
trait Any: Send + Sync {
    fn run<'a>(&'a self, way: Way, at: &'a mut Context<'_>) -> Running<'a>;
}

impl<C: CodeMigration> Any for C {
    fn run<'a>(&'a self, way: Way, at: &'a mut Context<'_>) -> Running<'a> {
        match way {
            Way::Up => Box::pin(self.up(at)),
            Way::Down => Box::pin(self.down(at)),
            Way::Check => Box::pin(self.check(at)),
        }
    }
}

/// A migration that is code, as a tree of files holds it.
#[derive(Clone)]
pub struct Code {
    code: Arc<dyn Any>,
    name: String,
    track: String,
    revision: String,
    requires: Vec<String>,
    in_transaction: bool,
    is_repeatable: bool,
    has_down: bool,
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({}/{}, revision {:?})", self.track, self.name, self.revision)
    }
}

impl Code {
    /// Returns `code` to be put into a tree.
    pub fn new(code: impl CodeMigration) -> Self {
        Self {
            name: code.name().to_owned(),
            track: code.track().to_owned(),
            revision: code.revision().to_owned(),
            requires: code.requires(),
            in_transaction: code.in_transaction(),
            is_repeatable: code.is_repeatable(),
            has_down: code.has_down(),
            code: Arc::new(code),
        }
    }

    pub(crate) async fn run(&self, way: Way, at: &mut Context<'_>) -> Outcome {
        self.code.run(way, at).await
    }

    pub(crate) fn checksum(&self) -> String {
        format!("{CHECKSUM}{}", self.revision)
    }

    pub(crate) fn is_repeatable(&self) -> bool {
        self.is_repeatable
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    /// Returns the migration that it is.
    ///
    /// Errors: [`ErrorKind::Usage`] for a name, a track or a revision that cannot be.
    pub(crate) fn migration(self) -> Result<Migration> {
        let refuse = |code, message: String, hint: &str| {
            Err(Error::new(ErrorKind::Usage, Diagnostic::error(code, message).with_hint(hint)))
        };
        if !name::is_track(&self.track) {
            let hint = "The name of a track is a letter and then letters, digits, _ or -.";
            return refuse("track-name", format!("\"{}\" cannot be a track", self.track), hint);
        }
        if self.revision.len() > REVISION_BYTES_MAX {
            let message = format!("the revision of \"{}\" is too long", self.name);
            return refuse("revision-length", message, "It has at most 50 bytes.");
        }
        let found = name::read(&format!("{}.sql", self.name), false);
        let Ok(Some(name::FileName { role: name::Role::Up, version, stem, description })) = found else {
            let hint =
                "It is that of a file without its ending: 20231201120000_fill_slugs, 003_fill_slugs or R__views.";
            return refuse("migration-name", format!("\"{}\" is no name of a migration", self.name), hint);
        };
        let up = self.part("up");
        let place = up.place(0);
        Ok(Migration {
            track: self.track.clone(),
            name: stem,
            version,
            description,
            down: self.has_down.then(|| self.part("down")),
            requires: self.requires.iter().map(|need| (need.clone(), place.clone())).collect(),
            replaces: Vec::new(),
            checks: Vec::new(),
            up,
            code: Some(self),
        })
    }

    /// Returns what stands for one of its ways where SQL is shown.
    fn part(&self, way: &str) -> Part {
        let text = format!("-- code of the program, revision {}\n", self.revision);
        let range: Range<usize> = 0..text.len();
        let file = format!("{}/{} ({way}, code)", self.track, self.name);
        let transaction = if self.in_transaction { None } else { Some(false) };
        Part { path: PathBuf::new(), file, text: text.into(), range, transaction, placeholders: Placeholders::None }
    }
}
