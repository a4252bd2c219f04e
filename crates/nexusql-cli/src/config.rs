//! `nexusql.toml`: where the schema is, and what each environment takes of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nexusql_base::{Diagnostic, Error, ErrorKind, Place, Result};
use nexusql_db::postgres::without_password;
use serde::Deserialize;

/// The config file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The folder of SQL files.
    pub schema: Option<PathBuf>,
    /// Globs of the files to take; all without it.
    pub include: Vec<String>,
    /// Globs of the files to leave.
    pub exclude: Vec<String>,
    /// Environments by name; what they say comes before what stands above.
    pub env: BTreeMap<String, Environment>,
}

/// One environment.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Environment {
    /// The folder of SQL files.
    pub schema: Option<PathBuf>,
    /// Globs of the files to take.
    pub include: Option<Vec<String>>,
    /// Globs of the files to leave.
    pub exclude: Option<Vec<String>>,
    /// The server.
    pub url: Option<String>,
}

impl Config {
    /// Reads `path` as environment `name` has it: what its section says is put over what stands above.
    ///
    /// In the values that are used, `${NAME}` and `${NAME:-default}` are replaced from the environment, or else from `.env`
    /// beside the file. A file that is not there is an empty config.
    /// Errors: [`ErrorKind::Usage`] with the place in the file; with the environments there are, if `name` is none of them.
    pub fn read(path: &Path, name: Option<&str>) -> Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(refuse(format!("could not read \"{}\": {error}", path.display()))),
        };
        let dotenv: BTreeMap<String, String> = dotenvy::from_path_iter(path.with_file_name(".env"))
            .map(|lines| lines.filter_map(std::result::Result::ok).collect())
            .unwrap_or_default();
        let variable = |name: &str| std::env::var(name).ok().or_else(|| dotenv.get(name).cloned());
        parse(&path.display().to_string(), &text)?.for_environment(name)?.interpolated(&variable)
    }

    fn for_environment(mut self, name: Option<&str>) -> Result<Self> {
        let Some(name) = name else { return Ok(self) };
        let Some(environment) = self.env.remove(name) else {
            let known: Vec<&str> = self.env.keys().map(String::as_str).collect();
            let hint =
                format!("The config has: {}.", if known.is_empty() { "none".to_owned() } else { known.join(", ") });
            let message = format!("environment \"{name}\" is not in the config");
            return Err(Error::new(
                ErrorKind::Usage,
                Diagnostic::error("environment-unknown", message).with_hint(hint),
            ));
        };
        self.schema = environment.schema.or(self.schema);
        self.include = environment.include.unwrap_or(self.include);
        self.exclude = environment.exclude.unwrap_or(self.exclude);
        Ok(self)
    }

    fn interpolated(mut self, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        if let Some(schema) = &self.schema {
            self.schema = Some(interpolate(&schema.to_string_lossy(), variable)?.into());
        }
        for pattern in self.include.iter_mut().chain(&mut self.exclude) {
            *pattern = interpolate(pattern, variable)?;
        }
        Ok(self)
    }
}

fn parse(file: &str, text: &str) -> Result<Config> {
    toml::from_str(text).map_err(|error| {
        let mut place = Place::at(file, text, error.span().map_or(0, |span| span.start));
        place.text = without_password(&place.text);
        let message = error.message().lines().collect::<Vec<_>>().join(" ");
        Error::new(ErrorKind::Usage, Diagnostic::error("config-invalid", message).with_place(place))
    })
}

fn refuse(message: String) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("config-unreadable", message))
}

fn interpolate(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<String> {
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
