//! psql's variables where no psql is needed: `:name`, `:'name'`, `:"name"`.

use std::collections::BTreeMap;

use nexusql_base::name::{delimited, quote_literal};
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

use super::lex::{Kind, token};
use crate::flavor::Flavor;

/// Variables by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables(pub BTreeMap<String, String>);

impl Variables {
    /// Returns `sql` with variables that are set put in: as they are, as a string, or as a name. Others stay.
    ///
    /// Errors: a value with a NUL.
    pub(super) fn replaced(&self, sql: &str) -> Result<String> {
        if self.0.is_empty() || !sql.contains(':') {
            return Ok(sql.to_owned());
        }
        let mut text = String::with_capacity(sql.len());
        let mut at = 0;
        while at < sql.len() {
            if let Some((end, value)) = self.variable(sql, at) {
                if value.contains('\0') {
                    let diagnostic = Diagnostic::error("variable-value", "the value of a variable has a NUL character");
                    return Err(Error::new(ErrorKind::Sql, diagnostic));
                }
                text.push_str(&value);
                at = end;
                continue;
            }
            let (kind, mut end) = token(sql, at, Flavor::Postgres);
            // A cast and an assignment have colons too.
            if kind == Kind::Symbol && (sql[at..].starts_with("::") || sql[at..].starts_with(":=")) {
                end = at + 2;
            }
            text.push_str(&sql[at..end]);
            at = end;
        }
        Ok(text)
    }

    /// Returns the variable at byte `at`: where it ends, and what is put there.
    fn variable(&self, sql: &str, at: usize) -> Option<(usize, String)> {
        let rest = sql[at..].strip_prefix(':')?;
        let (quote, name) = match rest.as_bytes().first()? {
            quote @ (b'\'' | b'"') => (Some(*quote), &rest[1..]),
            _ => (None, rest),
        };
        let length = name.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80).count();
        let value = self.0.get(&name[..length])?;
        let end = at + 1 + length;
        match quote {
            None => Some((end, value.clone())),
            Some(quote) if name.as_bytes().get(length) == Some(&quote) => {
                let text = if quote == b'\'' { quote_literal(value) } else { delimited(value, '"', '"') };
                Some((end + 2, text))
            }
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Variables;

    #[test]
    fn variables_are_replaced_where_psql_does() {
        let variables = Variables([("v".to_owned(), "it's".to_owned()), ("n".to_owned(), "5".to_owned())].into());
        for (sql, wanted) in [
            ("select :n, :'v', :\"v\"", "select 5, 'it''s', \"it's\""),
            ("select 1::n, ':n', $$ :n $$, :other -- :n", "select 1::n, ':n', $$ :n $$, :other -- :n"),
            ("select a[1:n], x := :n", "select a[15], x := 5"),
        ] {
            assert_eq!(variables.replaced(sql).unwrap(), wanted);
        }
    }
}
