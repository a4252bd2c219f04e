//! Inserting a row or updating the one that is there.

use nexusql_base::Diagnostic;

use super::{Dialect, quote_all};
use crate::error::{Error, Kind, Result};

/// An insert that becomes an update where the row is there already.
#[derive(Clone, Copy, Debug)]
pub struct Upsert<'a> {
    /// The table.
    pub table: &'a str,
    /// The columns of a unique key: a row with the same values is the same row.
    pub key: &'a [&'a str],
    /// The other columns. Each column's parameter has its name, so names must be fit for that.
    pub columns: &'a [&'a str],
}

impl Upsert<'_> {
    /// Returns all columns, the key's first.
    pub fn all(&self) -> Vec<&str> {
        self.key.iter().chain(self.columns).copied().collect()
    }

    /// Returns the parameter of each column: `:id, :name`.
    ///
    /// Errors: [`Kind::Usage`] if there is no key, or a column's name cannot be a parameter's.
    pub fn parameters(&self) -> Result<Vec<String>> {
        let fits = |name: &&str| {
            let mut chars = name.chars();
            chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
                && chars.all(|c| c.is_alphanumeric() || c == '_')
        };
        if self.key.is_empty() || !self.all().iter().all(fits) {
            let diagnostic = Diagnostic::error("bad-upsert", "columns of an upsert cannot be parameters");
            let detail = "There must be a key, and names of letters, digits and underscores.";
            return Err(Error::new(Kind::Usage, diagnostic.with_detail(detail)));
        }
        Ok(self.all().iter().map(|name| format!(":{name}")).collect())
    }

    /// Returns it as SQLite and PostgreSQL have it: `insert … on conflict … do update`.
    pub(crate) fn on_conflict(&self, dialect: &(impl Dialect + ?Sized)) -> Result<String> {
        let action = if self.columns.is_empty() {
            "do nothing".to_owned()
        } else {
            let set: Vec<String> = self
                .columns
                .iter()
                .map(|name| dialect.quote_name(name).map(|quoted| format!("{quoted} = excluded.{quoted}")))
                .collect::<Result<_>>()?;
            format!("do update set {}", set.join(", "))
        };
        Ok(format!(
            "insert into {} ({}) values ({}) on conflict ({}) {action}",
            dialect.quote_name(self.table)?,
            quote_all(dialect, &self.all())?,
            self.parameters()?.join(", "),
            quote_all(dialect, self.key)?,
        ))
    }
}
