//! Flyway's placeholders: `${name}`, anywhere in the text, as it is given.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

use super::Variables;

/// Returns `sql` with the values of variables in place of their names.
///
/// Errors: [`ErrorKind::Sql`] for a name that is not set, as Flyway has it.
pub(super) fn replaced(sql: &str, variables: &Variables) -> Result<String> {
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(at) = rest.find("${") {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        let name = after[2..].split_once('}').map(|(name, _)| name).filter(|name| is_name(name));
        let Some(name) = name else {
            text.push_str("${");
            rest = &after[2..];
            continue;
        };
        let value = variables.0.get(name).ok_or_else(|| unset(name))?;
        text.push_str(value);
        rest = &after[name.len() + 3..];
    }
    text.push_str(rest);
    Ok(text)
}

fn is_name(text: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '-');
    !text.is_empty() && text.chars().all(part)
}

fn unset(name: &str) -> Error {
    let diagnostic = Diagnostic::error("placeholder-unset", format!("placeholder \"${{{name}}}\" has no value"));
    let hint = format!(
        "Give it with --var {name}=VALUE or in [migrations.variables]; or write placeholderReplacement=false into a file of the \
         migration's name that ends in .sql.conf."
    );
    Error::new(ErrorKind::Sql, diagnostic.with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::{Variables, replaced};

    #[test]
    fn placeholders_are_replaced_as_flyway_does() {
        let variables = Variables([("a".to_owned(), "x'y".to_owned()), ("b.c".to_owned(), "1".to_owned())].into());
        for (sql, wanted) in [
            ("create table ${a} (n int default ${b.c}) -- ${a}", "create table x'y (n int default 1) -- x'y"),
            ("select '${a}${a}', $${ a }$$, $1, ${}, ${", "select 'x'yx'y', $${ a }$$, $1, ${}, ${"),
        ] {
            assert_eq!(replaced(sql, &variables).unwrap(), wanted);
        }
        assert!(replaced("select ${d}", &variables).is_err());
    }
}
