//! Spans of time as PostgreSQL has them.

use std::fmt;

use chrono::{NaiveTime, Timelike as _};

/// A span of time: months, days and microseconds are kept apart, since a month has no fixed number of days and a day no
/// fixed number of hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Interval {
    /// Months; twelve are a year.
    pub months: i32,
    /// Days.
    pub days: i32,
    /// Microseconds.
    pub micros: i64,
}

impl Interval {
    /// Returns how far `time` is from midnight, if that is a whole number of microseconds.
    pub(super) fn since_midnight(time: NaiveTime) -> Option<Self> {
        let micros = (time - NaiveTime::MIN).num_microseconds()?;
        time.nanosecond().is_multiple_of(1_000).then_some(Self { months: 0, days: 0, micros })
    }
}

/// ISO 8601: `P1M2DT3.000004S`.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}M{}DT", self.months, self.days)?;
        let sign = if self.micros < 0 { "-" } else { "" };
        let micros = self.micros.unsigned_abs();
        write!(f, "{sign}{}", micros / 1_000_000)?;
        if !micros.is_multiple_of(1_000_000) {
            write!(f, ".{:06}", micros % 1_000_000)?;
        }
        f.write_str("S")
    }
}
