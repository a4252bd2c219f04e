//! `nexusql.toml`: where the schema is, and what each environment takes of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nexusql_base::{Diagnostic, Error, ErrorKind, Place, Result};
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
    /// Reads `path`, with `${NAME}` and `${NAME:-default}` replaced from `.env` beside it and the environment; the
    /// environment comes first. A file that is not there is an empty config.
    ///
    /// Errors: [`ErrorKind::Usage`] with the place in the file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(refuse(format!("could not read \"{}\": {error}", path.display()))),
        };
        let dotenv: BTreeMap<String, String> = dotenvy::from_path_iter(path.with_file_name(".env"))
            .map(|lines| lines.filter_map(std::result::Result::ok).collect())
            .unwrap_or_default();
        let text = interpolate(&text, &|name| std::env::var(name).ok().or_else(|| dotenv.get(name).cloned()))?;
        toml::from_str(&text).map_err(|error| {
            let place = Place::at(path.display().to_string(), &text, error.span().map_or(0, |span| span.start));
            let message = error.message().lines().collect::<Vec<_>>().join(" ");
            Error::new(ErrorKind::Usage, Diagnostic::error("config-invalid", message).with_place(place))
        })
    }

    /// Returns the config with what environment `name` says put over it.
    ///
    /// Errors: [`ErrorKind::Usage`] if there is no such environment; it lists those there are.
    pub fn for_environment(mut self, name: Option<&str>) -> Result<Self> {
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
    use super::interpolate;

    #[test]
    fn variables_are_replaced_and_missing_ones_named() {
        let variable = |name: &str| (name == "A").then(|| "x".to_owned());
        assert_eq!(interpolate("a=${A} b=${B:-y}", &variable).expect("both are known"), "a=x b=y");
        assert!(interpolate("${B}", &variable).expect_err("unset").to_string().contains("\"B\""));
    }
}
