//! PostgreSQL's `numeric` on the wire: groups of four decimal digits.

use crate::value::Decimal;

const SIGN_NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const INFINITY_NEGATIVE: u16 = 0xF000;

/// Returns the number in `bytes`, or `None` if they are no `numeric`.
///
/// Source: `numeric_send` in PostgreSQL's numeric.c.
pub(super) fn decimal(bytes: &[u8]) -> Option<Decimal> {
    let word = |at: usize| Some(u16::from_be_bytes([*bytes.get(2 * at)?, *bytes.get(2 * at + 1)?]));
    let (n_groups, weight, sign, scale) = (word(0)?, word(1)?.cast_signed(), word(2)?, usize::from(word(3)?));
    if bytes.len() != 2 * (4 + usize::from(n_groups)) {
        return None;
    }
    let text = match sign {
        NAN => "NaN".to_owned(),
        INFINITY => "Infinity".to_owned(),
        INFINITY_NEGATIVE => "-Infinity".to_owned(),
        _ => {
            let group = |place: i32| {
                // A group that is not sent is zero.
                let index = i32::from(weight) - place;
                let sent = usize::try_from(index).ok().filter(|index| *index < usize::from(n_groups));
                sent.map_or(Some(0), |index| word(4 + index))
            };
            finite(sign == SIGN_NEGATIVE, i32::from(weight), scale, group)?
        }
    };
    text.parse().ok()
}

fn finite(negative: bool, weight: i32, scale: usize, group: impl Fn(i32) -> Option<u16>) -> Option<String> {
    let mut text = String::new();
    if negative {
        text.push('-');
    }
    if weight < 0 {
        text.push('0');
    }
    for place in (0..=weight).rev() {
        push_group(&mut text, group(place)?);
    }
    if scale > 0 {
        text.push('.');
        let whole = text.len();
        let mut place = -1;
        while text.len() < whole + scale {
            push_group(&mut text, group(place)?);
            place -= 1;
        }
        text.truncate(whole + scale);
    }
    Some(text)
}

fn push_group(text: &mut String, group: u16) {
    let digit = |unit: u16| char::from(b'0' + u8::try_from(group / unit % 10).unwrap_or(0));
    text.extend([digit(1_000), digit(100), digit(10), digit(1)]);
}

#[cfg(test)]
mod tests {
    use super::decimal;

    fn read(words: &[u16]) -> Option<String> {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        decimal(&bytes).map(|decimal| decimal.to_string())
    }

    #[test]
    fn groups_become_digits() {
        assert_eq!(read(&[3, 1, 0, 2, 1, 2345, 6700]).as_deref(), Some("12345.67"));
        assert_eq!(read(&[1, 0xFFFF, 0x4000, 4, 1]).as_deref(), Some("-0.0001"));
        assert_eq!(read(&[1, 0xFFFE, 0, 6, 100]).as_deref(), Some("0.000001"));
        assert_eq!(read(&[1, 2, 0, 0, 1]).as_deref(), Some("100000000"));
        assert_eq!(read(&[0, 0, 0, 2]).as_deref(), Some("0.00"));
        assert_eq!(read(&[0, 0, 0xC000, 0]).as_deref(), Some("NaN"));
        assert_eq!(read(&[2, 0, 0, 0, 1]), None);
    }
}
