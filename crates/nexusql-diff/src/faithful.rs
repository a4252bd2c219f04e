//! Printed expressions that read back as something else, put into words that read back as what they were.

use std::borrow::Cow;

/// Returns `sql` such that PostgreSQL's parser makes of it what was printed.
///
/// `x IN ('a', 'b')` over a `varchar` column is printed as `x = ANY ((ARRAY['a'::character varying, …])::text[])`. Read
/// back, the outer cast is pushed into the elements and the text is no longer the same; without the outer cast the
/// parser adds it by itself, where it was.
/// Source: `transformTypeCast` in PostgreSQL's parse_expr.c, which hands an array's cast down to its elements.
pub(crate) fn faithful(sql: &str) -> Cow<'_, str> {
    const OPEN: &str = "(ARRAY[";
    const CLOSE: &str = "])::text[]";
    let (mut text, mut rest) = (String::new(), sql);
    while let Some(at) = rest.find(OPEN) {
        let inner = &rest[at + OPEN.len()..];
        let all_varchar = end_of_list(inner).filter(|&end| inner[end..].starts_with(CLOSE));
        let list = all_varchar.map(|end| (&inner[..end], end)).filter(|(list, _)| is_varchar_list(list));
        match list {
            Some((list, end)) => {
                text.push_str(&rest[..at]);
                text.push_str("ARRAY[");
                text.push_str(list);
                text.push(']');
                rest = &inner[end + CLOSE.len()..];
            }
            None => {
                text.push_str(&rest[..at + OPEN.len()]);
                rest = inner;
            }
        }
    }
    if text.is_empty() {
        return Cow::Borrowed(sql);
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Returns where the bracket that is open at the start closes.
fn end_of_list(text: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted && depth == 0 => return Some(at),
            ']' if !quoted => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns whether every element is a string literal cast to `character varying`.
fn is_varchar_list(list: &str) -> bool {
    const CAST: &str = "'::character varying";
    let mut rest = list;
    loop {
        let Some(inner) = rest.strip_prefix('\'') else { return false };
        let Some(end) = inner.find(CAST) else { return false };
        rest = &inner[end + CAST.len()..];
        match rest.strip_prefix(", ") {
            Some(next) => rest = next,
            None => return rest.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::faithful;

    #[test]
    fn the_outer_cast_of_a_varchar_list_goes() {
        let printed = "CHECK (((s)::text = ANY ((ARRAY['a'::character varying, 'b]'::character varying])::text[])))";
        let wanted = "CHECK (((s)::text = ANY (ARRAY['a'::character varying, 'b]'::character varying])))";
        assert_eq!(faithful(printed), wanted);
    }

    #[test]
    fn other_lists_stay() {
        for sql in ["(ARRAY[1, 2])::text[]", "(ARRAY['a'::text])::text[]", "(ARRAY[x::character varying])::text[]"] {
            assert_eq!(faithful(sql), sql);
        }
    }
}
