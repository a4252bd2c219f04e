//! `nexusql.toml`: where the schema is, where its servers are, and what each environment takes of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use nexusql_base::{Diagnostic, Error, ErrorKind, Place, Result};
use nexusql_db::postgres::without_password;
use serde::Deserialize;

use crate::args::migrate::{InNames, Policy, Transaction};

/// The config file that is read if none is named.
const USUAL: &str = "nexusql.toml";

/// The config file, as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    /// The folder of SQL files.
    schema: Option<PathBuf>,
    /// Globs of the files to take; all without it.
    include: Vec<String>,
    /// Globs of the files to leave.
    exclude: Vec<String>,
    /// How migrations are run.
    migrations: Migrations,
    /// Environments by name; what they say comes before what stands above.
    env: BTreeMap<String, Environment>,
}

/// How migrations are run; what the command line says comes first.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Migrations {
    /// Their folder.
    pub folder: Option<PathBuf>,
    /// The track of files that name none.
    pub track: Option<String>,
    /// Whether the word after the number of a file is its track.
    pub tracks_in_names: Option<InNames>,
    /// The schema of the tables that hold the history.
    pub history_schema: Option<String>,
    /// How much is one transaction.
    pub transaction: Option<Transaction>,
    /// How long to wait for another runner.
    pub lock_wait: Option<String>,
    /// How long a statement waits for a lock.
    pub lock_timeout: Option<String>,
    /// How often it is tried again.
    pub lock_retries: Option<u32>,
    /// How long a statement may take.
    pub statement_timeout: Option<String>,
    /// Files that come before what was applied already.
    pub out_of_order: Option<Policy>,
    /// Files that have changed.
    pub changed: Option<Policy>,
    /// What has no file.
    pub missing: Option<Policy>,
    /// The schemas of names that have none.
    pub search_path: Vec<String>,
    /// Variables of the SQL.
    pub variables: BTreeMap<String, String>,
    /// What whole tracks require.
    pub requires: BTreeMap<String, Vec<String>>,
}

/// One environment.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Environment {
    /// The folder of SQL files.
    schema: Option<PathBuf>,
    /// Globs of the files to take.
    include: Option<Vec<String>>,
    /// Globs of the files to leave.
    exclude: Option<Vec<String>>,
    /// The server.
    url: Option<String>,
}

/// The config file, and the values that its variables get.
pub struct Config {
    path: PathBuf,
    text: String,
    written: Written,
    dotenv: BTreeMap<String, String>,
}

impl Config {
    /// Reads the config at `path`, or `nexusql.toml` in the current folder, which need not be there, and `.env` beside it.
    ///
    /// In the values that are used, `${NAME}` and `${NAME:-default}` are replaced from the environment, or else from `.env`.
    /// Errors: [`ErrorKind::Usage`] with the place in the file.
    pub fn read(path: Option<&Path>) -> Result<Self> {
        let named = path.is_some();
        let path = path.unwrap_or(Path::new(USUAL)).to_owned();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => String::new(),
            Err(error) => return Err(refuse(format!("could not read \"{}\": {error}", path.display()))),
        };
        let written = parse(&path.display().to_string(), &text)?;
        // Nobody else's .env is looked into.
        let dotenv = if text.contains("${") { dotenv(&path.with_file_name(".env"))? } else { BTreeMap::new() };
        Ok(Self { path, text, written, dotenv })
    }

    /// Returns the folder of SQL files that the environment `name` has, if one is set.
    ///
    /// Errors: as for [`Config::url`], but that no folder is none.
    pub fn schema(&self, name: Option<&str>) -> Result<Option<PathBuf>> {
        let own = name.map(|name| self.environment(name)).transpose()?.and_then(|env| env.schema.as_ref());
        let Some(folder) = own.or(self.written.schema.as_ref()) else { return Ok(None) };
        let folder = self.interpolate(&folder.to_string_lossy())?;
        Ok(Some(self.path.parent().unwrap_or(Path::new("")).join(folder)))
    }

    /// Returns how migrations are run, with the values of variables put in.
    ///
    /// Errors: [`ErrorKind::Usage`] if a variable has no value.
    pub fn migrations(&self) -> Result<Migrations> {
        let mut found = self.written.migrations.clone();
        if let Some(folder) = &found.folder {
            let folder = self.interpolate(&folder.to_string_lossy())?;
            found.folder = Some(self.path.parent().unwrap_or(Path::new("")).join(folder));
        }
        for value in found.variables.values_mut() {
            *value = self.interpolate(value)?;
        }
        Ok(found)
    }

    /// Returns which files of a folder the environment `name` takes, or the file as a whole does; globs that are given come
    /// before both.
    ///
    /// Errors: as for [`Config::url`]; [`ErrorKind::Usage`] if a glob is none.
    pub fn files(&self, name: Option<&str>, include: &[String], exclude: &[String]) -> Result<Files> {
        let env = name.map(|name| self.environment(name)).transpose()?;
        let written = |own: Option<&Vec<String>>, above: &[String]| {
            own.map_or(above, Vec::as_slice).iter().map(|glob| self.interpolate(glob)).collect::<Result<Vec<_>>>()
        };
        let or_written = |given: &[String], own: Option<&Vec<String>>, above: &[String]| {
            if given.is_empty() { written(own, above) } else { Ok(given.to_vec()) }
        };
        Ok(Files {
            include: globs(&or_written(include, env.and_then(|env| env.include.as_ref()), &self.written.include)?)?,
            exclude: globs(&or_written(exclude, env.and_then(|env| env.exclude.as_ref()), &self.written.exclude)?)?,
        })
    }

    /// Returns the server of environment `name`, if one is set.
    ///
    /// Errors: [`ErrorKind::Usage`] if there is no such environment, with those there are, or if a variable has no value.
    pub fn url(&self, name: &str) -> Result<Option<String>> {
        self.environment(name)?.url.as_ref().map(|url| self.interpolate(url)).transpose()
    }

    /// Returns where the config is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn environment(&self, name: &str) -> Result<&Environment> {
        self.written.env.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.written.env.keys().map(String::as_str).collect();
            let hint = match known.as_slice() {
                [] => format!("Add a section [env.{name}] to \"{}\".", self.path.display()),
                known => format!("The config has: {}.", known.join(", ")),
            };
            let message = format!("environment \"{name}\" is not in the config");
            Error::new(ErrorKind::Usage, Diagnostic::error("environment-unknown", message).with_hint(hint))
        })
    }

    fn interpolate(&self, text: &str) -> Result<String> {
        let variable = |name: &str| std::env::var(name).ok().or_else(|| self.dotenv.get(name).cloned());
        interpolate(text, &variable).map_err(|error| {
            // A value stands in the file as it was read, unless it is written with escapes.
            let Some(at) = self.text.find(text) else { return error };
            let mut place = Place::at(self.path.display().to_string(), &self.text, at);
            place.text = without_password(&place.text);
            error.map(|said| said.with_place(place))
        })
    }
}

/// Which files of a folder are taken.
pub struct Files {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
}

impl Files {
    /// Returns whether the file at `path` within the folder is taken.
    pub fn takes(&self, path: &str) -> bool {
        self.include.as_ref().is_none_or(|globs| globs.is_match(path))
            && self.exclude.as_ref().is_none_or(|globs| !globs.is_match(path))
    }
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let invalid =
        |error: globset::Error| Error::new(ErrorKind::Usage, Diagnostic::error("glob-invalid", error.to_string()));
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(invalid)?);
    }
    set.build().map(Some).map_err(invalid)
}

/// Reads the file of variables, which need not be there. What is wrong in it is not shown: it may be a secret.
pub fn dotenv(path: &Path) -> Result<BTreeMap<String, String>> {
    if !path.is_file() {
        return Ok(BTreeMap::new());
    }
    let wrong = |_| {
        let hint = "Each line is NAME=value; a value with spaces or \"#\" stands in quotes.";
        refuse(format!("could not read \"{}\"", path.display())).map(|diagnostic| diagnostic.with_hint(hint))
    };
    dotenvy::from_path_iter(path).map_err(wrong)?.map(|line| line.map_err(wrong)).collect()
}

fn parse(file: &str, text: &str) -> Result<Written> {
    toml_of(file, text)
}

/// Reads TOML.
///
/// Errors: [`ErrorKind::Usage`] with the place, whose line shows no password.
pub fn toml_of<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let mut place = Place::at(file, text, error.span().map_or(0, |span| span.start));
        place.text = without_password(&place.text);
        let message = error.message().lines().collect::<Vec<_>>().join(" ").replace('`', "\"");
        Error::new(ErrorKind::Usage, Diagnostic::error("config-invalid", message).with_place(place))
    })
}

fn refuse(message: String) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("config-unreadable", message))
}

/// Replaces `${NAME}` and `${NAME:-default}`.
///
/// Errors: [`ErrorKind::Usage`] if a variable has no value.
pub fn interpolate(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<String> {
    let (mut done, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("${") {
        let Some((inside, tail)) = after.split_once('}') else {
            return Err(refuse("config has a \"${\" that no \"}\" closes".to_owned()));
        };
        let (name, default) = match inside.split_once(":-") {
            Some((name, default)) => (name, Some(default.to_owned())),
            None => (inside, None),
        };
        let Some(value) = variable(name).or(default) else {
            let hint = format!("Set it, put it into .env, or write ${{{name}:-default}}.");
            let message = format!("config needs the environment variable \"{name}\"");
            return Err(Error::new(ErrorKind::Usage, Diagnostic::error("variable-unset", message).with_hint(hint)));
        };
        done.push_str(before);
        done.push_str(&value);
        rest = tail;
    }
    done.push_str(rest);
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::{interpolate, parse};

    #[test]
    fn a_line_with_a_fault_shows_no_password() {
        let error = parse("nexusql.toml", "ulr = \"postgres://me:secret@h/x\"").expect_err("no such field");
        let place = error.diagnostic().place.as_ref().expect("it has a place");
        assert_eq!(place.text, "ulr = \"postgres://me:***@h/x\"");
    }

    #[test]
    fn variables_are_replaced_and_missing_ones_named() {
        let variable = |name: &str| (name == "A").then(|| "x".to_owned());
        assert_eq!(interpolate("a=${A} b=${B:-y}", &variable).expect("both are known"), "a=x b=y");
        assert!(interpolate("${B}", &variable).expect_err("unset").to_string().contains("\"B\""));
    }
}
