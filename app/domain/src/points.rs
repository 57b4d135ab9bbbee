//! Marks as whole hundredths, so that a sum is exact and 80 is never 79.99999.

use std::{fmt, iter::Sum, ops::Add, str::FromStr};

use serde::{Deserialize, Serialize};

/// A mark, in hundredths of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(i64);

impl Points {
    pub const ZERO: Points = Points(0);

    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    pub const fn whole(points: u32) -> Self {
        Self(points as i64 * 100)
    }

    pub const fn hundredths(self) -> i64 {
        self.0
    }

    pub const fn times(self, count: u32) -> Self {
        Self(self.0 * count as i64)
    }
}

impl Add for Points {
    type Output = Points;
    fn add(self, other: Points) -> Points {
        Points(self.0 + other.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(all: I) -> Points {
        all.fold(Points::ZERO, Add::add)
    }
}

/// `92`, `92.5`, `0.25`: no zeros that say nothing.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, (self.0 % 100).abs());
        match (rest, rest % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

impl FromStr for Points {
    type Err = ();

    /// Reads a number of at most two decimals that is not negative.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (whole, rest) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 6 || rest.len() > 2 || !digits(whole) || !digits(rest) {
            return Err(());
        }
        let whole: i64 = whole.parse().map_err(|_| ())?;
        let hundredths: i64 = format!("{rest:0<2}").parse().map_err(|_| ())?;
        Ok(Points(whole * 100 + hundredths))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        for (hundredths, text) in [(0, "0"), (100, "1"), (250, "2.5"), (25, "0.25"), (9205, "92.05")] {
            assert_eq!(Points::from_hundredths(hundredths).to_string(), text);
            assert_eq!(text.parse(), Ok(Points::from_hundredths(hundredths)));
        }
        for bad in ["", "-1", "1.234", "一", "1,5", "."] {
            assert_eq!(bad.parse::<Points>(), Err(()), "{bad}");
        }
    }
}
