//! Checks at the end of a script that what was there already is what the script would have made.

use nexusql_base::Result;
use nexusql_base::name::quote_literal;
use nexusql_sql::Script;

use super::Rewritten;
use super::assemble::free_tag;
use crate::kinds;
use crate::read::read;
use crate::{Name, Object};

/// One object that a script makes, and how its definition is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The object as a user reads it: `table public.t`.
    pub object: String,
    /// The expression for its definition; null if it is not there.
    pub expression: String,
}

/// Returns a check for each object that `script` makes and that has a definition to compare, in the order in which it makes
/// them.
///
/// Errors: those of [`Script::pieces`].
pub fn checks(script: Script<'_>) -> Result<Vec<Check>> {
    let mut found: Vec<Check> = Vec::new();
    for part in read(script) {
        let part = part?;
        for object in part.about.iter().flat_map(|about| about.made()) {
            let Some(expression) = kinds::named(object.kind).and_then(|kind| kind.definition(object)) else { continue };
            if !found.iter().any(|check| check.expression == expression) {
                found.push(Check { object: shown(object), expression });
            }
        }
    }
    Ok(found)
}

fn shown(object: &Object) -> String {
    let of = object.of.as_ref().map(|of| format!(" of {}", of.sql())).unwrap_or_default();
    let arguments = match (&object.arguments, object.kind) {
        (Some(types), "function" | "procedure") => format!("({})", types.join(", ")),
        _ => String::new(),
    };
    let name = Name::sql(&object.name);
    format!("{} {name}{arguments}{of}", object.kind)
}

/// Returns `rewritten` with a block at its end that stops if one of `wanted` has another definition than the one given.
pub fn with_checks(rewritten: &Rewritten, wanted: &[(Check, String)]) -> Rewritten {
    if wanted.is_empty() {
        return rewritten.clone();
    }
    let mut body = String::new();
    for (check, definition) in wanted {
        let message = quote_literal(&check.object);
        let (expression, definition) = (&check.expression, quote_literal(definition));
        body += &format!(
            "  if {expression} is distinct from {definition} then\n    raise exception '% was there with another definition', \
             {message} using errcode = 'duplicate_object';\n  end if;\n"
        );
    }
    let tag = free_tag("do", &body);
    let mut text = rewritten.text.clone();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text += &format!("do {tag}\nbegin\n{body}end\n{tag};\n");
    Rewritten { text, statements: rewritten.statements.clone() }
}
