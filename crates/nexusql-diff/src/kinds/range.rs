//! Range types. PostgreSQL cannot alter one; where columns have it, they are carried over to its successor.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::range::Range;

use super::aside_name;
use super::rules::Rules;
use crate::Step;
use crate::context::Context;
use crate::shells;

impl Rules for Range {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut parts = vec![format!("SUBTYPE = {}", self.subtype)];
        let optional = [
            ("SUBTYPE_OPCLASS", &self.subtype_opclass),
            ("COLLATION", &self.collation),
            ("CANONICAL", &self.canonical),
            ("SUBTYPE_DIFF", &self.subtype_diff),
            ("MULTIRANGE_TYPE_NAME", &self.multirange),
        ];
        parts.extend(optional.iter().filter_map(|(word, value)| Some(format!("{word} = {}", value.as_ref()?))));
        vec![Step::new(id, format!("CREATE TYPE {} AS RANGE ({})", id.sql_name(), parts.join(", ")))]
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let cascade = if shells::own_functions(cx.current, id).is_empty() { "" } else { " CASCADE" };
        vec![Step::new(id, format!("DROP TYPE {}{cascade}", id.sql_name()))]
    }
}

/// Returns the steps that rename what `CREATE TYPE` made besides the type: the constructors, the multirange type and its
/// constructors. Renaming the type renames none of them.
///
/// Source: `makeRangeConstructors` and `makeMultirangeConstructors` in PostgreSQL's typecmds.c.
pub(super) fn move_away_what_it_made(range: &Range, id: &ObjectId) -> Vec<Step> {
    let (own, subtype) = (id.sql_name(), &range.subtype);
    let mut constructors = vec![
        (own.clone(), format!("{subtype}, {subtype}"), id.name().to_owned()),
        (own.clone(), format!("{subtype}, {subtype}, text"), id.name().to_owned()),
    ];
    let multirange = range.multirange.as_deref().map(|name| (name, bare_name(name)));
    if let Some((name, bare)) = &multirange {
        for arguments in [String::new(), own.clone(), format!("VARIADIC {own}[]")] {
            constructors.push(((*name).to_owned(), arguments, bare.clone()));
        }
    }
    let to = |bare: &str| quote_ident(&aside_name(bare));
    let functions = constructors.iter().map(|(name, arguments, bare)| {
        Step::new(id, format!("ALTER FUNCTION {name}({arguments}) RENAME TO {}", to(bare)))
    });
    let types =
        multirange.iter().map(|(name, bare)| Step::new(id, format!("ALTER TYPE {name} RENAME TO {}", to(bare))));
    functions.chain(types).collect()
}

/// Returns the last part of a qualified name, without its quotes.
fn bare_name(qualified: &str) -> String {
    let (mut start, mut quoted) = (0, false);
    for (at, c) in qualified.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => start = at + 1,
            _ => {}
        }
    }
    let last = &qualified[start..];
    match last.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => last.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::bare_name;
    use crate::address::dotted;

    #[test]
    fn the_bare_name_is_what_was_quoted() {
        for name in ["plain", "Odd", "a.b", "we\"ird"] {
            assert_eq!(bare_name(&dotted(&["S.x".to_owned(), name.to_owned()])), name);
        }
    }
}
