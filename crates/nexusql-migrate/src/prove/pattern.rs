//! A text that fits a regular expression, so that a check on the shape of a value can be met.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Returns a text that fits `pattern`, another one for another `n` where the pattern has room; none if `pattern` is no
/// regular expression that is understood.
pub(super) fn sample(pattern: &str, n: u32) -> Option<String> {
    let looks_like_one = pattern.contains(['[', '\\', '^', '$', '+', '(', '.']);
    let hir = looks_like_one.then(|| regex_syntax::parse(pattern).ok()).flatten()?;
    let mut text = String::new();
    let mut left = n;
    write(&hir, &mut text, &mut left);
    Some(text)
}

fn write(hir: &Hir, text: &mut String, left: &mut u32) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.push(pick(class, left)),
        HirKind::Capture(capture) => write(&capture.sub, text, left),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, text, left)),
        HirKind::Alternation(parts) => parts.iter().take(1).for_each(|part| write(part, text, left)),
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min.min(100) {
                write(&repetition.sub, text, left);
            }
        }
    }
}

/// Returns a character of the class, by the lowest digit that is left of the number.
fn pick(class: &Class, left: &mut u32) -> char {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Unicode(class) => {
            class.ranges().iter().map(|range| (range.start() as u32, range.end() as u32)).collect()
        }
        Class::Bytes(class) => class.ranges().iter().map(|range| (range.start().into(), range.end().into())).collect(),
    };
    // Letters and digits are preferred to whatever else a class like `.` holds.
    let plain: Vec<(u32, u32)> = [('a', 'z'), ('A', 'Z'), ('0', '9')]
        .iter()
        .flat_map(|&(low, high)| ranges.iter().map(move |&(start, end)| (start.max(low as u32), end.min(high as u32))))
        .filter(|(start, end)| start <= end)
        .collect();
    let ranges = if plain.is_empty() { ranges } else { plain };
    let size: u32 = ranges.iter().map(|(start, end)| end - start + 1).sum();
    let mut place = *left % size.max(1);
    *left /= size.max(1);
    for (start, end) in ranges {
        if place <= end - start {
            return char::from_u32(start + place).unwrap_or('a');
        }
        place -= end - start + 1;
    }
    'a'
}

#[cfg(test)]
mod tests {
    use super::sample;

    #[test]
    fn samples_fit_their_pattern_and_differ() {
        assert_eq!(sample("^[A-Z]{3}-[0-9]{5}(-[A-Z0-9]+)?$", 1).as_deref(), Some("BAA-00000"));
        assert_ne!(sample("^[A-Z]{3}$", 1), sample("^[A-Z]{3}$", 2));
        assert_eq!(sample("plain", 1), None);
    }
}
