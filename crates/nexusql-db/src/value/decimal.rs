//! Exact decimals of any length. They are carried, compared and printed; arithmetic is left to others.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// The most zeros that an exponent may stand for: PostgreSQL's `numeric` ends at 131,072 digits.
const EXPONENT_MAX: i32 = 150_000;

/// An exact decimal number.
///
/// Shape: the scale is kept for printing, but `1.50` equals `1.5`. `NaN` equals itself and is the greatest, as in
/// PostgreSQL.
#[derive(Clone)]
pub struct Decimal {
    /// Plain notation without needless leading zeros, or `NaN`, `Infinity`, `-Infinity`.
    text: String,
}

/// Text that is no decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotDecimal;

impl fmt::Display for NotDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text is no decimal number")
    }
}

impl std::error::Error for NotDecimal {}

/// The parts of a finite [`Decimal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// Whether it is below zero.
    pub negative: bool,
    /// The digits before the point, without leading zeros; empty for none.
    pub whole: &'a str,
    /// The digits after the point, with trailing zeros.
    pub fraction: &'a str,
}

impl Parts<'_> {
    /// Returns how many digits count: those between the first and the last that are not zero.
    pub fn significant(&self) -> usize {
        let fraction = self.fraction.trim_end_matches('0');
        if !self.whole.is_empty() && fraction.is_empty() {
            self.whole.trim_end_matches('0').len()
        } else if self.whole.is_empty() {
            fraction.trim_start_matches('0').len()
        } else {
            self.whole.len() + fraction.len()
        }
    }
}

impl Decimal {
    /// Returns the number as plain text: `-12.50`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns `units` divided by ten to the power of `scale`.
    pub fn from_units(units: i128, scale: u32) -> Self {
        let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
        Self::of(units < 0, whole, fraction)
    }

    /// Returns the parts, or `None` for what is not finite.
    pub fn parts(&self) -> Option<Parts<'_>> {
        let (negative, digits) = match self.text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, self.text.as_str()),
        };
        digits.starts_with(|c: char| c.is_ascii_digit()).then(|| {
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            Parts { negative, whole: whole.trim_start_matches('0'), fraction }
        })
    }

    /// Returns the number as an integer if it is one.
    pub fn to_i128(&self) -> Option<i128> {
        let parts = self.parts()?;
        let whole = if parts.whole.is_empty() { "0" } else { parts.whole };
        let sign = if parts.negative { "-" } else { "" };
        parts.fraction.bytes().all(|b| b == b'0').then(|| format!("{sign}{whole}").parse().ok())?
    }

    /// Returns the number that `value` prints as, which reads back as the same float.
    pub fn from_f64(value: f64) -> Self {
        match value {
            _ if value.is_nan() => Self { text: "NaN".to_owned() },
            f64::INFINITY => Self { text: "Infinity".to_owned() },
            f64::NEG_INFINITY => Self { text: "-Infinity".to_owned() },
            _ => format!("{value}").parse().expect("a finite float prints as a plain number"),
        }
    }

    fn of(negative: bool, whole: &str, fraction: &str) -> Self {
        let whole = whole.trim_start_matches('0');
        let zero = whole.is_empty() && fraction.bytes().all(|b| b == b'0');
        let sign = if negative && !zero { "-" } else { "" };
        let whole = if whole.is_empty() { "0" } else { whole };
        let point = if fraction.is_empty() { "" } else { "." };
        Self { text: format!("{sign}{whole}{point}{fraction}") }
    }

    /// Returns what decides its order: a class, then for finite numbers sign and digits.
    fn class(&self) -> u8 {
        match self.text.as_str() {
            "-Infinity" => 0,
            "Infinity" => 2,
            "NaN" => 3,
            _ => 1,
        }
    }
}

impl FromStr for Decimal {
    type Err = NotDecimal;

    /// Reads `[+-]digits[.digits][e[+-]digits]`, `NaN`, `Infinity` or `-Infinity`, in any case.
    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        for special in ["NaN", "Infinity", "-Infinity"] {
            if text.eq_ignore_ascii_case(special) {
                return Ok(Self { text: special.to_owned() });
            }
        }
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| NotDecimal)?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) || exponent.abs() > EXPONENT_MAX {
            return Err(NotDecimal);
        }
        if exponent == 0 {
            return Ok(Self::of(negative, whole, fraction));
        }
        let mut all = format!("{whole}{fraction}");
        let point = whole.len() as i64 + i64::from(exponent);
        if point < 0 {
            all.insert_str(0, &"0".repeat(usize::try_from(-point).expect("the exponent is bounded")));
        }
        let point = usize::try_from(point.max(0)).expect("the exponent is bounded");
        if point > all.len() {
            all.push_str(&"0".repeat(point - all.len()));
        }
        let (whole, fraction) = all.split_at(point);
        Ok(Self::of(negative, whole, fraction))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let (Some(a), Some(b)) = (self.parts(), other.parts()) else { return self.class().cmp(&other.class()) };
        let size = |parts: &Parts<'_>| (parts.whole.len(), parts.whole.to_owned());
        let fraction = |parts: &Parts<'_>| parts.fraction.trim_end_matches('0').to_owned();
        let above = size(&a).cmp(&size(&b)).then_with(|| fraction(&a).cmp(&fraction(&b)));
        match (a.negative, b.negative) {
            (false, false) => above,
            (true, true) => above.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.class().hash(state);
        if let Some(parts) = self.parts() {
            (parts.negative, parts.whole, parts.fraction.trim_end_matches('0')).hash(state);
        }
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self { text: value.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_the_plain_number() {
        for (text, want) in [
            ("1", "1"),
            ("+01.50", "1.50"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("-0.00", "0.00"),
            ("1e3", "1000"),
            ("1.5E-3", "0.0015"),
            ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
            ("nan", "NaN"),
            ("-infinity", "-Infinity"),
        ] {
            assert_eq!(text.parse::<Decimal>().map(|decimal| decimal.to_string()), Ok(want.to_owned()), "{text}");
        }
        for text in ["", ".", "-", "1,5", "1e", "e5", "0x1", "1 ", "1e999999999", "--1"] {
            assert_eq!(text.parse::<Decimal>(), Err(NotDecimal), "{text}");
        }
    }

    #[test]
    fn order_is_by_number() {
        let texts = ["-Infinity", "-10", "-9.5", "-0.1", "0", "0.10", "0.2", "9", "10", "10.01", "Infinity", "NaN"];
        let numbers: Vec<Decimal> = texts.iter().map(|text| text.parse().unwrap()).collect();
        assert!(numbers.is_sorted());
        assert_eq!("1.50".parse::<Decimal>(), "1.5".parse());
    }

    #[test]
    fn units_and_scale_make_a_number() {
        assert_eq!(Decimal::from_units(-5, 3).as_str(), "-0.005");
        assert_eq!(Decimal::from_units(1234, 2).as_str(), "12.34");
        assert_eq!(Decimal::from_units(7, 0).to_i128(), Some(7));
        assert_eq!(Decimal::from_f64(1e-7).as_str(), "0.0000001");
        assert_eq!("0.00120".parse::<Decimal>().unwrap().parts().unwrap().significant(), 2);
        assert_eq!("120".parse::<Decimal>().unwrap().parts().unwrap().significant(), 2);
    }
}
