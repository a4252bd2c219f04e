//! What goose's `-- +goose ENVSUB ON` asks for: variables of the environment, anywhere in the text, as they are.
//!
//! Source: goose 3.18, "Add environment variable substitution for SQL migrations".

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

/// Returns `sql` with values in place of `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}` and
/// `${NAME?message}`; with the colon an empty value counts as none. A `$NAME` without a value stays: it may be a dollar quote.
///
/// Errors: [`ErrorKind::Sql`] for a name in braces without a value or a default. goose takes it for empty.
pub(super) fn replaced(sql: &str, value: impl Fn(&str) -> Option<String>) -> Result<String> {
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        let (found, n) = match braced(&after[1..]) {
            Some((inner, n)) => (Some(of_braces(inner, &value)?), n),
            None => {
                let name = name(&after[1..]);
                (value(name).filter(|_| !name.is_empty()), name.len())
            }
        };
        let whole = &after[..=n];
        text.push_str(found.as_deref().unwrap_or(whole));
        rest = &after[whole.len()..];
    }
    text.push_str(rest);
    Ok(text)
}

/// Returns what stands in braces that begin with a name, and how many bytes that is with them.
fn braced(text: &str) -> Option<(&str, usize)> {
    let (inner, _) = text.strip_prefix('{')?.split_once('}')?;
    (!name(inner).is_empty()).then_some((inner, inner.len() + 2))
}

/// Returns the name that `text` begins with; empty if it begins with none.
fn name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    if text.starts_with(|c: char| c.is_ascii_digit()) { "" } else { &text[..end] }
}

fn of_braces(inner: &str, value: impl Fn(&str) -> Option<String>) -> Result<String> {
    let name = name(inner);
    let (empty_is_none, rest) = match inner[name.len()..].strip_prefix(':') {
        Some(rest) => (true, rest),
        None => (false, &inner[name.len()..]),
    };
    let found = value(name).filter(|value| !(empty_is_none && value.is_empty()));
    match (found, rest.chars().next()) {
        (Some(found), None | Some('-' | '?')) if !(rest.is_empty() && empty_is_none) => Ok(found),
        (None, Some('-')) => Ok(rest[1..].to_owned()),
        (None, Some('?')) => Err(refused(inner, rest[1..].trim())),
        (None, None) if !empty_is_none => Err(refused(inner, "")),
        _ => {
            let message = format!("\"${{{inner}}}\" is not understood");
            let hint = "Known are ${NAME}, ${NAME:-default} and ${NAME:?message}, each without the colon too.";
            Err(Error::new(ErrorKind::Sql, Diagnostic::error("variable-form", message).with_hint(hint)))
        }
    }
}

fn refused(inner: &str, said: &str) -> Error {
    let name = name(inner);
    let diagnostic =
        Diagnostic::error("variable-unset", format!("variable \"{name}\" of the environment has no value"));
    let diagnostic =
        if said.is_empty() { diagnostic } else { diagnostic.with_detail(format!("The file says: {said}")) };
    let hint = format!("Set it, give it with --var {name}=VALUE, or write ${{{name}:-default}}.");
    Error::new(ErrorKind::Sql, diagnostic.with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    fn value(name: &str) -> Option<String> {
        match name {
            "REGION" => Some("eu".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        }
    }

    #[test]
    fn variables_are_replaced_as_goose_does() {
        for (sql, wanted) in [
            ("select '${REGION}', $REGION, '$REGION'", "select 'eu', eu, 'eu'"),
            ("${NONE:-a b}${NONE-}${EMPTY:-x}${EMPTY-x}${REGION:-x}${REGION?x}", "a bxeueu"),
            ("as $$ select $1, $body$, '${' $$, ${ REGION }, $", "as $$ select $1, $body$, '${' $$, ${ REGION }, $"),
        ] {
            assert_eq!(replaced(sql, value).unwrap(), wanted, "{sql}");
        }
    }

    #[test]
    fn what_has_no_value_is_refused() {
        for sql in ["${NONE}", "${NONE?why}", "${EMPTY:?why}", "${REGION:1:2}", "${REGION:}"] {
            assert!(replaced(sql, value).is_err(), "{sql}");
        }
        let said = replaced("${NONE:?why}", value).unwrap_err();
        assert!(format!("{:?}", said.diagnostics()).contains("The file says: why"));
    }
}
