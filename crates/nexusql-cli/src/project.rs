//! What a command's words stand for, with `nexusql.toml` at hand: servers of environments, the project's own schema.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::postgres::Target;
use nexusql_load::Source;

use crate::args;
use crate::config::{Config, Files, Migrations};

/// How an environment is named where a server is wanted.
const PREFIX: &str = "env:";

/// The config as one command sees it.
pub struct Project {
    config: Config,
    /// The environment in force: that of `--env`, or else the one that a server is named by.
    env: Option<String>,
    files: Files,
}

impl Project {
    /// Reads the config for a command whose sources and servers are `words`.
    ///
    /// Errors: [`ErrorKind::Usage`] if the config cannot be read or has no such environment.
    pub fn read(flags: &args::Project, words: &[Option<&str>]) -> Result<Self> {
        let config = Config::read(flags.config.as_deref())?;
        let named = || words.iter().flatten().find_map(|word| word.strip_prefix(PREFIX)).map(str::to_owned);
        let env = flags.env.clone().or_else(named);
        let files = config.files(env.as_deref(), &[], &[])?;
        Ok(Self { config, env, files })
    }

    /// Returns which files of a folder are taken.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Returns which files of a folder are taken if these globs come before those of the config.
    ///
    /// Errors: [`ErrorKind::Usage`] if one cannot be read.
    pub fn files_but(&self, include: &[String], exclude: &[String]) -> Result<Files> {
        self.config.files(self.env.as_deref(), include, exclude)
    }

    /// Returns the source that `word` names, or the schema of the config if there is no word.
    ///
    /// Errors: [`ErrorKind::Usage`] as for [`Source::parse`]; if there is neither; if the environment has no server.
    pub fn source(&self, word: Option<&str>) -> Result<Source> {
        match word {
            Some(word) => Source::parse(&self.resolve(word)?),
            None => Source::parse(&self.schema()?.to_string_lossy()),
        }
    }

    /// Returns the folder of SQL files that the config has.
    ///
    /// Errors: [`ErrorKind::Usage`] if it has none.
    pub fn schema(&self) -> Result<std::path::PathBuf> {
        self.config.schema(self.env.as_deref())?.ok_or_else(|| {
            let hint = "Name a folder, or set schema = \"db/schema\" in nexusql.toml (\"nexusql init\" makes one).";
            let diagnostic = Diagnostic::error("source-missing", "no folder of SQL files was named");
            Error::new(ErrorKind::Usage, diagnostic.with_hint(hint))
        })
    }

    /// Returns `word`, or the server of the environment that it names.
    ///
    /// Errors: [`ErrorKind::Usage`] if there is no such environment, or it has no server.
    pub fn resolve(&self, word: &str) -> Result<String> {
        let Some(name) = word.strip_prefix(PREFIX) else { return Ok(word.to_owned()) };
        self.config.url(name)?.ok_or_else(|| {
            let hint = format!("Add url = \"postgres://…\" to [env.{name}] in \"{}\".", self.config.path().display());
            let diagnostic = Diagnostic::error("environment-without-url", format!("environment \"{name}\" has no url"));
            Error::new(ErrorKind::Usage, diagnostic.with_hint(hint))
        })
    }

    /// Returns how the config has migrations run.
    ///
    /// Errors: [`ErrorKind::Usage`] if a variable in it has no value.
    pub fn migrations(&self) -> Result<Migrations> {
        self.config.migrations()
    }

    /// Returns the URL of the database that `word` names, or that of the environment, or else of `DATABASE_URL`; `None` if
    /// there is none.
    ///
    /// Errors: [`ErrorKind::Usage`] if there is no such environment.
    pub fn url(&self, word: Option<&str>) -> Result<Option<String>> {
        let of_environment = || self.env.as_deref().map(|name| self.config.url(name)).transpose().map(Option::flatten);
        match word {
            Some(word) => self.resolve(word).map(Some),
            None => Ok(of_environment()?.or_else(|| std::env::var("DATABASE_URL").ok())),
        }
    }

    /// Returns the server to change: the one that `word` names, or that of the environment, or else of `DATABASE_URL`.
    ///
    /// Errors: [`ErrorKind::Usage`] if there is none, or what it is called is no connection string.
    pub fn server(&self, word: Option<&str>) -> Result<Target> {
        let text = self.url(word)?.ok_or_else(|| {
            let diagnostic = Diagnostic::error("server-missing", "no server was named");
            let hint = "Name one with --to, with a url in the environment of --env, or with DATABASE_URL.";
            Error::new(ErrorKind::Usage, diagnostic.with_hint(hint))
        })?;
        Target::parse(&text).map_err(|error| match word {
            Some(_) => error.map(|said| said.with_hint("--to takes the server to change: postgres://… or env:NAME.")),
            None => error,
        })
    }
}
