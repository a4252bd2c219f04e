//! Places of many statements, found in one pass over the text.

use nexusql_base::Place;
use nexusql_sql::Script;

/// Finds places that come one after another.
#[derive(Clone, Debug)]
pub struct Places<'a> {
    script: Script<'a>,
    /// Where the line begins that was found last, and its number.
    start: usize,
    line: usize,
}

impl<'a> Places<'a> {
    /// Returns a finder at the start of `script`.
    pub fn new(script: Script<'a>) -> Self {
        Self { script, start: 0, line: 1 }
    }

    /// Returns the place of byte `offset`, which is not before the one asked for last.
    ///
    /// Cost: reads the text since then.
    pub fn at(&mut self, offset: usize) -> Place {
        let text = self.script.text;
        if offset < self.start {
            return self.script.place(offset);
        }
        let passed = text[self.start..offset].bytes().enumerate().filter(|(_, b)| *b == b'\n');
        let (n, last) = passed.fold((0, None), |(n, _), (at, _)| (n + 1, Some(at)));
        self.line += n;
        self.start += last.map_or(0, |at| at + 1);
        // The line is all that a place needs of the text.
        let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
        let place = Place::at(self.script.file, &text[self.start..end], offset - self.start);
        Place { line: self.line, ..place }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_that_are_found_one_by_one() {
        let script = Script::new("a.sql", "a;\n\n é b; c;\nd\n");
        let mut places = Places::new(script);
        for offset in [0, 4, 6, 8, 9, 12, 14] {
            let offset = (offset..).find(|at| script.text.is_char_boundary(*at)).unwrap_or(0);
            assert_eq!(places.at(offset), script.place(offset), "{offset}");
        }
    }
}
