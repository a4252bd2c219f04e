//! `fleet.toml`: which databases, and how they are worked through.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Place, Result};
use nexusql_db::postgres::{Secret, without_password};
use nexusql_tracks::fleet::{Canaries, Fleet, Source};
use serde::Deserialize;
use toml::Spanned;

use crate::config::{dotenv, interpolate, toml_of};
use crate::project::Project;

/// The file, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    jobs: Option<NonZeroUsize>,
    failures_max: usize,
    canaries: Option<WrittenCanaries>,
    urls: Option<Spanned<Vec<Spanned<String>>>>,
    query: Option<Spanned<Query>>,
    schemas: Option<Spanned<Schemas>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "canaries are a number, or a list of names")]
enum WrittenCanaries {
    First(usize),
    Named(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    url: Spanned<String>,
    sql: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Schemas {
    url: Spanned<String>,
    pattern: String,
}

/// Reads the file at `path`.
///
/// In URLs, `${NAME}` and `${NAME:-default}` are replaced from the environment, or else from `.env` beside the file, and
/// `env:NAME` stands for the server of an environment.
/// Errors: [`ErrorKind::Usage`] with the place in the file.
pub fn read(path: &Path, project: &Project) -> Result<Fleet> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("could not read \"{file}\": {error}");
        Error::new(ErrorKind::Usage, Diagnostic::error("could-not-read", message))
    })?;
    let written: Written = toml_of(&file, &text)?;
    let dotenv = if text.contains("${") { dotenv(&path.with_file_name(".env"))? } else { BTreeMap::new() };
    let reader = Reader { file, text, dotenv, project };
    let source = reader.source(&written)?;
    let canaries = match written.canaries {
        None => Canaries::First(0),
        Some(WrittenCanaries::First(n)) => Canaries::First(n),
        Some(WrittenCanaries::Named(names)) => Canaries::Named(names),
    };
    let jobs = written.jobs.map_or(1, NonZeroUsize::get);
    Ok(Fleet { source, canaries, jobs, failures_max: written.failures_max })
}

struct Reader<'a> {
    file: String,
    text: String,
    dotenv: BTreeMap<String, String>,
    project: &'a Project,
}

impl Reader<'_> {
    fn source(&self, written: &Written) -> Result<Source> {
        match (&written.urls, &written.query, &written.schemas) {
            (Some(urls), None, None) => {
                Ok(Source::Urls(urls.get_ref().iter().map(|url| self.url(url)).collect::<Result<_>>()?))
            }
            (None, Some(query), None) => {
                let query = query.get_ref();
                Ok(Source::Query { url: self.url(&query.url)?, sql: query.sql.clone() })
            }
            (None, None, Some(schemas)) => {
                let schemas = schemas.get_ref();
                Ok(Source::Schemas { url: self.url(&schemas.url)?, pattern: schemas.pattern.clone() })
            }
            (urls, query, schemas) => {
                let spans = [
                    urls.as_ref().map(Spanned::span),
                    query.as_ref().map(Spanned::span),
                    schemas.as_ref().map(Spanned::span),
                ];
                let mut spans: Vec<Range<usize>> = spans.into_iter().flatten().collect();
                spans.sort_by_key(|span| span.start);
                let message = match spans.len() {
                    0 => "the file names no databases",
                    _ => "the file names databases in two ways",
                };
                let diagnostic = Diagnostic::error("fleet-source", message)
                    .with_place(self.place(spans.get(1).map_or(0, |span| span.start)))
                    .with_hint("Write one of these: urls = [\"…\"], or [query] with url and sql, or [schemas] with url and pattern.");
                Err(Error::new(ErrorKind::Usage, diagnostic))
            }
        }
    }

    fn url(&self, url: &Spanned<String>) -> Result<Secret> {
        let variable = |name: &str| std::env::var(name).ok().or_else(|| self.dotenv.get(name).cloned());
        let with_place = |error: Error| error.map(|said| said.with_place(self.place(url.span().start)));
        let text = interpolate(url.get_ref(), &variable).and_then(|text| self.project.resolve(&text));
        let text = text.map_err(with_place)?;
        nexusql_db::ConnectionConfig::parse(&text).map_err(Error::from).map_err(with_place)?;
        Ok(Secret(text))
    }

    fn place(&self, offset: usize) -> Place {
        let mut place = Place::at(&self.file, &self.text, offset);
        place.text = without_password(&place.text);
        place
    }
}
