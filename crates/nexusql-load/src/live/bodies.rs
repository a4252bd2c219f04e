//! What the languages of a server say of the bodies of routines.

use nexusql_base::{Diagnostic, Result};
use nexusql_db::postgres::{error, server_error};
use tokio_postgres::Client;
use tokio_postgres::error::ErrorPosition;

use super::query;

/// A routine and what is wrong with its body, if anything is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Its arguments, as PostgreSQL prints them.
    pub arguments: String,
    /// Its language.
    pub language: String,
    /// Its body.
    pub body: String,
    /// What the language says against it.
    pub wrong: Option<Diagnostic>,
    /// Where in the body that is.
    ///
    /// Units: characters, from 1.
    pub position: Option<usize>,
}

/// Has the language of each routine in the database of `client` look at its body, as PostgreSQL does when
/// `check_function_bodies` is on, now that everything is there.
///
/// `sql` is looked at with all the names in it; of `plpgsql`, the syntax and the types of variables only.
/// Errors: [`nexusql_base::ErrorKind::Server`] if the routines cannot be listed.
/// Cost: a round trip for each routine. Source: `fmgr_sql_validator` and `plpgsql_validator` in PostgreSQL's source.
pub async fn bodies(client: &Client, major: u32) -> Result<Vec<Checked>> {
    client.batch_execute("set check_function_bodies = on").await.map_err(|e| error(&e))?;
    let sql = query::for_major(include_str!("bodies.sql"), major);
    let rows = client.query_typed(&sql, &[]).await.map_err(|e| error(&e))?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let check: String = row.get(5);
        let mut one = Checked {
            schema: row.get(0),
            name: row.get(1),
            arguments: row.get(2),
            language: row.get(3),
            body: row.get(4),
            wrong: None,
            position: None,
        };
        if let Err(cause) = client.batch_execute(&check).await {
            let Some(said) = server_error(&cause) else { return Err(error(&cause)) };
            one.position = position(&cause, &one.body);
            one.wrong = Some(Diagnostic {
                detail: cause.as_db_error().and_then(|said| said.detail()).map(str::to_owned),
                ..said.diagnostic
            });
        }
        found.push(one);
    }
    Ok(found)
}

/// Returns where in `body` the server points at: by a position within it, or by the number of a line.
fn position(cause: &tokio_postgres::Error, body: &str) -> Option<usize> {
    let said = cause.as_db_error()?;
    if let Some(ErrorPosition::Internal { position, query }) = said.position() {
        // A statement of the body stands in it as it is.
        let start = body.find(query.as_str())?;
        return Some(body[..start].chars().count() + usize::try_from(*position).ok()?);
    }
    let (_, rest) = said.where_()?.rsplit_once("line ")?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
    let line: usize = digits.parse().ok()?;
    let before: usize = body.split_inclusive('\n').take(line.checked_sub(1)?).map(|line| line.chars().count()).sum();
    let text = body.split('\n').nth(line - 1)?;
    Some(before + text.chars().take_while(|c| c.is_whitespace()).count() + 1)
}
