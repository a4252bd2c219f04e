//! A spot in a text that a user wrote.

use serde::Serialize;

/// A spot in a file, with the line itself so that it can be shown with a caret.
///
/// Units: `line` and `column` count from 1; `column` counts characters, not bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file as the user named it, or `<stdin>`.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The text of the line, without its end.
    pub text: String,
}

impl Place {
    /// Returns the place of byte `offset` of `text`, a file called `file`.
    ///
    /// An offset beyond the end means the end; one inside a character means that character.
    /// Cost: linear in `offset`.
    pub fn at(file: impl Into<String>, text: &str, offset: usize) -> Self {
        let offset = floor_char_boundary(text, offset);
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        let end = text[offset..].find('\n').map_or(text.len(), |i| offset + i);
        Self {
            file: file.into(),
            line: before.bytes().filter(|&b| b == b'\n').count() + 1,
            column: text[start..offset].chars().count() + 1,
            text: text[start..end].trim_end_matches('\r').to_owned(),
        }
    }
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_counts_characters_and_lines_from_one() {
        let place = Place::at("a.sql", "select 1;\nsélect x;\n", "select 1;\nsél".len());
        assert_eq!((place.line, place.column, place.text.as_str()), (2, 4, "sélect x;"));
        assert_eq!(Place::at("a.sql", "x", 99).column, 2);
    }
}
